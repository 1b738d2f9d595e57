import { expect, it } from 'vitest';
import type { CommandResult } from '../../../lib/core/command/shared-state.ts';
import type { Intent } from '../../../lib/core/model/intent.ts';
import type { PlannedRelease } from '../../../lib/core/scheduled/plan.ts';
import { planHeld, planStarted } from '../../../lib/core/scheduled/plan-results.ts';
import { rules } from '../../kit/rules.ts';

/** The channels and the journal hear what a release for later came to. */

const ref = { account: '1', region: 'eu', pipeline: 'shop' };
const target = { ...ref, executionId: '', stage: '' };

function released(at: number | undefined = 500): PlannedRelease {
  return {
    id: 'r1',
    at: 500,
    request: { user: 'U0ANN', channel: 'C0OPS', command: { type: 'release', pipeline: 'shop', where: ['1', 'eu'] } },
    state: {},
    rules: rules(`version: 1
scopes: { shops: { pipelines: [shop] } }
routes: [{ scope: shops, channel: C0DEPLOYS }]`),
    outbox: {},
    now: 600,
    scheduled: { pipeline: ref, by: 'U0ANN', channel: 'C0OPS', created: 100, at, until: 900 },
  };
}
const result = (type: CommandResult['type'], about: CommandResult['about'] = []): CommandResult => ({
  type,
  because: 'So it is.',
  policy: 'v1',
  about,
});
const inShort = (intents: Intent[]) =>
  intents.map(({ key, effect }) => {
    if (effect.type === 'writeAudit') return [key, effect.entry.id, effect.entry.what, effect.entry.decision];
    return effect.type === 'announce' ? [key, effect.text] : [key, effect.type];
  });

it('one that started names its execution, which learns who started it', () => {
  const said = 'So it is. Scheduled by <@U0ANN> (r1).';
  expect(inShort(planStarted(released(), result('done', [{ ...target, executionId: 'e1' }]), 700))).toEqual([
    ['announce:r1:C0OPS', said],
    ['announce:r1:C0DEPLOYS', said],
    ['record:r1:shop//e1', 'order/r1//e1', 'order', 'release'],
    ['starter:r1:e1', 'sendNotice'],
  ]);
});

it('one that did not start is in the journal under its pipeline, and in no execution', () => {
  const intents = planStarted(released(), result('refused'), 700);
  const said = 'The release of shop, scheduled by <@U0ANN> (r1), did not start: So it is.';
  expect(inShort(intents)).toEqual([
    ['announce:r1:C0OPS', said],
    ['announce:r1:C0DEPLOYS', said],
    ['record:r1:shop//', 'order/r1//', 'refused', 'release'],
  ]);
  expect(intents.at(-1)?.effect).toMatchObject({ entry: { ...target, at: 700, because: 'So it is.' } });
});

it('one that is held says so in the channels and in the journal, under keys of its own', () => {
  const intents = planHeld(released(), 'Frozen.');
  const said = expect.stringMatching(/is held: Frozen\. It starts when the freeze ends/);
  expect(inShort(intents)).toEqual([
    ['announce:r1:C0OPS:held', said],
    ['announce:r1:C0DEPLOYS:held', said],
    ['record:r1:shop//:held', 'order/r1///held', 'order', 'held'],
  ]);
  expect(intents.at(-1)?.effect).toMatchObject({ entry: { ...target, at: 500, because: 'Frozen.', policy: 'test' } });
  expect(planHeld({ ...released(), scheduled: { ...released().scheduled, at: undefined } }, 'Frozen.')).toEqual([]);
});
