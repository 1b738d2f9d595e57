import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign } from '../../../lib/policy/approval/assign.ts';
import { draws } from '../../kit/draws.ts';

const people = ['ann', 'bo', 'cy', 'di'];
const places = fc.array(fc.subarray(people), { maxLength: 5 });

/** The largest number of places that can be filled, by brute force. */
function most([first, ...rest]: string[][], gone: string[] = []): number {
  if (!first) return 0;
  const free = first.filter((person) => !gone.includes(person));
  return Math.max(most(rest, gone), ...free.map((person) => 1 + most(rest, [...gone, person])));
}

function taken(asked: string[][]): boolean[] {
  return assign(asked).map((person) => person !== undefined);
}

describe('places for approvers', () => {
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

  it('are filled as often as possible, each by a different person who may take it', () => {
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

  it('are the same ones if the people come in another order', () => {
    fc.assert(
      fc.property(places, (asked) => {
        expect(taken(asked.map((one) => one.toReversed()))).toEqual(taken(asked));
      }),
      draws(300),
    );
  });
});
