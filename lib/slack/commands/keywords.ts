import { unmasked } from '../render/text.ts';
import { beginsTime, isDay } from './day-words.ts';

/** The words of a command, grouped by the keyword before them; `words` come before any keyword. */
export interface Slots {
  words: string[];
  named: Partial<Record<Keyword, string[]>>;
  /** The command is also for pipelines and stages that do not exist yet. */
  anyway?: true;
}

export type Keyword = 'stage' | 'for' | 'until' | 'on' | 'because' | ReleaseKeyword;
type ReleaseKeyword = 'at' | 'image' | 'object' | 'source' | 'with' | 'what' | 'time' | 'in' | 'when';

const keywords = new Map<string, Keyword>([
  ['stage', 'stage'],
  ['stages', 'stage'],
  ['for', 'for'],
  ['until', 'until'],
  ['till', 'until'],
  ['on', 'on'],
  ['because', 'because'],
  ['reason', 'because'],
]);

/** Of `release` only: elsewhere `at` is part of a time. */
const releaseKeywords = new Map<string, Keyword>([
  ['stage', 'stage'],
  ['because', 'because'],
  ['at', 'at'],
  ['commit', 'at'],
  ['image', 'image'],
  ['object', 'object'],
  ['source', 'source'],
  ['with', 'with'],
  ['what', 'what'],
  ['when', 'when'],
  ['for', 'for'],
  ['until', 'until'],
]);

export const ANYWAY = 'anyway';

/** All words after `because` are the reason, keywords included. */
export function slotsOf(text: string): Slots {
  const slots: Slots = { words: [], named: {} };
  let current: string[] = slots.words;
  let isReason = false;
  const tokens = tokensOf(asTyped(text));
  const isRelease = tokens[0]?.toLowerCase() === 'release';
  for (const [index, token] of tokens.entries()) {
    const word = wordOf(token);
    const isPlain: boolean = isReason || index === 0 || (current === slots.named.with && isInQuotes(current));
    const keyword: Keyword | undefined = isPlain
      ? undefined
      : isRelease
        ? releaseKeywordAt(tokens, index)
        : keywords.get(word);
    if (!isReason && index > 1 && word === ANYWAY) {
      slots.anyway = true;
      continue;
    }
    // A repeated keyword is an ordinary word, so that the command fails instead of being misread.
    if (keyword === undefined || slots.named[keyword]) {
      current.push(isReason ? token : unquoted(current === slots.named.with ? token : withHyphens(token)));
      continue;
    }
    current = keyword === 'time' && isDay(token) ? [token] : [];
    slots.named[keyword] = current;
    isReason = keyword === 'because';
  }
  const { because } = slots.named;
  if (because) slots.named.because = because.length > 0 ? [unquoted(because.join(' '))] : [];
  return slots;
}

/** `at` is before a time or before a commit. A day needs no `at`, but it may be the name after `in` or `source`. */
function releaseKeywordAt(tokens: string[], index: number): Keyword | undefined {
  const [before = '', word = '', next = ''] = [index - 1, index, index + 1].map((at) => wordOf(tokens[at] ?? ''));
  if (word === 'in' && /^(?:\d.*|an?|one|half)$/.test(next) && before !== 'is' && before !== 'runs') return 'in';
  if ((word === 'at' || word === 'on') && beginsTime(next)) return 'time';
  const isNamed = releaseKeywords.has(before) || before === 'in' || before === 'of';
  return index > 1 && isDay(word) && !isNamed ? 'time' : releaseKeywords.get(word);
}

/** People type options too: `--because` is `because`. */
function wordOf(token: string): string {
  return withHyphens(token.toLowerCase()).replace(/^--?|:$/g, '');
}

/** The value of a variable goes on: `with NOTE="look at this"`. */
function isInQuotes(words: string[]): boolean {
  return /(?:^|\s)[^\s=]+=(?:"[^"]*|'[^']*)$/.test(words.join(' '));
}

function tokensOf(text: string): string[] {
  return text
    .replace(/\s*,\s*(?=\S)/g, (comma, at: number) => separator(comma, text, at))
    .split(/\s+/)
    .filter((token) => token !== '');
}

/** A comma joins names, and stands before a keyword only as in a sentence. */
function separator(comma: string, text: string, at: number): string {
  if (isInReason(text, at)) return comma;
  return /^(?:because|reason|anyway|for|until|till):?\s/i.test(`${text.slice(at + comma.length)} `) ? ' ' : ',';
}

function isInReason(text: string, at: number): boolean {
  return /\s(because|reason):?\s/i.test(text.slice(0, at));
}

/** Phones and copied text have other dashes, and no name and no time has them. */
function withHyphens(token: string): string {
  return token.replace(/[\u2010-\u2015\u2212]/g, '-');
}

/** Slack turns addresses into links, curls quotes and escapes three characters. Copied text has characters of no width. */
function asTyped(text: string): string {
  return unmasked(text)
    .replace(/[\u200b\u200e\u200f\u2060\ufeff]/g, '')
    .replace(/<[^<>|]*\|([^<>]*)>/g, '$1')
    .replace(/<(https?:\/\/|mailto:)?([^<>]*)>/g, '$2')
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’]/g, "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^(["'`])(.*)\1$/s, '$2')
    .trim();
}
