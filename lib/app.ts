import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { eventPlansOf, onDemand, timesOf, whenNeeded } from './app-on-demand.ts';
import { type Accounts, createAccounts } from './aws/accounts.ts';
import { inTime } from './aws/client-config.ts';
import { jsonService } from './aws/json-service.ts';
import { endpointOf, identityOf, type Surroundings } from './aws/surroundings.ts';
import { createCodePipeline } from './codepipeline/client.ts';
import type { PolicyFile } from './config/policy-file.ts';
import { secret } from './config/secrets.ts';
import type { SharedState } from './core/command/shared-state.ts';
import { executionKey } from './core/execution/facts.ts';
import { BOARD } from './core/model/subject.ts';
import { createApplyCommand } from './effects/apply-command.ts';
import { createCountTransitions } from './effects/count-transitions.ts';
import { createEmitMetrics } from './effects/emit-metrics.ts';
import { withoutMuted } from './effects/home-choices.ts';
import { createNoteRecent } from './effects/note-recent.ts';
import { createNoticeOlder } from './effects/notice-older.ts';
import { createRecordRetryStats } from './effects/record-retry-stats.ts';
import { createRefreshAllPipelines } from './effects/refresh-all-pipelines.ts';
import { createSendNotice } from './effects/send-notice.ts';
import { createShareCalls } from './effects/share-calls.ts';
import { createTellBoards } from './effects/tell-boards.ts';
import { createTellDigests } from './effects/tell-digests.ts';
import { createTellLock } from './effects/tell-lock.ts';
import { createWriteAudit } from './effects/write-audit.ts';
import { closed, type Trouble, UNREADABLE } from './policy/broken-policy.ts';
import { machineNamed } from './policy/events/machines.ts';
import type { Policy } from './policy/file/schema.ts';
import { rulesOf } from './policy/rules.ts';
import { SQS_TARGET, wireQueue } from './queue/queue-api.ts';
import { createQueue, NotQueued, type Queue } from './queue/sqs.ts';
import { createSlack } from './slack/client/client.ts';
import { realTimer, WARM_UP, within } from './slack/endpoint/deadline.ts';
import { createEndpoint, type Endpoint, type EndpointSetting } from './slack/endpoint/endpoint.ts';
import { splitSecrets } from './slack/endpoint/signature.ts';
import { createWebApi } from './slack/endpoint/web-api.ts';
import type { AuditLog } from './store/audit-log.ts';
import { createDynamoAuditLogReader } from './store/audit-log-read.ts';
import { createDynamoAuditLog } from './store/audit-log-write.ts';
import { createDueRows } from './store/due-rows.ts';
import { createDynamoStore } from './store/dynamo.ts';
import { createRetryAllowances } from './store/retry-allowances.ts';
import type { TableApi } from './store/table-api.ts';
import { sdkTable } from './store/table-sdk.ts';
import { DYNAMODB_TARGET, wireTable } from './store/table-wire.ts';
import { createDynamoValues } from './store/versioned-values-dynamo.ts';
import { currentRules } from './worker/current-policy.ts';
import type { BatchLoop } from './worker/process-batch.ts';
import { type Loop, reconcile } from './worker/reconcile.ts';
import { type Swept, sweep } from './worker/sweep.ts';

/** Composes the application, once per cold start. One file, because no other may read process.env. */

declare const PACKAGED_POLICY: PolicyFile | undefined;

type Env = Record<string, string | undefined>;

function tableApi(env: Env): TableApi {
  const surroundings = surroundingsOf(env);
  const { region } = surroundings;
  const own = `https://dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const endpoint = endpointOf('DYNAMODB', env, own);
  const service = { service: 'dynamodb', target: DYNAMODB_TARGET, endpoint } as const;
  return wireTable(jsonService({ ...surroundings, ...service, ...inTime(2_000, 3) }));
}

function surroundingsOf(env: Env): Surroundings {
  return { ...identityOf(env), now: Date.now, wait };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

export function journalReader(env: Env = process.env): Pick<AuditLog, 'read'> & { table: string } {
  const table = required(env, 'TABLE_NAME');
  return { ...createDynamoAuditLogReader(sdkTable(new DynamoDBClient(inTime(2_000, 3))), table), table };
}

export function now(): number {
  return Date.now();
}

export function environment(): Env {
  return process.env;
}

function queue(env: Env, times = inTime(2_000, 3)): Queue {
  const url = required(env, 'QUEUE_URL');
  const surroundings = surroundingsOf(env);
  const own = URL.parse(url)?.origin ?? `https://sqs.${surroundings.region}.amazonaws.com`;
  const endpoint = endpointOf('SQS', env, own);
  const service = { service: 'sqs', target: SQS_TARGET, endpoint } as const;
  return createQueue(url, wireQueue(jsonService({ ...surroundings, ...service, ...times })));
}

