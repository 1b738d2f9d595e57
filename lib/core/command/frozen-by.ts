import { isHeld } from '../freeze/held.ts';
import { isOwner } from '../freeze/lock.ts';
import type { FreezeDecision } from '../model/policy-port.ts';
import { lockedByAnother } from './messages.ts';
import type { PlannedRequest } from './plan.ts';
import type { PipelineSnapshot } from './shared-state.ts';

type Rules = Pick<PlannedRequest, 'rules' | 'now'>;

/** The first freeze that holds one of the stages now. The person's own lock lets the execution in.
 *  @param user for whom the execution would run */
export function frozenBy(
  { rules, now }: Rules,
  { ref, tags, stages }: PipelineSnapshot,
  user: string,
  names: string[] = stages.map(({ name }) => name),
): FreezeDecision | undefined {
  const decisions = names.map((stage) => rules.freeze({ ...ref, tags, stage }, now));
  return decisions.find((one) => isHeld(one) && !isOwner(user, one.locks));
}

/** The lock of another person on one of the stages, as a sentence. */
export function lockedBy(
  { rules, now }: Rules,
  { ref, tags }: PipelineSnapshot,
  user: string,
  names: string[],
): string | undefined {
  const locks = names.flatMap((stage) => rules.locks({ ...ref, tags, stage }, now));
  const other = locks.find(({ by }) => by !== user);
  return other && lockedByAnother(ref.pipeline, other);
}
