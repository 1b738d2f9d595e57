import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Budget, emptyBudget, finish, spend } from '../../../lib/core/retry/budget.ts';
import { long } from '../../kit/draws.ts';

const HOUR = 3_600_000;
const NOW = 100 * HOUR;
const limits = { window: 24 * HOUR, ratio: 0.2, reserve: 1 };

function finished(count: number, at = NOW - HOUR, from: Budget = emptyBudget): Budget {
  return Array.from({ length: count }).reduce<Budget>((known, _, n) => finish(known, `e${at}-${n}`, at), from);
}

/** The number of granted retries, requested one after the other. */
function spent(budget: Budget, times: number, asked = limits, now = NOW) {
  let known = budget;
  let granted = 0;
  for (let n = 0; n < times; n++) {
    const spending = spend(known, `r${now}-${n}`, asked, now);
    known = spending.budget;
    if (spending.granted) granted += 1;
  }
  return { granted, budget: known };
}

describe('a budget of retries', () => {
  it.each([
    [0, 1],
    [1, 2], // 1.2 retries: the second starts below the limit
    [5, 2],
    [6, 3],
    [100, 21],
  ])('of a pipeline with %i finished executions allows %i', (firsts, granted) => {
    expect(spent(finished(firsts), 50).granted).toBe(granted);
  });

  it('is empty without a reserve and a share of finished executions', () => {
    expect(spent(emptyBudget, 3, { ...limits, reserve: 0 }).granted).toBe(0);
    expect(spent(finished(10), 9, { ...limits, reserve: 0, ratio: 0 }).granted).toBe(0);
  });

  it('reports the used and the allowed retries', () => {
    const { budget } = spent(finished(5), 2);
    expect(spend(budget, 'more', limits, NOW)).toMatchObject({
      granted: false,
      because:
        'The retry budget of this pipeline is used up: 2 automatic retries in 1 d; 1 and 20 % of 5 finished executions are allowed.',
    });
  });

  it.each([
    [0, 1, 'used up: 1 automatic retry in 1 d; 1 and 20 % of 0 finished executions are allowed.'],
    [1, 2, 'used up: 2 automatic retries in 1 d; 1 and 20 % of 1 finished execution are allowed.'],
  ])('has singular and plural in its message: %i finished, %i retried', (firsts, retries, because) => {
    const { budget } = spent(finished(firsts), retries);
    expect(spend(budget, 'more', limits, NOW)).toMatchObject({ because: expect.stringContaining(because) });
  });

  it('drops the oldest of more than 500 finished executions, in any order of the reports', () => {
    const many = Array.from({ length: 510 }, (_, n) => ({ id: `e${n}`, at: NOW - HOUR + ((n * 7) % 510) }));
    const { firsts } = many.reduce<Budget>((known, { id, at }) => finish(known, id, at), emptyBudget);
    const newest = many.filter(({ at }) => at >= NOW - HOUR + 10).map(({ id }) => id);
    expect(Object.keys(firsts).sort()).toEqual(newest.sort());
  });

  it('refills over time', () => {
    const { budget } = spent(finished(0), 1);
    expect(spend(budget, 'soon', limits, NOW + limits.window - 1).granted).toBe(false);
    expect(spend(budget, 'later', limits, NOW + limits.window).granted).toBe(true);
  });

  it('counts only executions that finished within the window', () => {
    expect(spent(finished(100, NOW - limits.window), 50).granted).toBe(1);
    expect(spent(finished(100, NOW - limits.window + 1), 50).granted).toBe(21);
  });

  it('counts an execution once, at its first end', () => {
    const budget = finish(finish(finish(emptyBudget, 'e', NOW), 'e', NOW - HOUR), 'e', NOW);
    expect(budget.firsts).toEqual({ e: NOW - HOUR });
  });

  it('accepts names of JavaScript properties as ids', () => {
    const budget = finish(emptyBudget, '__proto__', NOW);
    expect(spend(budget, 'constructor', limits, NOW)).toMatchObject({ granted: true });
    expect(Object.keys(budget.firsts)).toEqual(['__proto__']);
  });

  const event = fc.record({
    what: fc.constantFrom('finish', 'spend', 'spend'),
    which: fc.nat({ max: 40 }),
    later: fc.nat({ max: 3 * HOUR }),
  });
  it('never grants more in a window than it allows, for any order and number of requests', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 120 }),
        fc.record({
          window: fc.integer({ min: HOUR, max: 24 * HOUR }),
          ratio: fc.double({ min: 0, max: 1, noNaN: true }),
          reserve: fc.nat({ max: 4 }),
        }),
        (events, drawn) => {
          let [budget, now] = [emptyBudget, NOW];
          const grants = new Map<string, number>();
          const firsts = new Map<string, number>();
          for (const { what, which, later } of events) {
            now += later;
            if (what === 'finish') {
              budget = finish(budget, `e${which}`, now);
              if (!firsts.has(`e${which}`)) firsts.set(`e${which}`, now);
              continue;
            }
            const key = `r${which}`;
            const spending = spend(budget, key, drawn, now);
            budget = spending.budget;
            const isHeld = (grants.get(key) ?? Number.NEGATIVE_INFINITY) > now - drawn.window;
            if (isHeld) expect(spending.granted).toBe(true);
            if (!spending.granted || isHeld) continue;
            const inWindow = (all: Map<string, number>) => [...all.values()].filter((at) => at > now - drawn.window);
            // Before this grant, the budget had room for it.
            const before = inWindow(grants).length;
            // An execution that was dropped with the window counts again, so there may be fewer firsts, never more.
            const most = drawn.reserve + drawn.ratio * new Set([...firsts.keys()]).size;
            expect(before).toBeLessThan(most);
            // A key with a grant older than the window may be granted again.
            grants.set(key, spending.budget.retries[key] ?? now);
          }
          expect(Object.keys(budget.firsts).length).toBeLessThanOrEqual(500);
        },
      ),
      long.draws(2_000),
    );
  });

  it('stays small enough for an item', () => {
    const budget = spent(finished(700), 700, { ...limits, ratio: 1, reserve: 100 }).budget;
    expect(Object.keys(budget.firsts)).toHaveLength(500);
    expect(Object.keys(budget.retries)).toHaveLength(600);
  });
});
