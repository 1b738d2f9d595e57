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

  it('forgets the oldest of 51 executions, and of two that ended together the one with the later id', () => {
    const runs = Array.from({ length: 49 }, (_, n): [string, [number, boolean]] => [`e${n}`, [100 + n, false]]);
    const known = { 'Build/compile': Object.fromEntries([['b', [50, true]], ...runs]) } as Flakes;
    const add = (id: string, at: number) =>
      Object.keys(countFlakes(known, id, at, { 'Build/compile': false })['Build/compile'] ?? {});
    expect(add('a', 49)).toHaveLength(50);
    expect(add('a', 49)).not.toContain('a');
    expect(add('a', 51)).not.toContain('b');
    expect(add('a', 50)).not.toContain('b');
    expect(add('c', 50)).not.toContain('c');
  });

  it('is kept for the 60 actions that passed last', () => {
    const known: Flakes = Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [`old ${n}`, { e: [n + 10, false] as [number, boolean], f: [1, true] }]),
    );
    const kept = countFlakes({ ...known, late: { a: [0, true], b: [99, true] } }, 'e', 99, { new: true });
    const { 'old 0': _, 'old 1': __, ...newest } = known;
    expect(Object.keys(kept).sort()).toEqual([...Object.keys(newest), 'late', 'new'].sort());
  });

  it('is 0 of 0 for an unknown action, also with the name of a JavaScript property', () => {
    expect(flakeRate({}, 'constructor')).toEqual([0, 0]);
  });
});
