import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { Diagnosis } from '../../../lib/core/execution/diagnosis.ts';
import { absorb, type Execution, executionKey, partialExecution } from '../../../lib/core/execution/facts.ts';
import type { Summary } from '../../../lib/core/execution/summary.ts';
import type { Effect, Reply, Show } from '../../../lib/core/model/effect.ts';
import type { Input } from '../../../lib/core/model/input.ts';
import { emptyRow, type Row } from '../../../lib/core/model/row.ts';
import { step } from '../../../lib/core/step.ts';
import { throttled } from '../../kit/effects.ts';
import { CHANNEL, rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** A temporarily incomplete diagnosis: it is repeated, and the message, the calls and the retries follow. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const START = Date.UTC(2026, 10, 22, 10);
const failing = runs.failedThenGreen.slice(0, 8).map((event) => readEvent(event) as Execution);
const ref = (failing[0] as Execution).ref;
const RUN = 'Build/compile@Build/compile#1';
const REPLY = `reply:${CHANNEL}:failed@1`;

const complete = throttled;
const incomplete: Diagnosis = {
  ...complete,
  cause: 'Build terminated with state: FAILED',
  class: 'unknown',
  retryable: false,
  because: 'No known cause.',
  missing: ['the build: ThrottlingException Rate exceeded'],
  answered: 0,
};
/** The diagnosis gives no answer at all. */
const silent: Diagnosis = { ...complete, cause: '' };
const ofTheCode: Diagnosis = { ...complete, cause: 'A test failed', class: 'code-or-test', retryable: false };

const ROUTES = `version: 1
routes: [{ scope: all, channel: ${CHANNEL} }]`;
const POLICY = `${ROUTES}
retry: [{ id: flaky, scope: all, backoff: { initial: 10s, max: 10s } }]`;

function summaryOf(effect: Show | Reply): Summary | undefined {
  if (effect.type === 'show') return effect.summary;
  return effect.content.type === 'failed' ? effect.content.summary : undefined;
}

/** A failed execution. The diagnoses come in turn, and the last one repeats. */
function failed(...diagnoses: Diagnosis[]) {
  return failedUnder(POLICY, ...diagnoses);
}

function failedUnder(policy: string, ...diagnoses: Diagnosis[]) {
  let row: Row = emptyRow(executionKey(ref));
  let claims = 0;
  let asked = 0;
  const asks = rules(policy);
  const office = {
    now: START + 40 * SECOND,
    done: [] as Exclude<Effect, { type: 'wake' }>[],
    take(...inputs: Input[]) {
      for (let pending = inputs, round = 0; pending.length > 0; round++) {
        if (round > 20) throw new Error('It does not come to rest');
        const next = step(row, pending, asks, office.now, `claim ${claims++}`);
        row = { ...next.row, version: row.version + 1 };
        const effects = next.effects.filter((effect) => effect.type !== 'wake');
        office.done.push(...effects);
        pending = effects.flatMap(inputsAfter);
      }
    },
    pass(ms: number) {
      const until = office.now + ms;
      for (let tick = 0; tick < 100 && (row.dueAt ?? Number.POSITIVE_INFINITY) <= until; tick++) {
        office.now = Math.max(office.now + 1, row.dueAt ?? 0);
        office.take({ type: 'tick' });
      }
      office.now = until;
    },
    of: <T extends Effect['type']>(type: T) =>
      office.done.filter((effect): effect is Extract<typeof effect, { type: T }> => effect.type === type),
    causes: <T extends 'show' | 'reply'>(type: T) =>
      (office.of(type) as (Show | Reply)[]).flatMap((effect) => summaryOf(effect)?.failures[0]?.diagnosis?.cause ?? []),
    row: () => row,
  };
  function inputsAfter(effect: (typeof office.done)[number]): Input[] {
    const { key, claim, digest } = effect;
    if (effect.type !== 'diagnose') {
      const message = { channel: CHANNEL, ts: effect.type === 'reply' ? '2.2' : '1.1' };
      return [{ type: 'outcome', key, claim, result: { done: true, digest, message } }];
    }
    const diagnosis = diagnoses[Math.min(asked++, diagnoses.length - 1)] ?? complete;
    if (diagnosis === silent)
      return [{ type: 'outcome', key, claim, result: { done: false, why: 'No answer in time' } }];
    const seen = partialExecution(ref, { about: { diagnoses: { [RUN]: [diagnosis] } } });
    const isDone = diagnosis.answered === undefined;
    return [
      { type: 'seen', execution: seen },
      { type: 'outcome', key, claim, result: isDone ? { done: true, digest } : { done: false, why: 'Not read yet' } },
    ];
  }
  office.take(...failing.map((execution): Input => ({ type: 'seen', execution })));
  return office;
}

it('an incomplete diagnosis is posted at once, and is repeated later', () => {
  const office = failedUnder(ROUTES, incomplete, complete);
  expect(office.causes('show')).toEqual([incomplete.cause]);
  expect(office.causes('reply')).toEqual([incomplete.cause]);
  expect(office.of('diagnose')).toHaveLength(1);
  expect(office.row().dueAt).toBeLessThan(office.now + 30 * SECOND);
  office.pass(30 * SECOND);
  expect(office.of('diagnose')).toHaveLength(2);
});

it('a complete diagnosis corrects the message, and edits the posted reply', () => {
  const office = failedUnder(ROUTES, incomplete, complete);
  office.pass(10 * MINUTE);
  expect(office.causes('show').at(-1)).toBe(complete.cause);
  const [first, correction, ...more] = office.of('reply').filter(({ key }) => key === REPLY);
  expect(first).toMatchObject({ key: REPLY });
  expect(first?.posted).toBeUndefined();
  expect(correction).toMatchObject({ posted: { channel: CHANNEL, ts: '2.2' } });
  expect(correction && summaryOf(correction)?.failures[0]?.diagnosis).toEqual(complete);
  expect(more).toEqual([]);
});

it('a reply with a complete diagnosis needs no correction', () => {
  const office = failedUnder(ROUTES, complete);
  office.pass(10 * MINUTE);
  expect(office.of('reply').map(({ key }) => key)).toEqual([REPLY]);
});

it('an incomplete diagnosis is made three times at most, with growing pauses', () => {
  const office = failedUnder(ROUTES, incomplete);
  const began = office.now;
  const at: number[] = [];
  for (let second = 0; second < 600; second++) {
    const before = office.of('diagnose').length;
    office.pass(SECOND);
    if (office.of('diagnose').length > before) at.push(office.now - began);
  }
  expect(office.of('diagnose')).toHaveLength(3);
  const [second = 0, third = 0] = at;
  expect(second).toBeGreaterThanOrEqual(15 * SECOND);
  expect(third - second).toBeGreaterThan(second);
  expect(office.causes('reply')).toEqual([incomplete.cause]);
});

it('an incomplete diagnosis calls no people while it may still lead to a retry', () => {
  const office = failed(incomplete, complete);
  expect(office.of('show')).toHaveLength(1);
  office.pass(30 * SECOND);
  expect(office.of('reply')).toEqual([]);
  const lasting = failed(incomplete, ofTheCode);
  expect(lasting.of('reply')).toEqual([]);
  lasting.pass(30 * SECOND);
  expect(lasting.causes('reply')).toEqual([ofTheCode.cause]);
});

it('a missing diagnosis calls no people at first, and calls them if it stays missing', () => {
  const office = failed(silent, complete);
  office.pass(30 * SECOND);
  expect(office.of('retry').length).toBeGreaterThan(0);
  expect(office.of('reply')).toEqual([]);
  const never = failed(silent);
  never.pass(10 * MINUTE);
  expect(never.of('reply').map(({ key }) => key)).toEqual([REPLY]);
});

it('a diagnosis decides on a retry only when it is complete', () => {
  const office = failed(incomplete, incomplete, complete);
  office.pass(MINUTE);
  expect(office.of('retry')).toEqual([]);
  expect(office.of('show').at(-1)?.notes).toEqual([expect.stringContaining('is finding out why compile failed')]);
  office.pass(3 * MINUTE);
  expect(office.of('retry').length).toBeGreaterThan(0);
  expect(office.of('recordRetryStats').some(({ trouble }) => trouble !== undefined)).toBe(true);
});

it('an incomplete diagnosis starts no retry that the complete one rejects', () => {
  const office = failed({ ...complete, answered: 1, missing: ['the log: Throttling'] }, ofTheCode);
  office.pass(10 * MINUTE);
  expect(office.of('retry')).toEqual([]);
  expect(office.of('recordRetryStats').some(({ trouble }) => trouble !== undefined)).toBe(false);
});

it('a diagnosis that stays incomplete decides on a retry at last', () => {
  const office = failed({ ...complete, answered: 1, missing: ['the log: Throttling'] });
  office.pass(10 * MINUTE);
  expect(office.of('diagnose')).toHaveLength(3);
  expect(office.of('retry').length).toBeGreaterThan(0);
});

it('a diagnosis from an earlier version is not repeated', () => {
  const { answered: _, ...old } = incomplete;
  const office = failed(old);
  office.pass(10 * MINUTE);
  expect(office.of('diagnose')).toHaveLength(1);
});

const words = fc.string({ unit: 'grapheme', maxLength: 20 });
const anyDiagnosis = fc.record({ cause: words, because: words, hint: fc.option(words, { nil: undefined }) });

it('a complete diagnosis, or one with more answers, replaces another in any order of arrival', () => {
  const weight = ({ answered }: Diagnosis) => answered ?? 9;
  const some = fc
    .tuple(anyDiagnosis, fc.option(fc.nat(8), { nil: undefined }))
    .map(([more, answered]): Diagnosis => ({ ...complete, ...more, answered }));
  fc.assert(
    fc.property(fc.array(some, { minLength: 1, maxLength: 5 }), (all) => {
      const absorbAll = (these: Diagnosis[]) =>
        these.reduce<Execution | undefined>(
          (known, one) => absorb(known, partialExecution(ref, { about: { diagnoses: { [RUN]: [one] } } })),
          undefined,
        )?.about.diagnoses?.[RUN]?.[0];
      const kept = absorbAll(all);
      expect(absorbAll(all.toReversed())).toEqual(kept);
      expect(kept && weight(kept)).toBe(Math.max(...all.map(weight)));
    }),
  );
});
