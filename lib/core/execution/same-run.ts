import type { ActionFact } from './facts.ts';

type Run = Pick<ActionFact, 'runId' | 'attempt' | 'at'>;

/** Names a run of an action as far as one fact can. */
export function runName({ runId, attempt, at }: Run): string | number {
  return runId ?? attempt ?? at;
}

/** Milliseconds. One change is told by its event and by others' lists of failed actions within seconds; a retry takes
 *  longer. */
const ONE_CHANGE = 5_000;

export function sameRun(a: Run, b: Run): boolean {
  if (a.runId && b.runId) return a.runId === b.runId;
  if (a.attempt && b.attempt) return a.attempt === b.attempt;
  return Math.abs(a.at - b.at) <= ONE_CHANGE;
}

/** One run is told by its events, by the API and by others' lists of failed actions: facts of one run are one. */
export function countRuns(facts: Run[]): number {
  return facts.filter((fact, index) => !facts.slice(0, index).some((earlier) => sameRun(earlier, fact))).length;
}

/** While nothing says what kind of action it is, it may be an approval. */
export function mayBeApproval(facts: Pick<ActionFact, 'category'>[]): boolean {
  return facts.every(({ category = 'Approval' }) => category === 'Approval');
}
