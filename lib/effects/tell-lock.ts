import { executionKey } from '../core/execution/facts.ts';
import { pipelineKey } from '../core/freeze/transitions.ts';
import type { TellLock } from '../core/model/effect.ts';
import { outcome } from '../core/model/input.ts';
import type { Queue } from '../queue/sqs.ts';
import type { World } from '../worker/reconcile.ts';

/** Executions at a locked stage, their pipeline and the lock learn of each other. A second delivery changes nothing. */
export function createTellLock(queue: Pick<Queue, 'send' | 'tick'>, now: () => number): Pick<World, 'tellLock'> {
  return {
    async tellLock(effect) {
      await tell(queue, effect, now());
      return [outcome(effect, { done: true, digest: effect.digest })];
    },
  };
}

async function tell(queue: Pick<Queue, 'send' | 'tick'>, { execution, news }: TellLock, at: number): Promise<void> {
  const { executionId } = execution;
  switch (news.type) {
    case 'look':
      return queue.tick(executionKey(execution));
    case 'waiter': {
      const { type: _, ...waiter } = news;
      return queue.send({ signalbox: 'waiter', key: pipelineKey(execution), executionId, at, ...waiter });
    }
    case 'ended': {
      const { id, by: user, name } = news.lock;
      const command = { type: 'thaw', what: id, after: executionId } as const;
      const { channel } = news;
      return queue.send({ signalbox: 'command', id: `${id}-succeeded`, at, user, name, channel, command });
    }
    default:
      return news satisfies never;
  }
}
