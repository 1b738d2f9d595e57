import type { Accounts } from '../aws/accounts.ts';
import type { PipelineRef } from '../core/freeze/transitions.ts';
import { outcome } from '../core/model/input.ts';
import type { Loop, World } from '../worker/reconcile.ts';

/** CloudWatch takes no figures that are older, or further ahead. */
const OLDEST = 14 * 24 * 60 * 60 * 1000;
const NEWEST = 2 * 60 * 60 * 1000;

/** Tells figures to whoever reads the log. They count when it happened; what is too old for that counts today. */
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

/** Two accounts may have pipelines of one name, whose figures are not to be added up. */
function nameOf({ account, region, pipeline }: PipelineRef, { places, whose, nameOf }: Accounts): string {
  const [here] = places;
  const isHere = whose(account) !== 'other' && (!here?.region || here.region === region);
  return isHere ? pipeline : `${nameOf(account) ?? account}/${region}/${pipeline}`;
}
