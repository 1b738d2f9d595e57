import { describe, expect, it } from 'vitest';
import { countables, countsBetween } from '../../../lib/core/digest/count.ts';
import type { Counts, ExecutionReport } from '../../../lib/core/digest/digest.ts';
import { reported } from './reports.ts';

/** What an execution adds to a digest, and when. */

const HOUR = 3_600_000;
const prod = (at: number): ExecutionReport['deployed'] => [['Prod', at, 2]];

describe('an execution', () => {
  it.each<[string, Partial<ExecutionReport>, [at: number, what: string, failureClass?: string][]]>([
    [
      'that succeeded is a change with its deployments',
      { ends: [10], deployed: prod(7) },
      [
        [10, 'executions'],
        [10, 'changes'],
        [10, 'deployed'],
      ],
    ],
    [
      'that passed after a retry failed at its first end',
      { ends: [10, 20], failedAt: 8, deployed: prod(18), failed: [['network', 8]] },
      [
        [10, 'executions'],
        [10, 'changes'],
        [10, 'failed'],
        [20, 'deployed'],
        [10, 'class', 'network'],
      ],
    ],
    [
      'that is retried now adds nothing of the retry yet',
      {
        state: 'RESUMED',
        ends: [10],
        failedAt: 8,
        deployed: [
          ['Staging', 10, 1],
          ['Prod', 11, 2],
        ],
        failed: [
          ['network', 10],
          ['quota', 11],
        ],
      },
      [
        [10, 'executions'],
        [10, 'changes'],
        [10, 'failed'],
        [10, 'deployed'],
        [10, 'class', 'network'],
      ],
    ],
    [
      'with an event after its last end counts it there',
      { ends: [10, 20], failedAt: 21, deployed: prod(22) },
      [
        [10, 'executions'],
        [20, 'changes'],
        [20, 'failed'],
        [20, 'deployed'],
      ],
    ],
    ['that was stopped is no change', { state: 'STOPPED', ends: [10] }, [[10, 'executions']]],
    [
      'that rolled back is a roll-back and no deployment',
      { rollback: true, ends: [10], deployed: prod(7) },
      [
        [10, 'executions'],
        [10, 'rollbacks'],
      ],
    ],
    [
      'that failed to roll back is neither',
      { state: 'FAILED', rollback: true, ends: [10], failedAt: 8, failed: [['network', 8]] },
      [
        [10, 'executions'],
        [10, 'class', 'network'],
      ],
    ],
    ['without an end is not counted', { state: 'STARTED', ends: [], deployed: prod(7) }, []],
  ])('%s', (_, more, expected) => {
    const found = countables({ state: 'SUCCEEDED', ends: [], deployed: [], failed: [], flaky: [], ...more });
    expect(found.map(({ at, what, failureClass }) => [at, what, ...(failureClass ? [failureClass] : [])])).toEqual(
      expected,
    );
  });
});

describe('executions that are only counted', () => {
  const hours = (counts: Record<number, number>): Record<string, Counts> =>
    Object.fromEntries(
      Object.entries(counts).map(([hour, executions]) => {
        return [Number(hour) * HOUR, { executions, changes: 0, failed: 0, deployed: 0, rollbacks: 0, classes: {} }];
      }),
    );
  const between = (from: number, until: number) =>
    countsBetween({ hours: hours({ 9: 1, 10: 2, 11: 4, 12: 8 }) }, from * HOUR, until * HOUR).executions;

  it('count with the hour in which a period begins, and without the hour in which it ends', () => {
    expect([between(10, 12), between(10.9, 12.9), between(9.9, 11)]).toEqual([6, 6, 3]);
    expect([between(13, 14), between(8, 9), between(0, 24)]).toEqual([0, 0, 15]);
  });

  it('do not count again with their reports', () => {
    expect(countsBetween({ ...reported(['a', 5], ['b', 6]), upTo: 5 }, 0, 10).executions).toBe(1);
  });
});
