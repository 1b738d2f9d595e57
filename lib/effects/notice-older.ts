import { type ExecutionRef, executionKey } from '../core/execution/facts.ts';
import { outcome } from '../core/model/input.ts';
import type { Queue } from '../queue/sqs.ts';
import type { World } from '../worker/reconcile.ts';

/** More than can wait in front of the stages of one pipeline. */
const MOST = 20;

export function createNoticeOlder(
  olderExecutions: (execution: ExecutionRef) => Promise<ExecutionRef[]>,
  queue: Pick<Queue, 'send'>,
): Pick<World, 'noticeOlder'> {
  return {
    async noticeOlder(effect) {
      const { since, approved } = effect;
      const { executionId } = effect.execution;
      const older = await olderExecutions(effect.execution);
      const news = approved ? { approved: { ...approved, executionId, at: since } } : { newer: { since } };
      for (const execution of older.slice(0, MOST)) {
        await queue.send({ signalbox: 'notice', key: executionKey(execution), ...news });
      }
      return [outcome(effect, { done: true, digest: effect.digest })];
    },
  };
}
