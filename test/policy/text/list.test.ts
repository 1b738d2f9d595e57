import { expect, it } from 'vitest';
import { and, number, or, sets } from '../../../lib/policy/text/list.ts';

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

it.each<[string[], string]>([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [letters.slice(0, 5), 'a, b, c, d and e'],
  [letters.slice(0, 6), 'a, b, c, d and 2 more'],
  [letters, 'a, b, c, d and 3 more'],
])('a list of %j is %j', (words, text) => {
  expect(and(words)).toBe(text);
  expect(or(words)).toBe(text.replace(' and ', ' or '));
});

it('sets of people are in quotes', () => {
  expect(sets(['release', 'leads'])).toBe('"release" or "leads"');
});

it('a number is a word up to nine', () => {
  expect([0, 1, 9, 10].map(number)).toEqual(['no', 'one', 'nine', '10']);
});
