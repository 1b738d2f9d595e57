import { expect, it } from 'vitest';
import { ofBoard, rules } from '../kit/rules.ts';
import { override } from './frozen.ts';

/** What the core asks of a policy without a question about a rule. */

const NOW = Date.UTC(2026, 10, 22, 12);
const shop = { account: '111122223333', region: 'eu-central-1', pipeline: 'shop-prod' };
const policy = (more = '') => `version: 1
accounts: [{ id: "111122223333", name: shop }, { id: "444455556666", role: "arn:aws:iam::444455556666:role/r", externalId: xyz }]
scopes: { prod: { pipelines: ["*-prod"] }, test: { pipelines: ["*-test"] } }
routes: [{ scope: test, channel: C0TEST }, { scope: prod, channel: C0PROD }]
identities: { Bo Berg: U0BO }
${more}
`;

it('a policy watches a pipeline that one of its routes covers', () => {
  expect(rules(policy()).watches({ ...shop, executionId: 'e' })).toBe(true);
  expect(rules(policy()).watches({ ...shop, executionId: 'e', pipeline: 'shop-dev' })).toBe(false);
});

it('a policy has a Home and retries only if it says so', () => {
  const { home, retries } = rules(policy());
  expect({ home, retries }).toEqual({ home: false, retries: false });
  const more = rules(policy('home: true\nretry: [{ id: r, scope: prod }]'));
  expect({ home: more.home, retries: more.retries }).toEqual({ home: true, retries: true });
});

it('a policy has names of accounts, and authors in Slack', () => {
  const ruled = rules(policy());
  expect(['111122223333', '444455556666', '777788889999'].map(ruled.accountName)).toEqual([
    'shop',
    undefined,
    undefined,
  ]);
  expect(ruled.author({ name: 'Bo Berg' }, {})).toEqual({ user: 'U0BO', lookUp: [] });
});

it('a policy knows who owns an execution, and until when a pipeline is muted', () => {
  const mute = {
    ...override('2026-11-22T11:00Z', '2026-11-22T13:00Z', { pipelines: ['shop-*'] }),
    type: 'mute',
  } as const;
  const ruled = ofBoard(policy(), { orders: { 'mute-1': mute } });
  const owns = (user: string) => ruled.owner({ user, sources: [[{ name: 'Bo Berg' }]], known: {} }).isOwner;
  expect([owns('U0BO'), owns('U0ANN')]).toEqual([true, false]);
  expect(ruled.mutedUntil({ ...shop }, NOW)).toBe(Date.UTC(2026, 10, 22, 13));
  expect(ruled.mutedUntil({ ...shop, pipeline: 'pay-prod' }, NOW)).toBeUndefined();
});
