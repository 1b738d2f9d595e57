import { executionKey } from '../core/execution/facts.ts';
import { outcome } from '../core/model/input.ts';
import type { Queue } from '../queue/sqs.ts';
import type { World } from '../worker/reconcile.ts';

/** A second delivery changes nothing: the newest report of an execution counts. */
export function createTellDigests(queue: Pick<Queue, 'send'>, now: () => number): Pick<World, 'tellDigests'> {
  return {
    async tellDigests(effect) {
      const { digests, execution, report, digest } = effect;
      const common = { signalbox: 'report', execution: executionKey(execution), at: now(), report } as const;
      for (const key of digests) await queue.send({ ...common, key });
      return [outcome(effect, { done: true, digest })];
    },
  };
}
