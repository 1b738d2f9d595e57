import type { SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inTime } from './aws-config.ts';
import { createCodePipeline } from './codepipeline/client.ts';
import { rulesOf } from './policy/rules.ts';
import type { Policy } from './policy/schema.ts';
import { createQueue, type Queue } from './queue.ts';
import type { Loop, World } from './run.ts';
import { createSlack } from './slack/client.ts';
import { createSns } from './sns.ts';
import { createDynamoStore } from './store/dynamo.ts';
import type { Store } from './store/store.ts';

/** The real world, built once per cold start. The only reader of process.env. */

/** Put here by the build: the policy that was checked then. */
declare const PACKAGED_POLICY: Policy | undefined;

type Env = Record<string, string | undefined>;

export function createStore(env: Env = process.env): Store {
  return createDynamoStore(new DynamoDBClient(inTime(2_000, 3)), required(env, 'TABLE_NAME'));
}

export function queue(env: Env = process.env): Queue {
  return createQueue(required(env, 'QUEUE_URL'));
}

/** Built with the first message and kept; after a bad start the next message tries again. */
export function loopWhenNeeded(log: Loop['log'], env: Env = process.env): () => Promise<Loop> {
  let loop: Promise<Loop> | undefined;
  return () => {
    loop ??= createLoop(log, env);
    loop.catch(() => {
      loop = undefined;
    });
    return loop;
  };
}

async function createLoop(log: Loop['log'], env: Env): Promise<Loop> {
  const waker = queue(env);
  const token = () => secret(env, 'SLACK_BOT_TOKEN');
  const policy = await policyOf(env);
  await token(); // what is missing is said at once, not with the first message
  return {
    store: createStore(env),
    rules: rulesOf(policy),
    world: {
      ...createCodePipeline(),
      ...createSlack({ token, apiUrl: env.SLACK_API_URL }),
      ...createSns(),
      diagnose: async (effect) => (await diagnosis(policy)).diagnose(effect),
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

/** Loaded with the first failure: nothing else needs it, and it is a good part of all code. */
async function diagnosis(policy: Policy): Promise<Pick<World, 'diagnose'>> {
  const { createDiagnosis } = await import('./diagnosis/index.ts');
  return createDiagnosis({ now: Date.now, rules: policy.signatures });
}

/** The packaged policy was checked by the build; another file is checked now, with what that takes loaded only then. */
async function policyOf(env: Env): Promise<Policy> {
  const file = env.POLICY_FILE;
  if (file === undefined && typeof PACKAGED_POLICY !== 'undefined') return PACKAGED_POLICY;
  const { readPolicy } = await import('./policy-file.ts');
  return readPolicy(file ?? 'infra/policy.yml');
}

function required(env: Env, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is missing`);
  return value;
}

/** A secret stands in the variable itself, or in the SSM parameter that `…_PARAM` names; that is read again every five
 *  minutes, so that a new one needs no deployment. */
async function secret(env: Env, name: string): Promise<string> {
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
