import type { SharedState } from '../core/command/shared-state.ts';
import { outcome } from '../core/model/input.ts';
import type { World } from '../worker/reconcile.ts';

/** Puts onto the board what was decided about an order: from then on it is a fact, whatever the policy says later. */
export function createApplyCommand(now: () => number): Pick<World, 'applyCommand'> {
  return {
    async applyCommand(effect) {
      const { id, ruled, order, ended, digest } = effect;
      const at = now();
      const board: SharedState = {
        ruled: { [id]: [at, ruled] },
        orders: order && { [order.id]: order.order },
        ended: ended && Object.fromEntries(ended.ids.map((one) => [one, [at, ended.by]])),
      };
      return [{ type: 'ordered', board }, outcome(effect, { done: true, digest })];
    },
  };
}
