import { executionKey } from '../core/execution/facts.ts';
import { outcome } from '../core/model/input.ts';
import type { Queue } from '../queue/sqs.ts';
import type { World } from '../worker/reconcile.ts';

/** Tells another execution a fact that its own events do not have. A second delivery changes nothing. */
export function createSendNotice(queue: Pick<Queue, 'send'>): Pick<World, 'sendNotice'> {
  return {
    async sendNotice(effect) {
      const { execution, starter } = effect;
      await queue.send({ signalbox: 'notice', key: executionKey(execution), starter });
      return [outcome(effect, { done: true, digest: effect.digest })];
    },
  };
}
