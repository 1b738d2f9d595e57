import { HEARD } from '../core/base/timing.ts';
import { pipelineKey } from '../core/freeze/transitions.ts';
import { outcome } from '../core/model/input.ts';
import type { Queue } from '../queue/sqs.ts';
import type { World } from '../worker/reconcile.ts';

/** A second delivery changes nothing, or costs one more reading. */
export function createTellBoards(queue: Pick<Queue, 'send' | 'tick'>, now: () => number): Pick<World, 'tellBoards'> {
  return {
    async tellBoards(effect) {
      const { boards, news, digest } = effect;
      for (const key of boards) {
        // Every worker must know the new rules when the board looks at them.
        if (news.type === 'rules') await queue.tick(key, HEARD);
        else await queue.send({ signalbox: 'deployed', key, pipeline: pipelineKey(news.pipeline), at: now() });
      }
      return [outcome(effect, { done: true, digest })];
    },
  };
}
