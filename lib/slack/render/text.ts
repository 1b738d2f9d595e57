import { visible } from '../../core/text/visible.ts';

/** Slack's three escapes; nothing else may be encoded. */
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Slack's markup has no escape for its own marks. Characters that look the same are never marks, whatever reads them:
 *  Slack's clients disagree on zero-width characters, which some take for the end of a word and so for an invitation to
 *  format. `unmasked` reads them back when a person types what was copied. */
const masks: Record<string, string> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

/** Between letters or digits a mark formats nothing, so that names as `snake_case` can be copied as they are. */
const MARK = /(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])|`/g;
/** A quote, even when it is escaped. */
const QUOTE = /^>/gm;

/** Text from outside as it may stand in a message, in at most `limit` characters once escaped: it is shown as it was
 *  written. It is cut between characters, never inside an escape. */
export function plain(text: string, limit: number): string {
  return escaped(masked(fitting(visible(text), limit)));
}

/** The same for lines with no mark of ours in them: a mark without a partner in its line formats nothing, and stays. */
export function standalone(text: string, limit: number): string {
  const lines = fitting(visible(text), limit).split('\n');
  return escaped(lines.map((one) => masked(one, hasPartner(one))).join('\n'));
}

function hasPartner(text: string): (mark: string) => boolean {
  const marks: string[] = text.match(MARK) ?? [];
  return (mark) => marks.indexOf(mark) !== marks.lastIndexOf(mark);
}

/** A sentence of ours with text from outside in it: `code` in it stays code. */
export function prose(text: string, limit: number): string {
  const parts = fitting(visible(text), limit).split(/((?<![A-Za-z0-9`])`[^`\n]+`(?![A-Za-z0-9`]))/);
  return parts.map((part, index) => escaped(index % 2 === 1 ? part : masked(part))).join('');
}

/** The first line, in at most `limit` characters. */
export function line(text: string, limit: number): string {
  return plain(firstLine(text), limit);
}

export function firstLine(text: string): string {
  const [first = ''] = visible(text).trim().split('\n', 1);
  return first.trim();
}

/** Inline code. Backticks and line ends inside cannot end it. */
export function code(text: string, limit: number): string {
  const inner = visible(text).replaceAll('`', "'").replace(/\s+/g, ' ').trim();
  return `\`${escaped(fitting(inner, limit - 2))}\``;
}

/** A code block. Backticks inside cannot end it. */
export function fence(text: string, limit: number): string {
  const inner = escaped(fitting(visible(text).replaceAll('```', "'''").replace(/`$/, "'"), limit - 8));
  return `\`\`\`\n${inner}\n\`\`\``;
}

const LONGEST_URL = 400;

/** A link. Slack ends the address at `|` or `>`. An address too long to link is left out, the label stays. */
export function link(url: string | undefined, label: string): string {
  if (url === undefined || !/^https?:\/\/\S+$/.test(url)) return label;
  const address = escaped(visible(url).replaceAll('|', '%7C'));
  return address.length > LONGEST_URL ? label : `<${address}|${label}>`;
}

/** An instant (milliseconds) in the reader's own time zone; `fallback` is what old clients show. */
export function moment(ms: number): string {
  const fallback = new Date(ms).toISOString().replace('T', ' ').slice(0, 16);
  return `<!date^${Math.floor(ms / 1000)}^{date_short_pretty} {time}|${fallback} UTC>`;
}

/** What a person typed, who may have copied it from a message. */
export function unmasked(text: string): string {
  return Object.entries(masks).reduce((typed, [mark, mask]) => typed.replaceAll(mask, mark), text);
}

function masked(text: string, isMark: (mark: string) => boolean = () => true): string {
  return text.replace(MARK, (mark) => (isMark(mark) ? (masks[mark] ?? mark) : mark)).replace(QUOTE, '˃');
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => escapes[character] ?? character);
}

/** As much as has room once it is escaped, with an ellipsis where something is left out. */
function fitting(text: string, limit: number): string {
  let length = 0;
  let end = 0;
  for (const character of text) {
    length += (escapes[character] ?? character).length;
    if (length > limit - 1) return `${text.slice(0, end)}…`;
    end += character.length;
  }
  return text;
}
