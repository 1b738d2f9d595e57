import { visible } from '../../core/text/visible.ts';

/** Slack allows exactly these three escapes. */
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Slack cannot escape its own marks, so look-alikes replace them. Zero-width characters do not help: some clients take
 *  them for the end of a word. `unmasked` reverts this in copied text. */
const masks: Record<string, string> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

/** A mark between letters or digits formats nothing, so names such as `snake_case` stay copyable. */
const MARK = /(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])|`/g;
/** Slack formats a quote even when the mark is escaped. */
const QUOTE = /^>/gm;

/** Outside text, shown as written, at most `limit` characters after escaping; never cut inside an escape. */
export function plain(text: string, limit: number): string {
  return escaped(masked(fitting(visible(text), limit)));
}

/** Like `plain`, for text without markup of ours: a mark without a partner in its line formats nothing, and stays. */
export function standalone(text: string, limit: number): string {
  const lines = fitting(visible(text), limit).split('\n');
  return escaped(lines.map((one) => masked(one, hasPartner(one))).join('\n'));
}

function hasPartner(text: string): (mark: string) => boolean {
  const marks: string[] = text.match(MARK) ?? [];
  return (mark) => marks.indexOf(mark) !== marks.lastIndexOf(mark);
}

/** A sentence of ours that contains outside text: `code` in it stays code. */
export function prose(text: string, limit: number): string {
  const parts = fitting(visible(text), limit).split(/((?<![A-Za-z0-9`])`[^`\n]+`(?![A-Za-z0-9`]))/);
  return parts.map((part, index) => escaped(index % 2 === 1 ? part : masked(part))).join('');
}

export function line(text: string, limit: number): string {
  return plain(firstLine(text), limit);
}

export function firstLine(text: string): string {
  const [first = ''] = visible(text).trim().split('\n', 1);
  return first.trim();
}

/** Inline code. Inner backticks and line ends cannot close it. */
export function code(text: string, limit: number): string {
  const inner = visible(text).replaceAll('`', "'").replace(/\s+/g, ' ').trim();
  return `\`${escaped(fitting(inner, limit - 2))}\``;
}

/** A code block. Inner backticks cannot close it. */
export function fence(text: string, limit: number): string {
  const inner = escaped(fitting(visible(text).replaceAll('```', "'''").replace(/`$/, "'"), limit - 8));
  return `\`\`\`\n${inner}\n\`\`\``;
}

const LONGEST_URL = 400;

/** Slack ends an address at `|` or `>`. If the address is too long to link, only the label remains. */
export function link(url: string | undefined, label: string): string {
  if (url === undefined || !/^https?:\/\/\S+$/.test(url)) return label;
  const address = escaped(visible(url).replaceAll('|', '%7C'));
  return address.length > LONGEST_URL ? label : `<${address}|${label}>`;
}

/** @param ms an instant in milliseconds, shown in the reader's time zone; old clients show `fallback` */
export function moment(ms: number): string {
  const fallback = new Date(ms).toISOString().replace('T', ' ').slice(0, 16);
  return `<!date^${Math.floor(ms / 1000)}^{date_short_pretty} {time}|${fallback} UTC>`;
}

/** Reverts the masks in text that a person may have copied from a message. */
export function unmasked(text: string): string {
  return Object.entries(masks).reduce((typed, [mark, mask]) => typed.replaceAll(mask, mark), text);
}

function masked(text: string, isMark: (mark: string) => boolean = () => true): string {
  return text.replace(MARK, (mark) => (isMark(mark) ? (masks[mark] ?? mark) : mark)).replace(QUOTE, '˃');
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => escapes[character] ?? character);
}

/** Counts the characters as escaped. An ellipsis marks a cut. */
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
