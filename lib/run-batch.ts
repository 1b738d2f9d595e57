import type { Batch } from './batch.ts';
import type { ExecutionKey } from './core/execution.ts';
import { type Loop, run } from './run.ts';

/** Begins the work on every subject of a batch.
 *  @returns for a message's id, when the work on its subject is done; it rejects when that failed */
export function runBatch(
  { subjects, subjectOf }: Batch,
  loop: Promise<Loop>,
  failed: (subject: ExecutionKey, error: Error) => void,
): (messageId: string) => Promise<void> {
  const running = subjects.map(async ({ key, inputs }) => {
    try {
      await run(key, inputs, await loop);
    } catch (error) {
      failed(key, error as Error);
      throw error;
    }
  });
  const byKey = new Map(subjects.map(({ key }, index) => [key, running[index]]));
  return async (messageId) => {
    const key = subjectOf.get(messageId);
    if (key !== undefined) await byKey.get(key);
  };
}
