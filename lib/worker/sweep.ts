import { BOARD, type SubjectKey } from '../core/model/subject.ts';
import { planSweep, rememberSent, type Sent } from '../core/sweep/plan-sweep.ts';
import type { Queue } from '../queue/sqs.ts';
import type { Store } from '../store/store.ts';
import type { VersionedValues } from '../store/versioned-values.ts';

export interface Sweep {
  store: Pick<Store, 'due'>;
  values: VersionedValues;
  queue: Pick<Queue, 'ticks'>;
  now: () => number;
}

export interface Swept {
  due: number;
  sent: number;
}

/** More than this many due rows are seen by a later sweep. */
const SEEN = 50_000;
/** Milliseconds. The function has 30 s, and must still remember what it sent. */
const SENDING = 15_000;
const BATCH = 10;
const LANES = 8;

/** Sends a tick for each row that is due and has none under way, and always one for the board: the worker finds out what
 *  for.
 *  @throws after everything else was sent and remembered, when the queue did not take some of it */
export async function sweep({ store, values, queue, now }: Sweep): Promise<Swept> {
  const began = now();
  const due = (await store.due(began, SEEN)).filter(({ key }) => key !== BOARD);
  const cell = due.length === 0 ? { version: 0 } : await values.load('sweep');
  const { candidates, send } = planSweep(due, (cell.value ?? []) as Sent[], began);
  const { accepted, error } = await ticksFor([BOARD, ...send.map(({ key }) => key)], queue, () => now() - began);
  // Two sweeps at once both send; only what one of them remembers counts, and a second tick does no harm.
  if (send.length > 0) await values.save('sweep', rememberSent(candidates, accepted, began), cell.version, began);
  if (error !== undefined) throw error;
  return { due: due.length, sent: accepted.size };
}

async function ticksFor(
  keys: SubjectKey[],
  queue: Sweep['queue'],
  elapsed: () => number,
): Promise<{ accepted: Set<SubjectKey>; error?: unknown }> {
  const accepted = new Set<SubjectKey>();
  const errors: unknown[] = [];
  let next = 0;

  async function lane(): Promise<void> {
    while (next < keys.length && elapsed() < SENDING) {
      const batch = keys.slice(next, next + BATCH);
      next += BATCH;
      try {
        await queue.ticks(batch);
        for (const key of batch) accepted.add(key);
      } catch (error) {
        errors.push(error);
      }
    }
  }

  await Promise.all(Array.from({ length: LANES }, lane));
  return { accepted, error: errors[0] };
}
