import type { Intent, PlanContext } from '../model/intent.ts';
import { wasPosted } from './replies.ts';

/** A mute delays replies to its end; an execution that ended during the mute gets none. What stands is kept true. */
export function muted(context: PlanContext, intents: Intent[]): Intent[] {
  const { execution, summary, rules, outbox } = context;
  const subject = { ...execution.ref, tags: execution.about.tags };
  const wasMuted = summary.endedAt !== undefined && rules.mutedUntil(subject, summary.endedAt) !== undefined;
  const stands = intents.filter(({ key }) => wasPosted(outbox[key] ?? {}));
  const others = intents.filter((intent) => !stands.includes(intent));
  return [...stands, ...(wasMuted ? [] : delayed(context, others))];
}

export function delayed({ execution, rules, now }: PlanContext, intents: Intent[]): Intent[] {
  const until = rules.mutedUntil({ ...execution.ref, tags: execution.about.tags }, now) ?? 0;
  return intents.map((intent) => ({ ...intent, from: Math.max(intent.from, until) }));
}
