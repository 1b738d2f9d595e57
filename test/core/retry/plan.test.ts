import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { Diagnosis } from '../../../lib/core/execution/diagnosis.ts';
import { type Execution, executionKey, partialExecution } from '../../../lib/core/execution/facts.ts';
import type { Effect, RetryStage, Show } from '../../../lib/core/model/effect.ts';
import type { Input } from '../../../lib/core/model/input.ts';
import type { PolicyPort, RetryDecision, RetryQuestion } from '../../../lib/core/model/policy-port.ts';
import { emptyRow, type Row } from '../../../lib/core/model/row.ts';
import type { RetryOutcome } from '../../../lib/core/retry/types.ts';
import { step } from '../../../lib/core/step.ts';
import { throttled } from '../../kit/effects.ts';
import { CHANNEL, rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** Retries in the core: the decision is a literal that retries throttling twice, after a minute. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const START = Date.UTC(2026, 10, 22, 10);
const events = runs.failedThenGreen.map((event) => readEvent(event) as Execution);
const failing = events.slice(0, 8);
const ref = (failing[0] as Execution).ref;
const RUN = 'Build/compile@Build/compile#1';
const KEY = `${ref.executionId}/Build@1`;

function policyAnswer({ attempt, failures, failedAt }: RetryQuestion): RetryDecision {
  const known = failures.every(({ diagnosis }) => diagnosis);
  const mayPass = failures.every(({ diagnosis }) => diagnosis?.retryable);
  const outcome = !known ? 'wait' : mayPass && attempt < 3 ? 'allow' : 'deny';
  return {
    decision: {
      rule: 'flaky',
      outcome,
      because: outcome === 'allow' ? `Retries Build, attempt ${attempt + 1}.` : 'No.',
    },
    at: outcome === 'allow' ? failedAt + MINUTE : undefined,
    mode: 'FAILED_ACTIONS',
    maxAttempts: 3,
    report: false,
    budget: { window: 24 * 60 * MINUTE, ratio: 0.2, reserve: 3 },
    breaker: { sameSignature: 3, within: 15 * MINUTE, open: 30 * MINUTE },
  };
}

function whileFrozen({ freeze: { decision, until } }: RetryQuestion): Partial<RetryDecision> {
  return decision.outcome === 'deny' ? { decision: { ...decision, outcome: 'wait' }, at: until } : {};
}

/** Frozen until this time; `ends` is the announced end, if it is known. */
function frozenUntil(until: number, ends?: number): PolicyPort['freeze'] {
  return (_, now) => ({
    decision:
      now < until
        ? { rule: 'x', outcome: 'deny', because: 'Blocked.' }
        : { rule: 'x', outcome: 'allow', because: 'Open.' },
    next: now < until ? ends : undefined,
    report: false,
    rules: [],
    reopened: 'respect',
  });
}

function failed(diagnosis: Diagnosis | undefined, more: Partial<RetryDecision> = {}, frozen?: PolicyPort['freeze']) {
  const own = rules();
  const asked: PolicyPort = {
    ...own,
    freeze: frozen ?? own.freeze,
    retries: true,
    retry: (question) => ({ ...policyAnswer(question), ...more, ...(frozen ? whileFrozen(question) : {}) }),
  };
  let row: Row = emptyRow(executionKey(ref));
  let claims = 0;
  const office = {
    now: START + 40 * SECOND,
    comes: { type: 'done' } as RetryOutcome,
    done: [] as Exclude<Effect, { type: 'wake' }>[],
    take(...inputs: Input[]) {
      for (let pending = inputs, round = 0; pending.length > 0; round++) {
        if (round > 20) throw new Error('It does not come to rest');
        const next = step(row, pending, asked, office.now, `claim ${claims++}`);
        row = { ...next.row, version: row.version + 1 };
        const effects = next.effects.filter((effect) => effect.type !== 'wake');
        office.done.push(...effects);
        pending = effects.flatMap(({ key, claim, digest, ...effect }) => [
          ...found(effect),
          { type: 'outcome', key, claim, result: { done: true, digest, message: { channel: CHANNEL, ts: '1.1' } } },
        ]);
      }
    },
    pass(ms: number) {
      const until = office.now + ms;
      for (let tick = 0; tick < 100; tick++) {
        const due = row.dueAt ?? Number.POSITIVE_INFINITY;
        if (due > until) break;
        office.now = Math.max(office.now + 1, due);
        office.take({ type: 'tick' });
      }
      office.now = until;
    },
    receive(seen: Execution[]) {
      office.take(...seen.map((execution): Input => ({ type: 'seen', execution })));
    },
    retries: () => office.done.filter((effect): effect is RetryStage => effect.type === 'retry'),
    shown: () => office.done.filter((effect): effect is Show => effect.type === 'show').at(-1),
  };
  function found(effect: { type: string; retryKey?: string }): Input[] {
    const about = diagnosis ? { diagnoses: { [RUN]: [diagnosis] as [Diagnosis] } } : {};
    if (effect.type === 'diagnose') return [{ type: 'seen', execution: partialExecution(ref, { about }) }];
    if (effect.type !== 'retry' || effect.retryKey === undefined) return [];
    const retries = { [effect.retryKey]: [office.now, office.comes] as [number, RetryOutcome] };
    return [{ type: 'seen', execution: partialExecution(ref, { retries }) }];
  }
  office.receive(failing);
  return office;
}

describe('a failed stage', () => {
  it('is retried once at its time, and the message announces it before', () => {
    const office = failed(throttled);
    expect(office.retries()).toEqual([]);
    expect(office.shown()?.notes).toEqual(['Retries Build, attempt 2.']);
    office.pass(10 * MINUTE);
    expect(office.retries()).toMatchObject([
      { retryKey: KEY, stage: 'Build', failedRuns: ['Build/compile#1'], mode: 'FAILED_ACTIONS', attempt: 1 },
    ]);
    expect(office.now - START).toBeGreaterThan(MINUTE);
    office.pass(60 * MINUTE);
    expect(office.retries()).toHaveLength(1);
  });

  it('is not retried if the policy denies it, and the message gives the reason', () => {
    const office = failed({ ...throttled, class: 'permission', retryable: false });
    office.pass(60 * MINUTE);
    expect(office.retries()).toEqual([]);
    expect(office.shown()?.notes).toEqual(['No.']);
  });

  it('is not retried without a diagnosis', () => {
    const office = failed(undefined);
    office.pass(60 * MINUTE);
    expect(office.retries()).toEqual([]);
  });

  it('is only mentioned in the message if the policy is in report mode', () => {
    const office = failed(throttled, { report: true });
    office.pass(60 * MINUTE);
    expect(office.retries()).toEqual([]);
    expect(office.shown()?.notes).toEqual(['Report only, no retry: Retries Build, attempt 2.']);
  });

  it('is retried later if the breaker is open, and not at all if the budget is used up', () => {
    const office = failed(throttled);
    office.comes = { type: 'waits', until: START + 30 * MINUTE, because: 'An outage.' };
    office.pass(20 * MINUTE);
    expect(office.retries()).toHaveLength(1);
    expect(office.shown()?.notes).toEqual(['An outage.']);
    office.comes = { type: 'refused', because: 'The budget is spent.' };
    office.pass(120 * MINUTE);
    expect(office.retries()).toHaveLength(2);
    expect(office.shown()?.notes).toEqual(['Not retried: The budget is spent.']);
  });

  it('is not retried during a freeze, but as soon as it ends', () => {
    const end = START + 97 * MINUTE;
    const office = failed(throttled, {}, frozenUntil(end, end));
    office.pass(90 * MINUTE);
    expect(office.retries()).toEqual([]);
    expect(office.shown()?.notes).toEqual(['Blocked.']);
    office.pass(end - office.now);
    expect(office.retries()).toHaveLength(1);
  });

  it('is retried soon after a person lifts a freeze without a known end', () => {
    const lifted = START + 31 * MINUTE;
    const office = failed(throttled, {}, frozenUntil(lifted));
    office.pass(lifted - office.now - 1);
    expect(office.retries()).toEqual([]);
    office.pass(5 * MINUTE);
    expect(office.retries()).toHaveLength(1);
  });

  it('is flaky if its retry succeeds, and the budget and the breaker record it', () => {
    const office = failed(throttled);
    office.pass(MINUTE);
    office.receive(events.slice(8));
    office.pass(5 * MINUTE);
    expect(office.shown()?.summary.flaky).toEqual([{ stage: 'Build', action: 'compile', run: 2 }]);
    expect(office.done.filter(({ type, key }) => type === 'recordRetryStats' && !key.includes('passed'))).toMatchObject(
      [
        { key: 'tally:first', firstEndedAt: START + 30 * SECOND },
        {
          key: `tally:trouble:${KEY}`,
          trouble: { failedAt: START + 30 * SECOND, signatures: [expect.any(String)], limits: { sameSignature: 3 } },
        },
        { key: `tally:${KEY}`, retried: { retryKey: KEY, succeeded: true } },
      ],
    );
  });

  it('is not retried if a person retried it first', () => {
    const office = failed(throttled);
    office.receive(events.slice(8, 11));
    office.pass(10 * MINUTE);
    expect(office.retries()).toEqual([]);
  });
});
