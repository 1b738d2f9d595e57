import { AwsError } from './errors.ts';

interface Page<T> {
  items: T[];
  nextToken: string | undefined;
}

interface Wanted {
  maxResults?: number;
  nextToken?: string;
}

/** A token names the last item shown, so what is new in front of it shifts nothing. */
export function page<T>(all: T[], idOf: (item: T) => string, { maxResults = 100, nextToken }: Wanted): Page<T> {
  const start = nextToken === undefined ? 0 : after(all, idOf, nextToken);
  const items = all.slice(start, start + maxResults);
  const last = items.at(-1);
  const more = last !== undefined && start + items.length < all.length;
  return { items, nextToken: more ? Buffer.from(idOf(last)).toString('base64url') : undefined };
}

function after<T>(all: T[], idOf: (item: T) => string, nextToken: string): number {
  const id = Buffer.from(nextToken, 'base64url').toString();
  const shown = all.findIndex((item) => idOf(item) === id);
  if (shown < 0) throw new AwsError('InvalidNextTokenException', 'The next token was specified in an invalid format.');
  return shown + 1;
}
