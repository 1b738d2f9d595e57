import type { KnownPeople, LookUpFailure } from '../../core/approval/types.ts';
import { hasCode } from './api-error.ts';
import type { SlackApi } from './slack-api.ts';

/** Look-ups are cached, because many executions ask for the same people at once. */
export function createPeople(now: () => number) {
  const groups = new Map<string, [asOf: number, { members: string[] } | LookUpFailure]>();
  const emails = new Map<string, [asOf: number, { user: string } | LookUpFailure]>();

  const addresses = new Map<string, [asOf: number, string | undefined]>();

  async function group(client: SlackApi, usergroup: string) {
    return remembered(groups, usergroup, async () => {
      const { users = [] } = await client.call('usergroups.users.list', { usergroup });
      return { members: users.slice(0, MOST) };
    });
  }

  async function byEmail(client: SlackApi, email: string) {
    return remembered(emails, email, async () => {
      const { user } = await client.call('users.lookupByEmail', { email });
      return user?.id === undefined ? { why: 'users_not_found' } : { user: user.id };
    });
  }

  async function remembered<T>(
    known: Map<string, [number, T | LookUpFailure]>,
    key: string,
    read: () => Promise<T | LookUpFailure>,
  ): Promise<[asOf: number, T | LookUpFailure]> {
    const last = known.get(key);
    if (last && last[0] > now() - FRESH) return last;
    const asOf = now();
    const answer: [number, T | LookUpFailure] = [asOf, await read().catch(whatItSays)];
    known.set(key, answer);
    return answer;
  }

  /** An author that Slack does not find now gets no mention: the message has the name anyway. */
  async function mention(client: SlackApi, who: string, author: string | undefined): Promise<string | undefined> {
    const email = who === 'author' ? author : who;
    if (email === undefined) return undefined;
    if (!email.includes('@')) return notation(email);
    const [, found] = await byEmail(client, email).catch(() => [0, { why: 'no answer' }] as const);
    return 'user' in found ? notation(found.user) : undefined;
  }

  return {
    async mentions(client: SlackApi, wanted: string[], author: string | undefined): Promise<string[]> {
      const all = await Promise.all(wanted.map((who) => mention(client, who, author)));
      return [...new Set(all.filter((each) => each !== undefined))];
    },

    async emailOf(client: SlackApi, user: string): Promise<string | undefined> {
      const known = addresses.get(user);
      if (known && known[0] > now() - FRESH) return known[1];
      const { user: person } = await client.call('users.info', { user });
      addresses.set(user, [now(), person?.profile?.email]);
      return person?.profile?.email;
    },

    /** @returns the people found, and the first failure */
    async identify(client: SlackApi, asked: { groups: string[]; emails: string[] }) {
      const read = await Promise.all([
        settle(asked.groups, (id) => group(client, id)),
        settle(asked.emails, (email) => byEmail(client, email)),
      ]);
      const known = { groups: Object.fromEntries(read[0].found), emails: Object.fromEntries(read[1].found) };
      return { known: known satisfies KnownPeople, failure: read[0].failure ?? read[1].failure };
    },
  };
}

/** Milliseconds. Much less than the core's limit for known people (KNOWN_FOR). */
const FRESH = 60_000;

/** Members of a group. A row must hold them. */
const MOST = 2_000;

/** Slack's refusal is an answer. An unreachable Slack is an error. */
function whatItSays(error: unknown): LookUpFailure {
  const why = answers.find((code) => hasCode(error, code));
  if (why === undefined) throw error;
  return { why };
}

const answers = [
  'users_not_found',
  'no_such_subteam',
  'subteam_not_found',
  'plan_upgrade_required',
  'missing_scope',
  'not_allowed_token_type',
  'no_permission',
];

async function settle<T>(keys: string[], read: (key: string) => Promise<T>) {
  const all = await Promise.allSettled(keys.map(async (key) => [key, await read(key)] as const));
  const failed = all.find((each) => each.status === 'rejected');
  return {
    found: all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])),
    failure: failed?.reason as unknown,
  };
}

function notation(who: string): string {
  if (who === 'here' || who === 'channel') return `<!${who}>`;
  return who.startsWith('S') ? `<!subteam^${who}>` : `<@${who}>`;
}
