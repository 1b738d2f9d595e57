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
import { runs } from '../../kit/runs.ts';

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

const broken: Diagnosis = {
  cause: 'A test failed',
  class: 'code-or-test',
  retryable: false,
  because: 'cart.test.ts',
  evidence: ['expected 10 to be 11'],
  links: [],
  missing: [],
};
const passing: Diagnosis = { ...broken, class: 'transient-infra', retryable: true, because: '503', evidence: [] };

/** One execution, the thread of its message, and a Slack that may refuse edits. */
function office(policy: string, diagnosis: Diagnosis | Record<string, Diagnosis> = broken) {
  let row: Row = emptyRow(executionKey(ref));
  let claims = 0;
  let posts = 0;
  const asked = rules(policy);
  const it = {
    now: START,
    effects: [] as Exclude<Effect, { type: 'wake' }>[],
    refusing: undefined as EffectFailed | undefined,
    shared: [] as SharedCall[],
    row: () => row,
    write(ledger: Row['ledger']) {
      row = { ...row, ledger: { ...row.ledger, ...ledger } };
    },
    see(...events: object[]) {
      it.take(...events.map((event): Input => ({ type: 'seen', execution: readEvent(event) as Execution })));
    },
    knows(about: ExecutionDetails) {
      it.take({ type: 'seen', execution: partialExecution(ref, { about }) });
    },
    asks(action: string) {
      const run = `Production/${action}@Production/${action}#1`;
      const request: ApprovalRequest = {
        runId: `Production/${action}#1`,
        changes: [],
        changesInAll: 0,
        authors: [],
        behind: [],
      };
      it.take({
        type: 'seen',
        execution: partialExecution(ref, { approvals: { requests: { [run]: [it.now, request] } } }),
      });
    },
    take(...inputs: Input[]) {
      for (let pending = inputs, round = 0; pending.length > 0; round++) {
        if (round > 30) throw new Error('It does not come to rest');
        const next = step(row, pending, asked, it.now, `claim ${claims++}`);
        row = { ...next.row, version: row.version + 1 };
        const effects = next.effects.filter((effect) => effect.type !== 'wake');
        it.effects.push(...effects);
        pending = effects.flatMap(came);
      }
    },
    pass(ms: number) {
      const until = it.now + ms;
      for (let tick = 0; tick < 200 && (row.dueAt ?? Number.POSITIVE_INFINITY) <= until; tick++) {
        it.now = Math.max(it.now + 1, row.dueAt ?? 0);
        it.take({ type: 'tick' });
      }
      it.now = until;
    },
    replies: () => it.effects.filter((effect): effect is Reply => effect.type === 'reply'),
    /** Posted calls and follow-ups, without the log. */
    posted: () => it.replies().filter(({ posted, isOver, content }) => !posted && !isOver && content.type !== 'log'),
    /** The current thread. */
    thread: () => new Map(it.replies().map((reply) => [reply.key.replace(`reply:${CHANNEL}:`, ''), textOf(reply)])),
  };
  function came(effect: (typeof it.effects)[number]): Input[] {
    const { key, claim, digest } = effect;
    const isEdit = (effect.type === 'show' && effect.message) || (effect.type === 'reply' && effect.posted);
    if (isEdit && it.refusing) return [{ type: 'outcome', key, claim, result: it.refusing }];
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
      const retries = { [effect.retryKey]: [it.now, { type: 'done' }] as [number, { type: 'done' }] };
      return [{ type: 'seen', execution: partialExecution(ref, { retries }) }, done];
    }
    if (effect.type === 'shareCalls') {
      return [{ type: 'seen', execution: partialExecution(ref, { about: { calls: [it.now, it.shared] } }) }, done];
    }
    return [done];
  }
  return it;
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
  const it = office(policy, diagnosis);
  it.see(...runs.failedThenGreen.slice(0, 3));
  it.pass(5 * SECOND);
  return it;
}

function failed(policy: string, diagnosis?: Parameters<typeof office>[1]) {
  const it = begun(policy, diagnosis);
  it.now = START + 30 * SECOND;
  it.see(...failing.slice(3));
  return it;
}