export function createSweep(env: Env = process.env): () => Promise<Swept> {
  const table = required(env, 'TABLE_NAME');
  const api = tableApi(env);
  const parts = {
    store: createDueRows(api, table),
    values: createDynamoValues(api, table),
    queue: queue(env),
  };
  return () => sweep({ ...parts, now: Date.now });
}

export function lazyLoop(log: Loop['log'], env: Env = process.env): () => Promise<BatchLoop> {
  const from = env.POLICY_SOURCE ?? '';
  return from === ''
    ? whenNeeded(async () => createLoop(log, env, await policyOf(env, log)))
    : following(() => published(from, log, env));
}

/** Asks each time which policy holds now. */
function following(create: () => Promise<() => Promise<BatchLoop>>): () => Promise<BatchLoop> {
  const follow = whenNeeded(create);
  return async () => (await follow())();
}

async function published(from: string, log: Loop['log'], env: Env): Promise<() => Promise<BatchLoop>> {
  const { followPublished } = await import('./app-published.ts');
  return followPublished({
    from,
    values: createDynamoValues(tableApi(env), required(env, 'TABLE_NAME')),
    s3: async () => (await import('./config/policy-s3.ts')).s3Policy,
    ssm: async () => (await import('./config/parameter-store.ts')).ssmPolicy,
    parse: async (text) => (await import('./config/policy-file.ts')).policyFrom(text, from),
    packaged: () => policyOf(env, log),
    create: (policy) => createLoop(log, env, policy),
    reconcile,
    now: Date.now,
    log,
  });
}

type InUse = PolicyFile & { broken?: string; trouble?: Trouble };

