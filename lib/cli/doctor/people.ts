import type { WebClient } from '@slack/web-api';
import { unique } from '../../policy/people.ts';
import type { Policy } from '../../policy/schema.ts';
import { type Check, type Finding, missing, ok } from './finding.ts';
import { type Secrets, withoutToken } from './secrets.ts';
import type { Setting } from './setting.ts';
import { webClient, whatSlackSays } from './slack.ts';

/** Whether Slack knows everybody whom the policy names: whom it does not know cannot decide, and is not called. */
export function peopleCheck(setting: Setting, secrets: Secrets): Check {
  const subject = 'people';
  return {
    subject,
    async look() {
      const named = namedIn(setting.policy);
      if (named.length === 0) return [];
      const token = await secrets.read('SLACK_BOT_TOKEN');
      if (typeof token !== 'string') return withoutToken(subject);
      const client = webClient(token, setting);
      const found: Finding[] = [];
      // One after another: Slack counts them.
      for (const who of named) found.push(await lookFor(client, who));
      return found;
    },
  };
}

function namedIn(policy: Policy | undefined): string[] {
  if (policy === undefined) return [];
  const people = Object.values(policy.people);
  const { identities, routes } = policy;
  return unique([
    ...people.flatMap(({ slackGroups = [], emails = [], users = [] }) => [...slackGroups, ...emails, ...users]),
    ...Object.values(identities),
    ...routes.flatMap(({ mention = [] }) => mention).filter((who) => /^[SUW][A-Z0-9]/.test(who)),
  ]);
}

function lookFor(client: WebClient, who: string): Promise<Finding> {
  if (who.includes('@')) return lookForEmail(client, who);
  return who.startsWith('S') ? lookForGroup(client, who) : lookForUser(client, who);
}

async function lookForGroup(client: WebClient, usergroup: string): Promise<Finding> {
  const subject = `user group ${usergroup}`;
  try {
    const { users = [] } = await client.usergroups.users.list({ usergroup });
    if (users.length === 0) return missing(subject, 'nobody is in it, so nobody decides by it');
    return ok(subject, `has ${users.length === 1 ? 'one member' : `${users.length} members`}`);
  } catch (error) {
    const gone = 'Slack knows no such group: is the id right? It begins with S and stands under the group\'s "…"';
    const paid = 'this workspace has no user groups (a paid plan has): name people by users or emails';
    return whatSlackSays(subject, error, {
      no_such_subteam: gone,
      subteam_not_found: gone,
      plan_upgrade_required: paid,
    });
  }
}

async function lookForEmail(client: WebClient, email: string): Promise<Finding> {
  try {
    const { user } = await client.users.lookupByEmail({ email });
    return ok(email, `is ${user?.id} in Slack`);
  } catch (error) {
    return whatSlackSays(email, error, {
      users_not_found: 'nobody in Slack has this e-mail: name the person under users, by the member ID',
    });
  }
}

async function lookForUser(client: WebClient, id: string): Promise<Finding> {
  const subject = `user ${id}`;
  try {
    const { user } = await client.users.info({ user: id });
    if (user?.deleted) return missing(subject, 'the account was deactivated: take it out of the policy');
    return ok(subject, `is ${user?.real_name ?? user?.name ?? 'there'}`);
  } catch (error) {
    return whatSlackSays(subject, error, {
      user_not_found: 'Slack knows nobody by this id: take it from the profile\'s "…"',
    });
  }
}
