import type { SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
import { inTime } from '../aws/client-config.ts';

type Env = Record<string, string | undefined>;

/** A secret stands in the variable itself, or in the SSM parameter that `…_PARAM` names; that is read again every five
 *  minutes, so that a new one needs no deployment. */
export async function secret(env: Env, name: string): Promise<string> {
  const parameter = env[`${name}_PARAM`];
  if (env[name] !== undefined && env[name] !== '') return env[name];
  if (parameter === undefined) {
    throw new Error(`The environment variable ${name} is missing (or ${name}_PARAM, the name of an SSM parameter)`);
  }
  const value = await (await parameters()).get(parameter, { decrypt: true, maxAge: 300 });
  if (value === undefined) throw new Error(`The SSM parameter ${parameter}, named by ${name}_PARAM, has no value`);
  return value;
}

let provider: SSMProvider | undefined;

/** Loaded only where a secret is a parameter. One for all calls: it remembers what it read. */
async function parameters(): Promise<SSMProvider> {
  const { SSMProvider } = await import('@aws-lambda-powertools/parameters/ssm');
  provider ??= new SSMProvider({ clientConfig: inTime(2_000, 3) });
  return provider;
}
