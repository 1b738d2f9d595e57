import { closest, distance } from 'fastest-levenshtein';

/** What somebody probably meant, as the end of a sentence; nothing when no word is near. */
export function didYouMean(word: string, known: string[]): string {
  if (known.length === 0) return '';
  const best = closest(word, known);
  return distance(word, best) <= Math.max(2, word.length / 2) ? `; did you mean "${best}"?` : '';
}
