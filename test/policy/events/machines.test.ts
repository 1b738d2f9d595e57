import { expect, it } from 'vitest';
import { machineNamed, machinesOf, senderIs } from '../../../lib/policy/events/machines.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

const machines = { sonar: { source: 'acme.sonar', accounts: ['111122223333', '444455556666'] } };
const sender = { source: 'acme.sonar', account: '444455556666' };

it('a sender is the machine with its source and one of its accounts', () => {
  const is = (name: string, more = {}) => senderIs(machinesOf({ machines }), name, { ...sender, ...more });
  expect(is('sonar')).toBe(true);
  expect(is('sonar', { source: 'acme.scan' })).toBe(false);
  expect(is('sonar', { account: '777788889999' })).toBe(false);
  expect(is('removed')).toBe(false);
  expect([machineNamed({ machines }, sender), machineNamed({}, sender)]).toEqual(['sonar', undefined]);
});

it('a policy refuses a machine with a name that could be one of Slack, at its name', () => {
  const yaml =
    'version: 1\nroutes: [{ scope: all, channel: C0DEPLOYS }]\nmachines: { Sonar: { source: a, accounts: ["111122223333"] } }';
  const parsed = parsePolicy(yaml);
  const found = parsed.ok ? [] : parsed.problems.map(({ key, message }) => [key, message]);
  expect(found).toContainEqual([
    'machines.Sonar',
    expect.stringMatching(/^the name of a machine starts with a small letter/),
  ]);
});
