import { describe, expect, it } from 'vitest';
import { voterOf } from '../../lib/cli/question/voter.ts';

const policy = {
  people: { release: { slackGroups: ['S0REL', 'S0MORE'] }, payers: { users: ['U0PAY'] } },
  machines: { 'change-system': { source: 'acme.change', accounts: ['111122223333'] } },
};
const voter = (as?: string, groups?: string) => voterOf({ as, groups }, policy);

describe('the person of a question', () => {
  it.each([
    ['U012ABC', 'U012ABC'],
    ['W012ABC', 'W012ABC'],
    ['<@U012ABC>', 'U012ABC'],
    ['<@U012ABC|ann>', 'U012ABC'],
    ['Ann@Example.com', 'ann@example.com'],
  ])('is %s', (as, user) => {
    expect(voter(as)).toEqual({ user, groups: [] });
  });

  it('has groups by id, and by a name under people', () => {
    expect(voter('U012', 'S0X, release,payers')?.groups).toEqual(['S0X', 'S0REL', 'S0MORE']);
    expect(voter('U012', '')?.groups).toEqual([]);
    expect(voter()).toBeUndefined();
  });

  it.each(['ann', '@ann', 'u012abc', 'U', '', 'S0REL', 'a@b@c', '<@ann>', 'U012 '])('is not "%s"', (as) => {
    expect(() => voter(as)).toThrow(`--as "${as}" is not a person. Expected: a Slack member ID such as U012ABC`);
  });

  it('is not a machine', () => {
    expect(() => voter('change-system')).toThrow('change-system is a machine, which votes by an event.');
  });

  it.each([
    ['relase', 'Unknown group "relase"; did you mean "release"?'],
    ['S0X,zzzzzzzz', 'Unknown group "zzzzzzzz"; expected a name under people in the policy, or a group id (S…).'],
    ['constructor', 'Unknown group "constructor"'],
  ])('has no group %s', (groups, message) => {
    expect(() => voter('U012', groups)).toThrow(message);
  });

  it('is needed for groups', () => {
    expect(() => voter(undefined, 'release')).toThrow('so it needs --as');
  });
});