describe('a call about a failure', () => {
  it('is edited when the execution runs again and when it recovers, and its end is posted once', () => {
    const it = failed(MIA);
    expect(it.posted()).toMatchObject([{ key: `reply:${CHANNEL}:failed@1`, broadcast: true, mention: ['U0MIA'] }]);
    it.now = START + 60 * SECOND;
    it.see(...runs.failedThenGreen.slice(8, 11));
    it.pass(10 * SECOND);
    expect(it.thread().get('failed@1')).toBe('<@U0MIA> 🔄 payments runs again, attempt 2');
    it.now = START + 95 * SECOND;
    it.see(...runs.failedThenGreen.slice(11));
    it.pass(3600 * SECOND);
    it.see(...runs.failedThenGreen);
    it.pass(3600 * SECOND);
    expect(it.thread().get('failed@1')).toBe('<@U0MIA> ✅ payments recovered after 1 min 5 s');
    expect(it.posted().map(({ key, broadcast }) => [key, broadcast])).toEqual([
      [`reply:${CHANNEL}:failed@1`, true],
      [`reply:${CHANNEL}:over:failed@1`, true],
    ]);
    expect(it.thread().get('over:failed@1')).toBe('<@U0MIA> ✅ payments recovered, so no one has to act');
  });

  it('is also made when no failed stage is known, half a minute later, and is edited when the cause comes', () => {
    const it = office(MIA);
    it.see(pipelineEvent('STARTED', at(0)));
    it.pass(5 * SECOND);
    it.now = START + 30 * SECOND;
    it.see(pipelineEvent('FAILED', at(30)));
    it.pass(29 * SECOND);
    expect(it.posted()).toEqual([]);
    it.pass(3600 * SECOND);
    expect(it.posted()).toMatchObject([{ key: `reply:${CHANNEL}:failed@1`, broadcast: true, mention: ['U0MIA'] }]);
    expect(it.thread().get('failed@1')).toBe('<@U0MIA> ❌ payments failed');
    it.knows({ statusSummary: 'The source configuration is invalid' });
    expect(it.thread().get('failed@1')).toBe('<@U0MIA> ❌ payments failed: The source configuration is invalid');
    it.see(...failing.slice(1));
    it.pass(3600 * SECOND);
    expect(it.posted()).toHaveLength(1);
    expect(it.thread().get('failed@1')).toContain('failed in Build/compile: A test failed');
    it.now += SECOND;
    it.see(...runs.failedThenGreen.slice(8));
    expect(it.thread().get('failed@1')).toContain('recovered');
  });

  it('contains no log: the log is only in the thread', () => {
    const it = failed(MIA);
    const log = it.replies().find(({ content }) => content.type === 'log');
    expect(log).toMatchObject({ broadcast: false, mention: [] });
    const blocks = (reply: Reply | undefined) => JSON.stringify(reply && renderReply(reply.content, []).blocks);
    expect(blocks(log)).toContain('expected 10 to be 11');
    expect(blocks(it.posted()[0])).not.toContain('expected 10 to be 11');
  });

  it('has the buttons of the message, as long as the message has them', () => {
    const people = 'people: { release: { users: [U0ANN] } }\ncommands: [{ allow: [release], do: [retry], scope: all }]';
    const it = failed(`${MIA}\n${people}`);
    const last = () => it.replies().findLast(({ key }) => key === `reply:${CHANNEL}:failed@1`)?.content;
    expect(last()).toMatchObject({ offers: [{ act: 'retry', stage: 'Build' }] });
    it.knows({ overtaken: START + 40 * SECOND });
    it.pass(10 * SECOND);
    expect(last()).toMatchObject({ type: 'failed', offers: undefined });
  });

  it('mentions neither @channel nor @here at its end', () => {
    const it = failed(MIA.replace('[U0MIA]', '[here, U0MIA, channel]'));
    it.now = START + 95 * SECOND;
    it.see(...runs.failedThenGreen.slice(8));
    expect(it.posted().map(({ mention }) => mention)).toEqual([['here', 'U0MIA', 'channel'], ['U0MIA']]);
  });

  it('is not made for a failure that Signalbox retries, and the success is marked as flaky', () => {
    const it = failed(RETRY, passing);
    it.pass(20 * SECOND);
    expect(it.effects.filter(({ type }) => type === 'retry')).toHaveLength(1);
    it.now = START + 95 * SECOND;
    it.see(...runs.failedThenGreen.slice(8));
    it.pass(60 * SECOND);
    expect(it.replies()).toEqual([]);
    expect(it.effects.findLast(({ type }) => type === 'show')).toMatchObject({
      summary: { flaky: [{ action: 'compile' }] },
    });
  });

  it('is made when the last attempt fails too', () => {
    const it = failed(RETRY, passing);
    it.pass(20 * SECOND);
    it.now = START + 90 * SECOND;
    const again = { ...at(90), attempt: 2 };
    it.see(
      ...runs.failedThenGreen.slice(8, 11),
      actionEvent('Build/compile', 'FAILED', { ...again, summary: 'Build terminated with state: FAILED' }),
      stageEvent('Build', 'FAILED', again),
      pipelineEvent('FAILED', again),
    );
    expect(it.posted().map(({ key }) => key)).toEqual([`reply:${CHANNEL}:failed@2`]);
  });

  it('is made while other actions of the stage still run, and SNS waits for the end', () => {
    const it = office(`${MIA.slice(0, -2)}, sns: ["${TOPIC}"] }]`);
    it.see(...runs.failedThenGreen.slice(0, 4));
    it.pass(5 * SECOND);
    const [, , , , , compile] = runs.failedThenGreen;
    it.see(compile as object);
    it.pass(SECOND);
    const told = (key: string) => it.effects.some((effect) => effect.key === key);
    expect(told('diagnose:Build/compile@Build/compile#1')).toBe(true);
    expect(it.posted().map(textOf)).toEqual(['<@U0MIA> ❌ payments is failing in Build/compile: A test failed']);
    expect(told(`publish:${TOPIC}:failed@1`)).toBe(false);
    it.now = START + 30 * SECOND;
    it.see(...failing.slice(4));
    it.pass(10 * SECOND);
    expect(told(`publish:${TOPIC}:failed@1`)).toBe(true);
    expect(it.posted()).toHaveLength(1);
    expect(it.thread().get('failed@1')).toBe('<@U0MIA> ❌ payments failed in Build/compile: A test failed');
  });

  it('is published once for each format of a topic', () => {
    const it = office(`${MIA.slice(0, -2)}, sns: ["${TOPIC}"] }, { scope: all, sns: ["${TOPIC}"], format: amazon-q }]`);
    it.see(...runs.failedThenGreen.slice(0, 4));
    it.now = START + 30 * SECOND;
    it.see(...failing.slice(4));
    it.pass(10 * SECOND);
    const published = it.effects.filter(({ key }) => key.startsWith('publish:') && key.endsWith('failed@1'));
    expect(new Set(published.map(({ key }) => key))).toEqual(
      new Set([`publish:${TOPIC}:failed@1`, `publish:${TOPIC}:amazon-q:failed@1`]),
    );
  });

  it('is not made again if an earlier version made it, and is kept up to date', () => {
    const it = begun(MIA);
    const told = { doneAt: START, message: { channel: CHANNEL, ts: 'old' }, digest: 'of an earlier version' };
    it.write({ [`reply:${CHANNEL}:failed@1`]: told });
    it.now = START + 30 * SECOND;
    it.see(...failing.slice(3));
    it.pass(10 * SECOND);
    expect(it.posted()).toEqual([]);
    it.now = START + 95 * SECOND;
    it.see(...runs.failedThenGreen.slice(8));
    it.pass(10 * SECOND);
    expect(it.thread().get('failed@1')).toContain('✅ payments recovered');
    expect(it.posted()).toMatchObject([{ key: `reply:${CHANNEL}:over:failed@1`, mention: ['U0MIA'] }]);
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
    const it = failed(MIA, diagnosis);
    const made = it.effects.flatMap((effect) => (effect.type === 'shareCalls' ? (effect.made ?? []) : []));
    return made[0]?.reason ?? '';
  }
  function failedAgain(policy: string, shared: SharedCall, diagnosis = broken) {
    const it = begun(policy, diagnosis);
    it.shared = [shared];
    it.knows({ before: [START, 1, START - 60 * SECOND] });
    it.now = START + 30 * SECOND;
    it.see(...failing.slice(3));
    return it;
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
    const it = office(MIA);
    it.shared = [earlier({ endedBy: ref.executionId }), earlier({ executionId: 'another', endedBy: 'another' })];
    it.see(...runs.green);
    it.knows({ before: [START, 1, START - 60 * SECOND] });
    it.pass(60 * SECOND);
    expect(it.posted()).toMatchObject([
      { key: `reply:${CHANNEL}:over:earlier`, message: { ts: 'earlier' }, mention: ['U0MIA'], broadcast: true },
    ]);
  });

  describe('records its call for the success that ends the series', () => {
    const recorded = (it: ReturnType<typeof office>) =>
      it.effects.flatMap((effect) => (effect.type === 'shareCalls' ? (effect.made ?? []) : []));
    const rejected = (action: string, second: number, attempt = 1) => {
      const when = { ...at(second), attempt };
      return [
        approval(action, 'FAILED', second),
        stageEvent('Production', 'FAILED', when),
        pipelineEvent('FAILED', when),
      ];
    };

    it('also if it is about a rejection', () => {
      const it = begun(APPROVALS);
      it.see(approval('ops', 'STARTED', 40), ...rejected('ops', 50));
      it.pass(60 * SECOND);
      expect(it.posted().map(({ key }) => key)).toEqual([`reply:${CHANNEL}:failed@1`]);
      expect(recorded(it).at(-1)).toMatchObject({ at: START + 50 * SECOND, called: ['U0MIA'], broadcast: true });
      expect(recorded(it).at(-1)).not.toHaveProperty('endedBy');
    });

    it('again if a retry ends with a rejection that needs no call', () => {
      const it = failed(APPROVALS);
      it.now = START + 90 * SECOND;
      it.see(...runs.failedThenGreen.slice(8, 11), approval('ops', 'STARTED', 90));
      it.asks('ops');
      it.pass(5 * SECOND);
      it.see(...rejected('ops', 100, 2));
      it.pass(60 * SECOND);
      expect(it.posted().map(({ key }) => key)).not.toContain(`reply:${CHANNEL}:failed@2`);
      const [first, ...more] = recorded(it);
      expect(more.at(-1)).toEqual({ ...first, at: START + 100 * SECOND });
    });

    it('with its start in milliseconds, because another may begin in the same second', () => {
      const it = begun(MIA);
      it.knows({ began: START + 250 });
      it.now = START + 30 * SECOND;
      it.see(...failing.slice(3));
      expect(recorded(it)).toMatchObject([{ startedAt: START + 250 }]);
    });

    it('as ended by itself if a retry was stopped', () => {
      const it = failed(MIA);
      it.now = START + 90 * SECOND;
      it.see(...runs.failedThenGreen.slice(8, 11), pipelineEvent('STOPPED', { ...at(100), attempt: 2 }));
      it.pass(60 * SECOND);
      expect(it.thread().get('over:failed@1')).toContain('was stopped');
      expect(recorded(it).map(({ endedBy }) => endedBy)).toEqual([undefined, ref.executionId]);
    });
  });

  it('makes no new call for a manual retry that fails with the same reason', () => {
    const it = failed(MIA);
    it.now = START + 90 * SECOND;
    const again = { ...at(90), attempt: 2 };
    const secondly = (summary: string) => [
      actionEvent('Build/compile', 'FAILED', { ...again, summary }),
      stageEvent('Build', 'FAILED', again),
      pipelineEvent('FAILED', again),
    ];
    it.see(...runs.failedThenGreen.slice(8, 11), ...secondly('Build terminated with state: FAILED'));
    it.pass(10 * SECOND);
    expect(it.posted()).toHaveLength(1);
    expect(it.thread().get('failed@1')).toBe('<@U0MIA> ❌ payments failed in Build/compile: A test failed');
  });
});

