import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign } from '../../../lib/policy/approval/assign.ts';
import { draws } from '../../kit/draws.ts';

const people = ['ann', 'bo', 'cy', 'di'];
const places = fc.array(fc.subarray(people), { maxLength: 5 });

/** How many places can be taken, by trying everything. */
function most([first, ...rest]: string[][], gone: string[] = []): number {
  if (!first) return 0;
  const free = first.filter((person) => !gone.includes(person));
  return Math.max(most(rest, gone), ...free.map((person) => 1 + most(rest, [...gone, person])));
}

function taken(asked: string[][]): boolean[] {
  return assign(asked).map((person) => person !== undefined);
}

describe('people in places', () => {
  it.each([
    [[], []],
    [[['ann']], ['ann']],
    [[[]], [undefined]],
    [
      [['ann', 'bo'], ['ann']],
      ['bo', 'ann'],
    ],
    [
      [['ann'], ['ann'], ['bo']],
      ['ann', undefined, 'bo'],
    ],
    [
      [
        ['ann', 'bo'],
        ['bo', 'cy'],
        ['ann', 'bo'],
      ],
      ['bo', 'cy', 'ann'],
    ],
  ])('%j are taken by %j', (asked, expected) => {
    expect(assign(asked)).toEqual(expected);
  });

  it('are as many as can be, and nobody is in two or where they may not be', () => {
    fc.assert(
      fc.property(places, (asked) => {
        const found = assign(asked);
        const there = found.filter((person) => person !== undefined);
        expect(there).toHaveLength(most(asked));
        expect(new Set(there).size).toBe(there.length);
        expect(found.every((person, place) => person === undefined || asked[place]?.includes(person))).toBe(true);
      }),
      draws(500),
    );
  });

  it('are the same places, in whatever order the people come', () => {
    fc.assert(
      fc.property(places, (asked) => {
        expect(taken(asked.map((one) => one.toReversed()))).toEqual(taken(asked));
      }),
      draws(300),
    );
  });
});
