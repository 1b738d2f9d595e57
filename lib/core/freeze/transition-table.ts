import { ownProperty } from '../base/own-property.ts';
import type { SetTransition } from '../model/effect.ts';
import { ownArn, ownershipOf } from './ownership.ts';
import type { Closing, LastAction, Left, ManualChange, PipelineTransitions, StageTransition } from './transitions.ts';

export interface Move {
  write?: 'close' | 'open';
  last?: LastAction;
  found?: ManualChange;
}

export interface IntendedTransition extends Pick<SetTransition, 'want' | 'reopened' | 'rules' | 'maybeSince'> {
  ours?: LastAction;
}

export function moveFor(transition: StageTransition, wanted: IntendedTransition): Move {
  const assumed = assumedClosing(transition, wanted);
  const { want, ours } = { ...wanted, ours: assumed ?? wanted.ours };
  const ownership = ownershipOf(transition, ours);
  switch (ownership) {
    case 'open':
      return want === 'closed' ? { write: 'close' } : { last: openedSince(transition, ours) };
    case 'ours':
      return want === 'closed' ? { last: closingOf(transition, wanted) } : { write: 'open' };
    case 'foreign':
      return { last: want === 'open' ? leave(transition, ours) : assumed, found: foundAs('foreign', transition, want) };
    case 'reopened': {
      const found = foundAs('reopened', transition, want);
      if (want === 'open') return { last: leave(transition, ours), found };
      return mayCloseAgain({ ...wanted, ours }) ? { write: 'close', found } : { last: assumed, found };
    }
    default:
      return ownership satisfies never;
  }
}

/** True if the transition needs neither a change nor another note: for what is settled, `moveFor` writes nothing. */
export function isSettled(
  { ours, found }: Pick<PipelineTransitions, 'ours' | 'found'>,
  transition: StageTransition,
  want: 'closed' | 'open',
  reopened: 'respect' | 'close',
): boolean {
  const [, last] = ownProperty(ours, transition.stage) ?? [];
  const [, noted] = ownProperty(found, transition.stage) ?? [];
  const ownership = ownershipOf(transition, last);
  switch (ownership) {
    case 'open':
      return want === 'open' && last?.type !== 'closed';
    case 'ours':
      return want === 'closed' && last?.type === 'closed';
    case 'foreign':
      if (want === 'closed') return isNoted(noted, 'foreign', transition, want);
      // A foreign closing that was found during the freeze is announced once more after it.
      return last?.type !== 'closed' && !isNoted(noted, 'foreign', transition, 'closed');
    case 'reopened': {
      const isLetBe = reopened === 'respect' || (last?.type === 'closed' && last.again !== undefined);
      return want === 'closed' && isLetBe && isNoted(noted, 'reopened', transition, want);
    }
    default:
      return ownership satisfies never;
  }
}

function isNoted(
  noted: ManualChange | undefined,
  type: ManualChange['type'],
  transition: StageTransition,
  want: ManualChange['want'],
): boolean {
  if (noted?.type !== type || noted.want !== want) return false;
  return noted.by === transition.changedBy && noted.since === transition.changedAt;
}

/** A worker intended to close the transition, and its outcome is unknown. If another actor changed it since, we assume
 *  that the worker closed it before: a transition that a person opened is not closed again. Our own mark needs no
 *  assumption, and a transition that did not change was not closed by us. */
function assumedClosing(
  transition: StageTransition,
  { want, ours, rules, reopened, maybeSince }: IntendedTransition,
): Closing | undefined {
  if (want !== 'closed' || maybeSince === undefined || (transition.changedAt ?? 0) < maybeSince) return undefined;
  const ownership = ownershipOf(transition, ours);
  const isOwn = transition.changedBy !== undefined && transition.changedBy === ownArn(ours);
  if (ownership === 'ours' || (ownership === 'open' && isOwn)) return undefined;
  // After a second closing there is no third.
  const isSecond = ownership === 'reopened' && reopened === 'close';
  if (ours?.type === 'closed') return isSecond ? { ...ours, again: ours.again ?? {} } : undefined;
  return { type: 'closed', gate: unseen(transition.stage, ours, maybeSince), rules };
}

/** Our closing, which was never read back. */
export function unseen(
  stage: string,
  ours: LastAction | undefined,
  changedAt?: number,
  reason?: string,
): StageTransition {
  return { stage, open: false, reason, changedBy: ownArn(ours), changedAt, waiting: [] };
}

/** @returns our closing as shown now; undefined when nothing about it is new */
function closingOf(transition: StageTransition, { ours, rules, reopened }: IntendedTransition): Closing | undefined {
  if (ours?.type !== 'closed') return { type: 'closed', gate: transition, rules };
  if (transition.changedAt === ours.gate.changedAt) return undefined;
  // It was opened in between, unseen by us. The one permitted second closing is used up all the same.
  return { type: 'closed', gate: transition, rules, again: ours.again ?? (reopened === 'close' ? {} : undefined) };
}

/** The transition is open: either we opened it and the answer was lost, or another actor did. */
function openedSince(transition: StageTransition, ours: LastAction | undefined): LastAction | undefined {
  if (ours?.type !== 'closed') return undefined;
  const by = ownArn(ours);
  return by !== undefined && transition.changedBy === by ? { type: 'opened', by } : leave(transition, ours);
}

export function leave(transition: StageTransition | undefined, ours: LastAction | undefined): Left | undefined {
  return ours && { type: 'left', gate: transition?.open ? undefined : transition, by: ownArn(ours) };
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
