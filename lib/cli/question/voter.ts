import type { Voter } from '../../policy/explain.ts';
import { didYouMean } from '../../policy/file/nearest-word.ts';
import type { Policy } from '../../policy/file/schema.ts';
import { slackGroup, slackUser } from '../../policy/file/schema-fields.ts';
import { Misuse, unknownWord } from '../refusal.ts';

const MENTION = /^<@(\w+)(\|[^>]*)?>$/;
const EMAIL = /^[^\s@<>]+@[^\s@<>]+$/;

type Known = Pick<Policy, 'people' | 'machines'>;

/** The person that --as and --groups name. Undefined without --as.
 *  @throws Misuse */
export function voterOf({ as, groups }: { as?: string; groups?: string }, policy: Known): Voter | undefined {
  if (as !== undefined) return { user: userOf(as, policy), groups: groupsOf(groups, policy) };
  if (groups !== undefined) throw new Misuse('--groups lists the groups of --as USER, so it needs --as.');
  return undefined;
}

function userOf(text: string, { machines = {} }: Known): string {
  if (Object.hasOwn(machines, text)) {
    throw new Misuse(`${text} is a machine, which votes by an event. explain answers for people only.`);
  }
  const user = MENTION.exec(text)?.[1] ?? text;
  if (slackUser.safeParse(user).success) return user;
  if (EMAIL.test(user)) return user.toLowerCase();
  throw new Misuse(
    `--as "${text}" is not a person. Expected: a Slack member ID such as U012ABC (Slack shows it under "…" of the profile), or an e-mail address.`,
  );
}

/** Ids of Slack groups. A name under `people` stands for its groups. */
function groupsOf(text = '', { people }: Known): string[] {
  const names = text.split(',').flatMap((name) => name.trim() || []);
  return names.flatMap((name) => {
    if (Object.hasOwn(people, name)) return people[name]?.slackGroups ?? [];
    if (slackGroup.safeParse(name).success) return [name];
    const hint = didYouMean(name, Object.keys(people));
    throw unknownWord(`group "${name}"`, hint || '; expected a name under people in the policy, or a group id (S…).');
  });
}
