import { expect, it } from 'vitest';
import { planManualChanges } from '../../../lib/core/freeze/plan-manual-changes.ts';
import type { ManualChange } from '../../../lib/core/freeze/transitions.ts';
import { CHANNEL, rules } from '../../kit/rules.ts';

const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' };

const policy = rules(`version: 1
scopes: { it: { pipelines: [shop] }, other: { pipelines: [other] } }
routes: [{ scope: it, channel: ${CHANNEL} }, { scope: other, channel: C0OTHER }]`);

function planned(change?: ManualChange) {
  return planManualChanges({ ref, ...(change ? { found: { Prod: [1, change] } } : {}) }, policy);
}

function announced(change?: ManualChange) {
  return planned(change).filter(({ effect }) => effect.type === 'announce');
}

function recorded(change: ManualChange) {
  return planned(change).flatMap(({ key, kind, effect }) =>
    effect.type === 'writeAudit' ? [{ key, kind, entry: effect.entry }] : [],
  );
}

it.each<[ManualChange, string[]]>([
  [{ type: 'foreign', want: 'closed', since: 7 }, [`found:Prod:foreign:closed@7:${CHANNEL}`]],
  [{ type: 'foreign', want: 'open' }, [`found:Prod:foreign:open@:${CHANNEL}`]],
  [{ type: 'reopened', want: 'closed', since: 7 }, [`found:Prod:reopened:closed@7:${CHANNEL}`]],
  [{ type: 'reopened', want: 'open', since: 7 }, []],
])('a change by a person is announced once, and an opening only during the freeze: %j', (change, keys) => {
  expect(announced(change).map(({ key }) => key)).toEqual(keys);
});

it('the announcement goes to the channels of the pipeline, within half an hour', () => {
  expect(announced()).toEqual([]);
  expect(announced({ type: 'reopened', want: 'closed', since: 7 })).toEqual([
    {
      key: `found:Prod:reopened:closed@7:${CHANNEL}`,
      kind: 'once',
      effect: {
        type: 'announce',
        channel: CHANNEL,
        text: 'The transition into Prod of shop was enabled during a freeze. Signalbox leaves it enabled.',
      },
      because: 'A manual change is respected and announced.',
      after: [],
      from: 0,
      giveUp: 1_800_000,
    },
  ]);
});

it('a change by a person is recorded in the journal', () => {
  const by = 'arn:aws:sts::123456789012:assumed-role/Admin/mia';
  expect(recorded({ type: 'foreign', want: 'closed', since: 7, by, reason: 'stock-taking' })).toEqual([
    {
      key: 'record:found:Prod:foreign@7',
      kind: 'once',
      entry: {
        ...ref,
        executionId: '',
        id: '123456789012/eu-central-1/found:Prod:foreign@7',
        at: 7,
        what: 'manual',
        stage: 'Prod',
        action: '',
        who: [by],
        decision: 'disabled',
        comment: 'stock-taking',
        because: 'The transition was disabled in AWS, not with Signalbox.',
        policy: 'test',
      },
    },
  ]);
  expect(recorded({ type: 'reopened', want: 'closed', since: 8 })[0]?.entry).toMatchObject({
    decision: 'enabled',
    who: [],
    because: 'The transition was enabled in AWS, not with Signalbox, while Signalbox held it disabled.',
  });
});

it('a change that is found during a freeze and after it is recorded once', () => {
  const [during, after] = (['closed', 'open'] as const).map((want) => recorded({ type: 'foreign', want, since: 7 }));
  expect(during?.map(({ key }) => key)).toEqual(after?.map(({ key }) => key));
  expect(recorded({ type: 'foreign', want: 'open', since: 9 })[0]?.key).not.toBe(during?.[0]?.key);
});
