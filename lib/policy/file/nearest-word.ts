import { closest, distance } from 'fastest-levenshtein';

/** What somebody probably meant, as the end of a sentence; nothing when no word is near. */
export function didYouMean(word: string, known: string[]): string {
  if (known.length === 0) return '';
  const best = closest(word, known);
  return distance(word, best) <= Math.max(2, word.length / 2) ? `; did you mean "${best}"?` : '';
}

/** The same for a pattern: the name that it takes the fewest letters to match. */
export function didYouMeanName(glob: string, names: string[]): string {
  if (!/[*?]/.test(glob)) return didYouMean(glob, names);
  const letters = glob.replace(/[*?]/g, '').length;
  const near = names.map((name) => ({ name, far: lettersBetween(glob, name) })).sort((a, b) => a.far - b.far)[0];
  return near && (near.far === 0 || near.far < letters / 2) ? `; did you mean "${near.name}"?` : '';
}

/** As between two words, but that a star may stand for any letters and a question mark for any one. */
function lettersBetween(glob: string, name: string): number {
  let above = Array.from({ length: name.length + 1 }, (_, at) => at);
  for (const message of glob) {
    const row: number[] = [];
    for (let at = 0; at <= name.length; at++) {
      const [left = Number.POSITIVE_INFINITY, up = 0] = [row[at - 1], above[at]];
      const same = message === '?' || message === name[at - 1] ? 0 : 1;
      const both = at === 0 ? Number.POSITIVE_INFINITY : (above[at - 1] ?? 0) + same;
      row.push(message === '*' ? Math.min(up, left) : Math.min(up + 1, left + 1, both));
    }
    above = row;
  }
  return above[name.length] ?? 0;
}
