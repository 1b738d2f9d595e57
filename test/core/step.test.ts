import { describe, expect, it } from 'vitest';
import { readEvent } from '../../lib/codepipeline/read/event.ts';
import { type Execution, executionKey, partialExecution } from '../../lib/core/execution/facts.ts';
import type { Effect } from '../../lib/core/model/effect.ts';
import type { EffectFailed, EffectOutcome, Input } from '../../lib/core/model/input.ts';
import type { PolicyPort } from '../../lib/core/model/policy-port.ts';
import { emptyRow, type Row } from '../../lib/core/model/row.ts';
import { step } from '../../lib/core/step.ts';
import { times } from '../../lib/policy/calendar/time-sources.ts';
import { eventPlans } from '../../lib/policy/events/event-plans.ts';
import { parsePolicy } from '../../lib/policy/file/parse.ts';
import type { Policy } from '../../lib/policy/file/schema.ts';
import { rulesOf } from '../../lib/policy/rules.ts';
import { actionEvent } from '../kit/events.ts';
import { CHANNEL, rules, TOPIC } from '../kit/rules.ts';
import { runs } from '../kit/runs.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const START = Date.UTC(2026, 10, 22, 10);
const messageRef = { channel: CHANNEL, ts: '1.1' };

function parsed(yaml: string): Policy {
  const read = parsePolicy(yaml);
  if (!read.ok) throw new Error('The policy is invalid');
  return read.policy;
}

/** One subject and its clock. */
function subject(events: object[], asked: PolicyPort = rules()) {
  const seen = events.map((event): Input => ({ type: 'seen', execution: readEvent(event) as Execution }));
  const [first] = seen;
  if (first?.type !== 'seen') throw new Error('A subject needs an event');
  let row: Row = emptyRow(executionKey(first.execution.ref));
  let claims = 0;
  const run = {
    now: START + MINUTE,
    row: () => row,
    take(...inputs: Input[]): Effect[] {
      const next = step(row, inputs, asked, run.now, `claim ${claims++}`);
      row = { ...next.row, version: row.version + 1 };
      return next.effects;
    },
    /** All effects succeed, until no new effect follows. */
    settle(...inputs: Input[]): string[] {
      const done: string[] = [];
      for (let pending = run.take(...inputs); pending.length > 0; ) {
        done.push(...pending.map(({ key, type }) => (type === 'wake' ? 'wake' : key)));
        pending = run.take(...pending.flatMap((effect) => (effect.type === 'wake' ? [] : [succeeded(effect)])));
      }
      return done;
    },
    events: seen,
  };
  return run;
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
    const run = subject(runs.green.slice(0, 1));
    expect(run.settle(...run.events)).toEqual(['describe:stages', show, `publish:${TOPIC}:started@1`]);
  });

  it('refreshes the execution before it publishes the end and replies in the thread', () => {
    const run = subject(failing);
    const done = run.settle(...run.events);
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
    const run = subject(failing);
    const first = run.take(...run.events);
    const then = run.take(
      failed(find(first, 'refreshPipeline')),
      failed(find(first, 'refreshExecution'), { lasting: true }),
    );
    expect(then.map(({ type }) => type)).toEqual(['diagnose', 'wake']);
    expect(run.take(failed(find(then, 'diagnose'))).map(({ type }) => type)).toEqual([
      'show',
      'publish',
      'measure',
      'wake',
    ]);
  });

  it('publishes a success after a failure as a recovery', () => {
    const run = subject(runs.failedThenGreen);
    expect(run.settle(...run.events)).toContain(`publish:${TOPIC}:recovered@2`);
  });

  it('does nothing for duplicate events', () => {
    const run = subject(runs.green);
    run.settle(...run.events);
    expect(run.settle(...run.events, ...run.events)).toEqual([]);
    expect(run.row().dueAt).toBeUndefined();
  });

  it('does nothing for a pipeline without a route', () => {
    const narrow = rules(
      `version: 1\nscopes: { a: { pipelines: [search] } }\nroutes: [{ scope: a, channel: ${CHANNEL} }]`,
    );
    const run = subject(failing, narrow);
    expect(run.settle(...run.events)).toEqual([]);
    expect(run.row().dueAt).toBeUndefined();
  });

  it('posts to a failures-only channel at the failure, and then updates the message', () => {
    const alarms = rules(`version: 1\nroutes: [{ scope: all, channel: ${CHANNEL}, on: [failed] }]`);
    const run = subject(runs.failedThenGreen, alarms);
    expect(run.settle(...run.events.slice(0, 5))).toEqual(['describe:stages']);
    expect(run.settle(...run.events.slice(5, 8))).toContain(show);
    run.now += MINUTE;
    expect(run.settle(...run.events.slice(8))).toContain(show);
  });

  it('still updates a message after the policy removes its route', () => {
    const run = subject(runs.green.slice(0, 3));
    run.settle(...run.events);
    const elsewhere = rules('version: 1\nroutes: [{ scope: all, channel: C0ELSEWHERE }]');
    const later = runs.green
      .slice(3)
      .map((event): Input => ({ type: 'seen', execution: readEvent(event) as Execution }));
    const shown = (asked: PolicyPort) =>
      step(run.row(), later, asked, run.now + MINUTE, 'later').effects.flatMap((effect) =>
        effect.type === 'show' ? [effect.key] : [],
      );
    expect(shown(elsewhere)).toEqual(['show:C0ELSEWHERE', show]);
    const unwatched = `version: 1\nscopes: { a: { pipelines: [search] } }\nroutes: [{ scope: a, channel: C0ELSEWHERE }]`;
    expect(shown(rules(unwatched))).toEqual([show]);
  });
});

