import { type Document, isNode, isScalar, type YAMLError } from 'yaml';
import { syntax } from './messages.ts';
import { nodesIn } from './yaml-walk.ts';

/** The parser's error in our words, at the place of the slip: the parser often notices it only later. */
export function syntaxError({ code, pos, message }: YAMLError, text: string, document: Document): [number, string] {
  const [offset] = pos;
  const line = lineAt(text, offset);
  if (code === 'TAB_AS_INDENT') return [offset, syntax.tab];
  const colon = /^\s*(?:- +)?(?<key>[\w.-]+):(?<rest>[^\s/:].*)/.exec(line.text)?.groups;
  if (colon) return [line.offset + line.text.indexOf(`${colon.key}:`), syntax.space(`${colon.key}: ${colon.rest}`)];
  const hyphen = /^\s*-(?<entry>\w+: .*)/.exec(line.text)?.groups;
  if (hyphen) return [line.offset + line.text.indexOf('-'), syntax.space(`- ${hyphen.entry}`)];
  switch (code) {
    case 'BAD_SCALAR_START':
      return [offset, syntax.mark(text[offset] ?? '')];
    case 'BAD_ALIAS':
      return [offset, syntax.mark('*')];
    case 'BAD_DQ_ESCAPE':
      return [offset, syntax.escape(text.slice(offset, offset + 2))];
    case 'MISSING_CHAR':
      if (/quote/.test(message)) return [quoteBefore(document, offset), syntax.quote];
      return [offset, /map values/.test(message) ? syntax.colon : syntax.indent];
    case 'BLOCK_IN_FLOW':
      return [offset, syntax.comma];
    case 'BAD_INDENT': {
      const bracket = /end with a (.)/.exec(message)?.[1];
      if (bracket === undefined) return [offset, syntax.indent];
      const comment = commentedBracket(text.slice(0, offset), bracket);
      return comment < 0 ? [offset, syntax.bracket(bracket)] : [comment, syntax.comment(bracket)];
    }
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      // `id: see: this`, or a key that stands further right than the one above.
      return /:\s.*:(\s|$)/.test(line.text) ? [offset, syntax.colonInText] : [nextLine(text, offset), syntax.indent];
    default:
      if (offset === line.offset && /^[\w.-]+:(\s|$)/.test(line.text)) return [offset, syntax.indent];
      return [offset, syntax.unexpected(text.slice(offset).match(/^[^\s:]+/)?.[0] ?? '')];
  }
}

/** `{ scope: all, channel: #deploys }` */
function commentedBracket(before: string, bracket: string): number {
  const found = [...before.matchAll(/(?<=: *)#.*$/gm)].filter(([comment]) => comment.includes(bracket));
  return found.at(-1)?.index ?? -1;
}

function lineAt(text: string, offset: number): { text: string; offset: number } {
  const begin = text.lastIndexOf('\n', offset - 1) + 1;
  return { text: text.slice(begin).split('\n', 1)[0] ?? '', offset: begin };
}

/** The first character of the next line that has one; the offset itself in the last line. */
function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  const next = end < 0 ? -1 : text.slice(end).search(/\S/);
  return next < 0 ? offset : end + next;
}

function quoteBefore(document: Document, offset: number): number {
  if (!isNode(document.contents)) return offset;
  const quoted = [...nodesIn(document.contents)].flatMap(({ node }) =>
    isScalar(node) && node.type?.startsWith('QUOTE') && (node.range?.[0] ?? offset) < offset
      ? [node.range?.[0] ?? 0]
      : [],
  );
  return quoted.at(-1) ?? offset;
}
