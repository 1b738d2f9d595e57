import { expect, it } from 'vitest';
import { contains, overlaps } from '../../../lib/policy/scope/glob-sets.ts';

it.each<[string, string, boolean, boolean]>([
  ['', '', true, true],
  ['', 'a', false, false],
  ['a', '', false, false],
  ['*', '', true, true],
  ['', '*', false, true],
  ['abc', 'abc', true, true],
  ['abc', 'abd', false, false],
  ['abc', 'ab', false, false],
  ['ab', 'abc', false, false],
  ['a*', 'ab*', true, true],
  ['ab*', 'a*', false, true],
  ['a*', 'b*', false, false],
  ['*a', 'b*', false, true],
  ['*a*', 'bab', true, true],
  ['a*c', 'abbc', true, true],
  ['a*c', 'abb', false, false],
  ['*', '*', true, true],
  ['?', 'a', true, true],
  ['a', '?', false, true],
  ['?', '*', false, true],
  ['?', '', false, false],
  ['?', '?', true, true],
  ['a?', 'ab?', false, false],
  ['??*', 'a*', false, true],
  ['?*', 'a*', true, true],
  ['a*b', 'b*a', false, false],
])('%j contains %j: %s, and overlaps it: %s', (outer, inner, isContained, isOverlapping) => {
  expect(contains(outer, inner)).toBe(isContained);
  expect(overlaps(outer, inner)).toBe(isOverlapping);
  expect(overlaps(inner, outer)).toBe(isOverlapping);
});
