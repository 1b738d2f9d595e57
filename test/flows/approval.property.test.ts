import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WORKER } from '../../lab/codepipeline/engine.ts';
import { createRig, type Rig } from '../../lab/codepipeline/rig.ts';
import { worldOf } from '../../lib/cli/world.ts';
import { createCodePipeline } from '../../lib/codepipeline/client.ts';
import { latestVotes, votesCast } from '../../lib/core/approval/votes.ts';
import {
  type ExecutionKey,
  type ExecutionRef,
  executionKey,
  partialExecution,
} from '../../lib/core/execution/facts.ts';
import { summarize } from '../../lib/core/execution/summary.ts';
import type { Effect, Show } from '../../lib/core/model/effect.ts';
import { outcome } from '../../lib/core/model/input.ts';
import type { Row } from '../../lib/core/model/row.ts';
import { groupBySubject } from '../../lib/inbox/group-by-subject.ts';
import type { VoteMessage } from '../../lib/queue/message.ts';
import { createMemoryStore } from '../../lib/store/memory.ts';
import type { Store } from '../../lib/store/store.ts';
import { type Loop, reconcile } from '../../lib/worker/reconcile.ts';
import { long } from '../kit/draws.ts';
import { inMemoryHttp, unsigned } from '../kit/in-memory-http.ts';
import { CHANNEL, rules } from '../kit/rules.ts';
import { createStage, patiently } from '../kit/stage.ts';

// Not a unit test: it plays complete histories, which takes seconds.

/** People press buttons, also old ones, join and leave the group; the console, newer executions, stops, edits and time
 *  interfere; messages are late and duplicate; workers race and die. The pipeline is the lab's, the client is real. */

const MINUTE = 60_000;
const people = ['U0ANN', 'U0RAVI', 'U0JO', 'U0MIA'];
const author = { user: 'U0MIA', email: 'mia@example.com' };
const NEEDED = 2;
const policy = rules(`
version: 1
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ scope: all, channel: ${CHANNEL} }]
approvals: [{ id: two, scope: all, require: [{ count: ${NEEDED}, from: [release] }], forbid: [author] }]
`);

describe('the approvals of random histories', () => {
  it('are answered only with an allowing decision for the same execution, and all end', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...modes), moves, choices, async (mode, drawn, choice) => {
        answered += (await play(mode, drawn, choice)).answered;
      }),
      { ...long.draws(150), endOnFailure: true },
    );
    // Otherwise a Signalbox that does nothing would also pass.
    expect(answered).toBeGreaterThanOrEqual(long.atLeast(30));
  });
});

const modes = ['SUPERSEDED', 'QUEUED', 'PARALLEL'] as const;

type Move =
  | { type: 'click'; who: number; what: 'approve' | 'reject' | 'withdraw'; button: number; twice: boolean }
  | { type: 'join' | 'leave'; who: number }
  | { type: 'push' | 'console' | 'stop' | 'edit' | 'work' }
  | { type: 'wait'; ms: number };

const who = fc.nat(people.length - 1);
const approve = fc.constantFrom('approve', 'approve', 'approve', 'approve', 'reject', 'withdraw');
const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        type: fc.constant('click'),
        who,
        what: approve as fc.Arbitrary<'approve' | 'reject' | 'withdraw'>,
        button: fc.constantFrom(0, 0, 0, 0, 1, 2, 5),
        twice: fc.boolean(),
      }) as fc.Arbitrary<Move>,
    },
    { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('join', 'leave'), who }) as fc.Arbitrary<Move> },
    { weight: 4, arbitrary: fc.constant<Move>({ type: 'work' }) },
    { weight: 2, arbitrary: fc.constant<Move>({ type: 'push' }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Move>({ type: 'console' }, { type: 'stop' }, { type: 'edit' }),
    },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(1_000, 3_000, 30_000, 4 * MINUTE, 20 * MINUTE)
        .map((ms): Move => ({ type: 'wait', ms })),
    },
  ),
  { minLength: 8, maxLength: 30 },
);
const choices = fc.array(fc.nat(999), { minLength: 200, maxLength: 300 });

