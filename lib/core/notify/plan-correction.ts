import { contentHash } from '../base/content-hash.ts';
import type { Summary } from '../execution/summary.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import { notifyReasons } from './messages.ts';

/** Edits a log that was posted before its diagnosis was complete. */
export function corrected(reply: Intent, outbox: Outbox): Intent[] {
  const { message: posted, told, doneAt } = outbox[reply.key] ?? {};
  const { effect } = reply;
  if (effect.type !== 'reply' || effect.content.type !== 'log') return [];
  const known = reasonsTold(effect.content.summary);
  if (doneAt === undefined || told === undefined || told === known) return [];
  return [{ ...reply, key: `${reply.key}:${known}`, effect: { ...effect, posted }, because: notifyReasons.corrected }];
}

/** Content hash of the reasons in a reply. Evidence does not count: a row that grows too large may lose it. */
export function reasonsTold({ failures }: Summary): string {
  return contentHash(failures.map(({ diagnosis }) => [diagnosis?.cause, diagnosis?.class, diagnosis?.answered]));
}
