/** Messages about errors in a file, with what to write instead. */

export const EMPTY =
  'the file is empty; a policy has at least "version: 1" and one route, as routes: [{ scope: all, channel: C0DEPLOYS }]';
export const NOT_A_MAP = 'expected keys with values, one a line, as "version: 1"';
export const SECOND_DOCUMENT =
  'a second document begins here; the file must be one document, so remove the line --- and what is not needed';
export const TOO_MANY_ALIASES = 'the aliases (*name) of this file grow too large; write the values out';
export function aliasOfItself(name: string): string {
  return `the alias *${name} stands within its own anchor &${name}; write the value out`;
}
export const KEY_NOT_TEXT = 'put a text that begins with { or [ in quotes';
export const MERGE_OF_NO_MAP = '<< merges keys with values; give it an alias (*name) of such, or a list of them';

export function conflictIn(text: string): { offset: number; message: string } | undefined {
  const offset = text.search(/^(<{7}|={7}|>{7})(\s|$)/m);
  if (offset < 0) return undefined;
  return { offset, message: 'this line is from a merge conflict in Git; resolve the conflict and remove such lines' };
}

export function duplicateKey(key: string, line: number): string {
  return `the key "${key}" already stands in line ${line}; a key may stand once, so join the two or remove one`;
}

export function noAnchor(name: string): string {
  return `put "*${name}" in quotes if it is a pattern; otherwise the anchor &${name} is missing above`;
}

export function tagIs(tag: string): string {
  return `put "${tag}" in quotes if it is text; tags such as !Ref have no meaning here`;
}

/** Blanks that are letters to YAML. */
export const ODD_SIGN = /((?! )[\p{Zs}\u200B\uFEFF])/u;

function signIn(sign: string): string {
  const code = `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return `${/[\u00A0\u202F]/.test(sign) ? 'a no-break space' : 'this invisible character'} (${code})`;
}

export function oddSpace(sign: string): string {
  return `${signIn(sign)} cannot indent a line; use spaces of the keyboard, in this line and in all others`;
}

export function oddSign(sign: string): string {
  return `${signIn(sign)} stands in this key; use spaces of the keyboard`;
}

export const syntax = {
  tab: 'a tab cannot indent a line; use spaces, in this line and in all others',
  space: (right: string) => `a space is missing: write "${right.trim()}"`,
  mark: (mark: string) => `a value cannot begin with ${mark} unless it is in quotes, as "${mark}…"`,
  escape: (sign: string) => `${sign} has no meaning in double quotes; use single quotes, as '${sign}'`,
  quote: 'this quote is opened and never closed',
  colon: 'a colon is missing after this key, or the indentation of this line is wrong',
  comma: 'a comma is missing before this: entries in { } and [ ] are separated by commas',
  bracket: (bracket: string) => `a ${bracket} is missing: a bracket is opened and never closed`,
  comment: (bracket: string) =>
    `a # after a space begins a comment, so the ${bracket} behind it does not count; put a value that begins with # in quotes`,
  colonInText: 'put a text that contains ": " in quotes',
  indent: 'wrong indentation: keys that belong together begin in the same column, further right than their parent',
  unexpected: (text: string) =>
    `unexpected ${text === '' ? 'end' : `"${text}"`}; look for a quote, bracket or comma that is missing or too many`,
};

const kinds: Record<string, string> = {
  string: 'text',
  array: 'a list, as [a, b]',
  object: 'keys with values',
  record: 'names with values, as { name: value }',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

export function expected(kind: string): string {
  return `expected ${kinds[kind] ?? kind}`;
}

export const TEXT_OR_TEXTS = 'expected text or a list of texts';
export const NOTHING_HERE = 'nothing stands after this key; give it a value or remove it';
export const COMMENTED_OUT = 'a # after a space begins a comment; put the value in quotes';
export const NO_ENTRY = 'expected at least one entry; remove the key if there is none';
export const NO_TEXT = 'expected text that is not empty';

export function missing(what: string): string {
  return `this key is missing; ${what}`;
}

export function oneOf(words: string[]): string {
  return `expected one of ${words.join(', ')}`;
}

export function notOneOf(given: string, words: string[], nearest: string): string {
  return `"${given}" is not one of ${words.join(', ')}${nearest}`;
}

export function atLeast(least: string): string {
  return `expected at least ${least}`;
}

export function atMost(most: string): string {
  return `expected at most ${most}`;
}

export function unknownKey(nearest: string): string {
  return `unknown key${nearest}`;
}

export const SEVERAL_FILES = '; a policy of several files is a folder with a file for each team, see `teams`';

export function belongsIn(places: string[]): string {
  return `; it belongs in ${places.join(' or ')}`;
}

export function keysAre(keys: string[]): string {
  return keys.length === 0 ? '' : `; the keys here are ${keys.join(', ')}`;
}

export const instead = {
  quotes: (text: string) => `put it in quotes: ${text}`,
  noQuotes: (text: string) => `write it without quotes: ${text}`,
  list: (text: string) => `expected a list: ${text}`,
  one: (text: string) => `a list is not expected here; write ${text}`,
  text: (text: string) => `write ${text}`,
};

export function also(message: string, lines: number[]): string {
  const all = [...new Set(lines)];
  return `${message} (also in ${all.length === 1 ? 'line' : 'lines'} ${all.join(', ')})`;
}
