import { expect, it } from 'vitest';
import { changeIn } from '../../../lib/core/events/voters.ts';

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
