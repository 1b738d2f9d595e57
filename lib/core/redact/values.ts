const QUOTED: Record<string, RegExp> = {
  '"': /(?:[^"\\\n]|\\.)*/y,
  "'": /(?:[^'\\\n]|\\.)*/y,
  '`': /(?:[^`\\\n]|\\.)*/y,
};
/** A string within a string ends at a mark with as many backslashes as it began with. */
const ESCAPED = Array.from(
  { length: 16 },
  (_, slashes) => new RegExp(`(?:(?!(?<!\\\\)\\\\{${slashes}}["'\`])[^\\n])*`, 'y'),
);
const BARE =
  /(?:\[redacted: [A-Za-z ]{1,30}\]|[^\s"'`&;,)\]}<\\\0]|["'`](?![\s,;:)\]}]|$)|[&;,](?![\w.-]{1,40}[=:]|\s|$)|[)\]}](?![\s,;)\]}"'`]|$)|<(?!\/)|\\(?![nrt](?:[\w.-]{1,40}[=:]|\s|$)))+/y;
const BLOCK = /(?:[|>][-+0-9]{0,2}|<<[-~]?["']?\w{1,20}["']?)[ \t]{0,8}\r?\n(?<indent>[ \t]{0,80})/y;
const QUOTE = /(?<slashes>\\{0,15})(?<mark>["'`])/y;
/** `Some("x")`, `string(12) "x"`, `b'x'`, `<%= "x" %>`, and the first item of a list. */
const WRAPPER =
  /(?:(?:\[[ \t\n]{0,20}|<%=[ \t]{0,4})(?=\\{0,15}["'])|(?:\r?\n[ \t]{0,40})?(?:&?[A-Z]\w{0,20}(?:::\w{1,20})?|string|str|base64\w{0,8}|b64\w{0,8})\((?:\d{1,6}\)[ \t]{0,2})?(?=\\{0,15}["'])|[bBuUrRfF@]{1,2}(?=["']))/y;
const REPLACED =
  /\\{0,15}["'`]?[ \t]{0,4}(?:->|=>|→|\r?\n[ \t│]{0,80}(?:└─ \[\+\]|\[?\+\]?[ \t]{1,40}["']?value["']?:))[ \t]{0,4}/iy;
/** Base64 is wrapped at 64 or 76 characters. */
const WRAPPED = /(?:\r?\n[ \t]{0,40}[A-Za-z0-9+/=]{4,100}(?=\r?\n|$|["']))+/y;

export function valueEnd(
  text: string,
  start: number,
  of: { name: string; mayBePhrase: boolean; outer?: string },
): [from: number, end: number] {
  const at = unwrapped(text, start);
  QUOTE.lastIndex = at;
  const { slashes, mark = '' } = QUOTE.exec(text)?.groups ?? {};
  if (slashes !== undefined) {
    const begin = QUOTE.lastIndex;
    const inside = slashes === '' ? QUOTED[mark] : ESCAPED[slashes.length];
    return inside ? run(inside, text, begin) : [begin, begin];
  }
  if (/^(?:authorization|cookie)/i.test(of.name)) return run(/[^"'\n]+/y, text, start);
  const outer = of.outer === undefined ? undefined : QUOTED[of.outer];
  if (outer) return run(outer, text, start);
  const block = blockEnd(text, start);
  if (block) return block;
  const [from, end] = run(BARE, text, start);
  if (of.mayBePhrase && /^(?:pass(?:word|phrase|wort)|mnem|seed)/i.test(of.name) && text[end] === ' ')
    return [from, endOfPhrase(text, end)];
  return end - from >= 60 && /^[A-Za-z0-9+/=]+$/.test(text.slice(from, end))
    ? [from, run(WRAPPED, text, end)[1]]
    : [from, end];
}

/** Start of the value inside `Some(` and similar wrappers. */
export function unwrapped(text: string, start: number): number {
  return run(WRAPPER, text, start)[1];
}

/** `~ password = "old" -> "new"`, and the tree of `cdk diff`: start of the new value. */
export function afterArrow(text: string, at: number): number {
  return run(REPLACED, text, at)[1];
}

/** Every line of a YAML block; the first line of a here-document. */
function blockEnd(text: string, start: number): [from: number, end: number] | undefined {
  BLOCK.lastIndex = start;
  const indent = BLOCK.exec(text)?.groups?.indent;
  if (indent === undefined) return undefined;
  const deeper = indent === '' ? '' : `(?:\\n${indent}[^\\n]*){0,200}`;
  return run(new RegExp(`[^\\n]+${deeper}`, 'y'), text, BLOCK.lastIndex);
}

/** A passphrase that YAML allows without quotes: to the end of the line or to a comment. */
function endOfPhrase(text: string, at: number): number {
  const line = text.indexOf('\n', at);
  const end = line < 0 ? text.length : line;
  const comment = text.slice(at, end).indexOf(' #');
  return comment < 0 ? end : at + comment;
}

function run(pattern: RegExp, text: string, at: number): [from: number, end: number] {
  pattern.lastIndex = at;
  return pattern.test(text) ? [at, pattern.lastIndex] : [at, at];
}
