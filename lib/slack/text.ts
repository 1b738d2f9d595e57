/** Slack's three escapes; nothing else may be encoded. */
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text from outside as it may stand in a message, in at most `limit` characters once escaped. It is cut between
 *  characters, never inside an escape. */
export function plain(text: string, limit: number): string {
  let out = '';
  for (const character of text) {
    const escaped = escapes[character] ?? character;
    if (out.length + escaped.length > limit - 1) return `${out}…`;
    out += escaped;
  }
  return out;
}

/** The first line, in at most `limit` characters. */
export function line(text: string, limit: number): string {
  const [first = ''] = text.trim().split(/\r?\n/, 1);
  return plain(first.trim(), limit);
}

/** A code block. Backticks inside cannot end it. */
export function fence(text: string, limit: number): string {
  const inner = plain(text.replaceAll('```', "'''").replace(/`$/, "'"), limit - 8);
  return `\`\`\`\n${inner}\n\`\`\``;
}

const LONGEST_URL = 400;

/** A link. Slack ends the address at `|` or `>`. An address too long to link is left out, the label stays. */
export function link(url: string | undefined, label: string): string {
  if (url === undefined || !/^https?:\/\/\S+$/.test(url)) return label;
  const address = plain(url.replaceAll('|', '%7C'), Number.POSITIVE_INFINITY);
  return address.length > LONGEST_URL ? label : `<${address}|${label}>`;
}

/** An instant (milliseconds) in the reader's own time zone; `fallback` is what old clients show. */
export function moment(ms: number): string {
  const fallback = new Date(ms).toISOString().replace('T', ' ').slice(0, 16);
  return `<!date^${Math.floor(ms / 1000)}^{date_short_pretty} {time}|${fallback} UTC>`;
}
