import type { LastAction, StageTransition } from './transitions.ts';

/** `reopened`: we closed the transition, and a person opened it. */
export type Ownership = 'open' | 'ours' | 'foreign' | 'reopened';

export function ownershipOf(transition: StageTransition, last: LastAction | undefined): Ownership {
  const closing = last?.type === 'closed' ? last.gate : undefined;
  if (transition.open) return closing && isReopened(transition, closing) ? 'reopened' : 'open';
  if (closing && isSame(transition, closing)) return 'ours';
  // Our mark counts although the response was lost, unless another person copied it.
  const isImitated = transition.changedBy !== (ownArn(last) ?? transition.changedBy);
  const wasLeft = last?.type === 'left' && last.gate !== undefined && isSame(transition, last.gate);
  return transition.signed && !isImitated && !wasLeft ? 'ours' : 'foreign';
}

export function ownArn(last: LastAction | undefined): string | undefined {
  return last?.type === 'closed' ? last.gate.changedBy : last?.by;
}

export function isSame(a: StageTransition, b: StageTransition): boolean {
  return a.open === b.open && a.reason === b.reason && a.changedBy === b.changedBy && a.changedAt === b.changedAt;
}

/** Not if the pipeline was recreated, our own change lost its response, or the snapshot is older than our closing. */
function isReopened(transition: StageTransition, closing: StageTransition): boolean {
  if (transition.changedAt === undefined) return false;
  const since = transition.changedAt - (closing.changedAt ?? transition.changedAt);
  const isOwn = transition.changedBy !== undefined && transition.changedBy === closing.changedBy && since > 0;
  return since >= 0 && !isOwn;
}
