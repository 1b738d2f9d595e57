import { describe, expect, it } from 'vitest';
import type { KnownPeople, PeopleSelector } from '../../../lib/core/approval/types.ts';
import { author } from '../../../lib/policy/people/author.ts';
import { directoryOf } from '../../../lib/policy/people/directory.ts';
import { emailToLookUp, identify, identityKey, NOBODY, namesOfStarter } from '../../../lib/policy/people/identity.ts';
import { type Membership, membership, mentionsIn, selectorOf } from '../../../lib/policy/people/members.ts';

/** Who a person of CodePipeline, of a commit or of Slack is. */

const identities = new Map([
  ['Mia', 'U0MIA'],
  ['bo@example.com', 'U0BO'],
  ['renovate', NOBODY],
]);
const known: KnownPeople = {
  groups: { S0RELEASE: [1, { members: ['U0ANN', 'U0BO'] }], S0GONE: [1, { why: 'no_such_subteam' }] },
  emails: {
    'ann@example.com': [1, { user: 'U0ANN' }],
    'zoe@example.com': [1, { why: 'users_not_found' }],
    'CY@example.com': [2, { user: 'U0NEW' }],
    'cy@example.com': [1, { user: 'U0OLD' }],
  },
};
const directory = directoryOf(known);

describe('a person', () => {
  it.each<[string, (string | undefined)[], ReturnType<typeof identify>]>([
    ['is known by name', ['Mia'], { type: 'known', user: 'U0MIA' }],
    ['is known by name, with spaces around it', [' Mia '], { type: 'known', user: 'U0MIA' }],
    ['is not known by a name in other letters', ['mia'], { type: 'unknown' }],
    ['is known by e-mail, in any letters', ['BO@Example.com'], { type: 'known', user: 'U0BO' }],
    ['is known by the second name', ['x@example.com', 'Mia'], { type: 'known', user: 'U0MIA' }],
    ['is known to Slack by e-mail', [undefined, ' Ann@example.com'], { type: 'known', user: 'U0ANN' }],
    ['is known to Slack by the newer answer', ['cy@example.com'], { type: 'known', user: 'U0NEW' }],
    ['is not known to Slack', ['zoe@example.com'], { type: 'unknown', why: 'users_not_found' }],
    ['waits for Slack', ['New@example.com'], { type: 'waits', email: 'new@example.com' }],
    ['has no name', [undefined, ' '], { type: 'unknown' }],
    ['has a name that an object has', ['constructor'], { type: 'unknown' }],
    ['has an e-mail inside a sentence', ['Ann <ann@example.com>'], { type: 'unknown' }],
    ['has an e-mail before a name', ['ann@example.com (Ann)'], { type: 'unknown' }],
    ['has a role with spaces around it', [' arn:aws:sts::1:role/ann@example.com '], { type: 'unknown' }],
    ['has a role with an e-mail', ['arn:aws:sts::1:assumed-role/Admin/ann@example.com'], { type: 'unknown' }],
  ])('%s', (_, names, expected) => {
    expect(identify(names, identities, directory)).toEqual(expected);
  });

  it('is looked up by e-mail only if the policy does not know them', () => {
    expect(emailToLookUp(['x', 'New@example.com'], identities)).toBe('new@example.com');
    expect(emailToLookUp(['new@example.com', 'Mia'], identities)).toBeUndefined();
    expect(emailToLookUp(['x'], identities)).toBeUndefined();
  });

  it('has one key for all spellings of an e-mail, and keeps the letters of a name', () => {
    expect([' Bo@Example.com ', ' Mia '].map(identityKey)).toEqual(['bo@example.com', 'Mia']);
  });

  it('who started an execution also has the last part of the ARN as a name', () => {
    const role = 'arn:aws:sts::111122223333:assumed-role/Admin/mia@example.com';
    expect(namesOfStarter(role)).toEqual([role, 'mia@example.com']);
    expect(namesOfStarter('arn:aws:iam::111122223333:root')).toEqual(['arn:aws:iam::111122223333:root', 'root']);
  });

  it('who made a change is a user of Slack, unless the policy calls them a bot', () => {
    expect(author(identities, { name: 'Mia', email: 'ann@example.com' }, known)).toEqual({ user: 'U0MIA', lookUp: [] });
    expect(author(identities, { name: 'A', email: 'ann@example.com' }, known)).toEqual({
      user: 'U0ANN',
      lookUp: ['ann@example.com'],
    });
    expect(author(identities, { name: 'renovate' }, known)).toEqual({ lookUp: [] });
    expect(author(identities, { email: 'new@example.com' }, known)).toEqual({ lookUp: ['new@example.com'] });
  });
});

