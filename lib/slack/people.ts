import type { WebClient } from '@slack/web-api';
import { hasCode } from './failure.ts';

/** Who is meant by a mention, in Slack's own notation. People are looked up once in a worker's life. */
export function createPeople() {
  const byEmail = new Map<string, string | undefined>();

  /** A commit's e-mail that Slack does not know, or may not tell us now, is nobody: the name stands in the message. */
  async function author(client: WebClient, email: string | undefined): Promise<string | undefined> {
    if (email === undefined || byEmail.has(email)) return byEmail.get(email ?? '');
    try {
      byEmail.set(email, (await client.users.lookupByEmail({ email })).user?.id);
    } catch (error) {
      if (hasCode(error, 'users_not_found')) byEmail.set(email, undefined);
    }
    return byEmail.get(email);
  }

  return {
    async mentions(client: WebClient, wanted: string[], email: string | undefined): Promise<string[]> {
      const all = await Promise.all(
        wanted.map(async (who) => {
          const id = who === 'author' ? await author(client, email) : who;
          return id === undefined ? undefined : notation(id);
        }),
      );
      return [...new Set(all.filter((mention) => mention !== undefined))];
    },
  };
}

function notation(who: string): string {
  if (who === 'here' || who === 'channel') return `<!${who}>`;
  return who.startsWith('S') ? `<!subteam^${who}>` : `<@${who}>`;
}
