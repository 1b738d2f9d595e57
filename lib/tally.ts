import { outcome } from './core/input.ts';
import type { World } from './run.ts';
import type { Permits } from './store/permits.ts';

/** Tells budget and breaker what ended. */
export function createTally(permits: Pick<Permits, 'report'>): Pick<World, 'tally'> {
  return {
    async tally(effect) {
      await permits.report(effect);
      return [outcome(effect, { done: true, digest: effect.digest })];
    },
  };
}
