/** What the processes note while they run, and what follows from it. */

export type Verdict = 'killed' | 'timed out' | 'survived' | 'not covered' | 'static';

export interface Note {
  mutant: string;
  /** `again`: the test that failed fails without the mutant too, so an earlier mutant left something behind. */
  is: 'begun' | 'again' | Verdict;
}

/** By the mutant's id. One that began and did not end ended its process: by a loop, or by all the memory that it took. */
export function verdictsOf(notes: Note[]): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  for (const { mutant, is } of notes) {
    if (is === 'again') verdicts.delete(mutant);
    else verdicts.set(mutant, is === 'begun' ? 'timed out' : is);
  }
  return verdicts;
}

/** What the next process runs. A mutant that has to run again comes first: nothing is left behind by then. */
export function leftAfter(mutants: string[], notes: Note[]): string[] {
  const verdicts = verdictsOf(notes);
  const last = notes.at(-1);
  const left = mutants.filter((mutant) => !verdicts.has(mutant));
  if (last?.is !== 'again') return left;
  return [last.mutant, ...left.filter((mutant) => mutant !== last.mutant)];
}
