import { describe, expect, it } from 'vitest';
import { readEvent } from '../../lib/codepipeline/read/event.ts';
import { type Execution, executionKey, partialExecution } from '../../lib/core/execution/facts.ts';
import type { Effect } from '../../lib/core/model/effect.ts';
import type { EffectFailed, EffectOutcome, Input } from '../../lib/core/model/input.ts';
import type { PolicyPort } from '../../lib/core/model/policy-port.ts';
import { emptyRow, type Row } from '../../lib/core/model/row.ts';
import { step } from '../../lib/core/step.ts';
import { actionEvent } from '../kit/events.ts';
import { CHANNEL, rules, TOPIC } from '../kit/rules.ts';
import { runs } from '../kit/runs.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const START = Date.UTC(2026, 10, 22, 10);
const messageRef = { channel: CHANNEL, ts: '1.1' };

/** One subject and its clock. */
function subject(events: object[], asked: PolicyPort = rules()) {
  const seen = events.map((event): Input => ({ type: 'seen', execution: readEvent(event) as Execution }));
  const [first] = seen;
  if (first?.type !== 'seen') throw new Error('A subject needs an event');
  let row: Row = emptyRow(executionKey(first.execution.ref));
  let claims = 0;
  const it = {
    now: START + MINUTE,
    row: () => row,
    take(...inputs: Input[]): Effect[] {
      const next = step(row, inputs, asked, it.now, `claim ${claims++}`);
      row = { ...next.row, version: row.version + 1 };
      return next.effects;
    },
    /** All effects succeed, until no new effect follows. */
    settle(...inputs: Input[]): string[] {
      const done: string[] = [];
      for (let pending = it.take(...inputs); pending.length > 0; ) {
        done.push(...pending.map(({ key, type }) => (type === 'wake' ? 'wake' : key)));
        pending = it.take(...pending.flatMap((effect) => (effect.type === 'wake' ? [] : [succeeded(effect)])));
      }
      return done;
    },
    events: seen,
  };
  return it;
}

type IntendedInput = Exclude<Effect, { type: 'wake' }>;

function succeeded({ type, key, claim, digest }: IntendedInput): EffectOutcome {
  const message = type === 'show' ? { message: messageRef } : {};
  return { type: 'outcome', key, claim, result: { done: true, digest, ...message } };
}

function failed({ key, claim }: IntendedInput, result: Partial<EffectFailed> = {}): EffectOutcome {
  return { type: 'outcome', key, claim, result: { done: false, why: 'it broke', ...result } };
}

function find<T extends IntendedInput['type']>(effects: Effect[], type: T): Extract<IntendedInput, { type: T }> {
  const found = effects.find((effect) => effect.type === type);
  if (!found) throw new Error(`${type} is not among ${effects.map((effect) => effect.type).join(', ')}`);
  return found as Extract<IntendedInput, { type: T }>;
}

const show = `show:${CHANNEL}`;
const tick: Input = { type: 'tick' };
const failing = runs.failedThenGreen.slice(0, 8);

