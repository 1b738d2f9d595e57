import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createCodePipeline } from './codepipeline/client.ts';
import type { Rules } from './core/rules.ts';
import { rulesOf } from './policy/rules.ts';
import type { Policy } from './policy/schema.ts';
import { createQueue, type Queue } from './queue.ts';
import type { FailureLine, Loop, StepLine } from './run.ts';
import { createSlack } from './slack/client.ts';
import { createSns } from './sns.ts';
import { createDynamoStore } from './store/dynamo.ts';
import type { Store } from './store/store.ts';

/** The real world, built once per cold start. The only reader of process.env. */

/** Put here by the build: the policy that was checked then. */
declare const PACKAGED_POLICY: Policy | undefined;

type Env = Record<string, string | undefined>;

export function createStore(env: Env = process.env): Store {
  return createDynamoStore(
    new DynamoDBClient({ maxAttempts: 4, requestHandler: IMPATIENT }),
    required(env, 'TABLE_NAME'),
  );
}

export function queue(env: Env = process.env): Queue {
  return createQueue(required(env, 'QUEUE_URL'));
}

export async function createLoop(log: (line: StepLine | FailureLine) => void, env: Env = process.env): Promise<Loop> {
  const waker = queue(env);
  const token = await secret(env, 'SLACK_BOT_TOKEN');
  return {
    store: createStore(env),
    rules: await policyRules(env),
    world: {
      ...createCodePipeline(),
      ...createSlack({ token, apiUrl: env.SLACK_API_URL }),
      ...createSns(),
      async wake({ key, at }) {
        await waker.tick(key, at - Date.now());
        return [];
      },
    },
    now: Date.now,
    id: () => crypto.randomUUID(),
    log,
  };
}

export function wantsTraces(env: Env = process.env): boolean {
  return env.POWERTOOLS_TRACE_ENABLED === 'true';
}

/** Milliseconds. */
const IMPATIENT = { connectionTimeout: 1_000, requestTimeout: 3_000 };

/** The packaged policy was checked by the build; another file is checked now, with what that takes loaded only then. */
async function policyRules(env: Env): Promise<Rules> {
  const file = env.POLICY_FILE;
  if (file === undefined && typeof PACKAGED_POLICY !== 'undefined') return rulesOf(PACKAGED_POLICY);
  const { readPolicy } = await import('./policy-file.ts');
  return rulesOf(await readPolicy(file ?? 'infra/policy.yml'));
}

function required(env: Env, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is missing`);
  return value;
}

/** A secret stands in the variable itself, or in the SSM parameter that `…_PARAM` names. */
async function secret(env: Env, name: string): Promise<string> {
  const parameter = env[`${name}_PARAM`];
  if (env[name] !== undefined && env[name] !== '') return env[name];
  if (parameter === undefined) {
    throw new Error(`The environment variable ${name} is missing (or ${name}_PARAM, the name of an SSM parameter)`);
  }
  const { getParameter } = await import('@aws-lambda-powertools/parameters/ssm');
  const value = await getParameter(parameter, { decrypt: true, maxAge: 300 });
  if (value === undefined) throw new Error(`The SSM parameter ${parameter}, named by ${name}_PARAM, has no value`);
  return value;
}
