import { expect, it } from 'vitest';
import { serviceTrouble } from '../../lib/cli/service-trouble.ts';

it('an address that does not exist is answered with what to check', () => {
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND ssm.frankfurt.amazonaws.com'), { code: 'ENOTFOUND' });
  expect(serviceTrouble(error)).toBe(
    'AWS has no such address: check the Region and the network. (getaddrinfo ENOTFOUND ssm.frankfurt.amazonaws.com)',
  );
});
