import { type PipelineRef, pipelineKey } from './core/gates.ts';
import { matches } from './core/glob.ts';
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
      const { also = [] } = effect;
      const isMeant = (ref: PipelineRef) => guards(ref) || also.some((glob) => matches(glob, ref.pipeline));
      await queue.ticks(pipelines.filter(isMeant).map(pipelineKey));
      return [outcome(effect, { done: true, digest: effect.digest })];
    },
  };
}
