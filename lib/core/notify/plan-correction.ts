import { contentHash } from '../base/content-hash.ts';
import type { Decision } from '../base/decision.ts';
import type { Summary } from '../execution/summary.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';

/** A reply that was sent before the diagnosis was complete is edited when the rest arrives: nobody is called twice. */
export function corrected(reply: Intent, summary: Summary, ledger: Outbox): Intent[] {
  const { message: posted, told, doneAt } = ledger[reply.key] ?? {};
  const known = reasonsTold(summary);
  if (reply.effect.type !== 'reply' || doneAt === undefined || told === undefined || told === known) return [];
  const decision: Decision = {
    rule: 'reply',
    outcome: 'allow',
    because: 'The diagnosis changed after the reply was sent.',
  };
  return [{ ...reply, key: `${reply.key}:${known}`, effect: { ...reply.effect, posted }, decision }];
}

/** Digest of the reasons that a reply gives. Evidence does not count: a row that grows too big may lose it. */
export function reasonsTold({ failures }: Summary): string {
  return contentHash(failures.map(({ diagnosis }) => [diagnosis?.cause, diagnosis?.class, diagnosis?.answered]));
}
