import type { Accounts } from '../aws/accounts.ts';
import { DAY, HOUR } from '../core/base/units.ts';
import type { PipelineRef } from '../core/freeze/transitions.ts';
import { outcome } from '../core/model/input.ts';
import type { Loop, World } from '../worker/reconcile.ts';

/** CloudWatch rejects figures that are older or further in the future. */
const OLDEST = 14 * DAY;
const NEWEST = 2 * HOUR;

/** Logs figures with the time of the event; figures that CloudWatch would reject count as of now. */
export function createEmitMetrics(now: () => number, log: Loop['log'], accounts: Accounts): Pick<World, 'measure'> {
  return {
    async measure(effect) {
      const { execution, figures, digest } = effect;
      const today = now();
      const isTaken = effect.at > today - OLDEST && effect.at < today + NEWEST;
      const pipeline = nameOf(execution, accounts);
      log({ message: 'measured', execution, pipeline, figures, at: isTaken ? effect.at : today });
      return [outcome(effect, { done: true, digest })];
    },
  };
}

/** Pipelines of two accounts may have the same name; their figures must not be added up. */
function nameOf({ account, region, pipeline }: PipelineRef, { places, relationOf, nameOf }: Accounts): string {
  const [here] = places;
  const isHere = relationOf(account) !== 'other' && (!here?.region || here.region === region);
  return isHere ? pipeline : `${nameOf(account) ?? account}/${region}/${pipeline}`;
}
