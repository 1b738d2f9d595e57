import { expect, it } from 'vitest';
import { contentHash } from '../../../lib/core/base/content-hash.ts';
import { INCOMPLETE, planRefreshAll } from '../../../lib/core/freeze/plan-refresh-all.ts';
import type { Intent } from '../../../lib/core/model/intent.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import type { PolicyPort } from '../../../lib/core/model/policy-port.ts';
import { rules } from '../../kit/rules.ts';

/** The times at which all pipelines are listed, and only the new ones. */

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const NOW = 100 * DAY;
const CALENDAR = 'arn:aws:ssm:eu-central-1:111122223333:document/audit';
const CALENDAR_KEY = `calendar-${contentHash(CALENDAR)}`;
const every = contentHash({ type: 'refreshAllPipelines', policy: 'test' });

function planned(
  outbox: Outbox,
  { on = true, next, ...more }: { on?: boolean; next?: number } & Partial<PolicyPort> = {},
) {
  const policy: PolicyPort = { ...rules(), freezes: true, frozen: () => ({ on, next }), ...more };
  const turned = planRefreshAll(policy, outbox, [], NOW);
  return Object.fromEntries(turned.map(({ key, from }) => [key, from - NOW]));
}

const full = (ago: number, digest = every): Outbox => ({ 'roll-call': { doneAt: NOW - ago, digest } });

it('nothing is listed for a policy without freezes', () => {
  expect(planned({}, { freezes: false })).toEqual({});
});

it.each<[string, Outbox, Parameters<typeof planned>[1], Record<string, number>]>([
  ['at once if they were never listed', {}, {}, { 'roll-call': -NOW }],
  ['at once if another policy was listed', full(1, 'another'), {}, { 'roll-call': -NOW, 'roll-call-new': MINUTE - 1 }],
  [
    'after five minutes if a part could not be read',
    full(1, INCOMPLETE),
    {},
    { 'roll-call': 5 * MINUTE - 1, 'roll-call-new': MINUTE - 1 },
  ],
  ['after a day, and the new ones after a minute', full(1), {}, { 'roll-call': DAY - 1, 'roll-call-new': MINUTE - 1 }],
  [
    'a minute after new ones were listed',
    { ...full(1), 'roll-call-new': { doneAt: NOW + 5 } },
    {},
    { 'roll-call': DAY - 1, 'roll-call-new': MINUTE + 5 },
  ],
  [
    'a minute after all were listed for a calendar',
    { ...full(1), 'roll-call-calendars': { doneAt: NOW + 7 } },
    {},
    { 'roll-call': DAY - 1, 'roll-call-new': MINUTE + 7 },
  ],
  [
    'two minutes before the next freeze',
    full(1),
    { on: false, next: NOW + 3 * DAY },
    { 'roll-call': 3 * DAY - 2 * MINUTE, 'roll-call-new': 3 * DAY - 2 * MINUTE },
  ],
  ['never if no freeze comes', full(1), { on: false }, {}],
  [
    'three seconds after a calendar was read',
    { ...full(MINUTE), [CALENDAR_KEY]: { doneAt: NOW } },
    { calendars: [CALENDAR] },
    { 'roll-call': DAY - MINUTE, 'roll-call-new': 3_000 },
  ],
  [
    'two minutes after the last list, even if a calendar is read more often',
    { ...full(2 * MINUTE), [CALENDAR_KEY]: { doneAt: NOW } },
    { calendars: [CALENDAR] },
    { 'roll-call': DAY - 2 * MINUTE, 'roll-call-new': 0 },
  ],
  ['at once while a calendar was never read', {}, { calendars: [CALENDAR] }, { 'roll-call': -NOW }],
  [
    'for a new policy, after its calendars are read',
    { ...full(1, 'another'), [CALENDAR_KEY]: { doneAt: NOW } },
    { calendars: [CALENDAR] },
    { 'roll-call': 3_000, 'roll-call-new': MINUTE - 1 },
  ],
])('pipelines are listed %s', (_, outbox, more, at) => {
  expect(planned(outbox, more)).toEqual(at);
});

it('new pipelines are those since ten minutes before the full list, and wait for the calendars', () => {
  const policy: PolicyPort = { ...rules(), freezes: true, frozen: () => ({ on: true }), calendars: [CALENDAR] };
  expect(planRefreshAll(policy, full(1), [], NOW)).toMatchObject([
    { key: 'roll-call', effect: { policy: 'test' }, after: [CALENDAR_KEY] },
    { key: 'roll-call-new', effect: { since: NOW - 1 - 10 * MINUTE }, after: [CALENDAR_KEY] },
  ]);
});

it('new pipelines are not listed while a changed calendar lists all', () => {
  const policy: PolicyPort = { ...rules(), freezes: true, frozen: () => ({ on: true }) };
  const effect: Intent['effect'] = { type: 'refreshAllPipelines', said: ['closed'] };
  const turned: Intent = { key: 'turned', kind: 'level', effect, because: '', after: [], from: 0, giveUp: 0 };
  const keys = (outbox: Outbox) => planRefreshAll(policy, outbox, [turned], NOW).map(({ key }) => key);
  expect(keys(full(1))).toEqual(['roll-call']);
  expect(keys({ ...full(1), turned: { doneAt: NOW, digest: contentHash(effect) } })).toEqual([
    'roll-call',
    'roll-call-new',
  ]);
});
