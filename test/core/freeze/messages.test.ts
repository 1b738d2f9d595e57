import { expect, it } from 'vitest';
import { manualChange } from '../../../lib/core/freeze/messages.ts';
import type { ManualChange } from '../../../lib/core/freeze/transitions.ts';

const by = 'arn:aws:iam::1:user/olga';

it.each<[Partial<ManualChange>, string]>([
  [{ type: 'reopened', by }, 'was enabled by olga during a freeze. Signalbox leaves it enabled.'],
  [{ type: 'reopened' }, 'was enabled during a freeze. Signalbox leaves it enabled.'],
  [{ want: 'closed', by, reason: 'audit' }, 'was already disabled by olga ("audit"). Signalbox will not re-enable it.'],
  [{ want: 'closed' }, 'was already disabled. Signalbox will not re-enable it.'],
  [{ want: 'open', by, reason: 'audit' }, 'stays disabled after the freeze: it was disabled by olga ("audit").'],
  [{ want: 'open' }, 'stays disabled after the freeze: it was disabled.'],
])('a change by a person is announced: %j', (more, words) => {
  const change = { type: 'foreign', want: 'closed', since: 1, ...more } as ManualChange;
  expect(manualChange('Prod', 'shop', change)).toBe(`The transition into Prod of shop ${words}`);
});
