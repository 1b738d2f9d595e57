import { expect, it } from 'vitest';
import { fixedOffsets, offsetIn, tableOf } from '../../../lib/policy/calendar/offset-table.ts';

const HOUR = 3_600_000;
const name = fixedOffsets([
  { since: -HOUR, offset: 2 * HOUR },
  { since: 5 * HOUR, offset: -HOUR },
]);

it.each([
  ['long before the first', -9 * HOUR, 2 * HOUR],
  ['at the first', -HOUR, 2 * HOUR],
  ['just before the second', 5 * HOUR - 1, 2 * HOUR],
  ['at the second', 5 * HOUR, -HOUR],
  ['long after the last', 99 * HOUR, -HOUR],
])('the name of a zone of fixed offsets keeps its offset %s', (_, instant, offset) => {
  expect(name).toBe('offsets -3600=7200 18000=-3600');
  expect(offsetIn(tableOf(name) ?? [], instant)).toBe(offset);
});

it('a zone of the time zone database has no table', () => {
  expect(tableOf('Europe/Berlin')).toBeUndefined();
  expect(offsetIn([], 0)).toBe(0);
});
