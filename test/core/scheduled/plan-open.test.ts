import { describe, expect, it } from 'vitest';
import type { SharedState } from '../../../lib/core/command/shared-state.ts';
import type { Command } from '../../../lib/core/command/types.ts';
import { planScheduled } from '../../../lib/core/scheduled/plan.ts';
import type { ScheduledRelease } from '../../../lib/core/scheduled/release.ts';
import { ofBoard } from '../../kit/rules.ts';

/** What is next for a release that is scheduled and not decided. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DUE = Date.UTC(2026, 10, 22, 18);
const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' };
const release: ScheduledRelease = {
  pipeline: ref,
  by: 'U0ANN',
  channel: 'C0OPS',
  created: DUE - HOUR,
  at: DUE,
  until: DUE + 12 * HOUR,
};
const rules = ofBoard(
  `
version: 1
people: { lead: { users: [U0ANN] } }
routes: [{ scope: all, channel: C0ALL }]
commands: [{ allow: [lead], do: [release], scope: all }]
`,
  {},
);
const shop = { ref, stages: [{ name: 'Deploy', waiting: 0 }], running: [] };
const read = (at: number): SharedState => ({ sights: { r1: [at, { pipelines: [shop], more: 0 }] } });

/** Without its end, which is always planned. */
function next(now: number, more: SharedState = {}): [type: string, inMinutes: number][] {
  const state = { scheduled: { r1: release }, ...more };
  return planScheduled(state, rules, {}, now)
    .filter(({ key }) => key !== 'late:r1')
    .map(({ effect, from }) => [effect.type, Math.max(0, from - now) / MINUTE]);
}

it('reads its pipeline two minutes before its time, and once more only if that reading is old', () => {
  expect(next(DUE - 10 * MINUTE)).toEqual([['refreshStatus', 8]]);
  expect(next(DUE - MINUTE, read(DUE - 2 * MINUTE))).toEqual([['refreshStatus', 1]]);
  expect(next(DUE, read(DUE - 2 * MINUTE))).toEqual([['operate', 0]]);
  expect(next(DUE + 3 * MINUTE, read(DUE - 2 * MINUTE))).toEqual([['refreshStatus', 0]]);
  const [effect] = planScheduled({ scheduled: { r1: release } }, rules, {}, DUE).map((intent) => intent.effect);
  expect(effect).toMatchObject({ pipelines: ['shop'], where: [ref.account, ref.region], depth: 'full' });
});

it('reads its pipeline again later if an account or a Region could not be read, and is refused if it is gone', () => {
  const unread = { pipelines: [], more: 0, unread: ['eu-central-1 of 123456789012 was not read: throttled.'] };
  expect(next(DUE, { sights: { r1: [DUE - 1, unread] } })).toEqual([['refreshStatus', 5 - 1 / MINUTE]]);
  const [intent] = planScheduled(
    { scheduled: { r1: release }, sights: { r1: [DUE - 1, { pipelines: [], more: 0 }] } },
    rules,
    {},
    DUE,
  );
  expect(intent?.effect).toMatchObject({ type: 'applyCommand', result: { type: 'refused' } });
  // The pipeline itself was read, so this is decided.
  const partly = { pipelines: [shop], more: 0, unread: unread.unread };
  expect(next(DUE, { sights: { r1: [DUE - 1, partly] } })).toEqual([['applyCommand', 0]]);
});

it('only its end is left from the instant of its end on', () => {
  const keys = (now: number) => planScheduled({ scheduled: { r1: release } }, rules, {}, now).map(({ key }) => key);
  expect(keys(release.until - 1)).toHaveLength(2);
  expect(keys(release.until)).toEqual(['late:r1']);
  expect(planScheduled({ scheduled: { r1: release }, ended: { r1: [1, 'U0ANN'] } }, rules, {}, DUE)).toEqual([]);
});

it('is read again in five minutes while the policy cannot be used', () => {
  const state = { scheduled: { r1: release }, ...read(DUE - 1) };
  const closed = { ...rules, closed: true } as typeof rules;
  expect(planScheduled(state, closed, {}, DUE).map(({ effect, from }) => [effect.type, from])).toEqual([
    ['refreshStatus', DUE + 5 * MINUTE],
    ['applyCommand', release.until],
  ]);
});

it.each([
  ['its start', { 'operate:r1': { why: 'throttled' }, 'sight:r1': { why: 'a' }, 'identify:r1': { why: 'b' } }],
  ['the read of its pipeline', { 'sight:r1': { why: 'throttled' }, 'identify:r1': { why: 'b' } }],
  ['the lookup of its person', { 'identify:r1': { why: 'throttled' } }],
])('expires with the reason why %s failed', (_, outbox) => {
  const [intent] = planScheduled({ scheduled: { r1: release } }, rules, outbox, release.until);
  expect(intent?.because).toMatch(/^It expired on .*: throttled$/);
});

describe('a command to cancel it', () => {
  const asked = (command: Command): SharedState => ({
    ...read(DUE - 1),
    asked: { c1: [DUE, { user: 'U0JO', channel: 'C0OPS', command }] },
  });

  it('holds it until the command is decided', () => {
    expect(next(DUE, asked({ type: 'cancel', what: 'r1' }))).toEqual([]);
    const refused = { type: 'refused' as const, because: '', policy: '', about: [] };
    expect(next(DUE, { ...asked({ type: 'cancel', what: 'r1' }), ruled: { c1: [DUE - 1, refused] } })).toEqual([
      ['operate', 0],
    ]);
  });

  it.each<Command>([
    { type: 'cancel', what: 'r2' },
    { type: 'thaw', what: 'r1' },
  ])('is not %j', (command) => {
    expect(next(DUE, asked(command))).toEqual([['operate', 0]]);
  });
});
