import { withNoted } from '../core/home/recent.ts';
import type { RecentPipelines } from '../core/home/types.ts';
import { outcome } from '../core/model/input.ts';
import { changeValue, type StoredValue } from '../store/change-value.ts';
import { RecentSchema } from '../store/schema/values.ts';
import type { VersionedValues } from '../store/versioned-values.ts';
import type { World } from '../worker/reconcile.ts';

export const recentValue: StoredValue<RecentPipelines> = { name: 'recent', schema: RecentSchema, empty: {} };

/** Safe to repeat. */
export function createNoteRecent(values: VersionedValues, now: () => number): Pick<World, 'noteRecent'> {
  return {
    async noteRecent(effect) {
      await changeValue({ values, now }, recentValue, (known) => ({
        next: withNoted(known, effect.noted),
        answer: undefined,
      }));
      return [outcome(effect, { done: true, digest: effect.digest })];
    },
  };
}
