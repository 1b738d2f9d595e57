import { expect, it } from 'vitest';
import { duration } from '../../../lib/core/text/duration.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

it.each([
  [-SECOND, '0 s'],
  [499, '0 s'],
  [500, '1 s'],
  [59 * SECOND, '59 s'],
  [4 * MINUTE + 12 * SECOND, '4 min 12 s'],
  [HOUR, '1 h'],
  [2 * HOUR + 5 * MINUTE + 7 * SECOND, '2 h 5 min'],
  [3 * HOUR + 7 * SECOND, '3 h'],
  [3 * DAY + 4 * HOUR + 59 * MINUTE, '3 d 4 h'],
])('%i ms are %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});
