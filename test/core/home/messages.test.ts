import { expect, it } from 'vitest';
import { freezeLine, mayDecide, moreOf } from '../../../lib/core/home/messages.ts';

it('Home names what a person may decide, what holds, and how much it leaves out', () => {
  expect(mayDecide('Prod/ask', false, '1 of 2.')).toBe('Prod/ask: you can approve or reject it. 1 of 2.');
  expect(mayDecide('Prod/ask', true, 'You started it.')).toBe('Prod/ask: you can reject it. You started it.');
  expect(freezeLine({ rule: 'weekend', because: 'Frozen by "weekend".' })).toBe('Frozen by "weekend".');
  expect(freezeLine({ rule: 'weekend', because: 'Frozen until Monday.' })).toBe('weekend: Frozen until Monday.');
  expect([moreOf(1, 'line'), moreOf(2, 'pipeline')]).toEqual(['… and 1 more line', '… and 2 more pipelines']);
});