async function play(mode: (typeof modes)[number], drawn: Move[], choice: number[]): Promise<{ answered: number }> {
  const rig = createRig({
    name: 'shop',
    mode,
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      {
        name: 'Production',
        actions: [
          { name: 'approve', provider: 'Manual', timeoutInMinutes: 90 },
          { name: 'roll-out', provider: 'CodeDeploy', takes: '2s', runOrder: 2 },
        ],
      },
    ],
  });
  const group = createGroup(rig.now);
  const office = createOffice(rig, group, choice);
  const queue: string[] = [];
  let received = 0;
  let pushes = 0;
  const receive = () => {
    queue.push(...rig.events.slice(received).map((event) => JSON.stringify(event)));
    received = rig.events.length;
  };
  const push = () => {
    const commit = { id: (++pushes).toString(16).padStart(40, 'a'), message: 'Change', author: 'Mia' };
    rig.codepipeline.push('shop', { ...commit, email: author.email }, { git: true });
    rig.wait('2s');
  };

  push();
  for (const move of [{ type: 'work' } as const, ...drawn]) {
    receive();
    switch (move.type) {
      case 'click': {
        const button = office.buttons.at(-1 - (move.button % Math.max(1, office.buttons.length)));
        if (!button) break;
        const message: VoteMessage = {
          signalbox: 'vote',
          ...button,
          user: people[move.who] ?? '',
          decision: move.what,
          channel: CHANNEL,
          at: rig.now(),
        };
        office.clicks.push(message);
        queue.push(JSON.stringify(message), ...(move.twice ? [JSON.stringify(message)] : []));
        rig.wait('1s');
        break;
      }
      case 'join':
      case 'leave':
        group.change(people[move.who] ?? '', move.type === 'join');
        break;
      case 'push':
        push();
        break;
      case 'console':
        decideInConsole(rig);
        break;
      case 'stop':
        stopOne(rig);
        break;
      case 'edit':
        rig.codepipeline.update('shop');
        break;
      case 'wait':
        rig.wait(`${move.ms / 1000}s`);
        break;
      case 'work':
        receive();
        await office.work(queue.splice(0));
        break;
      default:
        throw new Error('There is no such move', { cause: move satisfies never });
    }
  }
  // All pending events arrive, no more workers die, and open approvals expire.
  office.calm();
  for (let round = 0; round < 200; round++) {
    receive();
    await office.work(queue.splice(0));
    const open = runsOf(rig).filter(({ status }) => status === 'InProgress');
    const due = Math.min(...office.rows().map(({ dueAt }) => dueAt ?? Number.POSITIVE_INFINITY));
    if (open.length === 0 && queue.length === 0 && due > rig.now() + 24 * 60 * MINUTE) break;
    rig.wait(`${Math.max(1, Math.min(600, Math.ceil((due - rig.now()) / 1000)))}s`);
  }

  for (const run of runsOf(rig)) {
    expect(run.status).not.toBe('InProgress');
    if (run.by !== WORKER) continue;
    // Signalbox answered AWS, so a decision for exactly this run must justify the answer.
    expect(office.justified).toContainEqual({ runId: run.id, decision: decisions[run.status] });
  }
  for (const row of office.rows()) {
    if (!row.execution || Object.keys(row.execution.facts).length === 0) continue;
    expect(summarize(row.execution).approvals).toEqual([]);
    expect(office.shown.get(executionKey(row.execution.ref))?.asks.filter(({ open }) => open) ?? []).toEqual([]);
  }
  return { answered: runsOf(rig).filter(({ by }) => by === WORKER).length };
}

const decisions: Record<string, string> = { Succeeded: 'approve', Failed: 'reject' };

/** The members of the group, now and in the past. */
function createGroup(now: () => number) {
  const history: { at: number; user: string; member: boolean }[] = [];
  let members = [...people];
  return {
    members: () => members,
    change(user: string, member: boolean) {
      history.push({ at: now(), user, member: members.includes(user) });
      members = members.filter((one) => one !== user).concat(member ? [user] : []);
    },
    /** Whether the user was a member at any time since then. */
    wasSince: (user: string, since: number) =>
      members.includes(user) || history.some((was) => was.user === user && was.member && was.at >= since),
  };
}

/** The maximum age of a lookup that a decision may use. */
const KNOWN_FOR = 6 * MINUTE;

