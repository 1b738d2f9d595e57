import { digest } from '../base/content-hash.ts';
import type { Verdict } from '../base/decision.ts';
import type { Story } from '../execution/summary.ts';
import type { Wish } from '../model/intent.ts';
import type { Ledger } from '../model/outbox.ts';

/** A reply that was sent before the diagnosis was complete is edited when the rest arrives: nobody is called twice. */
export function corrected(reply: Wish, story: Story, ledger: Ledger): Wish[] {
  const { message: posted, told, doneAt } = ledger[reply.key] ?? {};
  const known = reasonsTold(story);
  if (reply.effect.type !== 'reply' || doneAt === undefined || told === undefined || told === known) return [];
  const verdict: Verdict = {
    rule: 'reply',
    outcome: 'allow',
    because: 'The diagnosis changed after the reply was sent.',
  };
  return [{ ...reply, key: `${reply.key}:${known}`, effect: { ...reply.effect, posted }, verdict }];
}

/** Digest of the reasons that a reply gives. Evidence does not count: a row that grows too big may lose it. */
export function reasonsTold({ failures }: Story): string {
  return digest(failures.map(({ diagnosis }) => [diagnosis?.cause, diagnosis?.class, diagnosis?.answered]));
}
