import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRig, type Rig } from '../../lab/codepipeline/rig.ts';
import type { ExecutionSnapshot } from '../../lab/codepipeline/snapshot.ts';
import { worldOf } from '../../lib/cli/world.ts';
import { createCodePipeline } from '../../lib/codepipeline/client.ts';
import type { Diagnosis, FailedAction } from '../../lib/core/execution/diagnosis.ts';
import { type ExecutionKey, partialExecution } from '../../lib/core/execution/facts.ts';
import type { Effect, MessageRef, Reply, Show } from '../../lib/core/model/effect.ts';
import { outcome } from '../../lib/core/model/input.ts';
import { createShareCalls } from '../../lib/effects/share-calls.ts';
import { groupBySubject } from '../../lib/inbox/group-by-subject.ts';
import type { VoteMessage } from '../../lib/queue/message.ts';
import type { Block, Message } from '../../lib/slack/render/blocks.ts';
import { render } from '../../lib/slack/render/message.ts';
import { renderReply } from '../../lib/slack/render/reply.ts';
import { createMemoryStore } from '../../lib/store/memory.ts';
import { createRetryAllowances } from '../../lib/store/retry-allowances.ts';
import type { Store } from '../../lib/store/store.ts';
import { createMemoryValues } from '../../lib/store/versioned-values-memory.ts';
import { type Loop, reconcile } from '../../lib/worker/reconcile.ts';
import { long } from '../kit/draws.ts';
import { inMemoryHttp, unsigned } from '../kit/in-memory-http.ts';
import { CHANNEL, rules } from '../kit/rules.ts';
import { createStage, patiently } from '../kit/stage.ts';

// Not a unit test: it plays complete histories, which takes seconds.

/** Builds and deployments fail for permanent and for passing reasons, beside running actions; people approve, reject,
 *  retry, stop and roll back; newer executions start; events are duplicate and late; workers race and die. The pipeline
 *  is the lab's, the channels keep every message. */

const MINUTE = 60_000;
const BASE = `version: 1
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ scope: all, channel: ${CHANNEL}, mention: [U0MIA] }]
approvals: [{ id: one, scope: all, require: [{ count: 1, from: [release] }] }]
`;
const policies = {
  plain: rules(BASE),
  retrying: rules(`${BASE}retry: [{ id: flaky, scope: all, backoff: { initial: 10s } }]\n`),
  every: rules(BASE.replace('mention:', 'notify: every, mention:')),
  narrow: rules(BASE.replace('mention:', 'on: [failed], mention:')),
  twoChannels: rules(
    BASE.replace(
      'routes: [',
      'routes: [{ scope: all, on: [failed], channel: C0ONCALL, notify: every, mention: [U0ANN] }, ',
    ),
  ),
};

describe('the messages of random histories', () => {
  it('are true in the end, and inform the called people once that it is over', async () => {
    const seen: Count = { recovered: 0, decided: 0, series: 0 };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), moves, fc.boolean(), choices, async (policy, drawn, ends, choice) => {
        const counts = await play(policy, drawn, ends, choice);
        seen.recovered += counts.recovered;
        seen.decided += counts.decided;
        seen.series += counts.series;
      }),
      { ...long.draws(100), endOnFailure: true },
    );
    // Otherwise a silent Signalbox would also pass.
    expect(seen.recovered).toBeGreaterThanOrEqual(long.atLeast(4));
    expect(seen.decided).toBeGreaterThanOrEqual(long.atLeast(30));
    expect(seen.series).toBeGreaterThanOrEqual(long.atLeast(1));
  });
});

interface Count {
  recovered: number;
  decided: number;
  series: number;
}

const names = Object.keys(policies) as (keyof typeof policies)[];

type Move =
  | { type: 'push' | 'work' | 'stop' | 'retry' | 'rollback' }
  | { type: 'decide'; how: 'approve' | 'reject' | 'console' }
  | { type: 'break'; action: keyof typeof stages; how: keyof typeof causes }
  | { type: 'wait'; ms: number };

const stages = { compile: 'Build', lint: 'Build', 'roll-out': 'Production' } as const;
const causes = {
  passing: 'Error calling startBuild: Service Unavailable',
  first: 'Build terminated with state: FAILED, cart.test.ts',
  second: 'Build terminated with state: FAILED, checkout.test.ts',
} as const;

