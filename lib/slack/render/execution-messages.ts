import { conditionName, type StageCondition } from '../../core/execution/stage-condition.ts';

/** Words of messages and replies about executions. Escaped parts come in as arguments. */

export const COMPARE = 'changes since the last success';
export const RETRY_MAY_SUCCEED = 'a retry may succeed';

export function moreFailures(count: number): string {
  return count === 1 ? '1 more failure' : `${count} more failures`;
}

export function moreSources(count: number): string {
  return `(+${count} more ${count === 1 ? 'source' : 'sources'})`;
}

export function flakyActions(actions: string[], more: number): string {
  return `Flaky: ${actions.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export function flakyAction(
  place: string,
  run: number,
  rate: readonly [flaky: number, of: number] | undefined,
): string {
  return `${place} succeeded only on run ${run}${rate ? ` (flaky in ${rate[0]} of ${rate[1]} recent executions)` : ''}`;
}

export const stageWords = {
  waiting: 'waits for approval',
  running: 'is running',
  failing: 'is failing',
  failed: 'failed',
  stopped: 'was stopped',
  canceled: 'was canceled',
};

export function waitsForCondition({ type }: StageCondition): string {
  return `waits for its ${conditionName(type)}`;
}

export function succeeded(stages: string): string {
  return `${stages} succeeded`;
}

export function notStarted(stages: string): string {
  return `${stages} not started`;
}
