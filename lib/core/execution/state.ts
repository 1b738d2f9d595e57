import { type Fact, isRunning, order, type PipelineState } from './facts.ts';

/** The pipeline's own last state, corrected by its stages when its event is late or lost: a start proves that it runs,
 *  and a failed or stopped stage ends it. */
export function stateOf(facts: readonly Fact[], attempt: number): { state: PipelineState; at: number } {
  const reported = facts.findLast((fact) => fact.type === 'pipeline');
  const began = facts.findLast((fact) => fact.state === 'STARTED' || fact.state === 'RESUMED');
  const isLatest = reported && (!began || order(reported, began) >= 0);
  if (isLatest && !isRunning(reported.state)) return reported;

  const bad = facts.findLast((fact) => fact.type === 'stage' && endsBadly(fact.state));
  if (bad && (!began || order(bad, began) > 0)) return { state: bad.state as PipelineState, at: bad.at };
  if (isLatest && reported.state === 'STOPPING') return reported;
  return { state: attempt > 1 ? 'RESUMED' : 'STARTED', at: began?.at ?? 0 };
}

function endsBadly(state: Fact['state']): boolean {
  return state === 'FAILED' || state === 'STOPPED' || state === 'CANCELED';
}

/** The reported attempt, or a count: every RESUMED of a stage is one attempt more. */
export function attemptOf(facts: readonly Fact[]): number {
  let [greatest, counted] = [1, 1];
  for (const { attempt, type, state } of facts) {
    if (attempt) greatest = Math.max(greatest, attempt);
    else if (type === 'stage' && state === 'RESUMED') counted += 1;
  }
  return Math.max(greatest, counted);
}
