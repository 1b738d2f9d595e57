import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { ApprovalRequest } from '../../../lib/core/approval/types.ts';
import type { Diagnosis } from '../../../lib/core/execution/diagnosis.ts';
import {
  type Execution,
  type ExecutionDetails,
  executionKey,
  partialExecution,
} from '../../../lib/core/execution/facts.ts';
import type { Effect, Reply } from '../../../lib/core/model/effect.ts';
import type { EffectFailed, Input } from '../../../lib/core/model/input.ts';
import { emptyRow, type Row } from '../../../lib/core/model/row.ts';
import type { SharedCall } from '../../../lib/core/notify/shared-calls.ts';
import { step } from '../../../lib/core/step.ts';
import { renderReply } from '../../../lib/slack/render/reply.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { CHANNEL, rules, TOPIC } from '../../kit/rules.ts';
import { testFailed as broken, runs } from '../../kit/runs.ts';

/** Calls: the people that a message notifies, and the end of each call. */

const SECOND = 1000;
const START = Date.UTC(2026, 10, 22, 10);
const failing = runs.failedThenGreen.slice(0, 8);
const { ref } = readEvent(failing[0]) as Execution;

const MIA = `version: 1\nroutes: [{ scope: all, channel: ${CHANNEL}, mention: [U0MIA] }]`;
const RETRY = `${MIA}\nretry: [{ id: flaky, scope: all, maxAttempts: 2, backoff: { initial: 10s } }]`;
const APPROVALS = `${MIA}
people: { release: { slackGroups: [S0RELEASE] }, leads: { users: [U0LEAD] } }
approvals:
  - { id: all, scope: all, require: [{ from: [release] }] }
  - { id: leads, scope: all, actions: [legal], require: [{ from: [leads] }] }`;

const passing: Diagnosis = { ...broken, class: 'transient-infra', retryable: true, because: '503', evidence: [] };

/** One execution, the thread of its message, and a Slack that may refuse edits. */
function office(policy: string, diagnosis: Diagnosis | Record<string, Diagnosis> = broken) {
  let row: Row = emptyRow(executionKey(ref));
  let claims = 0;
  let posts = 0;
  const asked = rules(policy);
  const run = {
    now: START,
    effects: [] as Exclude<Effect, { type: 'wake' }>[],
    refusing: undefined as EffectFailed | undefined,
    shared: [] as SharedCall[],
    row: () => row,
    write(ledger: Row['ledger']) {
      row = { ...row, ledger: { ...row.ledger, ...ledger } };
    },
    see(...events: object[]) {
      run.take(...events.map((event): Input => ({ type: 'seen', execution: readEvent(event) as Execution })));
    },
    learn(about: ExecutionDetails) {
      run.take({ type: 'seen', execution: partialExecution(ref, { about }) });
    },
    readRequest(action: string) {
      const key = `Production/${action}@Production/${action}#1`;
      const request: ApprovalRequest = {
        runId: `Production/${action}#1`,
        changes: [],
        changesInAll: 0,
        authors: [],
        behind: [],
      };
      run.take({
        type: 'seen',
        execution: partialExecution(ref, { approvals: { requests: { [key]: [run.now, request] } } }),
      });
    },
    take(...inputs: Input[]) {
      for (let pending = inputs, round = 0; pending.length > 0; round++) {
        if (round > 30) throw new Error('It does not come to rest');
        const next = step(row, pending, asked, run.now, `claim ${claims++}`);
        row = { ...next.row, version: row.version + 1 };
        const effects = next.effects.filter((effect) => effect.type !== 'wake');
        run.effects.push(...effects);
        pending = effects.flatMap(inputsAfter);
      }
    },
    pass(ms: number) {
      const until = run.now + ms;
      for (let tick = 0; tick < 200 && (row.dueAt ?? Number.POSITIVE_INFINITY) <= until; tick++) {
        run.now = Math.max(run.now + 1, row.dueAt ?? 0);
        run.take({ type: 'tick' });
      }
      run.now = until;
    },
    replies: () => run.effects.filter((effect): effect is Reply => effect.type === 'reply'),
    /** Posted calls and follow-ups, without the log. */
    posted: () => run.replies().filter(({ posted, isOver, content }) => !posted && !isOver && content.type !== 'log'),
    /** The current thread. */
    thread: () => new Map(run.replies().map((reply) => [reply.key.replace(`reply:${CHANNEL}:`, ''), textOf(reply)])),
  };
  function inputsAfter(effect: (typeof run.effects)[number]): Input[] {
    const { key, claim, digest } = effect;
    const isEdit = (effect.type === 'show' && effect.message) || (effect.type === 'reply' && effect.posted);
    if (isEdit && run.refusing) return [{ type: 'outcome', key, claim, result: run.refusing }];
    const message = { channel: CHANNEL, ts: isEdit ? 'known' : `${++posts}` };
    const done: Input = { type: 'outcome', key, claim, result: { done: true, digest, message } };
    if (effect.type === 'diagnose') {
      const [stageAndAction = ''] = effect.run.split('@');
      const found = 'cause' in diagnosis ? (diagnosis as Diagnosis) : (diagnosis[stageAndAction] ?? broken);
      return [
        { type: 'seen', execution: partialExecution(ref, { about: { diagnoses: { [effect.run]: [found] } } }) },
        done,
      ];
    }
    if (effect.type === 'retry') {
      const retries = { [effect.retryKey]: [run.now, { type: 'done' }] as [number, { type: 'done' }] };
      return [{ type: 'seen', execution: partialExecution(ref, { retries }) }, done];
    }
    if (effect.type === 'shareCalls') {
      return [{ type: 'seen', execution: partialExecution(ref, { about: { calls: [run.now, run.shared] } }) }, done];
    }
    return [done];
  }
  return run;
}

