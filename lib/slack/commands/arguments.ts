import { withoutMentions } from '../../core/text/mention.ts';
import { beginsTime } from './day-words.ts';
import { sentences } from './messages.ts';

/** Parsers for the arguments of typed commands and of forms. Each throws Misuse with a sentence for the person. */

export class Misuse extends Error {
  override readonly name = 'Misuse';
}

const MOST = 20;

/** `all` as a word of its own; the pattern is `*`. */
export function isAll(word: string): boolean {
  return word.toLowerCase() === 'all' || word === '*';
}

export function patterns(what: 'pipelines' | 'stages', words: string[]): string[] {
  const every = [...new Set(listed(words))];
  if (every.length === 0) throw new Misuse(sentences.missing(what));
  if (every.some((word) => word.toLowerCase() === 'all')) {
    if (every.length > 1) throw new Misuse(sentences.besideAll(what));
    return ['*'];
  }
  if (every.length > MOST) throw new Misuse(sentences.tooMany(MOST, what));
  const wrong = every.find((word) => isOption(word) || !/^[A-Za-z0-9.@_*?-]{1,100}$/.test(word));
  if (wrong !== undefined) throw new Misuse(sentences.noPattern(wrong, insteadOf(wrong)));
  return every;
}

/** AWS allows such a name too, and a pattern as `?-force` finds it. */
function isOption(word: string): boolean {
  return word.startsWith('-');
}

function insteadOf(word: string): string {
  if (beginsTime(word)) return sentences.timeAfterUntil;
  if (isOption(word)) return sentences.noOptions;
  return word.includes('/') ? sentences.nameAlone : sentences.patternMarks;
}

/** @returns undefined for all stages */
export function stagePatterns(words: string[]): string[] | undefined {
  const stages = patterns('stages', words);
  return stages.includes('*') ? undefined : stages;
}

/** @returns the ids of the freezes to override; undefined for all */
export function freezes(words: string[]): string[] | undefined {
  const [first, ...more] = listed(words);
  if (first === undefined) throw new Misuse(sentences.missingFreeze);
  if (![first, ...more].some(isAll)) return [first, ...more];
  if (more.length > 0) throw new Misuse(sentences.besideAll('freezes'));
  return undefined;
}

/** `shop-api and shop-web`. */
function listed(words: string[]): string[] {
  return words.flatMap((word) => word.split(',')).filter((word) => !/^(?:and)?$/i.test(word));
}

/** @param end an instant (milliseconds), or an error as a sentence */
export function ending(end: number | string): number {
  if (typeof end === 'string') throw new Misuse(end);
  return end;
}

export const LONGEST_REASON = 200;

export function reason(text: string): string {
  if (text === '') throw new Misuse(sentences.missingReason);
  if (text.length > LONGEST_REASON) throw new Misuse(sentences.longReason(LONGEST_REASON));
  return withoutMentions(text);
}