describe('a step', () => {
  it('refreshes the pipeline first, then posts the message and publishes the start', () => {
    const it = subject(runs.green.slice(0, 1));
    expect(it.settle(...it.events)).toEqual(['describe:stages', show, `publish:${TOPIC}:started@1`]);
  });

  it('refreshes the execution before it publishes the end and replies in the thread', () => {
    const it = subject(failing);
    const done = it.settle(...it.events);
    expect(done).toEqual([
      'describe:stages',
      'recount:FAILED@1',
      'diagnose:Build/compile@Build/compile#1',
      show,
      `publish:${TOPIC}:failed@1`,
      'measure:ended',
      `reply:${CHANNEL}:failed@1`,
    ]);
  });

  it('posts and publishes even if all reads fail', () => {
    const it = subject(failing);
    const first = it.take(...it.events);
    const then = it.take(
      failed(find(first, 'refreshPipeline')),
      failed(find(first, 'refreshExecution'), { lasting: true }),
    );
    expect(then.map(({ type }) => type)).toEqual(['diagnose', 'wake']);
    expect(it.take(failed(find(then, 'diagnose'))).map(({ type }) => type)).toEqual([
      'show',
      'publish',
      'measure',
      'wake',
    ]);
  });

  it('publishes a success after a failure as a recovery', () => {
    const it = subject(runs.failedThenGreen);
    expect(it.settle(...it.events)).toContain(`publish:${TOPIC}:recovered@2`);
  });

  it('does nothing for duplicate events', () => {
    const it = subject(runs.green);
    it.settle(...it.events);
    expect(it.settle(...it.events, ...it.events)).toEqual([]);
    expect(it.row().dueAt).toBeUndefined();
  });

  it('does nothing for a pipeline without a route', () => {
    const narrow = rules(
      `version: 1\nscopes: { a: { pipelines: [search] } }\nroutes: [{ scope: a, channel: ${CHANNEL} }]`,
    );
    const it = subject(failing, narrow);
    expect(it.settle(...it.events)).toEqual([]);
    expect(it.row().dueAt).toBeUndefined();
  });

  it('posts to a failures-only channel at the failure, and then updates the message', () => {
    const alarms = rules(`version: 1\nroutes: [{ scope: all, channel: ${CHANNEL}, on: [failed] }]`);
    const it = subject(runs.failedThenGreen, alarms);
    expect(it.settle(...it.events.slice(0, 5))).toEqual(['describe:stages']);
    expect(it.settle(...it.events.slice(5, 8))).toContain(show);
    it.now += MINUTE;
    expect(it.settle(...it.events.slice(8))).toContain(show);
  });

  it('still updates a message after the policy removes its route', () => {
    const it = subject(runs.green.slice(0, 3));
    it.settle(...it.events);
    const elsewhere = rules('version: 1\nroutes: [{ scope: all, channel: C0ELSEWHERE }]');
    const later = runs.green
      .slice(3)
      .map((event): Input => ({ type: 'seen', execution: readEvent(event) as Execution }));
    const { effects } = step(it.row(), later, elsewhere, it.now + MINUTE, 'later');
    expect(effects.filter(({ type }) => type === 'show').map(({ key }) => key)).toEqual(['show:C0ELSEWHERE', show]);
  });
});

