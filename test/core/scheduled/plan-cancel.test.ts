import { expect, it } from 'vitest';
import type { CommandRequest, SharedState } from '../../../lib/core/command/shared-state.ts';
import type { Intent } from '../../../lib/core/model/intent.ts';
import { planCancel } from '../../../lib/core/scheduled/plan-cancel.ts';
import type { ScheduledRelease } from '../../../lib/core/scheduled/release.ts';
import { ofBoard } from '../../kit/rules.ts';

/** A release for later is cancelled, or not. */

const NOW = Date.UTC(2026, 10, 22, 12);
const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' };
const release: ScheduledRelease = {
  pipeline: ref,
  by: 'U0ANN',
  channel: 'C0OPS',
  created: NOW - 1,
  at: NOW + 1,
  until: NOW + 2,
};
const rules = ofBoard(
  `
version: 1
scopes: { shops: { pipelines: [shop] } }
routes: [{ scope: all, channel: C0ALL }, { scope: shops, channel: C0SHOPS }]
people: { lead: { users: [U0RAVI] } }
commands: [{ allow: [lead], do: [release], scope: all }]
`,
  {},
);

function planned(user: string, what: string, state: SharedState = { scheduled: { 'release-a1': release } }): Intent[] {
  const request: CommandRequest = { user, channel: 'C0OPS', command: { type: 'cancel', what } };
  return planCancel({ id: 'c1', at: NOW, request, state, rules, outbox: {}, now: NOW }, { type: 'cancel', what });
}
const shop = { ref, stages: [{ name: 'Deploy', waiting: 0 }], running: [] };
const read: SharedState['sights'] = { c1: [NOW, { pipelines: [shop], more: 0 }] };
const because = ([intent]: Intent[]) => intent?.because;

it('its person cancels it without a further look, and its channels and the journal hear it', () => {
  expect(planned('U0ANN', 'release-a1')).toMatchObject([
    {
      effect: {
        type: 'applyCommand',
        ended: { ids: ['release-a1'], by: 'U0ANN' },
        result: {
          type: 'done',
          because: 'Cancelled: the scheduled release of shop (release-a1). You scheduled it.',
          announce: {
            text: '<@U0ANN> cancelled the scheduled release of shop (release-a1).',
            channels: ['C0OPS', 'C0ALL', 'C0SHOPS'],
          },
          about: [{ ...ref, executionId: '', stage: '' }],
        },
      },
    },
  ]);
});

it('others need the permission to release the pipeline, which is read in its own account and Region', () => {
  expect(planned('U0RAVI', 'release-a1')).toMatchObject([
    { effect: { type: 'refreshStatus', pipelines: ['shop'], where: [ref.account, ref.region], running: false } },
  ]);
  const known = { scheduled: { 'release-a1': release }, sights: read };
  expect(because(planned('U0RAVI', 'release-a1', known))).toMatch(/^Cancelled: /);
  expect(because(planned('U0JO', 'release-a1', known))).toMatch(/^Only /);
  const several: SharedState['sights'] = { c1: [NOW, { pipelines: [shop, shop], more: 0 }] };
  expect(because(planned('U0RAVI', 'release-a1', { ...known, sights: several }))).toContain('/signalbox release ');
});

it('a name that is almost one is proposed: of a release, or of its pipeline', () => {
  expect(because(planned('U0ANN', 'release-a2'))).toContain('Did you mean release-a1?');
  expect(because(planned('U0ANN', 'shpo'))).toContain('Did you mean shop?');
  expect(because(planned('U0ANN', 'shop', {}))).toBe(
    'There is no scheduled release "shop". No release is scheduled now.',
  );
});

it('one that is over cannot be cancelled', () => {
  const scheduled = { 'release-a1': release };
  const over = (more: SharedState) => because(planned('U0ANN', 'release-a1', { scheduled, ...more }));
  const result = { type: 'done' as const, because: '', policy: 'v', about: [] };
  expect(over({ ended: { 'release-a1': [NOW, 'U0BO'] } })).toMatch(/^There is no scheduled release/);
  expect(over({ ruled: { 'release-a1': [NOW, result] } })).toMatch(/^There is no scheduled release/);
});
