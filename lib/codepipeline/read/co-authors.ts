import { type Author, emailOf } from './author.ts';
import { cut } from './text.ts';

/** Wherever the line stands: a squashed commit may quote the trailers of its commits in the middle. */
const TRAILER = /^[\s>*-]*co-authored-by\s*:(.*)$/gim;

/** The people in the `Co-authored-by` trailers of a whole commit message. */
export function coAuthorsIn(message = ''): Author[] {
  // JSON that AWS has cut cannot be parsed, and has its line ends escaped.
  const lines = message.replace(/\\r?\\n|\\n|\r\n?/g, '\n');
  return [...lines.matchAll(TRAILER)].flatMap(([, people = '']) => peopleIn(people));
}

function peopleIn(text: string): Author[] {
  const pairs = [...text.matchAll(/([^<>,;]*)<([^<>]*)>/g)];
  if (pairs.length > 0) return pairs.flatMap(([, name = '', email = '']) => person(name, email));
  const alone = text.trim();
  return alone.includes('@') ? person('', alone) : person(alone, '');
}

function person(name: string, address: string): Author[] {
  const email = emailOf(address.trim());
  const author = { name: cut(name.trim() || undefined, 100), email };
  return author.name || author.email ? [author] : [];
}
