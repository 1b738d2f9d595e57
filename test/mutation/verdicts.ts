/** The notes of the processes, and the verdicts from them. */

export type Verdict = 'killed' | 'timed out' | 'survived' | 'not covered' | 'static';

export interface Note {
  mutant: string;
  /** `again`: the failed test also fails without the mutant, so an earlier mutant left something behind. */
  is: 'begun' | 'again' | Verdict;
}

/** By the mutant's id. A mutant that began and has no verdict ended its process, by a loop or by too much memory. */
export function verdictsOf(notes: Note[]): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  for (const { mutant, is } of notes) {
    if (is === 'again') verdicts.delete(mutant);
    else verdicts.set(mutant, is === 'begun' ? 'timed out' : is);
  }
  return verdicts;
}

/** The mutants of the next process. A mutant that must run again comes first, because the process is still clean. */
export function leftAfter(mutants: string[], notes: Note[]): string[] {
  const verdicts = verdictsOf(notes);
  const last = notes.at(-1);
  const left = mutants.filter((mutant) => !verdicts.has(mutant));
  if (last?.is !== 'again') return left;
  return [last.mutant, ...left.filter((mutant) => mutant !== last.mutant)];
}
