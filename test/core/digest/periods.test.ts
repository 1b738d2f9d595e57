import { expect, it } from 'vitest';
import { instantOf, isPost, postedAt, postKey, windowOf } from '../../../lib/core/digest/periods.ts';

const MINUTE = 60_000;

it('a digest covers what ended from two minutes before the last one until two minutes before it', () => {
  expect(windowOf(10 * MINUTE, 70 * MINUTE)).toEqual({ from: 8 * MINUTE, until: 68 * MINUTE });
});

it('its posts are known by their keys, in order, once they are done', () => {
  const [first, second, open] = [900, 1_000, 1_100].map((at) => postKey('digest#C0ALL#all', at));
  const outbox = {
    [second as string]: { doneAt: 5 },
    [open as string]: { tries: 1 },
    'digest:stands': { doneAt: 6 },
    [first as string]: { doneAt: 1 },
  };
  expect(postedAt(outbox)).toEqual([900, 1_000]);
  expect(postedAt({})).toEqual([]);
  expect([first, 'digest:stands', 'digest:ended'].map((key) => isPost(key as string))).toEqual([true, false, false]);
  expect(instantOf(first as string)).toBe(900);
});
