import { expect, it } from 'vitest';
import { nothingToUnlock, severalRunning } from '../../../lib/core/command/messages.ts';
import { otherNames, permissionNamed } from '../../../lib/core/command/other-names.ts';
import { pipelinesNamed, stagesNamed } from '../../../lib/core/command/plan-result.ts';
import type { ManualRule, SharedState } from '../../../lib/core/command/shared-state.ts';
import { type Command, type FreezeCommand, permissionFor, type Query } from '../../../lib/core/command/types.ts';
import type { ScheduledRelease } from '../../../lib/core/scheduled/release.ts';

/** What a command names: pipelines, stages, and the permission that it needs. */

const rule = (type: ManualRule['type'], more: Partial<ManualRule> = {}): ManualRule =>
  ({
    type,
    by: 'U0BO',
    reason: 'audit',
    from: 1,
    until: 2,
    pipelines: ['a', 'b'],
    stages: ['Prod'],
    ...more,
  }) as ManualRule;
const pipeline = { account: '1', region: 'eu', pipeline: 'shop' };
const state: SharedState = {
  orders: { 'freeze-1': rule('freeze') },
  scheduled: { 'release-1': { pipeline } as ScheduledRelease },
};
const freeze: FreezeCommand = { type: 'freeze', pipelines: ['c'], stages: ['Test'], until: 5, reason: 'why' };

it.each<[Exclude<Command, Query>, permission: string, pipelines: string[], stages: string[] | undefined]>([
  [freeze, 'freeze', ['c'], ['Test']],
  [{ ...freeze, lock: true }, 'lock', ['c'], ['Test']],
  [{ type: 'mute', pipelines: ['c'], until: 5 }, 'mute', ['c'], undefined],
  [{ type: 'thaw', what: 'freeze-1' }, 'thaw', ['a', 'b'], ['Prod']],
  [{ type: 'thaw', what: 'c,d' }, 'thaw', ['c', 'd'], undefined],
  [{ type: 'thaw', what: 'c', locks: { stages: ['Test'] } }, 'thaw', ['c'], ['Test']],
  [{ type: 'cancel', what: 'release-1' }, 'release', ['shop'], undefined],
  [{ type: 'cancel', what: 'toString' }, 'release', ['toString'], undefined],
  [{ type: 'schedule', release: { pipeline: 'c' } }, 'release', ['c'], undefined],
  [{ type: 'release', pipeline: 'c' }, 'release', ['c'], undefined],
])('%j', (command, permission, pipelines, stages) => {
  expect(permissionFor(command)).toBe(permission);
  expect(pipelinesNamed(state, command)).toEqual(pipelines);
  expect(stagesNamed(state, command)).toEqual(stages);
});

it('a word of Slack leads to the permission that it needs', () => {
  expect(otherNames.map(permissionNamed)).toEqual(['thaw', 'thaw', 'thaw', 'release', 'release']);
  expect(permissionNamed('UnFreeze')).toBe('thaw');
  expect(['freeze', 'toString', ''].map(permissionNamed)).toEqual([undefined, undefined, undefined]);
});

it('a person sees what they may name instead', () => {
  expect(severalRunning('shop', ['e1234567-89', 'e2'])).toBe(
    'Several executions of shop are running: e1234567-89, e2. Name one, as in /signalbox stop shop e1234567 because …',
  );
  const live: [string, ManualRule][] = [
    ['freeze-1', rule('freeze')],
    ['override-1', rule('override')],
    ['lock-1', rule('freeze', { lock: true } as Partial<ManualRule>)],
    ['lock-2', rule('freeze', { lock: true, pipelines: ['c'] } as Partial<ManualRule>)],
  ];
  expect(nothingToUnlock('shop', live)).toBe(
    'There is no such lock of shop. There are: lock-1 (a, b (stage Prod)); lock-2 (c (stage Prod)).',
  );
  expect(nothingToUnlock('shop', live.slice(0, 2))).toBe('There is no such lock of shop. No lock is on now.');
});