describe('a call about approvals', () => {
  function waiting(...actions: string[]) {
    const it = begun(APPROVALS);
    it.now = START + 40 * SECOND;
    it.see(...actions.map((action) => approval(action, 'STARTED', 40)));
    for (const action of actions) it.asks(action);
    it.pass(5 * SECOND);
    return it;
  }

  it('covers all approvals that wait together in a stage', () => {
    const it = waiting('ops', 'product', 'security');
    expect(it.posted()).toMatchObject([
      { key: `reply:${CHANNEL}:approval:Production/ops@1`, mention: ['U0MIA', 'S0RELEASE'] },
    ]);
    expect(it.posted().map(textOf)).toEqual([
      '<@U0MIA> <@S0RELEASE> ⏳ payments waits for approval: Production/ops, Production/product, Production/security',
    ]);
  });

  it('calls those who may decide also if the approval cannot be read, and says where to decide', () => {
    const it = begun(APPROVALS);
    it.now = START + 40 * SECOND;
    it.see(approval('ops', 'STARTED', 40));
    it.pass(29 * SECOND);
    expect(it.posted()).toEqual([]);
    it.pass(5 * SECOND);
    expect(it.posted()).toMatchObject([
      { key: `reply:${CHANNEL}:approval:Production/ops@1`, mention: ['U0MIA', 'S0RELEASE'] },
    ]);
    const [call] = it.posted();
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
    const it = begun(APPROVALS);
    it.now = START + 45 * SECOND;
    it.see(approval('ops', 'STARTED', 43), approval('security', 'STARTED', 40), approval('product', 'STARTED', 43));
    for (const action of ['ops', 'product', 'security']) it.asks(action);
    it.pass(5 * SECOND);
    expect(it.posted()).toMatchObject([{ key: `reply:${CHANNEL}:approval:Production/security@1` }]);
    expect(it.posted().map(textOf)).toEqual([
      expect.stringContaining('Production/security, Production/ops, Production/product'),
    ]);
  });

  it('adds an approval that begins to wait later, and calls again only for other people', () => {
    const it = waiting('ops');
    it.see(approval('product', 'STARTED', 41));
    it.asks('product');
    it.pass(10 * SECOND);
    expect(it.posted()).toHaveLength(1);
    expect(it.thread().get('approval:Production/ops@1')).toContain('Production/ops, Production/product');
    it.see(approval('legal', 'STARTED', 42));
    it.asks('legal');
    it.pass(10 * SECOND);
    expect(it.posted().map(({ mention }) => mention)).toEqual([['U0MIA', 'S0RELEASE'], ['U0LEAD']]);
  });

  it('is not made again if an earlier version made it', () => {
    const it = begun(APPROVALS);
    it.write({
      [`reply:${CHANNEL}:approval:Production/ops@1`]: {
        doneAt: START,
        message: { channel: CHANNEL, ts: 'old' },
        digest: 'old',
      },
    });
    it.see(approval('ops', 'STARTED', 40));
    it.asks('ops');
    it.pass(60 * SECOND);
    expect(it.posted()).toEqual([]);
    it.see(approval('ops', 'SUCCEEDED', 50));
    it.pass(60 * SECOND);
    expect(it.thread().get('approval:Production/ops@1')).toContain('✅ payments Production/ops was approved');
  });

  it('stays the same for an unknown approval, until the execution is gone', () => {
    const it = begun(APPROVALS);
    const told = { doneAt: START, message: { channel: CHANNEL, ts: 'old' }, about: ['x'], called: ['U0MIA'] };
    it.write({ [`reply:${CHANNEL}:approval:Production/ops@1`]: told });
    it.pass(10 * SECOND);
    expect(it.replies()).toEqual([]);
    it.knows({ gone: it.now });
    expect(it.thread().get('approval:Production/ops@1')).toBe(
      '<@U0MIA> 🔄 payments is no longer listed by CodePipeline',
    );
    expect(it.posted()).toEqual([]);
  });

  it('shows the decision, and notifies the people of the call once', () => {
    const it = waiting('ops', 'product');
    it.now += SECOND;
    it.see(approval('ops', 'SUCCEEDED', 50));
    it.pass(10 * SECOND);
    expect(it.thread().get('approval:Production/ops@1')).toBe(
      '<@U0MIA> <@S0RELEASE> ⏳ payments waits for approval: Production/product',
    );
    expect(it.posted()).toHaveLength(1);
    it.see(approval('product', 'SUCCEEDED', 60));
    it.pass(60 * SECOND);
    expect(it.posted().map(({ key }) => key)).toEqual([
      `reply:${CHANNEL}:approval:Production/ops@1`,
      `reply:${CHANNEL}:over:approval:Production/ops@1`,
    ]);
    expect(it.thread().get('approval:Production/ops@1')).toContain('✅ payments Production/product was approved');
  });

  it.each(['remind 14400000', 'remind 5', 'escalate', 'escalate 7', 'expiring'])(
    'ends together with its reminder, and notifies the people of the reminder too: %s',
    (id) => {
      const it = waiting('ops');
      const message = { channel: CHANNEL, ts: 'reminder' };
      const key = `${id}:Production/ops@Production/ops#1`;
      it.write({ [`reply:${CHANNEL}:${key}`]: { doneAt: it.now, message, called: ['U0BOSS'], broadcast: true } });
      it.write({ [`reply:${CHANNEL}:${id}:another`]: { doneAt: it.now, message, called: ['U0OTHER'] } });
      it.see(approval('ops', 'SUCCEEDED', 50));
      it.pass(60 * SECOND);
      expect(it.thread().get(key)).toBe('<@U0BOSS> ✅ payments Production/ops was approved');
      expect(it.thread().has(`${id}:another`)).toBe(false);
      expect(it.posted().at(-1)).toMatchObject({
        key: `reply:${CHANNEL}:over:approval:Production/ops@1`,
        mention: ['U0MIA', 'S0RELEASE', 'U0BOSS'],
        broadcast: true,
      });
    },
  );

  it('reports a rejection once, without another call about the failure', () => {
    const it = waiting('ops');
    it.see(approval('ops', 'FAILED', 50), stageEvent('Production', 'FAILED', at(50)), pipelineEvent('FAILED', at(50)));
    it.pass(60 * SECOND);
    expect(it.posted().map(({ key }) => key)).toEqual([
      `reply:${CHANNEL}:approval:Production/ops@1`,
      `reply:${CHANNEL}:over:approval:Production/ops@1`,
    ]);
    expect(it.thread().get('over:approval:Production/ops@1')).toContain('❌ payments Production/ops was rejected');
  });

  it('mentions the people that the rule or the route lists, instead of the approvers', () => {
    const rule = APPROVALS.replace(
      'require: [{ from: [release] }]',
      'require: [{ from: [release] }], call: [leads, U0ONCALL]',
    );
    const route = APPROVALS.replace('mention: [U0MIA]', 'mention: [U0MIA], call: [leads]');
    const mentions = (policy: string) => {
      const it = begun(policy);
      it.see(approval('ops', 'STARTED', 40));
      it.asks('ops');
      it.pass(5 * SECOND);
      return it.posted().map(({ mention }) => mention);
    };
    expect(mentions(rule)).toEqual([['U0MIA', 'U0LEAD', 'U0ONCALL']]);
    expect(mentions(route)).toEqual([['U0LEAD']]);
  });
});

