import { isRunning } from '../execution/facts.ts';
import type { Summary } from '../execution/summary.ts';
import type { PlanContext } from '../model/intent.ts';
import { type Standing, standingIn } from './replies.ts';

/** The calls about failures of this execution, by attempt. */
export function failureCalls({ outbox }: Pick<PlanContext, 'outbox'>, channel: string): Standing[] {
  const calls = standingIn(outbox, channel).filter(({ id }) => /^failed@\d+$/.test(id));
  return calls.sort((a, b) => attemptOf(a.id) - attemptOf(b.id));
}

export function attemptOf(id: string): number {
  return Number(id.split('@')[1]);
}

/** Its failures need no one any more, whatever other executions do. */
export function isOver({ gone, state, failures }: Summary): boolean {
  return gone || (!isRunning(state) && failures.length === 0 && state !== 'FAILED');
}

/** A failure of the execution alone counts too: CodePipeline names no stage for it, or its events and the read were lost. */
export function isFailed({ gone, state, failures }: Summary): boolean {
  return !gone && (failures.length > 0 || state === 'FAILED');
}
