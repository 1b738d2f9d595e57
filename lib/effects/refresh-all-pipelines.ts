import { INCOMPLETE } from '../core/freeze/plan-refresh-all.ts';
import { type PipelineRef, pipelineKey } from '../core/freeze/transitions.ts';
import { outcome } from '../core/model/input.ts';
import type { PolicyPort } from '../core/model/policy-port.ts';
import { matches } from '../core/text/glob.ts';
import type { Queue } from '../queue/sqs.ts';
import type { World } from '../worker/reconcile.ts';

/** An outcome without a lease: the outbox ignores it, the log shows it. */
const NOBODYS = '';

interface Calling {
  /** All pipelines, or those created or edited since an instant; `unread` has one sentence per place that failed. */
  listPipelines: (since?: number) => Promise<{ found: PipelineRef[]; unread: string[] }>;
  rules: () => Promise<PolicyPort>;
  queue: Pick<Queue, 'ticks'>;
}

/** A place that cannot be listed does not fail the effect: growing retry delays would hide changes in other places. */
export function createRefreshAllPipelines({
  listPipelines,
  rules,
  queue,
}: Calling): Pick<World, 'refreshAllPipelines'> {
  return {
    async refreshAllPipelines(effect) {
      const [{ found, unread }, { guards }] = await Promise.all([listPipelines(effect.since), rules()]);
      const { also } = effect;
      const isMeant = (ref: PipelineRef) => (also ? also.some((glob) => matches(glob, ref.pipeline)) : guards(ref));
      await queue.ticks(found.filter(isMeant).map(pipelineKey));
      const failures = unread.map((why) => outcome({ key: effect.key, claim: NOBODYS }, { done: false, why }));
      const digest = effect.policy !== undefined && unread.length > 0 ? INCOMPLETE : effect.digest;
      return [outcome(effect, { done: true, digest }), ...failures];
    },
  };
}
