import { ownArn, ownershipOf } from '../../core/freeze/ownership.ts';
import type { Closing, LastAction, Left, ManualChange, StageTransition } from '../../core/freeze/transitions.ts';
import type { SetTransition } from '../../core/model/effect.ts';

/** What is done with a transition as it was read just now, and what is remembered of it. */
export interface Move {
  write?: 'close' | 'open' | undefined;
  last?: LastAction | undefined;
  found?: ManualChange | undefined;
}

export interface IntendedTransition extends Pick<SetTransition, 'want' | 'reopened' | 'rules' | 'maybeSince'> {
  ours?: LastAction | undefined;
}

export function moveFor(gate: StageTransition, wanted: IntendedTransition): Move {
  const assumed = assumedClosing(gate, wanted);
  const { want, ours } = { ...wanted, ours: assumed ?? wanted.ours };
  const standing = ownershipOf(gate, ours);
  switch (standing) {
    case 'open':
      return want === 'closed' ? { write: 'close' } : { last: openedSince(gate, ours) };
    case 'ours':
      return want === 'closed' ? { last: closingOf(gate, wanted) } : { write: 'open' };
    case 'foreign':
      return { last: want === 'open' ? leave(gate, ours) : assumed, found: foundAs('foreign', gate, want) };
    case 'reopened': {
      const found = foundAs('reopened', gate, want);
      if (want === 'open') return { last: leave(gate, ours), found };
      return mayCloseAgain({ ...wanted, ours }) ? { write: 'close', found } : { last: assumed, found };
    }
    default:
      return standing satisfies never;
  }
}

/**
 * A worker set out to close it, and nobody knows whether it did. Changed by somebody else since, it counts as closed by
 * us before that: what a person opened is not closed again, whether it was us or not. Our own mark needs no such guess,
 * and what did not change since we did not close.
 */
function assumedClosing(
  gate: StageTransition,
  { want, ours, rules, reopened, maybeSince }: IntendedTransition,
): Closing | undefined {
  if (want !== 'closed' || maybeSince === undefined || (gate.changedAt ?? 0) < maybeSince) return undefined;
  const standing = ownershipOf(gate, ours);
  const isOwn = gate.changedBy !== undefined && gate.changedBy === ownArn(ours);
  if (standing === 'ours' || (standing === 'open' && isOwn)) return undefined;
  // Where it was a second closing, there is no third.
  const isSecond = standing === 'reopened' && reopened === 'close';
  if (ours?.type === 'closed') return isSecond ? { ...ours, again: ours.again ?? {} } : undefined;
  return { type: 'closed', gate: unseen(gate.stage, ours, maybeSince), rules };
}

/** As we closed it, though nobody read it then. */
export function unseen(
  stage: string,
  ours: LastAction | undefined,
  changedAt?: number,
  reason?: string,
): StageTransition {
  return { stage, open: false, reason, changedBy: ownArn(ours), changedAt, waiting: [] };
}

/** Our closing as it stands there; undefined when nothing about it is new. */
function closingOf(gate: StageTransition, { ours, rules, reopened }: IntendedTransition): Closing | undefined {
  if (ours?.type !== 'closed') return { type: 'closed', gate, rules };
  if (gate.changedAt === ours.gate.changedAt) return undefined;
  // Whoever opened it in between was not seen. Once is once all the same.
  return { type: 'closed', gate, rules, again: ours.again ?? (reopened === 'close' ? {} : undefined) };
}

/** Nothing of ours holds it: it was us who opened it, and the answer was lost, or somebody else. */
function openedSince(gate: StageTransition, ours: LastAction | undefined): LastAction | undefined {
  if (ours?.type !== 'closed') return undefined;
  const by = ownArn(ours);
  return by !== undefined && gate.changedBy === by ? { type: 'opened', by } : leave(gate, ours);
}

/** @param gate as it stands there now; absent when there is none */
export function leave(gate: StageTransition | undefined, ours: LastAction | undefined): Left | undefined {
  return ours && { type: 'left', gate: gate?.open ? undefined : gate, by: ownArn(ours) };
}

export function foundAs(
  type: ManualChange['type'],
  { changedBy: by, changedAt: since, reason }: StageTransition,
  want: ManualChange['want'],
) {
  return { type, want, by, since, reason } satisfies ManualChange;
}

function mayCloseAgain({ reopened, ours }: IntendedTransition): boolean {
  return reopened === 'close' && ours?.type === 'closed' && !ours.again;
}
