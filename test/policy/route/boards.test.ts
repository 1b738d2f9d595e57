import { expect, it } from 'vitest';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import { rules } from '../../kit/rules.ts';

const POLICY = `
version: 1
scopes:
  shops: { pipelines: ["shop-*"] }
  tagged: { tags: { env: prod } }
routes:
  - { scope: shops, channel: C0A, board: true, on: [] }
  - { scope: shops, channel: C0A, board: true, mention: [here] }
  - { id: "live: all", scope: tagged, channel: C0B, board: true, on: [failed] }
  - { scope: all, channel: C0C, board: false }
`;
const ref = { account: '123456789012', region: 'eu-central-1' };

it('a policy has one board for each channel and route, and finds the boards of a pipeline', () => {
  const { boards, audience } = rules(POLICY);
  const keys = (...subject: Parameters<typeof boards>) => boards(...subject).map(({ key }) => key);
  expect(keys()).toEqual(['where#C0A#shops', 'where#C0B#live. all']);
  expect(boards().map(({ name, channel }) => [name, channel])).toEqual([
    ['shops', 'C0A'],
    ['live: all', 'C0B'],
  ]);
  expect(keys({ ...ref, pipeline: 'shop-api', tags: {} })).toEqual(['where#C0A#shops']);
  expect(keys({ ...ref, pipeline: 'desk', tags: { env: 'prod' } })).toEqual(['where#C0B#live. all']);
  expect(keys({ ...ref, pipeline: 'desk' })).toEqual(['where#C0B#live. all']);
  expect(keys({ ...ref, pipeline: 'desk', tags: {} })).toEqual([]);
  expect(audience(['shop-api'])).toEqual(['C0A', 'C0B', 'C0C']);
  expect(rules(POLICY.replace(', mention: [here]', ', on: []')).audience(['shop-api'])).toEqual(['C0B', 'C0C']);
});

it.each([
  ['{ scope: all, sns: ["arn:aws:sns:eu-central-1:123456789012:x"], board: true }', 'a board needs a channel'],
  ['{ scope: all, channel: C0A, on: [] }', 'an empty "on" sends nothing'],
])('a policy refuses %s', (route, why) => {
  const parsed = parsePolicy(`version: 1\nroutes: [${route}]`);
  expect(parsed.ok ? '' : parsed.problems.map(({ message }) => message).join()).toContain(why);
});
