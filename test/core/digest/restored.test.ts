import { describe, expect, it } from 'vitest';
import type { DigestFacts, ExecutionReport } from '../../../lib/core/digest/digest.ts';
import { restored, seriesEdges } from '../../../lib/core/digest/restored.ts';
import { keyOf, reported } from './reports.ts';

/** Instants are small numbers; an execution is its letter, its start and its end. */
function facts(...reports: [id: string, began: number, end: number, more?: Partial<ExecutionReport>][]): DigestFacts {
  return reported(...reports.map(([id, began, end, more]) => [id, end, { began, ...more }] as const));
}

const fails = (at: number): Partial<ExecutionReport> => ({ state: 'FAILED', failedAt: at });
const edgesOf = (known: DigestFacts, kept: string[]) =>
  [...seriesEdges(known, ({ key }) => kept.some((id) => key === keyOf(id)))].map((key) => key.at(-1)).sort();

describe('a series of failures', () => {
  it('lasts from its first failure to the next success, in the order of the starts', () => {
    const known = facts(['a', 30, 35], ['b', 20, 60, fails(22)], ['c', 10, 50, fails(25)], ['d', 70, 75]);
    expect(restored(known, 100)).toEqual([{ at: 35, took: 35 - 22 }]);
    expect(restored(known, 35)).toEqual([]);
    expect(restored(reported(['a', 35], ['b', 25, fails(22)]), 100)).toEqual([{ at: 35, took: 35 - 22 }]);
  });

  it('has executions of one start in the order of their names, however they are stored', () => {
    const [a, b] = [['a', 10, 50, fails(25)] as const, ['b', 10, 60] as const];
    for (const known of [facts([...a], [...b]), facts([...b], [...a])])
      expect(restored(known, 100)).toEqual([{ at: 60, took: 60 - 25 }]);
    expect(restored(facts(['b', 10, 60, fails(25)], ['a', 10, 50]), 100)).toEqual([]);
  });

  it('never begins with a rollback, and begins at a known earlier failure', () => {
    expect(restored(facts(['a', 10, 12, { ...fails(11), rollback: true }], ['b', 20, 25]), 100)).toEqual([]);
    expect(restored(facts(['a', 10, 12, { ...fails(11), brokenSince: 3 }], ['b', 20, 25]), 100)).toEqual([
      { at: 25, took: 22 },
    ]);
    expect(restored(facts(['b', 20, 25, { brokenSince: 5 }]), 100)).toEqual([{ at: 25, took: 20 }]);
  });

  it('counts a failure before the end of the period only', () => {
    const known = facts(['a', 10, 50, { ...fails(45), brokenSince: 15 }], ['b', 20, 40]);
    expect(restored(known, 45)).toEqual([]);
    expect(restored(known, 46)).toEqual([{ at: 40, took: 25 }]);
    expect(restored(facts(['a', 10, 25, fails(25)], ['b', 20, 25]), 100)).toEqual([{ at: 25, took: 0 }]);
  });

  it('does not end with a success of unknown time', () => {
    const known = reported(['a', 12, { ...fails(12), began: 10 }], ['b', undefined, { began: 20 }], ['c', 35]);
    expect(restored(known, 100)).toEqual([{ at: 35, took: 35 - 12 }]);
  });

  it('keeps its first failure while it lasts, or while its final success is kept', () => {
    const lasting = facts(['a', 10, 50, fails(40)], ['b', 20, 30, fails(25)], ['c', 30, 60, fails(55)]);
    expect(edgesOf(lasting, [])).toEqual(['b']);
    const ended = facts(['a', 10, 50, fails(40)], ['b', 20, 30, fails(25)], ['c', 30, 60]);
    expect(edgesOf(ended, ['c'])).toEqual(['b']);
    expect(edgesOf(ended, [])).toEqual([]);
  });

  it('keeps the success after a kept failure, and nothing of a rollback', () => {
    const known = facts(['a', 10, 15, fails(12)], ['b', 20, 25], ['c', 30, 35, { ...fails(32), rollback: true }]);
    expect(edgesOf(known, ['a'])).toEqual(['b']);
    expect(edgesOf(known, ['c'])).toEqual([]);
  });
});
