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
  const parsed = parsePolicy(RIGHT + yaml);
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
  [
    'a command allows it',
    `${EVENTS}${MACHINE}people: { gate: { machines: [bot] } }\n${APPROVAL}commands: [{ allow: [gate], do: [freeze], scope: all }]\n`,
    'commands.0.allow.0: "gate" has only machines, and a machine can do nothing but vote on approvals',
  ],
])('a warning names a machine that can do nothing: %s', (_, yaml, warning) => {
  expect(messagesOf(yaml)).toEqual([warning]);
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