describe('a claim', () => {
  it('is looked at again when it ends, and causes no wake', () => {
    const run = subject(runs.green.slice(0, 1));
    const [read, ...rest] = run.take(...run.events);
    expect([read?.type, rest]).toEqual(['refreshPipeline', []]);
    expect(run.row().dueAt).toBe(run.now + 60 * SECOND);
    run.now += SECOND;
    expect(run.take(tick)).toEqual([]);
    expect(run.row().dueAt).toBe(run.now + 59 * SECOND);
  });
});

describe('an event for others', () => {
  const policy = parsed(`version: 1\nroutes: [{ scope: all, channel: ${CHANNEL} }]\nevents: { bus: decisions }`);
  const publishing: PolicyPort = { ...rulesOf(policy, 'test', times), events: eventPlans(policy, times) };

  it('is put in a step without other effects', () => {
    const run = subject(runs.failedThenGreen, publishing);
    const kinds: string[] = [];
    for (let effects = run.take(...run.events); effects.length > 0; ) {
      kinds.push([...new Set(effects.map(({ type }) => (type === 'putEvent' ? type : 'other')))].join(' and '));
      effects = run.take(...effects.flatMap((effect) => (effect.type === 'wake' ? [] : [succeeded(effect)])));
    }
    expect(kinds.filter((kind) => kind.includes('putEvent'))).toEqual(['putEvent']);
    expect(kinds.length).toBeGreaterThan(1);
  });

  it('is in the row while it waits for its turn', () => {
    const run = subject(runs.failedThenGreen, publishing);
    const reads = run.take(...run.events).flatMap((effect) => (effect.type === 'wake' ? [] : [succeeded(effect)]));
    expect(run.take(...reads).map(({ type }) => type)).toEqual(['show', 'measure', 'measure', 'measure']);
    expect(run.row().ledger['event:recovered@2']).toMatchObject({ event: { type: 'Signalbox Execution Recovered' } });
  });
});

