import type { ActionFact } from './facts.ts';

type Run = Pick<ActionFact, 'runId' | 'attempt' | 'at'>;

export function runName({ runId, attempt, at }: Run): string | number {
  return runId ?? attempt ?? at;
}

/** Milliseconds. Events and their failure lists report one change within seconds; a retry takes longer. */
const ONE_CHANGE = 5_000;

export function sameRun(a: Run, b: Run): boolean {
  if (a.runId && b.runId) return a.runId === b.runId;
  if (a.attempt && b.attempt) return a.attempt === b.attempt;
  return Math.abs(a.at - b.at) <= ONE_CHANGE;
}

/** Events, the API and failure lists may report the same run: it counts once. */
export function countRuns(facts: Run[]): number {
  if (facts.length < 2) return facts.length;
  return facts.filter((fact, index) => facts.findIndex((earlier) => sameRun(earlier, fact)) === index).length;
}

/** Without a category, an action may be an approval. */
export function mayBeApproval(facts: Pick<ActionFact, 'category'>[]): boolean {
  return facts.every(({ category = 'Approval' }) => category === 'Approval');
}
