import { expect, it } from 'vitest';
import { changeIn, votersOf } from '../../../lib/core/events/voters.ts';
import { partialExecution } from '../../../lib/core/execution/facts.ts';

it('the voters of a decision outside of Signalbox are the person that AWS reports, if it is known', () => {
  const execution = partialExecution({ account: '1', region: 'eu', pipeline: 'p', executionId: 'e' }, {});
  const decided = { stage: 'Prod', action: 'ask', run: 'r', at: 1, outcome: 'approved', isFinal: true } as const;
  expect(votersOf(execution, { ...decided, updatedBy: 'arn:jo' })).toEqual([{ type: 'aws', id: 'arn:jo' }]);
  expect(votersOf(execution, decided)).toEqual([]);
  expect(votersOf(execution, { ...decided, updatedBy: 'arn:jo', by: [] })).toEqual([]);
});

it('a change in an event has its title and its page, and no e-mail address', () => {
  const revision = 'abcdef0123456789abcdef0123456789abcdef01';
  const source = { repository: 'acme/shop', provider: 'GitHub', author: 'Mia', branch: 'main', tag: 'v1' };
  const more = { message: 'Fix the cart\n\nLonger text', email: 'mia@example.com', url: undefined };
  expect(changeIn({ revision, ...source, ...more })).toStrictEqual({
    revision,
    ...source,
    message: 'Fix the cart',
    url: `https://github.com/acme/shop/commit/${revision}`,
  });
  expect(changeIn(undefined)).toBeUndefined();
});
