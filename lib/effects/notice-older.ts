import { type ExecutionRef, executionKey } from '../core/execution/facts.ts';
import { outcome } from '../core/model/input.ts';
import type { Queue } from '../queue/sqs.ts';
import type { World } from '../worker/reconcile.ts';

/** More than can wait in front of the stages of one pipeline. */
const MOST = 20;

/** Tells the older executions of the pipeline that this one waits behind them. */
export function createNoticeOlder(
  olderExecutions: (execution: ExecutionRef) => Promise<ExecutionRef[]>,
  queue: Pick<Queue, 'send'>,
): Pick<World, 'noticeOlder'> {
  return {
    async noticeOlder(effect) {
      const older = await olderExecutions(effect.execution);
      for (const execution of older.slice(0, MOST)) {
        await queue.send({ signalbox: 'notice', key: executionKey(execution), newer: { since: effect.since } });
      }
      return [outcome(effect, { done: true, digest: effect.digest })];
    },
  };
}