async function createLoop(log: Loop['log'], env: Env, followed: InUse): Promise<BatchLoop> {
  const waker = queue(env);
  const token = () => secret(env, 'SLACK_BOT_TOKEN');
  const { policy, version, broken, trouble } = followed;
  // A missing token fails at once. An unreadable parameter is read again for each Slack message; SNS does not wait.
  await token().catch((error) => {
    if (env.SLACK_BOT_TOKEN_PARAM === undefined) throw error;
  });
  const table = required(env, 'TABLE_NAME');
  const api = tableApi(env);
  const store = createDynamoStore(api, table);
  const accounts = accountsOf(policy, env);
  const values = createDynamoValues(api, table);
  const allowances = createRetryAllowances(values, Date.now);
  const { findExecution, listPipelines, olderExecutions, readForBoard, ...codepipeline } = createCodePipeline({
    now: Date.now,
    wait,
    deployment: table,
    allowances,
    recorded: async (ref) => (await store.load(executionKey(ref)))?.execution,
    accounts,
  });
  const times = await timesOf(policy);
  const plansFor = await eventPlansOf(policy, times);
  const rulesFor = (board: SharedState) => ({ ...rulesOf(policy, version, times, board), ...plansFor(board) });
  const usable = broken === undefined ? rulesFor : (board: SharedState) => closed(rulesFor(board), trouble);
  const rules = currentRules(store, usable, Date.now, (why) => {
    log({ message: 'shared state unreadable', why });
    return closed(rulesFor({}), UNREADABLE);
  });
  const slack = createSlack({ token, apiUrl: env.SLACK_API_URL, now: Date.now });
  const { emailOf, lookUp, publishHome, ...slackEffects } = slack;
  const homes = whenNeeded(async () => {
    const { createRefreshHome } = await import('./effects/refresh-home.ts');
    return createRefreshHome({
      load: store.load,
      values,
      state: async () => (await store.load(BOARD))?.board ?? {},
      rulesFor: usable,
      slack: { emailOf, lookUp, publishHome },
      now: Date.now,
    });
  });
  return {
    store,
    rules,
    broken,
    home: async (user, requests) => (await homes())(user, requests),
    findExecution,
    machineNamed: (sender) => machineNamed(policy, sender),
    world: {
      ...codepipeline,
      ...slackEffects,
      ...(policy.home ? withoutMuted(slackEffects, values) : {}),
      ...createNoteRecent(values, Date.now),
      ...createWriteAudit(createDynamoAuditLog(api, table)),
      ...createRecordRetryStats(allowances, Date.now),
      ...createShareCalls(values, Date.now),
      ...createEmitMetrics(Date.now, log, accounts),
      ...createApplyCommand(Date.now),
      ...createSendNotice(waker),
      ...createTellLock(waker, Date.now),
      ...createNoticeOlder(olderExecutions, waker),
      ...createCountTransitions({ listPipelines, rules, store, now: Date.now }),
      ...createRefreshAllPipelines({ listPipelines, rules, queue: waker }),
      ...createTellBoards(waker, Date.now),
      ...createTellDigests(waker, Date.now),
      ...onDemand(
        policy,
        accounts,
        Date.now,
        { listPipelines, readForBoard, rules, now: Date.now },
        env.AWS_REGION ?? '',
      ),
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

/** Starts even if a setting is missing: each request reports the error and reads the setting again. */
export async function slackEndpoint(log: EndpointSetting['log'], env: Env = process.env): Promise<Endpoint> {
  const token = () => secret(env, 'SLACK_BOT_TOKEN');
  const secrets = () => signingSecrets(env);
  const web = createWebApi({ token, apiUrl: env.SLACK_API_URL });
  const teams = env.SLACK_TEAM_IDS?.split(/[\s,]+/).filter((id) => id !== '') ?? [];
  const home = whenNeeded(async () => (teams.length > 0 ? { teams, isOrgWide: false } : web.home()));
  const votes = whenNeeded(async () => queue(env, inTime(700, 1)));
  // Lambda gives most CPU during its init phase. The first request waits again for a read that hangs.
  await within(WARM_UP, Promise.allSettled([secrets(), teams.length > 0 ? token() : home()]), realTimer);
  return createEndpoint({
    secrets,
    home,
    queue: {
      async send(message) {
        const queue = await votes().catch((cause: Error) => {
          throw new NotQueued(cause.message, { cause });
        });
        await queue.send(message);
      },
    },
    web,
    now: Date.now,
    log,
  });
}

async function signingSecrets(env: Env): Promise<string[]> {
  const secrets = splitSecrets(await secret(env, 'SLACK_SIGNING_SECRET'));
  if (secrets.length === 0) throw new Error("There is nothing but blanks in Slack's signing secret");
  return secrets;
}

export function wantsTraces(env: Env = process.env): boolean {
  return env.POWERTOOLS_TRACE_ENABLED === 'true';
}

function accountsOf(policy: Policy, env: Env): Accounts {
  const own = { account: env.ACCOUNT_ID ?? '', region: env.AWS_REGION ?? '' };
  return createAccounts({
    served: policy.accounts,
    own,
    assume: async (role) => (await import('./aws/assume-role.ts')).assumeRole(role, own.region),
    now: Date.now,
  });
}

/** The build checked the packaged policy, which also serves for alerts while POLICY_FILE is broken.
 *  @throws if no policy is packaged, so that every message is retried and ends in the dead-letter queue */
async function policyOf(env: Env, log: Loop['log']): Promise<PolicyFile & { broken?: string }> {
  const packaged = typeof PACKAGED_POLICY === 'undefined' ? undefined : PACKAGED_POLICY;
  const file = env.POLICY_FILE;
  if (file === undefined && packaged) return packaged;
  try {
    const { readPolicy } = await import('./config/policy-file.ts');
    return await readPolicy(file ?? 'infra/policy.yml');
  } catch (error) {
    const broken = error instanceof Error ? error.message : String(error);
    if (packaged) return { ...packaged, broken };
    log({ message: 'policy broken', why: broken });
    throw error;
  }
}

function required(env: Env, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is missing`);
  return value;
}
