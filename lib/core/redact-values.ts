/** What a secret's name may be followed by without anything being told: references, masks, types, and the words with which
 *  a sentence goes on. */
const HARMLESS = [
  /(?:\\{0,3}["'`])?(?:(?:Basic|[Bb]earer|BEARER|[Tt]oken|Digest) {1,3})?\[redacted:/y,
  /(?:\\{0,3}["'`])?(?:\$\{?[A-Z_][A-Z0-9_]*\}?(?![\w$@!#%^*+-])|\$\([^\n]|\{\{|%[A-Z_]+%|<[a-z][a-z _-]{0,40}>|\*{3,}|arn:aws|process\.env|os\.environ|System\.getenv)/y,
  /(?:\\{0,3}["'`])?(?:true|false|null|nil|none|undefined|string|number|boolean|any|unknown|never|void|object|str|int|bool|bytes|SecureString|\(?sensitive(?: value)?\)?|\(known after apply\))(?![\w$@!#%^&*+/-])/iy,
  /["'`]?(?:an?|and|are|argument|at|authentication|be|but|by|can(?:not|'t)?|could|did|does|doesn't|didn't|empty|error|expected|expired|failed|file|flag|for|found|from|has|have|if|in|instead|invalid|is|isn't|issue|length|may|mismatch|missing|must|needs?|no|not|of|on|option|or|provided|rejected|required|requires|set|should|text|that|the|this|to|too|type|via|value|was|were|will|with|without|wrong)(?=["'`]?[,.;:]?(?:\s|$))/iy,
  /[^\w\n|>]{0,3}(?=\s|$)/y,
  /["'`]{2}(?!\w)/y,
  /[{[][ \t]*(?=["'\n{]|$|\w{1,40}[:=])/y,
];

export function isHarmless(text: string, at: number, name: string): boolean {
  if (HARMLESS.some((pattern) => matchesAt(pattern, text, at))) return true;
  if (/^pwd$/i.test(name)) return matchesAt(/["']?(?:[/~]|[A-Za-z]:\\)/y, text, at);
  return /^(?:pass|tokens?)$/i.test(name) && matchesAt(/\d{1,6}(?![\w$@!#%^&*+/.-])/y, text, at);
}

const QUOTED: Record<string, RegExp> = {
  '"': /(?:[^"\\\n]|\\.)*/y,
  "'": /(?:[^'\\\n]|\\.)*/y,
  '`': /(?:[^`\\\n]|\\.)*/y,
};
/** In a string within a string: up to the next `\"` that is not itself escaped. */
const ESCAPED = /(?:[^"'\\\n]|\\\\(?:\\["'])?|\\[^"'\\\n]|(?<!\\)["'])*/y;
/** Up to a space, or to where another assignment or the end of a bracket follows. */
const BARE =
  /(?:\[redacted: [A-Za-z ]{1,30}\]|[^\s"'`&;,)\]}<\\]|["'`](?![\s,;:)\]}]|$)|[&;,](?![\w.-]{1,40}[=:]|\s|$)|[)\]}](?![\s,;)\]}"'`]|$)|<(?!\/)|\\(?![nrt](?:[\w.-]{1,40}[=:]|\s|$)))+/y;
const NEXT_LINE = /[|>][-+]?[ \t]{0,8}\r?\n[ \t]{1,80}/y;

/** Where the secret itself begins and ends. */
export function valueEnd(
  text: string,
  start: number,
  of: { name: string; mayBePhrase: boolean },
): [from: number, end: number] {
  const quote = /(?<slashes>\\{0,3})(?<mark>["'`])/y;
  quote.lastIndex = start;
  const { slashes, mark = '' } = quote.exec(text)?.groups ?? {};
  if (slashes !== undefined) return run((slashes === '' ? QUOTED[mark] : undefined) ?? ESCAPED, text, quote.lastIndex);
  if (/^(?:authorization|cookie)/i.test(of.name)) return run(/[^"'\n]+/y, text, start);
  const [, block] = run(NEXT_LINE, text, start);
  if (block > start) return run(/[^\n]+/y, text, block);
  const [from, end] = run(BARE, text, start);
  return of.mayBePhrase && /^pass/i.test(of.name) && text[end] === ' ' ? [from, endOfPhrase(text, end)] : [from, end];
}

/** A pass phrase as YAML allows it, without quotes: to the end of the line or to a comment. */
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

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
