import type { WebClient } from '@slack/web-api';
import { type GroupMembers, unsatisfiable } from '../../policy/check/unsatisfiable-approvals.ts';
import type { Policy } from '../../policy/file/schema.ts';
import { NOBODY } from '../../policy/people/identity.ts';
import { unique } from '../../policy/people/members.ts';
import { type Check, type DoctorFinding, missing, ok, unreadable } from './finding.ts';
import { type Secrets, withoutToken } from './secrets.ts';
import type { Setting } from './setting.ts';
import { webClient, whatSlackSays } from './slack.ts';

/** Checks that Slack knows every person in the policy: others cannot vote and are not mentioned. */
export function peopleChecks(setting: Setting, secrets: Secrets): Check[] {
  const groups: GroupMembers = {};
  const people = namedIn(setting.policy).map((who): Check => {
    const subject = subjectOf(who);
    return {
      subject,
      async look() {
        const token = await secrets.read('SLACK_BOT_TOKEN');
        if (typeof token !== 'string') return withoutToken(subject);
        return [await lookFor(webClient(token, setting), subject, who, groups)];
      },
    };
  });
  return [...people, ...approvalChecks(setting.policy, groups)];
}

/** After the look-ups: a group that could not be read has a finding of its own. */
function approvalChecks(policy: Policy | undefined, groups: GroupMembers): Check[] {
  return (policy?.approvals ?? []).map(({ id }, index) => {
    const subject = `approval rule ${id}`;
    return {
      subject,
      async look() {
        if (policy === undefined) return [];
        const short = unsatisfiable(policy, groups).filter(({ path }) => path[1] === index);
        return short.map(({ message }) => missing(subject, `${message}; change the rule or the group`));
      },
    };
  });
}

function namedIn(policy: Policy | undefined): string[] {
  if (policy === undefined) return [];
  const people = Object.values(policy.people);
  const { identities, routes } = policy;
  return unique([
    ...people.flatMap(({ slackGroups = [], emails = [], users = [] }) => [...slackGroups, ...emails, ...users]),
    ...Object.values(identities).filter((user) => user !== NOBODY),
    ...routes.flatMap(({ mention = [] }) => mention).filter((who) => /^[SUW][A-Z0-9]/.test(who)),
  ]);
}

function subjectOf(who: string): string {
  if (who.includes('@')) return who;
  return who.startsWith('S') ? `user group ${who}` : `user ${who}`;
}

function lookFor(client: WebClient, subject: string, who: string, groups: GroupMembers): Promise<DoctorFinding> {
  if (who.includes('@')) return lookForEmail(client, who);
  return who.startsWith('S') ? lookForGroup(client, subject, who, groups) : lookForUser(client, subject, who);
}

async function lookForGroup(
  client: WebClient,
  subject: string,
  usergroup: string,
  groups: GroupMembers,
): Promise<DoctorFinding> {
  try {
    const { users } = await client.usergroups.users.list({ usergroup });
    if (users === undefined) return unreadable(subject, 'users');
    groups[usergroup] = users;
    if (users.length === 0) return missing(subject, 'it has no members, so it gives no one the right to decide');
    return ok(subject, `has ${users.length === 1 ? 'one member' : `${users.length} members`}`);
  } catch (error) {
    const gone = 'not found in Slack: check the id; it begins with S and is in the group\'s "…" menu';
    const paid = 'user groups need a paid Slack plan: list people under users or emails';
    return whatSlackSays(subject, error, {
      no_such_subteam: gone,
      subteam_not_found: gone,
      plan_upgrade_required: paid,
    });
  }
}

async function lookForEmail(client: WebClient, email: string): Promise<DoctorFinding> {
  try {
    const { user } = await client.users.lookupByEmail({ email });
    return user?.id === undefined ? unreadable(email, 'user') : ok(email, `is ${user.id} in Slack`);
  } catch (error) {
    return whatSlackSays(email, error, {
      users_not_found: 'no Slack user has this e-mail: add the person under users, by member ID',
    });
  }
}

async function lookForUser(client: WebClient, subject: string, id: string): Promise<DoctorFinding> {
  try {
    const { user } = await client.users.info({ user: id });
    if (user === undefined) return unreadable(subject, 'user');
    if (user.deleted) return missing(subject, 'the account is deactivated: remove it from the policy');
    return ok(subject, `is ${user.real_name ?? user.name ?? 'known'}`);
  } catch (error) {
    return whatSlackSays(subject, error, {
      user_not_found: 'no Slack user has this id: copy it from the profile\'s "…" menu',
    });
  }
}
