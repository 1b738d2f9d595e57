import type { Known, Unknown, Who } from '../core/approval.ts';
import type { Policy } from './schema.ts';

/** The people of these names. */
export function whoOf({ people }: Pick<Policy, 'people'>, names: string[]): Who {
  const named = names.flatMap((name) => (Object.hasOwn(people, name) ? (people[name] ?? []) : []));
  return {
    users: unique(named.flatMap(({ users = [] }) => users)),
    groups: unique(named.flatMap(({ slackGroups = [] }) => slackGroups)),
    emails: unique(named.flatMap(({ emails = [] }) => emails)),
  };
}

export function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}

/** Whether somebody is one of these people. What has to be found out for that, or cannot be, is told as the rest of a
 *  sentence: `who is in S0RELEASE`. */
export type Standing =
  | { type: 'in' }
  | { type: 'out' }
  | { type: 'waits'; for: string[] }
  | { type: 'untold'; what: string[] };

/** Everybody is named in any number of ways, and one that is known is enough. */
export function standing(user: string, { users, groups, emails }: Who, known: Known): Standing {
  const heard = [
    ...groups.map((id) => ({ what: `who is in ${id}`, members: membersOf(id, known) })),
    ...emails.map((email) => ({ what: `who ${email} is`, members: holderOf(email, known) })),
  ];
  const isMember = heard.some(({ members }) => Array.isArray(members) && members.includes(user));
  if (isMember || users.includes(user)) return { type: 'in' };
  const open = heard.filter(({ members }) => members === undefined);
  if (open.length > 0) return { type: 'waits', for: open.map(({ what }) => what) };
  const untold = heard.flatMap(({ what, members }) =>
    members === undefined || Array.isArray(members) ? [] : `${what} (${members.why})`,
  );
  return untold.length > 0 ? { type: 'untold', what: untold } : { type: 'out' };
}

function membersOf(id: string, { groups }: Known): string[] | Unknown | undefined {
  const [, answer] = groups?.[id] ?? [];
  return answer && 'members' in answer ? answer.members : answer;
}

function holderOf(email: string, known: Known): string[] | Unknown | undefined {
  const answer = answerFor(email, known);
  return answer && 'user' in answer ? [answer.user] : answer;
}

/** E-mails are compared as `emailOf` writes them, whoever wrote them down; of two answers the newer one stands. */
export function answerFor(email: string, { emails = {} }: Known): { user: string } | Unknown | undefined {
  const wanted = emailOf(email);
  const answers = Object.entries(emails).filter(([key]) => emailOf(key) === wanted);
  return answers.map(([, answer]) => answer).sort(([a], [b]) => b - a)[0]?.[1];
}

/** An e-mail as it is looked up and compared. */
export function emailOf(text: string): string {
  return text.trim().toLowerCase();
}