function textOf({ content, mention }: Reply): string {
  return renderReply(
    content,
    mention.map((who) => `<@${who}>`),
  ).text;
}

function at(second: number): { at: string } {
  return { at: new Date(START + second * SECOND).toISOString() };
}

function approval(action: string, state: string, second: number) {
  return actionEvent(`Production/${action}`, state, { ...at(second), provider: 'Manual' });
}

/** A running execution with a posted message. */
function begun(policy: string, diagnosis?: Parameters<typeof office>[1]) {
  const run = office(policy, diagnosis);
  run.see(...runs.failedThenGreen.slice(0, 3));
  run.pass(5 * SECOND);
  return run;
}

function failed(policy: string, diagnosis?: Parameters<typeof office>[1]) {
  const run = begun(policy, diagnosis);
  run.now = START + 30 * SECOND;
  run.see(...failing.slice(3));
  return run;
}

describe('a call about a failure', () => {
  it('is edited when the execution runs again and when it recovers, and its end is posted once', () => {
    const run = failed(MIA);
    expect(run.posted()).toMatchObject([{ key: `reply:${CHANNEL}:failed@1`, broadcast: true, mention: ['U0MIA'] }]);
    run.now = START + 60 * SECOND;
    run.see(...runs.failedThenGreen.slice(8, 11));
    run.pass(10 * SECOND);
    expect(run.thread().get('failed@1')).toBe('<@U0MIA> 🔄 payments runs again, attempt 2');
    run.now = START + 95 * SECOND;
    run.see(...runs.failedThenGreen.slice(11));
    run.pass(3600 * SECOND);
    run.see(...runs.failedThenGreen);
    run.pass(3600 * SECOND);
    expect(run.thread().get('failed@1')).toBe('<@U0MIA> ✅ payments recovered after 1 min 5 s');
    expect(run.posted().map(({ key, broadcast }) => [key, broadcast])).toEqual([
      [`reply:${CHANNEL}:failed@1`, true],
      [`reply:${CHANNEL}:over:failed@1`, true],
    ]);
    expect(run.thread().get('over:failed@1')).toBe('<@U0MIA> ✅ payments recovered, so no one has to act');
  });

  it('is also made when no failed stage is known, half a minute later, and is edited when the cause comes', () => {
    const run = office(MIA);
    run.see(pipelineEvent('STARTED', at(0)));
    run.pass(5 * SECOND);
    run.now = START + 30 * SECOND;
    run.see(pipelineEvent('FAILED', at(30)));
    run.pass(29 * SECOND);
    expect(run.posted()).toEqual([]);
    run.pass(3600 * SECOND);
    expect(run.posted()).toMatchObject([{ key: `reply:${CHANNEL}:failed@1`, broadcast: true, mention: ['U0MIA'] }]);
    expect(run.thread().get('failed@1')).toBe('<@U0MIA> ❌ payments failed');
    run.learn({ statusSummary: 'The source configuration is invalid' });
    expect(run.thread().get('failed@1')).toBe('<@U0MIA> ❌ payments failed: The source configuration is invalid');
    run.see(...failing.slice(1));
    run.pass(3600 * SECOND);
    expect(run.posted()).toHaveLength(1);
    expect(run.thread().get('failed@1')).toContain('failed in Build/compile: A test failed');
    run.now += SECOND;
    run.see(...runs.failedThenGreen.slice(8));
    expect(run.thread().get('failed@1')).toContain('recovered');
  });

  it('contains no log: the log is only in the thread', () => {
    const run = failed(MIA);
    const log = run.replies().find(({ content }) => content.type === 'log');
    expect(log).toMatchObject({ broadcast: false, mention: [] });
    const blocks = (reply: Reply | undefined) => JSON.stringify(reply && renderReply(reply.content, []).blocks);
    expect(blocks(log)).toContain('expected 10 to be 11');
    expect(blocks(run.posted()[0])).not.toContain('expected 10 to be 11');
  });

  it('has the buttons of the message, as long as the message has them', () => {
    const people = 'people: { release: { users: [U0ANN] } }\ncommands: [{ allow: [release], do: [retry], scope: all }]';
    const run = failed(`${MIA}\n${people}`);
    const last = () => run.replies().findLast(({ key }) => key === `reply:${CHANNEL}:failed@1`)?.content;
    expect(last()).toMatchObject({ offers: [{ act: 'retry', stage: 'Build' }] });
    run.learn({ overtaken: START + 40 * SECOND });
    run.pass(10 * SECOND);
    expect(last()).toMatchObject({ type: 'failed', offers: undefined });
  });

  it('mentions neither @channel nor @here at its end', () => {
    const run = failed(MIA.replace('[U0MIA]', '[here, U0MIA, channel]'));
    run.now = START + 95 * SECOND;
    run.see(...runs.failedThenGreen.slice(8));
    expect(run.posted().map(({ mention }) => mention)).toEqual([['here', 'U0MIA', 'channel'], ['U0MIA']]);
  });

  it('is not made for a failure that Signalbox retries, and the success is marked as flaky', () => {
    const run = failed(RETRY, passing);
    run.pass(20 * SECOND);
    expect(run.effects.filter(({ type }) => type === 'retry')).toHaveLength(1);
    run.now = START + 95 * SECOND;
    run.see(...runs.failedThenGreen.slice(8));
    run.pass(60 * SECOND);
    expect(run.replies()).toEqual([]);
    expect(run.effects.findLast(({ type }) => type === 'show')).toMatchObject({
      summary: { flaky: [{ action: 'compile' }] },
    });
  });

  it('is made when the last attempt fails too', () => {
    const run = failed(RETRY, passing);
    run.pass(20 * SECOND);
    run.now = START + 90 * SECOND;
    const again = { ...at(90), attempt: 2 };
    run.see(
      ...runs.failedThenGreen.slice(8, 11),
      actionEvent('Build/compile', 'FAILED', { ...again, summary: 'Build terminated with state: FAILED' }),
      stageEvent('Build', 'FAILED', again),
      pipelineEvent('FAILED', again),
    );
    expect(run.posted().map(({ key }) => key)).toEqual([`reply:${CHANNEL}:failed@2`]);
  });

  it('is made while other actions of the stage still run, and SNS waits for the end', () => {
    const run = office(`${MIA.slice(0, -2)}, sns: ["${TOPIC}"] }]`);
    run.see(...runs.failedThenGreen.slice(0, 4));
    run.pass(5 * SECOND);
    const [, , , , , compile] = runs.failedThenGreen;
    run.see(compile as object);
    run.pass(SECOND);
    const hasEffect = (key: string) => run.effects.some((effect) => effect.key === key);
    expect(hasEffect('diagnose:Build/compile@Build/compile#1')).toBe(true);
    expect(run.posted().map(textOf)).toEqual(['<@U0MIA> ❌ payments is failing in Build/compile: A test failed']);
    expect(hasEffect(`publish:${TOPIC}:failed@1`)).toBe(false);
    run.now = START + 30 * SECOND;
    run.see(...failing.slice(4));
    run.pass(10 * SECOND);
    expect(hasEffect(`publish:${TOPIC}:failed@1`)).toBe(true);
    expect(run.posted()).toHaveLength(1);
    expect(run.thread().get('failed@1')).toBe('<@U0MIA> ❌ payments failed in Build/compile: A test failed');
  });

  it('is published once for each format of a topic', () => {
    const run = office(
      `${MIA.slice(0, -2)}, sns: ["${TOPIC}"] }, { scope: all, sns: ["${TOPIC}"], format: amazon-q }]`,
    );
    run.see(...runs.failedThenGreen.slice(0, 4));
    run.now = START + 30 * SECOND;
    run.see(...failing.slice(4));
    run.pass(10 * SECOND);
    const published = run.effects.filter(({ key }) => key.startsWith('publish:') && key.endsWith('failed@1'));
    expect(new Set(published.map(({ key }) => key))).toEqual(
      new Set([`publish:${TOPIC}:failed@1`, `publish:${TOPIC}:amazon-q:failed@1`]),
    );
  });

  it('is not made again if an earlier version made it, and is kept up to date', () => {
    const run = begun(MIA);
    const entry = { doneAt: START, message: { channel: CHANNEL, ts: 'old' }, digest: 'of an earlier version' };
    run.write({ [`reply:${CHANNEL}:failed@1`]: entry });
    run.now = START + 30 * SECOND;
    run.see(...failing.slice(3));
    run.pass(10 * SECOND);
    expect(run.posted()).toEqual([]);
    run.now = START + 95 * SECOND;
    run.see(...runs.failedThenGreen.slice(8));
    run.pass(10 * SECOND);
    expect(run.thread().get('failed@1')).toContain('✅ payments recovered');
    expect(run.posted()).toMatchObject([{ key: `reply:${CHANNEL}:over:failed@1`, mention: ['U0MIA'] }]);
  });
});

