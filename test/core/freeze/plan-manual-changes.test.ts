import { expect, it } from 'vitest';
import { planManualChanges } from '../../../lib/core/freeze/plan-manual-changes.ts';
import type { ManualChange } from '../../../lib/core/freeze/transitions.ts';
import { CHANNEL, rules } from '../../kit/rules.ts';

const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' };

function announced(change?: ManualChange) {
  return planManualChanges({ ref, ...(change ? { found: { Prod: [1, change] } } : {}) }, rules());
}

it.each<[ManualChange, string[]]>([
  [{ type: 'foreign', want: 'closed', since: 7 }, [`found:Prod:foreign:closed@7:${CHANNEL}`]],
  [{ type: 'foreign', want: 'open' }, [`found:Prod:foreign:open@:${CHANNEL}`]],
  [{ type: 'reopened', want: 'closed', since: 7 }, [`found:Prod:reopened:closed@7:${CHANNEL}`]],
  [{ type: 'reopened', want: 'open', since: 7 }, []],
])('a change by a person is announced once, an opening only during the freeze: %j', (change, keys) => {
  expect(announced(change).map(({ key }) => key)).toEqual(keys);
});

it('the announcement goes to the channels of the pipeline, and not later than half an hour', () => {
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
