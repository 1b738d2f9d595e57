import { BOARD, type SubjectKey } from '../core/model/subject.ts';
import { planSweep, rememberSent, type Sent } from '../core/sweep/plan-sweep.ts';
import type { Queue } from '../queue/sqs.ts';
import { NewerFormat, parse, Unreadable } from '../store/format.ts';
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

/** Later sweeps handle the due rows beyond this number. */
const SEEN = 50_000;
/** Milliseconds. The function has 30 s, and must still save the ticks that it sent. */
const SENDING = 15_000;
const BATCH = 10;
const LANES = 8;

/** Sends a tick for each due row without a pending tick, and always one for the shared state.
 *  @throws if the queue did not accept some ticks, after the others were sent and saved */
export async function sweep({ store, values, queue, now }: Sweep): Promise<Swept> {
  const began = now();
  const due = (await store.due(began, SEEN)).filter(({ key }) => key !== BOARD);
  const { sent, version } = due.length === 0 ? { sent: [], version: 0 } : await sentBefore(values);
  const { candidates, send } = planSweep(due, sent, began);
  const { accepted, error } = await ticksFor([BOARD, ...send.map(({ key }) => key)], queue, () => now() - began);
  // Concurrent sweeps both send. Only one of them saves its ticks, and a second tick does no harm.
  if (send.length > 0 && version !== undefined) {
    await values.save('sweep', rememberSent(candidates, accepted, began), version, began);
  }
  if (error !== undefined) throw error;
  return { due: due.length, sent: accepted.size };
}

/** @returns no version if it cannot be read: then every due row gets a tick, and the item stays as it is */
async function sentBefore(values: VersionedValues): Promise<{ sent: Sent[]; version?: number }> {
  try {
    const { value, version } = await values.load('sweep');
    if (value === undefined) return { sent: [], version };
    // With the library of schemas, which the sweep needs for nothing else.
    const { SentSchema } = await import('../store/schema/sent.ts');
    return { sent: parse('The item sweep', SentSchema, value), version };
  } catch (error) {
    if (error instanceof NewerFormat || error instanceof Unreadable) return { sent: [] };
    throw error;
  }
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
