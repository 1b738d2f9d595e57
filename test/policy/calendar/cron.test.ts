import { expect, it } from 'vitest';
import { isEitherDay, wallClock } from '../../../lib/policy/calendar/cron.ts';

it.each([
  ['0 0 13 * FRI', true],
  [' 0  0  13  *  FRI ', true],
  ['0 0 */2 * FRI', true],
  ['0 0 */10 * FRI', true],
  ['0 0 15,*/1 * FRI', true],
  ['0 0 13 * */2', true],
  ['0 0 13 * MON,*', true],
  ['0 0 * * FRI', false],
  ['0 0 */1 * FRI', false],
  ['0 0 13 * *', false],
  ['0  0  13  *  *', false],
  ['0 0 13 * */1', false],
  ['0 0 13 * +FRI', false],
])('“%s” fires on days that match by either of its fields: %s', (pattern, isEither) => {
  expect(isEitherDay(pattern)).toBe(isEither);
});

it.each(['0 0 12 * * *', '0 12 * *'])('a clock has five fields, which “%s” has not', (pattern) => {
  expect(() => wallClock(pattern)).toThrow();
});
