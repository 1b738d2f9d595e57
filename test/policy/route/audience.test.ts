import { expect, it } from 'vitest';
import type { ManualRule, SharedState } from '../../../lib/core/command/shared-state.ts';
import { audience, mutedUntil } from '../../../lib/policy/route/audience.ts';

const policy = {
  scopes: {
    shops: { pipelines: ['shop-*'] },
    live: { stages: ['Live'] },
    part: { pipelines: ['*-api'], within: { pipelines: ['shop-*'] } },
  },
  routes: [
    { scope: 'all', channel: 'C0ALL' },
    { scope: 'shops', channel: 'C0SHOP' },
    { scope: 'shops', channel: 'C0SHOP', on: ['failed'] },
    { scope: 'shops', channel: 'C0BOARD', on: [] },
    { scope: 'part', channel: 'C0PART' },
    { scope: 'live', channel: 'C0LIVE' },
    { scope: 'shops', sns: ['arn:aws:sns:eu-central-1:123456789012:x'] },
  ],
} as unknown as Parameters<typeof audience>[0];

it.each<[string[], string[]]>([
  [['desk'], ['C0ALL', 'C0LIVE']],
  [['shop-web'], ['C0ALL', 'C0SHOP', 'C0LIVE']],
  [['shop-api'], ['C0ALL', 'C0SHOP', 'C0PART', 'C0LIVE']],
  [['desk-api'], ['C0ALL', 'C0LIVE']],
  [
    ['desk', '*'],
    ['C0ALL', 'C0SHOP', 'C0PART', 'C0LIVE'],
  ],
])('a rule from Slack for %j is announced in %j', (pipelines, channels) => {
  expect(audience(policy, pipelines)).toEqual(channels);
});

it('a pipeline is muted until its last mute ends', () => {
  const order = (type: string, from: number, until: number, pipelines = ['shop-*']) =>
    ({ type, from, until, pipelines }) as unknown as ManualRule;
  const board: SharedState = {
    orders: {
      short: order('mute', 10, 20),
      long: order('mute', 15, 30),
      later: order('mute', 25, 40),
      freeze: order('freeze', 10, 90),
      other: order('mute', 10, 90, ['desk']),
    },
  };
  const until = (at: number) => mutedUntil(board, { account: '1', region: 'r', pipeline: 'shop-api' }, at);
  expect([9, 10, 14, 15, 24, 25, 39, 40].map(until)).toEqual([undefined, 20, 20, 30, 30, 40, 40, undefined]);
  expect(mutedUntil({}, { account: '1', region: 'r', pipeline: 'shop-api' }, 10)).toBeUndefined();
});
