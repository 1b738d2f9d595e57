import { ownProperty } from '../base/own-property.ts';
import type { LastAction, ManualChange, PipelineTransitions, StageTransition } from './transitions.ts';

/** Whose a transition is. `reopened`: we closed it, and a person opened it. */
export type Ownership = 'open' | 'ours' | 'foreign' | 'reopened';

export function ownershipOf(gate: StageTransition, last: LastAction | undefined): Ownership {
  const closing = last?.type === 'closed' ? last.gate : undefined;
  if (gate.open) return closing && isReopened(gate, closing) ? 'reopened' : 'open';
  if (closing && isSame(gate, closing)) return 'ours';
  // The answer to our closing was lost, but our mark is on it. Copied by somebody else it does not count.
  const isImitated = gate.changedBy !== (ownArn(last) ?? gate.changedBy);
  const wasLeft = last?.type === 'left' && last.gate !== undefined && isSame(gate, last.gate);
  return gate.signed && !isImitated && !wasLeft ? 'ours' : 'foreign';
}

/** Whether a transition, as it was seen last, is neither to be touched nor to be remembered in another way. */
export function isSettled(
  { ours, found }: Pick<PipelineTransitions, 'ours' | 'found'>,
  gate: StageTransition,
  want: 'closed' | 'open',
  reopened: 'respect' | 'close',
): boolean {
  const [, last] = ownProperty(ours, gate.stage) ?? [];
  const [, noted] = ownProperty(found, gate.stage) ?? [];
  const standing = ownershipOf(gate, last);
  switch (standing) {
    case 'open':
      return want === 'open' && last?.type !== 'closed';
    case 'ours':
      return want === 'closed' && last?.type === 'closed';
    case 'foreign':
      if (want === 'closed') return isNoted(noted, 'foreign', gate, want);
      // What was found closed while it should be is told once more when it should be open.
      return last?.type !== 'closed' && !isNoted(noted, 'foreign', gate, 'closed');
    case 'reopened': {
      const isLetBe = reopened === 'respect' || (last?.type === 'closed' && last.again !== undefined);
      return want === 'closed' && isLetBe && isNoted(noted, 'reopened', gate, want);
    }
    default:
      return standing satisfies never;
  }
}

function isNoted(
  noted: ManualChange | undefined,
  type: ManualChange['type'],
  gate: StageTransition,
  want: ManualChange['want'],
): boolean {
  if (noted?.type !== type || noted.want !== want) return false;
  return noted.by === gate.changedBy && noted.since === gate.changedAt;
}

/** Our own ARN, where AWS ever showed it with something of ours. */
export function ownArn(last: LastAction | undefined): string | undefined {
  return last?.type === 'closed' ? last.gate.changedBy : last?.by;
}

export function isSame(a: StageTransition, b: StageTransition): boolean {
  return a.open === b.open && a.reason === b.reason && a.changedBy === b.changedBy && a.changedAt === b.changedAt;
}

/** Not where nobody ever changed it (the pipeline was made anew), where it was us whose answer was lost, or where what
 *  is read is older than our closing. */
function isReopened(gate: StageTransition, closing: StageTransition): boolean {
  if (gate.changedAt === undefined) return false;
  const since = gate.changedAt - (closing.changedAt ?? gate.changedAt);
  const isOwn = gate.changedBy !== undefined && gate.changedBy === closing.changedBy && since > 0;
  return since >= 0 && !isOwn;
}
