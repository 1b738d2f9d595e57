import { expect, it } from 'vitest';
import { planSharedState } from '../../../lib/core/command/plan-shared-state.ts';
import { rules } from '../../kit/rules.ts';

const MINUTE = 60_000;

it('an announcement is one intent for each channel, and is dropped if it is late', () => {
  const announcements = () => [
    { id: 'f 5 start', at: 5, text: 'It begins.', channels: ['C0A', 'C0B'] },
    { id: 'f 9 end', at: 9, text: 'It ends.', channels: ['C0A'] },
  ];
  const intents = planSharedState({}, { ...rules(), announcements }, {}, 1);
  const intent = (channel: string, id: string, text: string, from: number) => ({
    key: expect.stringMatching(/^freeze-\w+$/),
    kind: 'once',
    effect: { type: 'announce', channel, text },
    because: `The policy announces this freeze: ${id}.`,
    after: [],
    from,
    giveUp: 30 * MINUTE,
  });
  expect(intents).toEqual([
    intent('C0A', 'f 5 start', 'It begins.', 5),
    intent('C0B', 'f 5 start', 'It begins.', 5),
    intent('C0A', 'f 9 end', 'It ends.', 9),
  ]);
  expect(new Set(intents.map(({ key }) => key)).size).toBe(3);
});
