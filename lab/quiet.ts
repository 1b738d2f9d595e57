import type { Lab } from './lab.ts';
import { readRows } from './rows.ts';

/** Whether nothing is under way any more: no step to come, nothing in the queue, nothing of the rows due soon, and in
 *  CodePipeline nothing but what waits for people. */
export async function isQuiet(lab: Lab, { within = 70_000 } = {}): Promise<boolean> {
  if (lab.toCome() > 0) return false;
  // Delayed messages only repeat what the rows have as due.
  if (lab.queue.isBusy()) return false;
  const next = lab.codepipeline.nextAt();
  if (next !== undefined && next - lab.clock.now() < within) return false;
  const rows = await readRows(lab.standIns.dynamo);
  return rows.every(({ key, dueAt }) => {
    const soon = key.startsWith('execution#') ? within : Math.min(within, ROUTINE);
    return dueAt === undefined || dueAt - lab.clock.now() > soon;
  });
}

/** Milliseconds. During a freeze pipelines are refreshed every few minutes: with many of them one is always due soon. A
 *  transition that is to be changed is due within ten seconds. */
const ROUTINE = 15_000;

/** Looks in a row and milliseconds of the lab. In real time what is between the queue and the table must not be taken
 *  for quiet. */
const PATIENCE = { virtual: { looks: 1, patience: 6 * 3_600_000 }, real: { looks: 8, patience: 120_000 } };

/** Resolves when the lab is quiet.
 *  @throws when it does not come to rest, or a step of a scenario could not be done */
export async function rest(lab: Lab): Promise<void> {
  const { looks, patience } = PATIENCE[lab.isVirtual ? 'virtual' : 'real'];
  let calm = 0;
  const isAtRest = await lab.until(async () => {
    calm = (await isQuiet(lab)) ? calm + 1 : 0;
    return calm >= looks || undefined;
  }, patience);
  if (!isAtRest) throw new Error('The lab did not come to rest');
  if (lab.failures.length > 0) throw new Error(lab.failures.join('\n'));
}
