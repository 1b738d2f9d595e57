import { didYouMean, nearestWord } from '../policy/file/nearest-word.ts';
import { optionNames } from './options.ts';

/** What people type in place of a command or an option, by the habit of other tools. */

const others: Record<string, string> = {
  validate: 'check',
  verify: 'check',
  lint: 'check',
  test: 'check',
  why: 'explain',
  may: 'explain',
  freezes: 'windows',
  calendar: 'windows',
  deploy: 'publish',
  apply: 'publish',
  push: 'publish',
  upload: 'publish',
  fetch: 'pull',
  download: 'pull',
  status: 'where',
  audit: 'journal',
  log: 'journal',
  logs: 'journal',
};

/** @returns the end of a sentence
 *  @param rest what follows: a command may stand there */
export function commandInstead(word: string, rest: string[], known: string[]): string {
  const late = rest.find((one) => known.includes(one));
  if (late !== undefined) return `; the command comes first, as signalbox ${late} …`;
  if (Object.hasOwn(others, word)) return `; did you mean "${others[word]}"?`;
  return didYouMean(word, known);
}

/** @returns the end of a sentence */
export function optionInstead(name: string): string {
  if (!name.startsWith('--')) {
    const letter = name.slice(1, 2).toLowerCase();
    const near = optionNames.find((one) => one.startsWith(letter)) ?? 'policy';
    return `; write an option in full, as --${near}.`;
  }
  const near = nearestWord(name.slice('--'.length), optionNames);
  return near === undefined ? '' : `; did you mean "--${near}"?`;
}