const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.constant<Move>({ type: 'work' }) },
    { weight: 3, arbitrary: fc.constant<Move>({ type: 'push' }) },
    { weight: 3, arbitrary: fc.constant<Move>({ type: 'retry' }) },
    { weight: 1, arbitrary: fc.constant<Move>({ type: 'stop' }) },
    { weight: 1, arbitrary: fc.constant<Move>({ type: 'rollback' }) },
    {
      weight: 4,
      arbitrary: fc.constantFrom('approve', 'approve', 'approve', 'reject', 'console').map((how) => {
        return { type: 'decide', how } as Move;
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('break'),
        action: fc.constantFrom('compile', 'compile', 'lint', 'lint', 'roll-out'),
        how: fc.constantFrom('passing', 'first', 'first', 'second'),
      }) as fc.Arbitrary<Move>,
    },
    {
      weight: 8,
      arbitrary: fc.constantFrom(2_000, 6_000, 15_000, 40_000, 3 * MINUTE).map((ms): Move => ({ type: 'wait', ms })),
    },
  ),
  { minLength: 10, maxLength: 35 },
);
const choices = fc.array(fc.nat(999), { minLength: 200, maxLength: 300 });

/** @param endsWell whether people retry and approve everything in the end */
async function play(name: keyof typeof policies, drawn: Move[], endsWell: boolean, choice: number[]) {
  const rig = createRig({
    name: 'shop',
    mode: 'SUPERSEDED',
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      {
        name: 'Build',
        actions: [
          { name: 'compile', provider: 'CodeBuild', takes: '5s' },
          { name: 'lint', provider: 'CodeBuild', takes: '30s' },
        ],
      },
      {
        name: 'Production',
        actions: [
          { name: 'product', provider: 'Manual', timeoutInMinutes: 90 },
          { name: 'security', provider: 'Manual', timeoutInMinutes: 90 },
          { name: 'roll-out', provider: 'CodeDeploy', takes: '2s', runOrder: 2 },
        ],
      },
    ],
  });
  const office = createOffice(rig, policies[name], choice);
  const queue: string[] = [];
  let received = 0;
  let pushes = 0;
  const late: string[] = [];
  /** Some events are late, some are duplicate. */
  const receive = () => {
    const fresh = rig.events.slice(received).map((event, n) => ({
      body: JSON.stringify(event),
      fate: (choice[(received + n) % choice.length] ?? 0) % 8,
    }));
    queue.push(...late.splice(0), ...fresh.flatMap(({ body, fate }) => (fate === 0 ? [] : [body])));
    late.push(...fresh.flatMap(({ body, fate }) => (fate < 2 ? [body] : [])));
    received = rig.events.length;
  };
  const push = () => {
    const commit = { id: (++pushes).toString(16).padStart(40, 'a'), message: 'Change', author: 'Mia' };
    rig.codepipeline.push('shop', commit, { git: true });
    rig.wait((choice[pushes % choice.length] ?? 0) % 3 === 0 ? '300ms' : '1s');
  };

  push();
  for (const move of drawn) {
    receive();
    switch (move.type) {
      case 'push':
        push();
        break;
      case 'work':
        await office.work(queue.splice(0));
        break;
      case 'wait':
        rig.wait(`${move.ms / 1000}s`);
        receive();
        await office.work(queue.splice(0));
        break;
      case 'break':
        rig.codepipeline.outcome('shop', stages[move.action], move.action, {
          state: 'Failed',
          code: 'JobFailed',
          summary: causes[move.how],
        });
        break;
      case 'retry':
        attempt(() => retryNewest(rig));
        break;
      case 'stop':
        attempt(() => stopNewest(rig));
        break;
      case 'rollback':
        attempt(() => rollBack(rig));
        break;
      case 'decide': {
        const button = office.buttons.at(-1);
        if (move.how === 'console') attempt(() => decideInConsole(rig));
        else if (button) {
          const vote: VoteMessage = {
            signalbox: 'vote',
            ...button,
            user: 'U0ANN',
            decision: move.how,
            channel: CHANNEL,
            at: rig.now(),
          };
          queue.push(JSON.stringify(vote));
        }
        break;
      }
      default:
        throw new Error('There is no such move', { cause: move satisfies never });
    }
  }
  // All late events arrive, no more workers die, and open approvals expire.
  office.calm();
  for (let round = 0; round < 300; round++) {
    receive();
    await office.work(queue.splice(0));
    if (endsWell) {
      attempt(() => retryNewest(rig));
      attempt(() => decideInConsole(rig));
    }
    receive();
    const due = Math.min(...office.rows().map(({ dueAt }) => dueAt ?? Number.POSITIVE_INFINITY));
    const next = rig.codepipeline.nextAt() ?? Number.POSITIVE_INFINITY;
    if (queue.length + late.length === 0 && Math.min(due, next) > rig.now() + 24 * 60 * MINUTE) break;
    rig.wait(`${Math.max(1, Math.min(600, Math.ceil((Math.min(due, next) - rig.now()) / 1000)))}s`);
  }
  const count: Count = { recovered: 0, decided: 0, series: 0 };
  for (const [channel, messages] of Map.groupBy(office.channel.messages, ({ ref }) => ref.channel)) {
    judge(rig, messages, channel, count);
  }
  return count;
}

