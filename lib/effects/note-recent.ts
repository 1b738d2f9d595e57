import { type Noted, withNoted } from '../core/home/recent.ts';
import type { RecentPipelines } from '../core/home/types.ts';
import { outcome } from '../core/model/input.ts';
import { changeValue, type StoredValue } from '../store/change-value.ts';
import { RecentSchema } from '../store/schema/values.ts';
import type { VersionedValues } from '../store/versioned-values.ts';
import type { World } from '../worker/reconcile.ts';

export const recentValue: StoredValue<RecentPipelines> = { name: 'recent', schema: RecentSchema, empty: {} };

/** Safe to repeat. The executions of a batch share one item, so all notes that wait are saved at once. */
export function createNoteRecent(values: VersionedValues, now: () => number): Pick<World, 'noteRecent'> {
  let next: { notes: Noted[]; saved: Promise<void> } | undefined;
  let before: Promise<void> = Promise.resolve();

  function save(noted: Noted): Promise<void> {
    if (!next) {
      const notes: Noted[] = [];
      const saved = before.then(async () => {
        next = undefined;
        await changeValue({ values, now }, recentValue, (known) => ({
          next: notes.reduce(withNoted, known),
          answer: undefined,
        }));
      });
      before = saved.catch(() => {});
      next = { notes, saved };
    }
    next.notes.push(noted);
    return next.saved;
  }

  return {
    async noteRecent(effect) {
      await save(effect.noted);
      return [outcome(effect, { done: true, digest: effect.digest })];
    },
  };
}