describe('a message', () => {
  it('waits three seconds between two updates, and sends a wake for the second', () => {
    const it = subject(runs.green);
    it.settle(...it.events.slice(0, 3));
    expect(it.settle(...it.events.slice(3))).toEqual([
      'recount:SUCCEEDED@1',
      'tally:passed@1',
      'wake',
      `publish:${TOPIC}:succeeded@1`,
      'measure:ended',
      'measure:went-well',
    ]);
    expect(it.row().dueAt).toBe(it.now + 3 * SECOND);
    it.now += 3 * SECOND;
    expect(it.settle(tick)).toEqual([show]);
    expect(it.row().dueAt).toBeUndefined();
  });

  it('shows a failure at once, without the pause between two updates', () => {
    const it = subject(failing);
    it.settle(...it.events.slice(0, 3));
    it.now += SECOND;
    expect(it.settle(...it.events.slice(3, 5))).not.toContain(show);
    expect(it.settle(...it.events.slice(5))).toContain(show);
  });

  it('shows a failure at once, even after a rate limit on the earlier version', () => {
    const it = subject(failing);
    const posting = find(it.take(succeeded(find(it.take(...it.events.slice(0, 3)), 'refreshPipeline'))), 'show');
    it.take(failed(posting, { retryAfter: 30, retryWithin: 30 }));
    it.now += SECOND;
    expect(it.take(tick).map(({ type }) => type)).not.toContain('show');
    expect(it.settle(...it.events.slice(3))).toContain(show);
  });

  it.each([
    ['sent', succeeded],
    ['tried', failed],
  ])('is %s with its buttons before the reply calls people', (_, ending) => {
    const it = subject(failing, { ...rules(), acts: () => ['retry'] });
    it.settle(...it.events.slice(0, 3));
    const reading = it.take(...it.events.slice(3));
    const editing = find(reading, 'show');
    expect(editing.offers).toEqual([{ act: 'retry', stage: 'Build' }]);
    const diagnosing = find(it.take(succeeded(find(reading, 'refreshExecution'))), 'diagnose');
    expect(it.take(succeeded(diagnosing)).map(({ type }) => type)).not.toContain('reply');
    expect(it.take(ending(editing)).map(({ type }) => type)).toContain('reply');
  });

  it('is retried after a rate limit within the time that Slack allows, for any number of failures', () => {
    const it = subject(runs.green.slice(0, 3));
    let effects = it.take(succeeded(find(it.take(...it.events), 'refreshPipeline')));
    for (let tries = 0; tries < 8; tries++) {
      it.take(failed(find(effects, 'show'), { retryAfter: 1, retryWithin: 2 }));
      const wait = Number(it.row().ledger[show]?.notBefore) - it.now;
      expect(wait).toBeLessThanOrEqual(4 * SECOND);
      it.now += wait;
      effects = it.take(tick);
    }
  });

  it('sends no second wake while one is pending', () => {
    const it = subject(runs.green);
    it.settle(...it.events.slice(0, 3));
    const wakes = it.events.slice(3, 9).map((event) => it.settle(event).filter((key) => key === 'wake').length);
    expect(wakes).toEqual([1, 0, 0, 0, 0, 0]);
  });

  it('is claimed by one worker, and after the claim expires by another, which first searches for it', () => {
    const it = subject(runs.green);
    const describing = find(it.take(...it.events), 'refreshPipeline');
    const posting = find(it.take(succeeded(describing)), 'show');
    expect(posting.maybeSince).toBeUndefined();
    const claimedAt = it.now;
    it.now += 59 * SECOND;
    expect(it.take(tick).filter(({ type }) => type === 'show')).toEqual([]);
    it.now += SECOND;
    expect(find(it.take(tick), 'show').maybeSince).toBe(claimedAt);
  });

  it('is updated again after a late result of an expired claim', () => {
    const it = subject(runs.green);
    const late = find(it.take(succeeded(find(it.take(...it.events), 'refreshPipeline'))), 'show');
    it.now += MINUTE;
    const second = find(it.take(tick), 'show');
    it.take(succeeded(second));
    it.take(succeeded(late));
    it.now += MINUTE;
    expect(find(it.take(tick), 'show').message).toEqual(messageRef);
  });

  it('is not delayed by a late failure of an expired claim', () => {
    const it = subject(runs.green);
    const late = find(it.take(succeeded(find(it.take(...it.events), 'refreshPipeline'))), 'show');
    it.now += MINUTE;
    const second = find(it.take(tick), 'show');
    it.take(failed(late, { lasting: true }));
    expect(it.row().ledger[show]?.claim?.id).toBe(second.claim);
    expect(it.row().ledger[show]?.notBefore).toBeUndefined();
  });

  it('waits for the time that Slack requires, and longer after each failure', () => {
    const it = subject(runs.green);
    let posting = find(it.take(succeeded(find(it.take(...it.events), 'refreshPipeline'))), 'show');
    it.take(failed(posting, { retryAfter: 30 }));
    expect(it.row().ledger[show]?.notBefore).toBeGreaterThanOrEqual(it.now + 30 * SECOND);
    const waits: number[] = [];
    for (let round = 0; round < 9; round++) {
      it.now = it.row().ledger[show]?.notBefore ?? 0;
      posting = find(it.take(tick), 'show');
      it.take(failed(posting));
      waits.push((it.row().ledger[show]?.notBefore ?? 0) - it.now);
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits.at(-1)).toBeLessThanOrEqual(10 * MINUTE);
  });

  it('waits longer between updates after each rate limit, and shorter after each success', () => {
    const it = subject(runs.green.slice(0, 3));
    it.settle(...it.events);
    const paces: number[] = [];
    const milestones = runs.green
      .slice(3)
      .map((event): Input => ({ type: 'seen', execution: readEvent(event) as Execution }));
    for (const [index, event] of milestones.entries()) {
      it.now += 10 * MINUTE;
      const editing = it.take(event).find((effect) => effect.type === 'show');
      if (!editing) continue;
      it.take(index < 3 ? failed(editing, { retryAfter: 1 }) : succeeded(editing));
      paces.push((it.row().ledger[show]?.pace ?? 0) / SECOND);
    }
    expect(paces).toEqual([6, 12, 24, 12, 6, 3]);
  });

  it('is posted again after it was deleted', () => {
    const it = subject(runs.green);
    it.settle(...it.events.slice(0, 3));
    it.now += MINUTE;
    it.take(...it.events.slice(3));
    const editing = it.row();
    expect(editing.ledger[show]?.message).toEqual(messageRef);
    const claim = editing.ledger[show]?.claim?.id ?? '';
    const effects = it.take({
      type: 'outcome',
      key: show,
      claim,
      result: { done: false, why: 'message_not_found', gone: true },
    });
    expect(find(effects, 'show').message).toBeUndefined();
  });

  it.each([
    ['fails', (posting: IntendedInput) => [failed(posting, { lasting: true })]],
    ['kills each worker that tries', () => []],
  ])('that %s is given up after a day, but not earlier', (_, answer) => {
    const it = subject(runs.green);
    const from = it.now;
    for (let effects = it.take(...it.events); it.row().dueAt !== undefined && it.now < from + 48 * 60 * MINUTE; ) {
      const answers = effects.flatMap((effect) => {
        if (effect.type === 'wake') return [];
        return effect.type === 'show' ? answer(effect) : [succeeded(effect)];
      });
      if (answers.length === 0) it.now = Math.max(it.now, it.row().dueAt ?? it.now);
      effects = it.take(...answers, tick);
    }
    expect(it.row().dueAt).toBeUndefined();
    expect(it.now - from).toBeGreaterThan(23 * 60 * MINUTE);
    expect(it.now - from).toBeLessThan(25 * 60 * MINUTE);
  });
});

