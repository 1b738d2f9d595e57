import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countFlakes, type Flakes, flakeRate } from '../../../lib/core/retry/flakiness.ts';

const run = fc.record({ id: fc.nat(80).map(String), flaky: fc.boolean() });

describe('a flake rate', () => {
  it('covers the last fifty executions, in any order and number of events', () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 120 }), (drawn) => {
        const runs = [...new Map(drawn.map((one) => [one.id, one])).values()];
        const count = (all: typeof runs) =>
          all.reduce<Flakes>(
            (known, { id, flaky }) => countFlakes(known, id, Number(id), { 'Build/compile': flaky }),
            {},
          );
        const newest = runs.toSorted((a, b) => Number(b.id) - Number(a.id)).slice(0, 50);
        const known = count([...runs, ...runs.slice(0, 7)]);
        expect(flakeRate(known, 'Build/compile')).toEqual([newest.filter(({ flaky }) => flaky).length, newest.length]);
        expect(count(runs.toReversed())).toEqual(count(runs));
      }),
    );
  });

  it('is 0 of 0 for an unknown action, also with the name of a JavaScript property', () => {
    expect(flakeRate({}, 'constructor')).toEqual([0, 0]);
  });
});
