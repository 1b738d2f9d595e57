import { type PipelineRef, pipelineKey } from './core/gates.ts';
import { outcome } from './core/input.ts';
import type { Rules } from './core/rules.ts';
import type { Queue } from './queue.ts';
import type { World } from './run.ts';

interface Calling {
  /** Every pipeline there is. */
  rollCall: () => Promise<PipelineRef[]>;
  rules: () => Promise<Rules>;
  queue: Pick<Queue, 'ticks'>;
}

/** Has every pipeline that a freeze could close looked at. */
export function createRollCall({ rollCall, rules, queue }: Calling): Pick<World, 'roll-call'> {
  return {
    async 'roll-call'(effect) {
      const [pipelines, { guards }] = await Promise.all([rollCall(), rules()]);
      await queue.ticks(pipelines.filter(guards).map(pipelineKey));
      return [outcome(effect, { done: true, digest: effect.digest })];
    },
  };
}
