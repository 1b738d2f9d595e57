import { expect, it } from 'vitest';
import { truncate } from '../../../lib/core/text/truncate.ts';

it.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab…'],
  ['a😀bc', 3, 'a…'],
  ['a😀bcd', 4, 'a😀…'],
  ['😀bcd', 4, '😀b…'],
])('%s has at most %i characters, and no half of one', (text, limit, short) => {
  expect(truncate(text, limit)).toBe(short);
});