describe('the members of a selector', () => {
  const selector = (more: Partial<PeopleSelector>): PeopleSelector => ({ users: [], groups: [], emails: [], ...more });

  it.each<[string, string, Partial<PeopleSelector>, Membership]>([
    ['a listed user', 'U0BO', { users: ['U0ANN', 'U0BO'] }, { type: 'in' }],
    ['another user', 'U0CY', { users: ['U0ANN'] }, { type: 'out' }],
    ['a member of a group', 'U0BO', { groups: ['S0RELEASE'] }, { type: 'in' }],
    ['no member of a group', 'U0CY', { groups: ['S0RELEASE'] }, { type: 'out' }],
    ['the user of an e-mail', 'U0ANN', { emails: ['ann@example.com'] }, { type: 'in' }],
    ['no user of an e-mail', 'U0BO', { emails: ['ann@example.com'] }, { type: 'out' }],
    ['one match beside an open look-up', 'U0BO', { groups: ['S0RELEASE', 'S0NEW'] }, { type: 'in' }],
    [
      'open look-ups',
      'U0CY',
      { groups: ['S0NEW'], emails: ['new@example.com', 'zoe@example.com'] },
      { type: 'waits', for: ['the members of S0NEW', 'the Slack user of new@example.com'] },
    ],
    [
      'failed look-ups',
      'U0CY',
      { groups: ['S0GONE', 'S0RELEASE'], emails: ['zoe@example.com'] },
      {
        type: 'unreadable',
        lookUps: ['the members of S0GONE (no_such_subteam)', 'the Slack user of zoe@example.com (users_not_found)'],
      },
    ],
    ['a listed user beside a failed look-up', 'U0BO', { users: ['U0BO'], groups: ['S0GONE'] }, { type: 'in' }],
    ['a machine', 'machine:sonar', { machines: ['sonar'] }, { type: 'in' }],
    ['another machine, which is no member of a group', 'machine:scan', { groups: ['S0NEW'] }, { type: 'out' }],
    ['no one', 'U0BO', {}, { type: 'out' }],
  ])('with %s', (_, user, more, expected) => {
    expect(membership(user, selector(more), directory)).toEqual(expected);
  });
});

describe('sets of people', () => {
  const people = {
    release: { users: ['U0ANN', 'U0BO'], slackGroups: ['S0RELEASE'] },
    leads: { users: ['U0BO'], emails: ['cy@example.com'], machines: ['sonar'] },
    robots: { machines: ['sonar', 'scan'] },
  };

  it('are one selector, without the same entry twice', () => {
    expect(selectorOf({ people }, ['release', 'leads', 'robots', 'unknown', 'constructor'])).toEqual({
      users: ['U0ANN', 'U0BO'],
      groups: ['S0RELEASE'],
      emails: ['cy@example.com'],
      machines: ['sonar', 'scan'],
    });
    expect(selectorOf({ people }, ['release'])).not.toHaveProperty('machines');
  });

  it('are mentioned with other mentions, each once', () => {
    expect(mentionsIn({ people }, ['release', 'U0BO', 'here'])).toEqual(['S0RELEASE', 'U0ANN', 'U0BO', 'here']);
  });
});