/** Independent of the code under test: the state in CodePipeline, and the marks and words of each message. */
function judge(rig: Rig, messages: Posted[], channel: string, count: Count) {
  const [pipeline] = rig.codepipeline.snapshot();
  const executions = pipeline?.executions ?? [];
  for (const [index, execution] of executions.entries()) {
    const own = messages.filter(({ executionId }) => executionId === execution.id);
    for (const { text, key, blocks } of own) {
      expect({ text, key, status: execution.status }).toSatisfy(() => isTrue(text, execution, rig));
      const root = own.find((message) => message.key === `show:${channel}`);
      if (hasButtons(blocks)) expect(hasButtons(root?.blocks ?? []), text).toBe(true);
    }
    const calls = own.filter(
      ({ key }) => /:failed@\d+$/.test(key) && !key.includes(':log:') && !key.includes(':over:'),
    );
    // The execution itself ends a call that came after a newer success.
    const late = own.filter(({ text, key }) => key.includes(':over:failed@') && text.includes('has recovered'));
    const overs = own.filter((one) => one.key.includes(':over:failed@') && !late.includes(one));
    const isOver = execution.status !== 'Failed' && execution.status !== 'InProgress';
    expect(overs.length, `${execution.id} ${execution.status}`).toBe(isOver && calls.length > 0 ? 1 : 0);
    if (execution.status === 'Succeeded') count.recovered += overs.length;

    const asked = own.filter(({ key }) => /^reply:[^:]+:approval:/.test(key));
    for (const { key } of asked) {
      expect(
        own.filter((one) => one.key === key.replace(':approval:', ':over:approval:')),
        key,
      ).toHaveLength(1);
      count.decided++;
    }
    // Newest first: a later success ends the series of failures that this execution belongs to.
    const later = executions.slice(0, index);
    const isEnded = later.some((one) => one.status === 'Succeeded' && restores(one, execution));
    const ended = [...late, ...messages.filter(({ key }) => key === `reply:${channel}:over:${execution.id}`)];
    const isCalled = execution.status === 'Failed' && calls.length > 0;
    expect(ended.length, `${execution.id} ended by another`).toBe(isCalled && isEnded ? 1 : 0);
    count.series += ended.length;
  }
}

/** A roll-back restores only the stage that it ran. */
function restores(success: ExecutionSnapshot, failed: ExecutionSnapshot): boolean {
  const ran = success.stages.flatMap(({ name, status }) => (status === 'Succeeded' ? [name] : []));
  const broke = failed.stages.flatMap(({ name, status }) => (status === 'Failed' ? [name] : []));
  return success.type === 'STANDARD' || broke.every((name) => ran.includes(name));
}

const marks: Record<string, string> = {
  InProgress: '🔄',
  Succeeded: '✅',
  Failed: '❌',
  Stopped: '🛑',
  Cancelled: '🛑',
  Superseded: '⏩',
};