describe('giving up', () => {
  it('ends if a milestone changes the message', () => {
    const it = subject(failing);
    it.settle(...it.events.slice(0, 3));
    // The token is revoked for more than a day.
    for (let hour = 0; hour < 26 * 4; hour++) {
      it.now += 15 * MINUTE;
      const editing = it.take(it.events[3] as Input, tick).find((effect) => effect.type === 'show');
      if (editing) it.take(failed(editing, { lasting: true }));
    }
    it.now += 15 * MINUTE;
    expect(it.take(tick).map(({ type }) => type)).not.toContain('show');
    // The token is valid again, and the pipeline fails.
    expect(it.settle(...it.events)).toContain(show);
    expect(it.row().dueAt).toBeUndefined();
  });

  it('never happens to the refresh of a running execution', () => {
    const it = subject(runs.green.slice(0, 3));
    it.settle(...it.events);
    for (let look = 0; look < 300; look++) {
      it.now = it.row().dueAt ?? Number.NaN;
      const looking = it.take(tick).find((effect) => effect.type === 'refreshExecution');
      if (looking) it.take(failed(looking, { lasting: look % 2 === 0 }));
    }
    expect(it.now - START).toBeGreaterThan(48 * 60 * MINUTE);
    expect(it.row().dueAt).toBeLessThan(it.now + 60 * MINUTE);
  });
});