describe('a pipeline that keeps failing', () => {
  const earlier = (more: Partial<SharedCall>): SharedCall => ({
    executionId: 'earlier',
    channel: CHANNEL,
    message: { channel: CHANNEL, ts: 'earlier' },
    startedAt: START - 100 * SECOND,
    at: START - 60 * SECOND,
    reason: '',
    called: ['U0MIA'],
    broadcast: true,
    ...more,
  });
  /** The reason that an execution records for its call. */
  function reasonOf(diagnosis: Diagnosis): string {
    const run = failed(MIA, diagnosis);
    const made = run.effects.flatMap((effect) => (effect.type === 'shareCalls' ? (effect.made ?? []) : []));
    return made[0]?.reason ?? '';
  }
  function failedAgain(policy: string, shared: SharedCall, diagnosis = broken) {
    const run = begun(policy, diagnosis);
    run.shared = [shared];
    run.learn({ before: [START, 1, START - 60 * SECOND] });
    run.now = START + 30 * SECOND;
    run.see(...failing.slice(3));
    return run;
  }

  it('calls once for one reason, and again for another', () => {
    const known = earlier({ reason: reasonOf({ ...broken, because: 'cart.test.ts: 3 of 120 failed' }) });
    const same = failedAgain(MIA, known, { ...broken, because: 'cart.test.ts: 4 of 121 failed' });
    expect(same.posted()).toEqual([]);
    expect(failedAgain(MIA, known, { ...broken, because: 'checkout.test.ts' }).posted()).toHaveLength(1);
    const unknown: Diagnosis = { ...broken, class: 'unknown', because: 'No known cause.' };
    const first = earlier({ reason: reasonOf({ ...unknown, cause: 'exit status 1 in shard 3' }) });
    expect(failedAgain(MIA, first, { ...unknown, cause: 'exit status 1 in shard 4' }).posted()).toEqual([]);
    expect(failedAgain(MIA, first, { ...unknown, cause: 'no space left on device' }).posted()).toHaveLength(1);
  });

  it('calls every time if a route requires it, and in a channel without an earlier call', () => {
    const known = earlier({ reason: reasonOf(broken) });
    expect(failedAgain(MIA, known).posted()).toEqual([]);
    expect(failedAgain(MIA.replace('mention:', 'notify: every, mention:'), known).posted()).toHaveLength(1);
    expect(failedAgain(MIA, { ...known, channel: 'C0OTHER' }).posted()).toHaveLength(1);
  });

  it('recovers when an execution succeeds, and the thread mentions the people of the call', () => {
    const run = office(MIA);
    run.shared = [earlier({ endedBy: ref.executionId }), earlier({ executionId: 'another', endedBy: 'another' })];
    run.see(...runs.green);
    run.learn({ before: [START, 1, START - 60 * SECOND] });
    run.pass(60 * SECOND);
    expect(run.posted()).toMatchObject([
      { key: `reply:${CHANNEL}:over:earlier`, message: { ts: 'earlier' }, mention: ['U0MIA'], broadcast: true },
    ]);
  });

  describe('records its call for the success that ends the series', () => {
    const recorded = (run: ReturnType<typeof office>) =>
      run.effects.flatMap((effect) => (effect.type === 'shareCalls' ? (effect.made ?? []) : []));
    const rejected = (action: string, second: number, attempt = 1) => {
      const when = { ...at(second), attempt };
      return [
        approval(action, 'FAILED', second),
        stageEvent('Production', 'FAILED', when),
        pipelineEvent('FAILED', when),
      ];
    };

    it('also if it is about a rejection', () => {
      const run = begun(APPROVALS);
      run.see(approval('ops', 'STARTED', 40), ...rejected('ops', 50));
      run.pass(60 * SECOND);
      expect(run.posted().map(({ key }) => key)).toEqual([`reply:${CHANNEL}:failed@1`]);
      expect(recorded(run).at(-1)).toMatchObject({ at: START + 50 * SECOND, called: ['U0MIA'], broadcast: true });
      expect(recorded(run).at(-1)).not.toHaveProperty('endedBy');
    });

    it('again if a retry ends with a rejection that needs no call', () => {
      const run = failed(APPROVALS);
      run.now = START + 90 * SECOND;
      run.see(...runs.failedThenGreen.slice(8, 11), approval('ops', 'STARTED', 90));
      run.readRequest('ops');
      run.pass(5 * SECOND);
      run.see(...rejected('ops', 100, 2));
      run.pass(60 * SECOND);
      expect(run.posted().map(({ key }) => key)).not.toContain(`reply:${CHANNEL}:failed@2`);
      const [first, ...more] = recorded(run);
      expect(more.at(-1)).toEqual({ ...first, at: START + 100 * SECOND, stages: ['Production'] });
    });

    it('with its start in milliseconds, because another may begin in the same second', () => {
      const run = begun(MIA);
      run.learn({ began: START + 250 });
      run.now = START + 30 * SECOND;
      run.see(...failing.slice(3));
      expect(recorded(run)).toMatchObject([{ startedAt: START + 250 }]);
    });

    it('as ended by itself if a retry was stopped', () => {
      const run = failed(MIA);
      run.now = START + 90 * SECOND;
      run.see(...runs.failedThenGreen.slice(8, 11), pipelineEvent('STOPPED', { ...at(100), attempt: 2 }));
      run.pass(60 * SECOND);
      expect(run.thread().get('over:failed@1')).toContain('was stopped');
      expect(recorded(run).map(({ endedBy }) => endedBy)).toEqual([undefined, ref.executionId]);
    });
  });

  it('makes no new call for a manual retry that fails with the same reason', () => {
    const run = failed(MIA);
    run.now = START + 90 * SECOND;
    const again = { ...at(90), attempt: 2 };
    const secondly = (summary: string) => [
      actionEvent('Build/compile', 'FAILED', { ...again, summary }),
      stageEvent('Build', 'FAILED', again),
      pipelineEvent('FAILED', again),
    ];
    run.see(...runs.failedThenGreen.slice(8, 11), ...secondly('Build terminated with state: FAILED'));
    run.pass(10 * SECOND);
    expect(run.posted()).toHaveLength(1);
    expect(run.thread().get('failed@1')).toBe('<@U0MIA> ❌ payments failed in Build/compile: A test failed');
  });
});

