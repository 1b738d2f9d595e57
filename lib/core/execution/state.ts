import { type Fact, isRunning, order, type PipelineState } from './facts.ts';

/** The pipeline's own last word, corrected by what its stages show: whatever starts proves that it runs, and a stage
 *  that ended badly ends it, even when the pipeline's own event is late or lost. */
export function stateOf(facts: readonly Fact[], attempt: number): { state: PipelineState; at: number } {
  const said = facts.findLast((fact) => fact.type === 'pipeline');
  const began = facts.findLast((fact) => fact.state === 'STARTED' || fact.state === 'RESUMED');
  const isOwnWord = said && (!began || order(said, began) >= 0);
  if (isOwnWord && !isRunning(said.state)) return said;

  const bad = facts.findLast((fact) => fact.type === 'stage' && endsBadly(fact.state));
  if (bad && (!began || order(bad, began) > 0)) return { state: bad.state as PipelineState, at: bad.at };
  if (isOwnWord && said.state === 'STOPPING') return said;
  return { state: attempt > 1 ? 'RESUMED' : 'STARTED', at: began?.at ?? 0 };
}

function endsBadly(state: Fact['state']): boolean {
  return state === 'FAILED' || state === 'STOPPED' || state === 'CANCELED';
}

/** As told, or else counted: every RESUMED of a stage is one attempt more. */
export function attemptOf(facts: readonly Fact[]): number {
  const told = facts.map((fact) => fact.attempt ?? 1);
  const resumed = facts.filter((fact) => fact.type === 'stage' && fact.state === 'RESUMED' && !fact.attempt);
  return Math.max(1 + resumed.length, ...told);
}
