import { describe, expect, it } from 'vitest';
import type { Vote } from '../../../lib/core/approval/types.ts';
import { machineNamed } from '../../../lib/policy/events/machines.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import { rules } from '../../kit/rules.ts';
import { NOW, question, votes } from '../ask.ts';

const policy = (more = '', require = '[{ from: [gate] }]') => `
version: 1
routes: [{ scope: all, channel: C0DEPLOYS }]
machines:
  change-system: { source: acme.change, accounts: ["111122223333", "444455556666"] }
  scanner: { source: acme.scan, accounts: ["111122223333"] }
people:
  gate: { machines: [change-system] }
  mixed: { users: [U0ANN], machines: [change-system] }
  scan: { machines: [scanner] }
approvals: [{ id: one, scope: all, require: ${require}${more} }]
`;

function machine(decision: 'approve' | 'reject' = 'approve', more: Partial<Vote> = {}): Vote {
  const sender = { source: 'acme.change', account: '111122223333' };
  return { user: 'machine:change-system', decision, channel: '', at: NOW - 1_000, machine: sender, ...more };
}

const ask = (yaml: string, given: Vote[], more: object = {}) =>
  rules(yaml).approval({ ...question('', more), votes: given });

describe('the vote of a machine', () => {
  it('approves if the policy allows it, without any look-up', () => {
    const decided = ask(policy(), [machine()]);
    expect(decided).toMatchObject({ choice: 'approve', by: ['machine:change-system'], isDirect: true, open: true });
    expect(decided.decision.because).toBe('1 of 1 approved: change-system (machine) ("gate").');
    expect(decided.lookUp).toEqual({ groups: [], emails: [] });
  });

  it.each([
    ['[{ from: [gate] }]', 'Only the machine change-system can approve this.'],
    ['[{ from: [gate] }, { from: [scan] }]', 'Only the machines change-system and scanner can approve this.'],
    ['[{ from: [gate] }, { from: [mixed] }]', 'You are not in "mixed". Ask one of them to decide.'],
  ])('is not open to a person, and the refusal names who can decide: %s', (require, refusal) => {
    const decided = ask(policy('', require), [{ user: 'U0BO', decision: 'approve', channel: '', at: NOW - 1_000 }]);
    expect(decided.refused).toEqual({ U0BO: refusal });
  });

  it('rejects', () => {
    const decided = ask(policy(), [machine('reject')]);
    expect(decided.choice).toBe('reject');
    expect(decided.decision.because).toBe('Rejected by change-system (machine).');
  });

  it.each([
    ['another source', { source: 'acme.evil', account: '111122223333' }],
    ['another account', { source: 'acme.change', account: '999999999999' }],
    ['the source of another machine', { source: 'acme.scan', account: '111122223333' }],
    ['no sender', undefined],
  ])('does not count from %s, although it was recorded', (_, sender) => {
    const decided = ask(policy(), [machine('approve', { machine: sender })]);
    expect(decided.choice).toBeUndefined();
    expect(decided.notCounted).toEqual({ 'machine:change-system': 'not in "gate"' });
  });

  it.each(['reject', 'approve'] as const)('does not count if no requirement names it: %s', (decision) => {
    const decided = ask(policy('', '[{ from: [scan] }]'), [machine(decision)]);
    expect(decided.choice).toBeUndefined();
  });

  it('from two accounts is one vote, and does not replace a person', () => {
    const two = policy('', '[{ count: 2, from: [mixed] }]');
    const other = { machine: { source: 'acme.change', account: '444455556666' }, at: NOW };
    expect(ask(two, [machine('approve', other)]).choice).toBeUndefined();
    expect(ask(two, [machine(), ...votes('ann+')]).choice).toBe('approve');
  });

  it('counts for only one of two requirements', () => {
    const both = policy('', '[{ from: [gate] }, { from: [mixed] }]');
    expect(ask(both, [machine()]).choice).toBeUndefined();
    expect(ask(both, [machine(), ...votes('ann+')]).choice).toBe('approve');
  });

  it('may need a comment, and expires, as the vote of a person does', () => {
    expect(ask(policy(', reason: { min: 5 }'), [machine()]).choice).toBeUndefined();
    expect(ask(policy(', reason: { min: 5 }'), [machine('approve', { comment: 'CHG-77' })]).choice).toBe('approve');
    expect(ask(policy(', validFor: 1m'), [machine('approve', { at: NOW - 120_000 })]).choice).toBeUndefined();
  });

  it('does not count while the author is unknown, and counts if the author is known', () => {
    const forbid = `${policy(', forbid: [author, starter]')}identities: { Mia: U0MIA }\n`;
    expect(ask(forbid, [machine()], { authors: [{ name: 'Who' }] }).choice).toBeUndefined();
    expect(ask(forbid, [machine()], { authors: [{ name: 'Mia' }] }).choice).toBe('approve');
  });
});

describe('a sender', () => {
  const parsed = parsePolicy(policy());
  if (!parsed.ok) throw new Error('The policy is invalid');

  it.each([
    ['acme.change', '444455556666', 'change-system'],
    ['acme.scan', '111122223333', 'scanner'],
    ['acme.scan', '444455556666', undefined],
    ['ACME.change', '111122223333', undefined],
    ['', '', undefined],
  ])('%s in %s is %s', (source, account, name) => {
    expect(machineNamed(parsed.policy, { source, account })).toBe(name);
  });
});