describe('if Slack refuses edits', () => {
  it('the thread reports the result once', () => {
    const it = begun(MIA);
    it.refusing = { done: false, why: 'edit_window_closed', lasting: true, fixed: true };
    it.see(...runs.green.slice(3, 6), pipelineEvent('SUCCEEDED', at(90)));
    it.pass(7200 * SECOND);
    expect(it.posted().map(textOf)).toEqual([expect.stringMatching(/^✅ payments succeeded/)]);
  });

  it('only the call reports waiting approvals', () => {
    const it = begun(APPROVALS);
    it.refusing = { done: false, why: 'edit_window_closed', lasting: true, fixed: true };
    it.see(approval('ops', 'STARTED', 40), approval('product', 'STARTED', 40));
    it.pass(5 * SECOND);
    it.asks('ops');
    it.asks('product');
    it.pass(60 * SECOND);
    expect(it.replies().map(({ key }) => key)).toEqual([`reply:${CHANNEL}:approval:Production/ops@1`]);
  });

  it('the thread reports an approval that joins a call later', () => {
    const it = begun(APPROVALS);
    it.refusing = { done: false, why: 'edit_window_closed', lasting: true, fixed: true };
    it.see(approval('ops', 'STARTED', 40));
    it.asks('ops');
    it.pass(5 * SECOND);
    it.see(approval('product', 'STARTED', 50));
    it.asks('product');
    it.pass(60 * SECOND);
    expect(it.posted().map(textOf)).toEqual([
      '<@U0MIA> <@S0RELEASE> ⏳ payments waits for approval: Production/ops',
      expect.stringContaining('⏳ payments waits for approval: Production (ops, product)'),
    ]);
  });

  it('only the follow-up reports the end of a call', () => {
    const it = failed(MIA);
    it.refusing = { done: false, why: 'cant_update_message', lasting: true, fixed: true };
    it.now = START + 95 * SECOND;
    it.see(...runs.failedThenGreen.slice(8));
    it.pass(7200 * SECOND);
    expect(it.posted().map(({ key }) => key)).toEqual([`reply:${CHANNEL}:failed@1`, `reply:${CHANNEL}:over:failed@1`]);
  });
});