describe('a call about approvals', () => {
  function waiting(...actions: string[]) {
    const run = begun(APPROVALS);
    run.now = START + 40 * SECOND;
    run.see(...actions.map((action) => approval(action, 'STARTED', 40)));
    for (const action of actions) run.readRequest(action);
    run.pass(5 * SECOND);
    return run;
  }

  it('covers all approvals that wait together in a stage', () => {
    const run = waiting('ops', 'product', 'security');
    expect(run.posted()).toMatchObject([
      { key: `reply:${CHANNEL}:approval:Production/ops@1`, mention: ['U0MIA', 'S0RELEASE'] },
    ]);
    expect(run.posted().map(textOf)).toEqual([
      '<@U0MIA> <@S0RELEASE> ⏳ payments waits for approval: Production/ops, Production/product, Production/security',
    ]);
  });

  it('calls those who may decide also if the approval cannot be read, and says where to decide', () => {
    const run = begun(APPROVALS);
    run.now = START + 40 * SECOND;
    run.see(approval('ops', 'STARTED', 40));
    run.pass(29 * SECOND);
    expect(run.posted()).toEqual([]);
    run.pass(5 * SECOND);
    expect(run.posted()).toMatchObject([
      { key: `reply:${CHANNEL}:approval:Production/ops@1`, mention: ['U0MIA', 'S0RELEASE'] },
    ]);
    const [call] = run.posted();
    expect(JSON.stringify(call && renderReply(call.content, []).blocks)).toContain(
      'Signalbox is reading this approval',
    );
  });

  it('sorts approvals that began to wait at the same time by name', () => {
    expect(waiting('security', 'ops', 'product').posted().map(textOf)).toEqual([
      expect.stringContaining('Production/ops, Production/product, Production/security'),
    ]);
  });

  it('lists the longest wait first', () => {
    const run = begun(APPROVALS);
    run.now = START + 45 * SECOND;
    run.see(approval('ops', 'STARTED', 43), approval('security', 'STARTED', 40), approval('product', 'STARTED', 43));
    for (const action of ['ops', 'product', 'security']) run.readRequest(action);
    run.pass(5 * SECOND);
    expect(run.posted()).toMatchObject([{ key: `reply:${CHANNEL}:approval:Production/security@1` }]);
    expect(run.posted().map(textOf)).toEqual([
      expect.stringContaining('Production/security, Production/ops, Production/product'),
    ]);
  });

  it('adds an approval that begins to wait later, and calls again only for other people', () => {
    const run = waiting('ops');
    run.see(approval('product', 'STARTED', 41));
    run.readRequest('product');
    run.pass(10 * SECOND);
    expect(run.posted()).toHaveLength(1);
    expect(run.thread().get('approval:Production/ops@1')).toContain('Production/ops, Production/product');
    run.see(approval('legal', 'STARTED', 42));
    run.readRequest('legal');
    run.pass(10 * SECOND);
    expect(run.posted().map(({ mention }) => mention)).toEqual([['U0MIA', 'S0RELEASE'], ['U0LEAD']]);
  });

  it('is not made again if an earlier version made it', () => {
    const run = begun(APPROVALS);
    run.write({
      [`reply:${CHANNEL}:approval:Production/ops@1`]: {
        doneAt: START,
        message: { channel: CHANNEL, ts: 'old' },
        digest: 'old',
      },
    });
    run.see(approval('ops', 'STARTED', 40));
    run.readRequest('ops');
    run.pass(60 * SECOND);
    expect(run.posted()).toEqual([]);
    run.see(approval('ops', 'SUCCEEDED', 50));
    run.pass(60 * SECOND);
    expect(run.thread().get('approval:Production/ops@1')).toContain('✅ payments Production/ops was approved');
  });

  it('stays the same for an unknown approval, until the execution is gone', () => {
    const run = begun(APPROVALS);
    const entry = { doneAt: START, message: { channel: CHANNEL, ts: 'old' }, about: ['x'], called: ['U0MIA'] };
    run.write({ [`reply:${CHANNEL}:approval:Production/ops@1`]: entry });
    run.take({ type: 'tick' });
    run.pass(10 * SECOND);
    expect(run.replies()).toEqual([]);
    run.learn({ gone: run.now });
    expect(run.thread().get('approval:Production/ops@1')).toBe(
      '<@U0MIA> 🛑 payments is no longer listed by CodePipeline',
    );
    expect(run.posted()).toEqual([]);
  });

  it('shows the decision, and notifies the people of the call once', () => {
    const run = waiting('ops', 'product');
    run.now += SECOND;
    run.see(approval('ops', 'SUCCEEDED', 50));
    run.pass(10 * SECOND);
    expect(run.thread().get('approval:Production/ops@1')).toBe(
      '<@U0MIA> <@S0RELEASE> ⏳ payments waits for approval: Production/product',
    );
    expect(run.posted()).toHaveLength(1);
    run.see(approval('product', 'SUCCEEDED', 60));
    run.pass(60 * SECOND);
    expect(run.posted().map(({ key }) => key)).toEqual([
      `reply:${CHANNEL}:approval:Production/ops@1`,
      `reply:${CHANNEL}:over:approval:Production/ops@1`,
    ]);
    expect(run.thread().get('approval:Production/ops@1')).toContain('✅ payments Production/product was approved');
  });

  it.each(['remind 14400000', 'remind 5', 'escalate', 'escalate 14400000', 'expiring'])(
    'ends together with its reminder, and notifies the people of the reminder too: %s',
    (id) => {
      const run = waiting('ops');
      const message = { channel: CHANNEL, ts: 'reminder' };
      const key = `${id}:Production/ops@Production/ops#1`;
      run.write({ [`reply:${CHANNEL}:${key}`]: { doneAt: run.now, message, called: ['U0BOSS'], broadcast: true } });
      run.write({ [`reply:${CHANNEL}:${id}:another`]: { doneAt: run.now, message, called: ['U0OTHER'] } });
      run.see(approval('ops', 'SUCCEEDED', 50));
      run.pass(60 * SECOND);
      expect(run.thread().get(key)).toBe('<@U0BOSS> ✅ payments Production/ops was approved');
      const edited = run.replies().find((reply) => reply.key.endsWith(key));
      expect(edited?.milestone).toEqual({ type: 'approval', stages: [], key });
      expect(run.thread().has(`${id}:another`)).toBe(false);
      expect(run.posted().at(-1)).toMatchObject({
        key: `reply:${CHANNEL}:over:approval:Production/ops@1`,
        mention: ['U0MIA', 'S0RELEASE', 'U0BOSS'],
        broadcast: true,
      });
    },
  );

  it('reports a rejection once, without another call about the failure', () => {
    const run = waiting('ops');
    run.see(approval('ops', 'FAILED', 50), stageEvent('Production', 'FAILED', at(50)), pipelineEvent('FAILED', at(50)));
    run.pass(60 * SECOND);
    expect(run.posted().map(({ key }) => key)).toEqual([
      `reply:${CHANNEL}:approval:Production/ops@1`,
      `reply:${CHANNEL}:over:approval:Production/ops@1`,
    ]);
    expect(run.thread().get('over:approval:Production/ops@1')).toContain('❌ payments Production/ops was rejected');
  });

  it('mentions the people that the rule or the route lists, instead of the approvers', () => {
    const rule = APPROVALS.replace(
      'require: [{ from: [release] }]',
      'require: [{ from: [release] }], call: [leads, U0ONCALL]',
    );
    const route = APPROVALS.replace('mention: [U0MIA]', 'mention: [U0MIA], call: [leads]');
    const mentions = (policy: string) => {
      const run = begun(policy);
      run.see(approval('ops', 'STARTED', 40));
      run.readRequest('ops');
      run.pass(5 * SECOND);
      return run.posted().map(({ mention }) => mention);
    };
    expect(mentions(rule)).toEqual([['U0MIA', 'U0LEAD', 'U0ONCALL']]);
    expect(mentions(route)).toEqual([['U0LEAD']]);
  });
});

