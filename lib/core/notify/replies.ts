import { GIVE_UP_NOTIFYING } from '../base/timing.ts';
import type { Reply } from '../model/effect.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { Outbox, OutboxEntry } from '../model/outbox.ts';
import { maybeSince } from '../outbox-pauses.ts';
import type { Milestone } from './milestones.ts';

/** A reply that was posted, or may have been: an answer was lost. */
export interface Standing {
  id: string;
  entry: OutboxEntry;
}

export function showKey(channel: string): string {
  return `show:${channel}`;
}

export function replyKey(channel: string, id: string): string {
  return `reply:${channel}:${id}`;
}

export function standingIn(outbox: Outbox, channel: string): Standing[] {
  const start = replyKey(channel, '');
  return Object.entries(outbox).flatMap(([key, entry]) =>
    key.startsWith(start) && wasPosted(entry) ? [{ id: key.slice(start.length), entry }] : [],
  );
}

export function wasPosted(entry: OutboxEntry): boolean {
  return entry.doneAt !== undefined || maybeSince(entry) !== undefined;
}

type Planned = Pick<Reply, 'content' | 'mention' | 'aloud'> &
  Partial<Pick<Reply, 'about' | 'thread' | 'posted'>> & {
    milestone: Omit<Milestone, 'key'>;
    because: string;
    after?: string[];
    from?: number;
  };

/** Posted once, and edited whenever its content changes. */
export function call(context: PlanContext, channel: string, id: string, planned: Planned): Intent {
  return { ...reply(context, channel, id, planned), kind: 'level' };
}

/** Posted once, and never edited. */
export function once(context: PlanContext, channel: string, id: string, planned: Planned): Intent {
  return { ...reply(context, channel, id, planned), kind: 'once' };
}

/** A call that is over: the reply that stands is edited, and none is posted. */
export function edit(
  context: PlanContext,
  channel: string,
  { id, entry }: Standing,
  planned: Omit<Planned, 'aloud' | 'mention' | 'because'>,
): Intent[] {
  if (entry.message === undefined && maybeSince(entry) === undefined) return [];
  const { called = [], about } = entry;
  const edited = { about, ...planned, mention: called, aloud: false, because: 'The reply is kept true.' };
  const intent = call(context, channel, id, edited);
  return intent.effect.type === 'reply' ? [{ ...intent, effect: { ...intent.effect, isOver: true } }] : [];
}

function reply(
  { execution, summary }: PlanContext,
  channel: string,
  id: string,
  { because, after = [], from = 0, milestone, ...planned }: Planned,
): Omit<Intent, 'kind'> {
  const author = summary.change?.email;
  return {
    key: replyKey(channel, id),
    effect: {
      type: 'reply',
      channel,
      execution: execution.ref,
      milestone: { ...milestone, key: id },
      author,
      ...planned,
    },
    because,
    after: [showKey(channel), ...after],
    from,
    giveUp: GIVE_UP_NOTIFYING,
  };
}

/** The people whom a follow-up addresses. It interrupts neither the channel nor everyone who is online. */
export function quietly(called: string[]): string[] {
  return [...new Set(called)].filter((who) => who !== 'here' && who !== 'channel');
}
