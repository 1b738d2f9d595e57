import { expect, it } from 'vitest';
import type { RecentPipelines } from '../../lib/core/home/types.ts';
import { createNoteRecent, recentValue } from '../../lib/effects/note-recent.ts';
import { loadValue } from '../../lib/store/change-value.ts';
import type { VersionedValues } from '../../lib/store/versioned-values.ts';
import { createMemoryValues } from '../../lib/store/versioned-values-memory.ts';

/** Executions of a batch change one item. */

function noting(values: VersionedValues) {
  const { noteRecent } = createNoteRecent(values, () => 0);
  return (n: number) =>
    noteRecent({
      type: 'noteRecent',
      key: 'home:note',
      because: 'a test',
      digest: `d${n}`,
      claim: 'c',
      noted: { pipeline: `p${n}`, executionId: 'e', began: n, waits: false, people: [] },
    });
}

const stored = async (values: VersionedValues): Promise<RecentPipelines> =>
  (await loadValue(values, recentValue)).known;

it('saves the notes of many executions with few saves', async () => {
  const memory = createMemoryValues();
  let saves = 0;
  const values: VersionedValues = {
    ...memory,
    save(...all) {
      saves += 1;
      return memory.save(...all);
    },
  };
  const note = noting(values);
  await Promise.all(Array.from({ length: 90 }, (_, n) => note(n)));
  expect(Object.keys(await stored(values))).toHaveLength(90);
  expect(saves).toBeLessThanOrEqual(2);
});

it('fails for each note of a failed save, and for no other', async () => {
  const memory = createMemoryValues();
  let fails = true;
  const values: VersionedValues = {
    ...memory,
    save: (...all) => (fails ? Promise.reject(new Error('down')) : memory.save(...all)),
  };
  const note = noting(values);
  const [a, b] = await Promise.allSettled([note(1), note(2)]);
  expect([a?.status, b?.status]).toEqual(['rejected', 'rejected']);
  fails = false;
  await note(3);
  expect(Object.keys(await stored(values))).toEqual(['p3']);
});