function isTrue(text: string, { status, id }: ExecutionSnapshot, rig: Rig): boolean {
  const sentence = text.replace(/^(?:<[^>]+> )+/, '');
  if (sentence.startsWith('Output of')) return true;
  if (sentence.includes('has recovered')) return status === 'Failed'; // and another execution succeeded
  if (sentence.includes('waits for approval') || sentence.includes('still waits')) return false; // all approvals are over
  const decisions = [
    ...sentence.matchAll(/(✅|❌) (?:Roll-back of )?shop Production\/(\w+) was (approved|rejected|not approved)/g),
  ];
  if (decisions.length > 0) {
    return decisions.every(([, , action, what]) => {
      const wanted = what === 'approved' ? 'Succeeded' : 'Failed';
      return approvalsOf(rig, id).some((run) => run.actionName === action && run.status === wanted);
    });
  }
  return sentence.startsWith(marks[status] ?? '?');
}

function approvalsOf(rig: Rig, pipelineExecutionId: string) {
  const filter = { pipelineExecutionId };
  const { actionExecutionDetails = [] } = rig.call('ListActionExecutions', { pipelineName: 'shop', filter });
  return actionExecutionDetails;
}

function hasButtons(blocks: Block[]): boolean {
  return blocks.some(({ type }) => type === 'actions');
}

interface Posted extends Message {
  executionId: string;
  key: string;
  ref: MessageRef;
}

/** Finds its own messages by their metadata, as Slack does. */
function createChannel() {
  const messages: Posted[] = [];
  return {
    messages,
    put(effect: Show | Reply, executionId: string, content: Message): MessageRef | undefined {
      const known = effect.type === 'show' ? effect.message : effect.posted;
      const lost =
        effect.maybeSince === undefined
          ? undefined
          : (one: Posted) => one.key === effect.key && one.executionId === executionId;
      const found = known ? messages.find(({ ref }) => ref.ts === known.ts) : lost && messages.find(lost);
      if (found) {
        Object.assign(found, content);
        return found.ref;
      }
      if (effect.type === 'reply' && effect.isOver) return undefined;
      const ref = { channel: effect.channel, ts: `${messages.length + 1}` };
      messages.push({ ...content, executionId, key: effect.key, ref });
      return ref;
    },
  };
}

/** Signalbox and all its surroundings except the pipeline. */
function createOffice(rig: Rig, policy: ReturnType<typeof rules>, choice: number[]) {
  const stage = createStage(choice);
  const store = createMemoryStore();
  const values = createMemoryValues();
  const channel = createChannel();
  const buttons: { key: ExecutionKey; run: string }[] = [];
  const aws = createCodePipeline({
    now: rig.now,
    allowances: createRetryAllowances(values, rig.now),
    client: {
      requestHandler: inMemoryHttp((operation, input) => rig.codepipeline.call(operation, input)) as never,
      ...unsigned,
    },
  });
  const share = createShareCalls(values, rig.now);
  const done = async (effect: Exclude<Effect, { type: 'wake' }>, message?: MessageRef) => [
    outcome(effect, { done: true, digest: effect.digest, message }),
  ];
  const world = worldOf((effect) => stage.pass(() => done(effect)), {
    refreshPipeline: (effect) => stage.pass(() => aws.refreshPipeline(effect)),
    refreshExecution: (effect) => stage.pass(() => aws.refreshExecution(effect)),
    refreshApproval: (effect) => stage.pass(() => aws.refreshApproval(effect)),
    answer: (effect) => stage.pass(() => aws.answer(effect)),
    retry: (effect) => stage.pass(() => aws.retry(effect)),
    shareCalls: (effect) => stage.pass(() => share.shareCalls(effect)),
    diagnose: (effect) =>
      stage.pass(async () => {
        const about = { diagnoses: { [effect.run]: [diagnosisOf(effect.failed)] as [Diagnosis] } };
        return [{ type: 'seen', execution: partialExecution(effect.execution, { about }) }, ...(await done(effect))];
      }),
    identify: (effect) =>
      stage.pass(async () => {
        const groups = Object.fromEntries(effect.groups.map((id) => [id, [rig.now(), { members: ['U0ANN'] }]]));
        const known = { groups } as never;
        if (!effect.execution) return done(effect);
        return [{ type: 'seen', execution: partialExecution(effect.execution, { known }) }, ...(await done(effect))];
      }),
    show: (effect) =>
      stage.pass(async () => {
        const { executionId } = effect.summary;
        const ref = channel.put(effect, executionId, render(effect.summary, effect));
        for (const { open, run } of effect.asks) {
          const { account, region, pipeline } = effect.summary;
          const key: ExecutionKey = `execution#${account}#${region}#${pipeline}#${executionId}`;
          if (open && !buttons.some((button) => button.run === run)) buttons.push({ key, run });
        }
        return done(effect, ref);
      }),
    reply: (effect) =>
      stage.pass(async () => {
        const mentions = effect.mention.map((who) => `<@${who}>`);
        return done(effect, channel.put(effect, effect.execution.executionId, renderReply(effect.content, mentions)));
      }),
  });
  const staged: Store = {
    load: (key) => stage.pass(() => store.load(key)),
    save: (row, now) => stage.pass(() => store.save(row, now)),
    due: store.due,
  };
  let claims = 0;
  const loop: Loop = {
    store: staged,
    rules: async () => policy,
    world,
    now: rig.now,
    id: () => `claim-${claims++}`,
    log: () => {},
    within: patiently,
  };
  let left: (() => Promise<void>)[] = [];
  return {
    buttons,
    channel,
    rows: store.rows,
    calm: () => stage.spare(),
    /** Workers take the queue messages, the work of dead workers, and the due rows. */
    async work(bodies: string[]): Promise<void> {
      const batches = [bodies.filter((_, n) => n % 2 === 0), bodies.filter((_, n) => n % 2 === 1)];
      const fresh = batches.flatMap((batch) => {
        const records = batch.map((body, n) => ({ messageId: String(n), body }));
        return groupBySubject(records).subjects.map(
          ({ key, inputs }) =>
            () =>
              reconcile(key, inputs, loop),
        );
      });
      const late = store.rows().filter(({ dueAt = Number.POSITIVE_INFINITY }) => dueAt <= rig.now());
      const due = late.map(
        ({ key }) =>
          () =>
            reconcile(key, [{ type: 'tick' }], loop),
      );
      left = await stage.settle([...left, ...fresh, ...due]);
    },
  };
}

