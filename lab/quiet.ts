import type { Lab } from './lab.ts';
import { readRows } from './rows.ts';
import { QUEUE } from './stand-ins.ts';

/** Whether nothing is under way any more: no step to come, nothing in the queue, nothing of the rows due soon, and in
 *  CodePipeline nothing but what waits for people. */
export async function isQuiet(lab: Lab, { within = 70_000 } = {}): Promise<boolean> {
  if (lab.toCome() > 0) return false;
  // Delayed messages are ticks for what the rows say is due.
  const messages = lab.standIns.fauxqs.inspectQueue(QUEUE)?.messages;
  if (messages && messages.ready.length + messages.inflight.length > 0) return false;
  const next = lab.codepipeline.nextAt();
  if (next !== undefined && next - lab.clock.now() < within) return false;
  const rows = await readRows(lab.standIns.dynamo);
  return rows.every(({ dueAt }) => dueAt === undefined || dueAt - lab.clock.now() > within);
}