/** Signalbox and all its surroundings except the pipeline. */
function createOffice(rig: Rig, group: ReturnType<typeof createGroup>, choice: number[]) {
  const stage = createStage(choice);
  const store = createMemoryStore();
  const buttons: { key: ExecutionKey; run: string }[] = [];
  const clicks: VoteMessage[] = [];
  const shown = new Map<ExecutionKey, Show>();
  const examined = new Set<string>();
  const justified: { runId: string; decision: string }[] = [];
  const aws = createCodePipeline({
    now: rig.now,
    client: {
      requestHandler: inMemoryHttp((operation, input) => rig.codepipeline.call(operation, input)) as never,
      ...unsigned,
    },
  });

  /** The decision is made with the claim to answer. This checks it again, independently of the policy code. */
  function examine(row: Row): void {
    for (const [key, entry] of Object.entries(row.ledger)) {
      if (!key.startsWith('answer:') || !entry.claim || examined.has(entry.claim.id)) continue;
      examined.add(entry.claim.id);
      const run = key.slice('answer:'.length);
      const votes = row.execution ? latestVotes(votesCast(row.execution, run)) : [];
      for (const vote of votes) {
        const pressed = clicks.find(({ user, at }) => user === vote.user && at === vote.at);
        expect(pressed).toMatchObject({ key: row.key, run, decision: vote.decision });
      }
      const may = votes.filter(({ user }) => group.wasSince(user, rig.now() - KNOWN_FOR));
      const rejects = may.some(({ decision }) => decision === 'reject');
      const approvers = may.filter(({ user, decision }) => decision === 'approve' && user !== author.user);
      const runId = run.slice(run.lastIndexOf('@') + 1);
      if (rejects) justified.push({ runId, decision: 'reject' });
      if (approvers.length >= NEEDED) justified.push({ runId, decision: 'approve' });
      expect(rejects || approvers.length >= NEEDED).toBe(true);
    }
  }

  const staged: Store = {
    load: (key) => stage.pass(() => store.load(key)),
    save: (row, now) =>
      stage.pass(async () => {
        const saved = await store.save(row, now);
        if (saved) examine(saved);
        return saved;
      }),
    due: store.due,
  };
  const done = async (effect: Exclude<Effect, { type: 'wake' }>) => [
    outcome(effect, { done: true, digest: effect.digest, message: { channel: CHANNEL, ts: '1.1' } }),
  ];
  const world = worldOf((effect) => stage.pass(() => done(effect)), {
    refreshPipeline: (effect) => stage.pass(() => aws.refreshPipeline(effect)),
    refreshExecution: (effect) => stage.pass(() => aws.refreshExecution(effect)),
    refreshApproval: (effect) => stage.pass(() => aws.refreshApproval(effect)),
    answer: (effect) => stage.pass(() => aws.answer(effect)),
    identify: (effect) =>
      stage.pass(async () => {
        const asOf = rig.now();
        const groups = effect.groups.map((id) => [id, [asOf, { members: group.members() }]] as const);
        const emails = effect.emails.map((email) => [email, [asOf, whoIs(email)]] as const);
        const known = { groups: Object.fromEntries(groups), emails: Object.fromEntries(emails) };
        const execution = partialExecution(effect.execution as ExecutionRef, { known: known as never });
        return [{ type: 'seen', execution }, outcome(effect, { done: true, digest: effect.digest })];
      }),
    show: (effect) =>
      stage.pass(async () => {
        const key = executionKey(effect.summary);
        shown.set(key, effect);
        for (const { open, run } of effect.asks) {
          if (open && !buttons.some((button) => button.run === run)) buttons.push({ key, run });
        }
        return done(effect);
      }),
  });
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
    clicks,
    shown,
    justified,
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
      // By a wake or the sweep.
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

function whoIs(email: string) {
  return email === author.email ? { user: author.user } : { why: 'users_not_found' };
}

interface ApprovalRun {
  execution: string;
  id: string;
  status: string;
  by?: string;
  token?: string;
}

/** All approvals, as AWS lists them. */
function runsOf(rig: Rig): ApprovalRun[] {
  const { actionExecutionDetails = [] } = rig.call('ListActionExecutions', { pipelineName: 'shop' });
  return actionExecutionDetails
    .filter(({ actionName }) => actionName === 'approve')
    .map(({ pipelineExecutionId = '', actionExecutionId = '', status = '', updatedBy, output }) => ({
      execution: pipelineExecutionId,
      id: actionExecutionId,
      status,
      by: updatedBy,
      token: output?.executionResult?.externalExecutionId,
    }));
}

const CONSOLE = 'arn:aws:sts::123456789012:assumed-role/Developer/jo';

function decideInConsole(rig: Rig): void {
  const open = runsOf(rig).find(({ status }) => status === 'InProgress');
  if (!open) return;
  rig.call(
    'PutApprovalResult',
    {
      pipelineName: 'shop',
      stageName: 'Production',
      actionName: 'approve',
      token: open.token,
      result: { status: 'Approved', summary: 'By hand' },
    },
    CONSOLE,
  );
}

function stopOne(rig: Rig): void {
  const [pipeline] = rig.codepipeline.snapshot();
  const running = pipeline?.executions.find(({ status }) => status === 'InProgress');
  if (!running) return;
  rig.call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: running.id, abandon: true });
}