function diagnosisOf({ summary = '' }: FailedAction): Diagnosis {
  const passes = summary === causes.passing;
  const more = { evidence: ['line 1'], links: [], missing: [] };
  return {
    cause: summary,
    class: passes ? 'transient-infra' : 'code-or-test',
    retryable: passes,
    because: summary,
    ...more,
  };
}

/** Ignores a refusal of AWS. */
function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // AWS refused.
  }
}

function retryNewest(rig: Rig): void {
  const [pipeline] = rig.codepipeline.snapshot();
  const failed = pipeline?.executions.find(({ status }) => status === 'Failed');
  const stage = failed?.stages.find(({ status }) => status === 'Failed');
  if (!failed || !stage) return;
  const which = { pipelineName: 'shop', pipelineExecutionId: failed.id, stageName: stage.name };
  rig.call('RetryStageExecution', { ...which, retryMode: 'FAILED_ACTIONS' }, 'arn:aws:iam::123456789012:user/jo');
}

function rollBack(rig: Rig): void {
  const [pipeline] = rig.codepipeline.snapshot();
  const target = pipeline?.executions.find(({ status }) => status === 'Succeeded');
  if (!target) return;
  const where = { pipelineName: 'shop', stageName: 'Production' };
  rig.call('RollbackStage', { ...where, targetPipelineExecutionId: target.id });
}

function stopNewest(rig: Rig): void {
  const [pipeline] = rig.codepipeline.snapshot();
  const running = pipeline?.executions.find(({ status }) => status === 'InProgress');
  if (!running) return;
  rig.call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: running.id, abandon: true });
}

function decideInConsole(rig: Rig): void {
  const { actionExecutionDetails = [] } = rig.call('ListActionExecutions', { pipelineName: 'shop' });
  const open = actionExecutionDetails.find(
    ({ status, input }) => status === 'InProgress' && input?.actionTypeId?.category === 'Approval',
  );
  if (!open) return;
  const where = { pipelineName: 'shop', stageName: open.stageName, actionName: open.actionName };
  const token = open.output?.executionResult?.externalExecutionId;
  const result = { status: 'Approved', summary: 'By hand' };
  rig.call('PutApprovalResult', { ...where, token, result }, 'arn:aws:iam::123456789012:user/jo');
}
