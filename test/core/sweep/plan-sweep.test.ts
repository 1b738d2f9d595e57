import { describe, expect, it } from 'vitest';
import type { SubjectKey } from '../../../lib/core/model/subject.ts';
import { type Due, planSweep, rememberSent, type Sent, sweepAt } from '../../../lib/core/sweep/plan-sweep.ts';

/** The due rows that get a message in a round of the sweep. */

const MINUTE = 60_000;
const NOW = 100 * MINUTE;
const key = (n: number): SubjectKey => `execution#${n}`;
const due = (...numbers: number[]): Due[] => numbers.map((n) => ({ key: key(n), dueAt: n }));
const keysOf = (some: { key: SubjectKey }[]) => some.map((one) => one.key);

/** The memory after these rows were sent at this instant, once more than before. */
function sentAt(at: number, rows: Due[], before: Sent[] = []): Sent[] {
  return rememberSent(planSweep(rows, before, at).candidates, new Set(keysOf(rows)), at);
}

describe('a row', () => {
  it('is swept when it is due, or a minute after the expected time of its wake', () => {
    expect(sweepAt({})).toBeUndefined();
    expect(sweepAt({ wakeAt: 5 })).toBeUndefined();
    expect(sweepAt({ dueAt: 9 })).toBe(9);
    expect(sweepAt({ dueAt: 9, wakeAt: 10 })).toBe(9);
    expect(sweepAt({ dueAt: 9, wakeAt: 9 })).toBe(9 + MINUTE);
    expect(sweepAt({ dueAt: 9 + 2 * MINUTE, wakeAt: 9 })).toBe(9 + 2 * MINUTE);
  });

  it('is sent once, and again after its hold ends', () => {
    const sent = sentAt(NOW, due(1));
    const [{ until } = { until: 0 }] = sent;
    expect(until).toBeGreaterThan(NOW);
    expect(planSweep(due(1), sent, until - 1).send).toEqual([]);
    expect(keysOf(planSweep(due(1), sent, until).send)).toEqual([key(1)]);
  });

  it('counts as new after a worker moves its due time', () => {
    const moved = [{ key: key(1), dueAt: 2 }];
    expect(keysOf(planSweep(moved, sentAt(NOW, due(1)), NOW).send)).toEqual([key(1)]);
  });

  it('is held longer after each send', () => {
    const once = sentAt(NOW, due(1));
    const [{ until } = { until: 0 }] = once;
    const twice = sentAt(until, due(1), once);
    expect(twice).toMatchObject([{ times: 2, rows: once[0]?.rows }]);
    expect((twice[0]?.until ?? 0) - until).toBeGreaterThan(until - NOW);
  });
});

describe('a round', () => {
  it('starts with rows that were never sent, then those that wait the longest', () => {
    const [early, late] = [sentAt(NOW - 1, due(2)), sentAt(NOW, due(1))];
    const { send } = planSweep(due(1, 2, 3), [...late, ...early], NOW + 500 * MINUTE);
    expect(keysOf(send)).toEqual([key(3), key(2), key(1)]);
  });

  it('sends 3,000 rows at most', () => {
    const many = due(...Array.from({ length: 3_001 }, (_, n) => n));
    expect(planSweep(many, [], NOW).send).toHaveLength(3_000);
  });

  it('sends no more new rows than the memory can hold, which is 25,000 in total', () => {
    const old = Array.from({ length: 24_999 }, (_, n) => n);
    const sent = sentAt(NOW, due(...old));
    expect(keysOf(planSweep(due(...old, 25_000, 25_001), sent, NOW).send)).toEqual([key(25_000)]);
    const full = sentAt(NOW, due(...old, 25_000, 25_001));
    expect(planSweep(due(...old, 25_000, 25_001, 25_002), full, NOW).send).toEqual([]);
  });
});

describe('the memory of the sweep', () => {
  it('has a round for each end and number of sends, with the rows that the queue accepted', () => {
    const { candidates } = planSweep(due(1, 2, 3), [], NOW);
    const sent = rememberSent(candidates, new Set([key(1), key(3)]), NOW);
    expect(sent).toEqual([{ until: expect.any(Number), times: 1, rows: [candidates[0]?.id, candidates[2]?.id] }]);
  });

  it('keeps a held row as long as it is due', () => {
    const sent = sentAt(NOW, due(1, 2));
    const { candidates } = planSweep(due(2, 3), sent, NOW + 1);
    const kept = rememberSent(candidates, new Set([key(3)]), NOW + 1);
    expect(kept).toEqual([
      { until: sent[0]?.until, times: 1, rows: [candidates[0]?.id] },
      { until: (sent[0]?.until ?? 0) + 1, times: 1, rows: [candidates[1]?.id] },
    ]);
    expect(rememberSent([], new Set(), NOW)).toEqual([]);
  });
});
