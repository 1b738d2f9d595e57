import { expect, it } from 'vitest';
import { warnings } from '../../../lib/policy/check/warnings.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

const RIGHT = `version: 1
routes: [{ scope: all, channel: C0DEPLOYS }]
`;
const MACHINE = 'machines: { bot: { source: acme.bot, accounts: ["111122223333"] } }\n';
const EVENTS = 'events: { bus: decisions }\n';
const APPROVAL = 'approvals: [{ id: one, scope: all, require: [{ from: [gate] }] }]\n';

function messagesOf(yaml: string): string[] {
  return warned(RIGHT + yaml);
}

function warned(policy: string): string[] {
  const parsed = parsePolicy(policy);
  if (!parsed.ok) return parsed.problems.map(({ message }) => `error: ${message}`);
  return warnings(parsed.policy, 0).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

it('a machine that an approval counts has no warning', () => {
  expect(messagesOf(`${EVENTS}${MACHINE}people: { gate: { machines: [bot] } }\n${APPROVAL}`)).toEqual([]);
});

it.each([
  ['no set names it', MACHINE, 'machines.bot: no set of people names this machine, so its votes never count'],
  [
    'no approval requires its set',
    `${MACHINE}people: { gate: { machines: [bot] } }\n`,
    'machines.bot: no approval rule requires a set that names this machine, so its votes never count',
  ],
  [
    'it gets no request',
    `${MACHINE}people: { gate: { machines: [bot] } }\n${APPROVAL}`,
    'machines: without "events", Signalbox sends no machine the request that its vote answers',
  ],
])('a warning names a machine that can do nothing: %s', (_, yaml, warning) => {
  expect(messagesOf(yaml)).toEqual([warning]);
});

const RULE = 'scope: all, require: [{ from: [gate] }]';
it.each([
  ['routes.0.call.1', '{ scope: all, channel: C0DEPLOYS, call: [ann, SET] }', `{ id: one, ${RULE} }`, ''],
  ['approvals.1.call.0', undefined, `{ id: one, ${RULE} }, { id: two, ${RULE}, call: [SET] }`, ''],
  ['approvals.0.escalate.to', undefined, `{ id: one, ${RULE}, escalate: { after: 1h, to: SET } }`, ''],
  [
    'freezes.0.override.allow.0',
    undefined,
    `{ id: one, ${RULE} }`,
    'freezes: [{ id: f, kind: deny, scope: all, tz: UTC, once: { from: 2026-12-24T12:00, until: 2026-12-27T12:00 }, override: { allow: [SET], maxFor: 1h } }]',
  ],
  ['commands.0.allow.0', undefined, `{ id: one, ${RULE} }`, 'commands: [{ allow: [SET], do: [freeze], scope: all }]'],
])('a warning at %s names a set of machines in a place for people', (path, route, approvals, more) => {
  const policy = `version: 1
routes: [${route ?? '{ scope: all, channel: C0DEPLOYS }'}]
people: { ann: { users: [U0ANN] }, gate: { machines: [bot] }, mixed: { machines: [bot], users: [U0BO] } }
${EVENTS}${MACHINE}approvals: [${approvals}]
${more}
`;
  const at = (set: string) => warned(policy.replaceAll('SET', set)).filter((line) => line.startsWith(path));
  expect(at('gate')).toEqual([`${path}: "gate" has only machines, and a machine can do nothing but vote on approvals`]);
  expect(at('mixed')).toEqual([]);
});

it.each([
  [
    'an unknown machine',
    `${MACHINE}people: { gate: { machines: [boot] } }\n`,
    'unknown machine "boot"; did you mean "bot"?',
  ],
  [
    'two machines with one sender',
    'machines: { bot: { source: a, accounts: ["111122223333"] }, two: { source: a, accounts: ["111122223333"] } }\n',
    '"bot" has the same source and one of the same accounts',
  ],
  ['a source of AWS', 'machines: { bot: { source: aws.ec2, accounts: ["111122223333"] } }\n', 'only AWS and Signalbox'],
  ['a source of Signalbox', 'machines: { bot: { source: signalbox, accounts: ["111122223333"] } }\n', 'only AWS and'],
  ['a machine without an account', 'machines: { bot: { source: acme } }\n', 'this key is missing; expected a list'],
  [
    'a machine name like a Slack id',
    'machines: { U0ANN: { source: a, accounts: ["111122223333"] } }\n',
    'small letter',
  ],
  ['an invalid bus', 'events: { bus: "arn:aws:sns:eu-central-1:111122223333:news" }\n', 'EventBridge bus'],
  ['events without a bus', 'events: {}\n', 'bus'],
])('an error names %s', (_, yaml, message) => {
  const parsed = parsePolicy(RIGHT + yaml);
  expect(parsed.ok).toBe(false);
  if (!parsed.ok) expect(parsed.problems.map((problem) => problem.message).join(' ')).toContain(message);
});

it.each(['decisions', 'default', 'arn:aws:events:eu-central-1:111122223333:event-bus/decisions'])(
  'the bus may be %s',
  (bus) => {
    expect(messagesOf(`events: { bus: "${bus}" }\n`)).toEqual([]);
  },
);

it('two machines are one sender if they share a source and an account, and the place is the later one', () => {
  const machines = (second: string) =>
    `machines: { bot: { source: a, accounts: ["111122223333", "222233334444"] }, two: { ${second} } }\n`;
  const errorsOf = (yaml: string) => {
    const parsed = parsePolicy(RIGHT + yaml);
    return parsed.ok ? [] : parsed.problems.map(({ key, line }) => `${line} ${key}`);
  };
  expect(errorsOf(machines('source: a, accounts: ["222233334444", "333344445555"]'))).toEqual(['3 machines.two']);
  expect(errorsOf(machines('source: a, accounts: ["333344445555"]'))).toEqual([]);
  expect(errorsOf(machines('source: b, accounts: ["111122223333"]'))).toEqual([]);
});

it('an unknown machine is reported where a set names it', () => {
  const parsed = parsePolicy(`${RIGHT}${MACHINE}people:\n  gate:\n    machines: [bot, boot]\n`);
  expect(parsed.ok ? [] : parsed.problems.map(({ line, column }) => [line, column])).toEqual([[6, 21]]);
});
