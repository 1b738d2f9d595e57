import { setTimeout } from 'node:timers/promises';

/** Real milliseconds: a busy machine is slow, and a lab that runs fast waits no longer in life. */
const PATIENCE = 10_000;
const LOOK = 25;

/** Looks until there is something to see.
 *  @returns undefined when it took too long */
export async function eventually<T>(
  look: () => T | undefined | Promise<T | undefined>,
  patience = PATIENCE,
): Promise<T | undefined> {
  const until = performance.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() > until) return found;
    await setTimeout(LOOK, undefined, { ref: false });
  }
}
