import { identify, notYetKnown } from '../approval/look-up.ts';
import { GIVE_UP_NOTIFYING } from '../base/timing.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { OutboxEntry } from '../model/outbox.ts';
import { type ChannelRoutes, hears } from './channels.ts';
import { attemptOf, isOver } from './earlier-failure-calls.ts';
import { notifyReasons, overOf } from './messages.ts';
import { once } from './replies.ts';

/** Direct messages to the author of the change. They follow the call in a channel: what calls no one there, because it
 *  is retried, known or muted, does not reach the author either. */
export function planAuthorMessage(context: PlanContext, channels: ChannelRoutes[], calls: Intent[]): Intent[] {
  const { execution, summary, rules, outbox } = context;
  const direct = channels.filter(({ routes }) => routes.some((route) => route.direct && hears(route, 'failed')));
  const [call] = calls.filter(
    ({ effect }) => isFailureCall(effect) && direct.some(({ channel }) => channel === effect.channel),
  );
  if (call?.effect.type !== 'reply' || call.effect.content.type !== 'failed') return [];
  const key = directKey(call.effect.milestone.key);
  if (outbox[key]?.doneAt !== undefined) return [];
  const { author: name, email } = summary.change ?? {};
  const { user, lookUp } = rules.author({ name, email }, execution.known ?? {});
  const unknown = notYetKnown({ groups: [], emails: lookUp }, execution.known, 0);
  if (user === undefined) {
    return unknown
      ? [{ ...identify(IDENTIFY, { execution: execution.ref, ...unknown }, notifyReasons.author), kind: 'once' }]
      : [];
  }
  return [
    {
      key,
      kind: 'once',
      effect: {
        type: 'tellAuthor',
        user,
        channel: call.effect.channel,
        execution: execution.ref,
        summary: call.effect.content.summary,
      },
      because: notifyReasons.direct,
      after: [call.key],
      from: call.from,
      giveUp: GIVE_UP_NOTIFYING,
    },
  ];
}

/** In the thread of the last message to the author. A later execution reports its own success there (`planSeriesOver`). */
export function planAuthorMessageOver(context: PlanContext): Intent[] {
  const { summary } = context;
  const last = authorMessages(context).at(-1);
  if (!last?.entry.message || !isOver(summary)) return [];
  return [
    once(context, last.entry.message.channel, `over:${last.id}`, {
      milestone: { type: 'recovered', stages: [] },
      content: { type: 'ended', ...overOf(summary) },
      mention: [],
      aloud: false,
      thread: last.entry.message,
      because: notifyReasons.over,
    }),
  ];
}

/** Those that were sent, by attempt. */
export function authorMessages({ outbox }: Pick<PlanContext, 'outbox'>): { id: string; entry: OutboxEntry }[] {
  const sent = Object.entries(outbox).flatMap(([key, entry]) =>
    key.startsWith(directKey('')) && entry.message ? [{ id: key.slice(directKey('').length), entry }] : [],
  );
  return sent.sort((a, b) => attemptOf(a.id) - attemptOf(b.id));
}

const IDENTIFY = 'identify:author';

function directKey(id: string): string {
  return `direct:${id}`;
}

function isFailureCall(effect: Intent['effect']): effect is Extract<Intent['effect'], { type: 'reply' }> {
  return effect.type === 'reply' && effect.content.type === 'failed';
}
