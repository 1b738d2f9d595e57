import type { SharedState } from '../core/command/shared-state.ts';
import { outcome } from '../core/model/input.ts';
import type { World } from '../worker/reconcile.ts';

/** Stores a command result in the shared state. From then on it is a fact: a later policy does not change it. */
export function createApplyCommand(now: () => number): Pick<World, 'applyCommand'> {
  return {
    async applyCommand(effect) {
      const { id, result, rule, ended, scheduled, digest } = effect;
      const at = now();
      const board: SharedState = {
        ruled: { [id]: [at, result] },
        orders: rule && { [rule.id]: rule.rule },
        scheduled: scheduled && { [scheduled.id]: scheduled.release },
        ended: ended && Object.fromEntries(ended.ids.map((one) => [one, [at, ended.by]])),
      };
      return [{ type: 'ordered', board }, outcome(effect, { done: true, digest })];
    },
  };
}
