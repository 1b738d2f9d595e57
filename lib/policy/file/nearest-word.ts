import { closest, distance } from 'fastest-levenshtein';
import { lettersBetween } from '../../core/text/nearest.ts';

/** @returns the end of a sentence; empty if no word is close */
export function didYouMean(word: string, known: string[]): string {
  const near = nearestWord(word, known);
  return near === undefined ? '' : `; did you mean "${near}"?`;
}

export function nearestWord(word: string, known: string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(word, known);
  const far = distance(word, best);
  if (far <= Math.max(2, word.length / 2) && far < Math.max(word.length, best.length)) return best;
  const small = word.toLowerCase();
  // `Berlin` for Europe/Berlin, `success` for succeeded.
  return known.find((one) => one.toLowerCase().endsWith(`/${small}`)) ?? known.find((one) => beginsAlike(one, small));
}

function beginsAlike(one: string, word: string): boolean {
  const length = Math.max(4, Math.ceil(word.length / 2));
  return word.length >= length && one.toLowerCase().startsWith(word.slice(0, length));
}

/** For a pattern: the name that needs the fewest changed letters to match. */
export function didYouMeanName(glob: string, names: string[]): string {
  if (!/[*?]/.test(glob)) return didYouMean(glob, names);
  const letters = glob.replace(/[*?]/g, '').length;
  const near = names.map((name) => ({ name, far: lettersBetween(glob, name) })).sort((a, b) => a.far - b.far)[0];
  return near && (near.far === 0 || near.far < letters / 2) ? `; did you mean "${near.name}"?` : '';
}
