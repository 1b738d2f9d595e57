import { unmasked } from '../render/text.ts';

/** The words of a command, grouped by the keyword before them; `words` come before any keyword. */
export interface Slots {
  words: string[];
  named: Partial<Record<Keyword, string[]>>;
  /** The command is also for pipelines and stages that do not exist yet. */
  anyway?: true | undefined;
}

export type Keyword = 'stage' | 'for' | 'until' | 'on' | 'because' | ReleaseKeyword;
type ReleaseKeyword = 'at' | 'image' | 'object' | 'source' | 'with' | 'what';

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
]);

export const ANYWAY = 'anyway';

/** All words after `because` are the reason, keywords included. */
export function slotsOf(text: string): Slots {
  const slots: Slots = { words: [], named: {} };
  let current: string[] = slots.words;
  let isReason = false;
  const tokens = tokensOf(asTyped(text));
  const known = tokens[0]?.toLowerCase() === 'release' ? releaseKeywords : keywords;
  for (const [index, token] of tokens.entries()) {
    const word = token.toLowerCase().replace(/:$/, '');
    const keyword: Keyword | undefined = isReason || index === 0 ? undefined : known.get(word);
    if (!isReason && index > 1 && word === ANYWAY) {
      slots.anyway = true;
      continue;
    }
    // A repeated keyword is an ordinary word, so that the command fails instead of being misread.
    if (keyword === undefined || slots.named[keyword]) {
      current.push(isReason ? token : unquoted(token));
      continue;
    }
    current = [];
    slots.named[keyword] = current;
    isReason = keyword === 'because';
  }
  const { because } = slots.named;
  if (because) slots.named.because = because.length > 0 ? [unquoted(because.join(' '))] : [];
  return slots;
}

function tokensOf(text: string): string[] {
  return text
    .replace(/\s*,\s*(?=\S)/g, (comma, at: number) => (isInReason(text, at) ? comma : ','))
    .split(/\s+/)
    .filter((token) => token !== '');
}

function isInReason(text: string, at: number): boolean {
  return /\s(because|reason):?\s/i.test(text.slice(0, at));
}

/** Slack turns addresses into links, curls quotes and escapes three characters. */
function asTyped(text: string): string {
  return unmasked(text)
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
