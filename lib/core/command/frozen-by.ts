import { isHeld } from '../freeze/held.ts';
import type { FreezeDecision } from '../model/policy-port.ts';
import type { PlannedRequest } from './plan.ts';
import type { PipelineSnapshot } from './shared-state.ts';

/** The first freeze that holds one of the stages now. */
export function frozenBy(
  { rules, now }: Pick<PlannedRequest, 'rules' | 'now'>,
  { ref, tags, stages }: PipelineSnapshot,
  names: string[] = stages.map(({ name }) => name),
): FreezeDecision | undefined {
  return names.map((stage) => rules.freeze({ ...ref, tags, stage }, now)).find(isHeld);
}