describe('a failure', () => {
  it('is broadcast from the thread if the message was posted before it', () => {
    const it = subject(failing);
    it.settle(...it.events.slice(0, 3));
    it.now += MINUTE;
    const effects: Effect[] = [];
    for (let pending = it.take(...it.events.slice(3)); pending.length > 0; ) {
      effects.push(...pending);
      pending = it.take(...pending.flatMap((effect) => (effect.type === 'wake' ? [] : [succeeded(effect)])));
    }
    expect(find(effects, 'reply')).toMatchObject({ broadcast: true, message: messageRef });
  });

  it('is broadcast if an earlier message may already be posted', () => {
    const it = subject(failing);
    const posting = find(it.take(succeeded(find(it.take(...it.events.slice(0, 1)), 'refreshPipeline'))), 'show');
    it.take(failed(posting, { unsure: true }));
    it.now += MINUTE;
    const effects: Effect[] = [];
    for (let pending = it.take(...it.events); pending.length > 0; ) {
      effects.push(...pending);
      pending = it.take(...pending.flatMap((effect) => (effect.type === 'wake' ? [] : [succeeded(effect)])));
    }
    expect(find(effects, 'show').maybeSince).toBeDefined();
    expect(find(effects, 'reply').broadcast).toBe(true);
  });

  it('is not broadcast if the message first appeared with it', () => {
    const it = subject(failing);
    const effects: Effect[] = [];
    for (let pending = it.take(...it.events); pending.length > 0; ) {
      effects.push(...pending);
      pending = it.take(...pending.flatMap((effect) => (effect.type === 'wake' ? [] : [succeeded(effect)])));
    }
    expect(find(effects, 'reply').broadcast).toBe(false);
  });
});

describe('an approval', () => {
  it('has a reply of its own in the thread', () => {
    const approval = (stage: string, state: string, second: number) =>
      actionEvent(`${stage}/approve`, state, {
        provider: 'Manual',
        at: new Date(START + second * SECOND).toISOString(),
      });
    const it = subject(runs.green.slice(0, 1));
    const see = (...events: object[]) =>
      events.map((event): Input => ({ type: 'seen', execution: readEvent(event) as Execution }));
    it.settle(...it.events);
    it.now += MINUTE;
    expect(it.settle(...see(approval('Staging', 'STARTED', 5)))).toContain(
      `reply:${CHANNEL}:approval:Staging/approve@1`,
    );
    it.now += MINUTE;
    const second = see(approval('Staging', 'SUCCEEDED', 9), approval('Prod', 'STARTED', 10));
    expect(it.settle(...second)).toContain(`reply:${CHANNEL}:approval:Prod/approve@1`);
  });
});

describe('an execution without new events', () => {
  it('is refreshed after ten minutes, then at doubling intervals', () => {
    const it = subject(runs.green.slice(0, 3));
    it.settle(...it.events);
    const looks: number[] = [];
    for (let look = 0; look < 6; look++) {
      it.now = it.row().dueAt ?? 0;
      expect(it.settle(tick)).toEqual(['recount']);
      looks.push((it.now - START) / MINUTE);
    }
    expect(looks).toEqual([10, 20, 40, 80, 160, 320]);
  });

  it('is refreshed after 30 seconds if its start event is missing', () => {
    const it = subject(runs.green.slice(1, 3));
    it.now = START + SECOND;
    it.settle(...it.events);
    expect(it.row().dueAt).toBe(START + 30 * SECOND);
  });

  it('is not refreshed again if CodePipeline does not know it', () => {
    const it = subject(runs.green.slice(0, 3));
    const [seen] = it.events;
    if (seen?.type !== 'seen') throw new Error('no event');
    it.settle(...it.events, {
      type: 'seen',
      execution: partialExecution(seen.execution.ref, { about: { gone: START + MINUTE } }),
    });
    it.now += MINUTE;
    it.settle(tick);
    expect(it.row().dueAt).toBeUndefined();
  });
});
