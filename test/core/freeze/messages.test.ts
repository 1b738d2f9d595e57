import { expect, it } from 'vitest';
import { manualChange, ownerAsked, ownerBehind, ownerSuperseded } from '../../../lib/core/freeze/messages.ts';
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

const lock = { id: 'freeze-1', by: 'U0ANN', from: 0, until: 1, stages: ['Test', 'Prod'] };
it.each([
  [
    'that another execution waits for the lock',
    () => ownerAsked(lock, 'shop', 'c0ffee1 (Bob)'),
    '<@U0ANN> c0ffee1 (Bob) waits for Test, Prod of shop, which you locked. Do you still need it? /signalbox unlock shop Test,Prod ends freeze-1.',
  ],
  [
    'that a newer execution superseded their own',
    () => ownerSuperseded(lock, 'shop', 'c0ffee1'),
    '<@U0ANN> A newer execution superseded yours before it could enter Test, Prod of shop: c0ffee1. Your lock stays on. Release again, or end it with /signalbox unlock shop.',
  ],
  [
    'which execution is before their own in the queue',
    () => ownerBehind(lock, 'Prod', 'shop', 'c0ffee1', ['aaaaaaa']),
    '<@U0ANN> Your execution c0ffee1 cannot enter Prod of shop yet: before it in the queue waits aaaaaaa. CodePipeline keeps the order. Stop it, or end the lock with /signalbox unlock shop.',
  ],
  [
    'which executions are before their own in the queue',
    () => ownerBehind(lock, 'Prod', 'shop', 'c0ffee1', ['aaaaaaa', 'bbbbbbb']),
    '<@U0ANN> Your execution c0ffee1 cannot enter Prod of shop yet: before it in the queue wait aaaaaaa, bbbbbbb. CodePipeline keeps the order. Stop them, or end the lock with /signalbox unlock shop.',
  ],
])('a message informs the owner of a lock %s', (_, text, words) => {
  expect(text()).toBe(words);
});
