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
  // Not one pattern for both: it would look at a long line again from each of its characters.
  const pairs = text.split('>').slice(0, -1).map(pairAtEnd);
  if (pairs.some(Boolean)) return pairs.flatMap((pair) => (pair ? person(...pair) : []));
  const alone = text.trim();
  return alone.includes('@') ? person('', alone) : person(alone, '');
}

/** `NAME <ADDRESS`, after what belongs to another person. */
function pairAtEnd(text: string): [name: string, address: string] | undefined {
  const at = text.lastIndexOf('<');
  if (at < 0) return undefined;
  return [text.slice(0, at).split(/[<,;]/).at(-1) ?? '', text.slice(at + 1)];
}

function person(name: string, address: string): Author[] {
  const email = emailOf(address.trim());
  const author = { name: cut(name.trim() || undefined, 100), email };
  return author.name || author.email ? [author] : [];
}