describe('a message', () => {
  it('waits three seconds between two updates, and sends a wake for the second', () => {
    const run = subject(runs.green);
    run.settle(...run.events.slice(0, 3));
    expect(run.settle(...run.events.slice(3))).toEqual([
      'recount:SUCCEEDED@1',
      'tally:passed@1',
      'wake',
      `publish:${TOPIC}:succeeded@1`,
      'measure:ended',
      'measure:went-well',
    ]);
    expect(run.row().dueAt).toBe(run.now + 3 * SECOND);
    run.now += 3 * SECOND;
    expect(run.settle(tick)).toEqual([show]);
    expect(run.row().dueAt).toBeUndefined();
  });

  it('shows a failure at once, without the pause between two updates', () => {
    const run = subject(failing);
    run.settle(...run.events.slice(0, 3));
    run.now += SECOND;
    expect(run.settle(...run.events.slice(3, 5))).not.toContain(show);
    expect(run.settle(...run.events.slice(5))).toContain(show);
  });

  it('shows a failure at once, even after a rate limit on the earlier version', () => {
    const run = subject(failing);
    const posting = find(run.take(succeeded(find(run.take(...run.events.slice(0, 3)), 'refreshPipeline'))), 'show');
    run.take(failed(posting, { retryAfter: 30, retryWithin: 30 }));
    run.now += SECOND;
    expect(run.take(tick).map(({ type }) => type)).not.toContain('show');
    expect(run.settle(...run.events.slice(3))).toContain(show);
  });

  it.each([
    ['sent', succeeded],
    ['tried', failed],
  ])('is %s with its buttons before the reply calls people', (_, ending) => {
    const run = subject(failing, { ...rules(), acts: () => ['retry'] });
    run.settle(...run.events.slice(0, 3));
    const reading = run.take(...run.events.slice(3));
    const editing = find(reading, 'show');
    expect(editing.offers).toEqual([{ act: 'retry', stage: 'Build' }]);
    const diagnosing = find(run.take(succeeded(find(reading, 'refreshExecution'))), 'diagnose');
    expect(run.take(succeeded(diagnosing)).map(({ type }) => type)).not.toContain('reply');
    expect(run.take(ending(editing)).map(({ type }) => type)).toContain('reply');
  });

  it('is retried after a rate limit within the time that Slack allows, for any number of failures', () => {
    const run = subject(runs.green.slice(0, 3));
    let effects = run.take(succeeded(find(run.take(...run.events), 'refreshPipeline')));
    for (let tries = 0; tries < 8; tries++) {
      run.take(failed(find(effects, 'show'), { retryAfter: 1, retryWithin: 2 }));
      const wait = Number(run.row().ledger[show]?.notBefore) - run.now;
      expect(wait).toBeLessThanOrEqual(4 * SECOND);
      run.now += wait;
      effects = run.take(tick);
    }
  });

  it('sends no second wake while one is pending', () => {
    const run = subject(runs.green);
    run.settle(...run.events.slice(0, 3));
    const wakes = run.events.slice(3, 9).map((event) => run.settle(event).filter((key) => key === 'wake').length);
    expect(wakes).toEqual([1, 0, 0, 0, 0, 0]);
  });

  it('is claimed by one worker, and after the claim expires by another, which first searches for it', () => {
    const run = subject(runs.green);
    const describing = find(run.take(...run.events), 'refreshPipeline');
    const posting = find(run.take(succeeded(describing)), 'show');
    expect(posting.maybeSince).toBeUndefined();
    const claimedAt = run.now;
    run.now += 59 * SECOND;
    expect(run.take(tick).filter(({ type }) => type === 'show')).toEqual([]);
    run.now += SECOND;
    expect(find(run.take(tick), 'show').maybeSince).toBe(claimedAt);
  });

  it('is updated again after a late result of an expired claim', () => {
    const run = subject(runs.green);
    const late = find(run.take(succeeded(find(run.take(...run.events), 'refreshPipeline'))), 'show');
    run.now += MINUTE;
    const second = find(run.take(tick), 'show');
    run.take(succeeded(second));
    run.take(succeeded(late));
    run.now += MINUTE;
    expect(find(run.take(tick), 'show').message).toEqual(messageRef);
  });

  it('is not delayed by a late failure of an expired claim', () => {
    const run = subject(runs.green);
    const late = find(run.take(succeeded(find(run.take(...run.events), 'refreshPipeline'))), 'show');
    run.now += MINUTE;
    const second = find(run.take(tick), 'show');
    run.take(failed(late, { lasting: true }));
    expect(run.row().ledger[show]?.claim?.id).toBe(second.claim);
    expect(run.row().ledger[show]?.notBefore).toBeUndefined();
  });

  it('waits for the time that Slack requires, and longer after each failure', () => {
    const run = subject(runs.green);
    let posting = find(run.take(succeeded(find(run.take(...run.events), 'refreshPipeline'))), 'show');
    run.take(failed(posting, { retryAfter: 30 }));
    expect(run.row().ledger[show]?.notBefore).toBeGreaterThanOrEqual(run.now + 30 * SECOND);
    const waits: number[] = [];
    for (let round = 0; round < 9; round++) {
      run.now = run.row().ledger[show]?.notBefore ?? 0;
      posting = find(run.take(tick), 'show');
      run.take(failed(posting));
      waits.push((run.row().ledger[show]?.notBefore ?? 0) - run.now);
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits.at(-1)).toBeLessThanOrEqual(10 * MINUTE);
  });

  it('waits longer between updates after each rate limit, and shorter after each success', () => {
    const run = subject(runs.green.slice(0, 3));
    run.settle(...run.events);
    const paces: number[] = [];
    const milestones = runs.green
      .slice(3)
      .map((event): Input => ({ type: 'seen', execution: readEvent(event) as Execution }));
    for (const [index, event] of milestones.entries()) {
      run.now += 10 * MINUTE;
      const editing = run.take(event).find((effect) => effect.type === 'show');
      if (!editing) continue;
      run.take(index < 3 ? failed(editing, { retryAfter: 1 }) : succeeded(editing));
      paces.push((run.row().ledger[show]?.pace ?? 0) / SECOND);
    }
    expect(paces).toEqual([6, 12, 24, 12, 6, 3]);
  });

  it('is posted again after it was deleted', () => {
    const run = subject(runs.green);
    run.settle(...run.events.slice(0, 3));
    run.now += MINUTE;
    run.take(...run.events.slice(3));
    const editing = run.row();
    expect(editing.ledger[show]?.message).toEqual(messageRef);
    const claim = editing.ledger[show]?.claim?.id ?? '';
    const effects = run.take({
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
    const run = subject(runs.green);
    const from = run.now;
    for (let effects = run.take(...run.events); run.row().dueAt !== undefined && run.now < from + 48 * 60 * MINUTE; ) {
      const answers = effects.flatMap((effect) => {
        if (effect.type === 'wake') return [];
        return effect.type === 'show' ? answer(effect) : [succeeded(effect)];
      });
      if (answers.length === 0) run.now = Math.max(run.now, run.row().dueAt ?? run.now);
      effects = run.take(...answers, tick);
    }
    expect(run.row().dueAt).toBeUndefined();
    expect(run.now - from).toBeGreaterThan(23 * 60 * MINUTE);
    expect(run.now - from).toBeLessThan(25 * 60 * MINUTE);
  });
});

describe('giving up', () => {
  it('ends if a milestone changes the message', () => {
    const run = subject(failing);
    run.settle(...run.events.slice(0, 3));
    // The token is revoked for more than a day.
    for (let hour = 0; hour < 26 * 4; hour++) {
      run.now += 15 * MINUTE;
      const editing = run.take(run.events[3] as Input, tick).find((effect) => effect.type === 'show');
      if (editing) run.take(failed(editing, { lasting: true }));
    }
    run.now += 15 * MINUTE;
    expect(run.take(tick).map(({ type }) => type)).not.toContain('show');
    // The token is valid again, and the pipeline fails.
    expect(run.settle(...run.events)).toContain(show);
    expect(run.row().dueAt).toBeUndefined();
  });

  it('never happens to the refresh of a running execution', () => {
    const run = subject(runs.green.slice(0, 3));
    run.settle(...run.events);
    for (let look = 0; look < 300; look++) {
      run.now = run.row().dueAt ?? Number.NaN;
      const looking = run.take(tick).find((effect) => effect.type === 'refreshExecution');
      if (looking) run.take(failed(looking, { lasting: look % 2 === 0 }));
    }
    expect(run.now - START).toBeGreaterThan(48 * 60 * MINUTE);
    expect(run.row().dueAt).toBeLessThan(run.now + 60 * MINUTE);
  });
});

describe('a failure', () => {
  it('is broadcast from the thread if the message was posted before it', () => {
    const run = subject(failing);
    run.settle(...run.events.slice(0, 3));
    run.now += MINUTE;
    const effects: Effect[] = [];
    for (let pending = run.take(...run.events.slice(3)); pending.length > 0; ) {
      effects.push(...pending);
      pending = run.take(...pending.flatMap((effect) => (effect.type === 'wake' ? [] : [succeeded(effect)])));
    }
    expect(find(effects, 'reply')).toMatchObject({ broadcast: true, message: messageRef });
  });

  it('is broadcast if an earlier message may already be posted', () => {
    const run = subject(failing);
    const posting = find(run.take(succeeded(find(run.take(...run.events.slice(0, 1)), 'refreshPipeline'))), 'show');
    run.take(failed(posting, { unsure: true }));
    run.now += MINUTE;
    const effects: Effect[] = [];
    for (let pending = run.take(...run.events); pending.length > 0; ) {
      effects.push(...pending);
      pending = run.take(...pending.flatMap((effect) => (effect.type === 'wake' ? [] : [succeeded(effect)])));
    }
    expect(find(effects, 'show').maybeSince).toBeDefined();
    expect(find(effects, 'reply').broadcast).toBe(true);
  });

  it('is not broadcast if the message first appeared with it', () => {
    const run = subject(failing);
    const effects: Effect[] = [];
    for (let pending = run.take(...run.events); pending.length > 0; ) {
      effects.push(...pending);
      pending = run.take(...pending.flatMap((effect) => (effect.type === 'wake' ? [] : [succeeded(effect)])));
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
    const run = subject(runs.green.slice(0, 1));
    const see = (...events: object[]) =>
      events.map((event): Input => ({ type: 'seen', execution: readEvent(event) as Execution }));
    run.settle(...run.events);
    run.now += MINUTE;
    expect(run.settle(...see(approval('Staging', 'STARTED', 5)))).toContain(
      `reply:${CHANNEL}:approval:Staging/approve@1`,
    );
    run.now += MINUTE;
    const second = see(approval('Staging', 'SUCCEEDED', 9), approval('Prod', 'STARTED', 10));
    expect(run.settle(...second)).toContain(`reply:${CHANNEL}:approval:Prod/approve@1`);
  });
});

describe('an execution without new events', () => {
  it('is refreshed after ten minutes, then at doubling intervals', () => {
    const run = subject(runs.green.slice(0, 3));
    run.settle(...run.events);
    const looks: number[] = [];
    for (let look = 0; look < 6; look++) {
      run.now = run.row().dueAt ?? 0;
      expect(run.settle(tick)).toEqual(['recount']);
      looks.push((run.now - START) / MINUTE);
    }
    expect(looks).toEqual([10, 20, 40, 80, 160, 320]);
  });

  it('is refreshed after 30 seconds if its start event is missing', () => {
    const run = subject(runs.green.slice(1, 3));
    run.now = START + SECOND;
    run.settle(...run.events);
    expect(run.row().dueAt).toBe(START + 30 * SECOND);
  });

  it('is not refreshed again if CodePipeline does not know it', () => {
    const run = subject(runs.green.slice(0, 3));
    const [seen] = run.events;
    if (seen?.type !== 'seen') throw new Error('no event');
    run.settle(...run.events, {
      type: 'seen',
      execution: partialExecution(seen.execution.ref, { about: { gone: START + MINUTE } }),
    });
    run.now += MINUTE;
    run.settle(tick);
    expect(run.row().dueAt).toBeUndefined();
  });
});
