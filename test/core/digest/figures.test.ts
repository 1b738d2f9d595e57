import { describe, expect, it } from 'vitest';
import { figuresOf, flakiest, longestHeld, median, oldestWaiting } from '../../../lib/core/digest/figures.ts';
import { reported } from './reports.ts';

const DAY = 86_400_000;
const api = 'pipeline#123456789012#eu-central-1#shop-api';
const web = 'pipeline#123456789012#eu-central-1#shop-web';

describe('the figures of a period', () => {
  it('count executions that ended in it, from its first instant on and before its last', () => {
    const facts = reported(
      ['a', 9, { lead: 1 }],
      ['b', 10, { lead: 3 }],
      ['c', 19, { lead: 7 }],
      ['d', 20, { lead: 100 }],
    );
    expect(figuresOf(facts, 10, 20)).toMatchObject({ executions: 2, lead: 5 });
    expect(figuresOf({}, 10, 20)).toEqual({
      executions: 0,
      changes: 0,
      failed: 0,
      deployed: 0,
      rollbacks: 0,
      classes: [],
      lead: undefined,
      restore: undefined,
    });
  });

  it('list the most frequent classes first, then by name', () => {
    const failed: [string, number][] = [
      ['network', 12],
      ['throttling', 12],
      ['code', 12],
      ['throttling', 13],
    ];
    for (const order of [failed, failed.toReversed()]) {
      const facts = reported(['a', 15, { state: 'FAILED', failedAt: 12, failed: order }]);
      expect(figuresOf(facts, 10, 20).classes).toEqual([
        ['throttling', 2],
        ['code', 1],
        ['network', 1],
      ]);
    }
  });

  it('include the median time to restore of the successes in it', () => {
    const broken = (at: number) => ({ state: 'FAILED' as const, failedAt: at });
    const facts = reported(
      ['a', 2, { began: 1, ...broken(2) }],
      ['b', 9, { began: 3 }],
      ['c', 11, { began: 10, ...broken(11) }],
      ['d', 15, { began: 12 }],
      ['shop-web/e', 5, { began: 4, ...broken(5) }],
      ['shop-web/f', 19, { began: 6 }],
    );
    expect(figuresOf(facts, 10, 20).restore).toBe((4 + 14) / 2);
    expect(figuresOf(facts, 15, 19).restore).toBe(4);
    expect(figuresOf(facts, 16, 19).restore).toBeUndefined();
  });

  it('have a median between the two middle values of an even number', () => {
    expect([median([]), median([7]), median([10, 9, 1]), median([100, 2, 1, 4])]).toEqual([undefined, 7, 9, 3]);
  });
});

describe('the flakiest actions', () => {
  it('are summed by action, the most expensive first, then the most frequent, then by name', () => {
    const facts = reported(
      [
        'a',
        12,
        {
          flaky: [
            ['Build', 'test', 11, 5],
            ['Build', 'lint', 11, 9],
          ],
        },
      ],
      [
        'b',
        14,
        {
          flaky: [
            ['Build', 'test', 13, 4],
            ['Deploy', 'test', 13, 9],
          ],
        },
      ],
      ['shop-web/c', 14, { flaky: [['Build', 'test', 13, 20]] }],
    );
    const one = { pipeline: api, stage: 'Build', action: 'test', times: 2, cost: 9 };
    expect(flakiest(facts, 10, 20)).toEqual([
      { ...one, pipeline: web, times: 1, cost: 20 },
      one,
      { ...one, action: 'lint', times: 1 },
      { ...one, stage: 'Deploy', times: 1 },
    ]);
  });

  it.each(['abc', 'cba', 'bac'])('are in one order if they cost the same, stored as %s', (order) => {
    const flaky = (name: string): [string, string, number, number][] =>
      (name === 'c' ? [2, 3] : [5]).map((cost) => ['Build', 'test', 11, cost]);
    const facts = reported(...[...order].map((name) => [`${name}/x`, 12, { flaky: flaky(name) }] as const));
    expect(flakiest(facts, 10, 20).map(({ pipeline }) => pipeline.at(-1))).toEqual(['c', 'a', 'b']);
  });

  it('count at the end of the attempt in which they passed', () => {
    const within = (at: number, ends: number[]) =>
      flakiest(reported(['a', undefined, { ends, flaky: [['Build', 'test', at, 1]] }]), 10, 20).length;
    expect([within(5, [9, 15]), within(9, [9, 15]), within(10, [10]), within(15, [15, 20])]).toEqual([0, 0, 1, 1]);
    expect([within(16, [15, 20]), within(12, []), within(12, [11])]).toEqual([0, 0, 0]);
  });
});

describe('a digest', () => {
  it('shows the stage with the longest freeze, of the executions that ended in the period', () => {
    const held = (time: number): { held: [string, number] } => ({ held: ['Prod', time] });
    const facts = reported(
      ['a', 9, held(99)],
      ['shop-web/b', 12, held(5)],
      ['c', 13, held(5)],
      ['d', 14, held(4)],
      ['e', 15],
    );
    expect(longestHeld(facts, 10, 20)).toEqual({ pipeline: api, stage: 'Prod', time: 5 });
    expect(longestHeld(facts, 14, 20)?.time).toBe(4);
    expect(longestHeld(facts, 15, 20)).toBeUndefined();
  });

  it.each(['abc', 'cba', 'bac'])('shows the first by name of equally long freezes, stored as %s', (order) => {
    const held: [string, number] = ['Prod', 5];
    const facts = reported(...[...order].map((name) => [`${name}/x`, 12, { held }] as const));
    expect(longestHeld(facts, 10, 20)?.pipeline.at(-1)).toBe('a');
  });

  const waiting = (since: number, action = 'Ask'): { waiting: [string, string, number] } => ({
    waiting: ['Prod', action, since],
  });

  it('shows the longest waiting approval, unless its end was lost', () => {
    const now = 100 * DAY;
    const facts = reported(
      ['new', undefined, waiting(99 * DAY)],
      ['b', undefined, waiting(60 * DAY)],
      ['lost', undefined, waiting(40 * DAY - 1)],
      ['over', 5],
    );
    expect(oldestWaiting(facts, now)).toEqual({ pipeline: api, stage: 'Prod', action: 'Ask', since: 60 * DAY });
    expect(oldestWaiting(facts, now - 1)?.since).toBe(40 * DAY - 1);
    expect(oldestWaiting({}, now)).toBeUndefined();
  });

  it.each(['abc', 'cba', 'bac'])('shows the first by name of equally long waiting approvals, stored as %s', (order) => {
    const facts = reported(...[...order].map((id) => [id, undefined, waiting(5, id)] as const));
    expect(oldestWaiting(facts, 10)?.action).toBe('a');
  });
});
