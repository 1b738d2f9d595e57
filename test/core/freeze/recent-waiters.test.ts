import { expect, it } from 'vitest';
import { withoutOldLocks, withRecentWaiters } from '../../../lib/core/freeze/recent-waiters.ts';
import type { Waiter } from '../../../lib/core/freeze/transitions.ts';

const DAY = 86_400_000;
const NOW = 100 * DAY;
const ref = { account: '1', region: 'eu', pipeline: 'shop' };
const waiter = (at: number, waits: boolean): [number, Waiter] => [at, { stage: 'Prod', waits, owns: [], what: 'x' }];

it('a waiting execution is kept for 14 days, and one that entered for a day', () => {
  const waiters = {
    waits: waiter(NOW - 14 * DAY + 1, true),
    'waited too long': waiter(NOW - 14 * DAY, true),
    entered: waiter(NOW - DAY + 1, false),
    'entered before': waiter(NOW - DAY, false),
  };
  expect(Object.keys(withRecentWaiters({ ref, waiters }, NOW).waiters ?? {})).toEqual(['waits', 'entered']);
});

it('an empty list of waiting executions is dropped, and an absent list stays absent', () => {
  expect(withRecentWaiters({ ref, waiters: { old: waiter(0, true) } }, NOW)).toEqual({ ref });
  const none = { ref };
  expect(withRecentWaiters(none, NOW)).toBe(none);
});

it('only the outbox entries of locks are dropped after 14 days', () => {
  const outbox = {
    'lock-look:freeze-1:e1': { doneAt: NOW - 14 * DAY },
    'lock-asked:freeze-2:C0ALL': { doneAt: NOW - 14 * DAY + 1 },
    'lock-behind:freeze-3:e3:C0ALL': {},
    'gate:Prod': { doneAt: 0 },
  };
  expect(Object.keys(withoutOldLocks(outbox, NOW))).toEqual(Object.keys(outbox).slice(1));
  const none = { survey: {}, 'lock-look:freeze-1:e1': { doneAt: NOW } };
  expect(withoutOldLocks(none, NOW)).toBe(none);
});
