import type { Outbox } from '../model/outbox.ts';
import type { ApprovalDecision } from '../model/policy-port.ts';
import { replyKey, wasPosted } from '../notify/replies.ts';
import { mentionsOf } from './mentions.ts';

export interface Escalation {
  /** In the key of its message. */
  id: string;
  /** Milliseconds after the request. */
  after: number;
  mention: string[];
}

/** A single escalation has the id without a number, and several have one each: when a rule comes or goes meanwhile, none takes the
 *  message of another. What an earlier policy or version sent without a number belongs to the people whom it mentioned. */
export function escalationsIn(
  { escalations }: Pick<ApprovalDecision, 'escalations'>,
  outbox: Outbox,
  { channel, run }: { channel: string; run: string },
): Escalation[] {
  const sent = (id: string) => outbox[replyKey(channel, `${id}:${run}`)];
  const called = sent(PLAIN)?.called;
  const all = escalations.map(({ after, to }) => ({ id: `${PLAIN} ${after}`, after, mention: mentionsOf([to]) }));
  const first = all.find(({ mention }) => called !== undefined && isSame(mention, called));
  const isPlain = (one: Escalation) => !wasPosted(sent(one.id) ?? {}) && (all.length === 1 || one === first);
  return all.map((one) => (isPlain(one) ? { ...one, id: PLAIN } : one));
}

const PLAIN = 'escalate';

function isSame(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((who) => b.includes(who));
}
