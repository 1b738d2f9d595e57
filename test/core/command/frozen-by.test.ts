import { expect, it } from 'vitest';
import { frozenBy, lockedBy } from '../../../lib/core/command/frozen-by.ts';
import type { ManualRule, PipelineSnapshot } from '../../../lib/core/command/shared-state.ts';
import { ofBoard } from '../../kit/rules.ts';

/** What keeps a new execution of a pipeline out. */

const NOW = Date.UTC(2026, 10, 22, 10);
const manual = (by: string, stages: string[], more: object = {}): ManualRule => ({
  type: 'freeze',
  by,
  reason: 'audit',
  from: NOW - 1,
  until: NOW + 1,
  pipelines: ['shop'],
  stages,
  ...more,
});
const shop: PipelineSnapshot = {
  ref: { account: '1', region: 'eu', pipeline: 'shop' },
  stages: ['Build', 'Test', 'Prod'].map((name) => ({ name, waiting: 0 })),
  running: [],
};
const within = (orders: Record<string, ManualRule>) => ({
  rules: ofBoard('version: 1\nroutes: [{ scope: all, channel: C0ALL }]', { orders }),
  now: NOW,
});

it('a freeze of any stage holds an execution that passes all of them', () => {
  const frozen = within({ 'freeze-1': manual('U0BO', ['Prod']) });
  expect(frozenBy(frozen, shop, 'U0BO')?.rules).toEqual(['freeze-1']);
  expect(frozenBy(frozen, shop, 'U0BO', ['Build', 'Test'])).toBeUndefined();
  expect(frozenBy(within({ 'freeze-1': manual('U0BO', ['Canary']) }), shop, 'U0BO')).toBeUndefined();
});

it('a lock holds the executions of other people only', () => {
  const locked = within({ 'lock-1': manual('U0BO', ['Test'], { lock: true }) });
  expect(frozenBy(locked, shop, 'U0BO')).toBeUndefined();
  expect(frozenBy(locked, shop, 'U0ANN')?.rules).toEqual(['lock-1']);
  expect(lockedBy(locked, shop, 'U0BO', ['Build', 'Test'])).toBeUndefined();
  expect(lockedBy(locked, shop, 'U0ANN', ['Build', 'Test'])).toMatch(/^U0BO has locked shop \(stage Test\) until/);
  expect(lockedBy(locked, shop, 'U0ANN', ['Build'])).toBeUndefined();
});