describe('if Slack refuses edits', () => {
  it('the thread reports the result once', () => {
    const run = begun(MIA);
    run.refusing = { done: false, why: 'edit_window_closed', lasting: true, fixed: true };
    run.see(...runs.green.slice(3, 6), pipelineEvent('SUCCEEDED', at(90)));
    run.pass(7200 * SECOND);
    expect(run.posted().map(textOf)).toEqual([expect.stringMatching(/^✅ payments succeeded/)]);
  });

  it('only the call reports waiting approvals', () => {
    const run = begun(APPROVALS);
    run.refusing = { done: false, why: 'edit_window_closed', lasting: true, fixed: true };
    run.see(approval('ops', 'STARTED', 40), approval('product', 'STARTED', 40));
    run.pass(5 * SECOND);
    run.readRequest('ops');
    run.readRequest('product');
    run.pass(60 * SECOND);
    expect(run.replies().map(({ key }) => key)).toEqual([`reply:${CHANNEL}:approval:Production/ops@1`]);
  });

  it('the thread reports an approval that joins a call later', () => {
    const run = begun(APPROVALS);
    run.refusing = { done: false, why: 'edit_window_closed', lasting: true, fixed: true };
    run.see(approval('ops', 'STARTED', 40));
    run.readRequest('ops');
    run.pass(5 * SECOND);
    run.see(approval('product', 'STARTED', 50));
    run.readRequest('product');
    run.pass(60 * SECOND);
    expect(run.posted().map(textOf)).toEqual([
      '<@U0MIA> <@S0RELEASE> ⏳ payments waits for approval: Production/ops',
      expect.stringContaining('⏳ payments waits for approval: Production (ops, product)'),
    ]);
  });

  it('only the follow-up reports the end of a call', () => {
    const run = failed(MIA);
    run.refusing = { done: false, why: 'cant_update_message', lasting: true, fixed: true };
    run.now = START + 95 * SECOND;
    run.see(...runs.failedThenGreen.slice(8));
    run.pass(7200 * SECOND);
    expect(run.posted().map(({ key }) => key)).toEqual([`reply:${CHANNEL}:failed@1`, `reply:${CHANNEL}:over:failed@1`]);
  });
});
