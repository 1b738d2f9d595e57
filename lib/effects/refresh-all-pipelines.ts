import { INCOMPLETE } from '../core/freeze/plan-refresh-all.ts';
import { type PipelineRef, pipelineKey } from '../core/freeze/transitions.ts';
import { outcome } from '../core/model/input.ts';
import type { PolicyPort } from '../core/model/policy-port.ts';
import { matches } from '../core/text/glob.ts';
import type { Queue } from '../queue/sqs.ts';
import type { World } from '../worker/reconcile.ts';

/** The ledger takes no word from whom it gave no claim; the log does. */
const NOBODYS = '';

interface Calling {
  /** Every pipeline there is, or that was created or edited since then, and in a sentence each which places could not be
   *  asked. */
  listPipelines: (since?: number) => Promise<{ found: PipelineRef[]; unread: string[] }>;
  rules: () => Promise<PolicyPort>;
  queue: Pick<Queue, 'ticks'>;
}

/** Has every pipeline that a freeze could close looked at. A place that could not be asked is said, and not this effect's
 *  failure: tried ever more rarely, it would hide what is new elsewhere. */
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
      const told = unread.map((why) => outcome({ key: effect.key, claim: NOBODYS }, { done: false, why }));
      const digest = effect.policy !== undefined && unread.length > 0 ? INCOMPLETE : effect.digest;
      return [outcome(effect, { done: true, digest }), ...told];
    },
  };
}
