import type { WebClient } from '@slack/web-api';

/** Who is meant by a mention, in Slack's own notation. People are looked up once in a worker's life. */
export function createPeople(client: WebClient) {
  const byEmail = new Map<string, string | undefined>();

  async function author(email: string | undefined): Promise<string | undefined> {
    if (email === undefined) return undefined;
    if (!byEmail.has(email)) byEmail.set(email, await idOf(email));
    return byEmail.get(email);
  }

  /** A commit's e-mail that Slack does not know, or may not tell us, is nobody: the name stands in the message. */
  async function idOf(email: string): Promise<string | undefined> {
    try {
      return (await client.users.lookupByEmail({ email })).user?.id;
    } catch {
      return undefined;
    }
  }

  return {
    async mentions(wanted: string[], email: string | undefined): Promise<string[]> {
      const all = await Promise.all(
        wanted.map(async (who) => {
          const id = who === 'author' ? await author(email) : who;
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
