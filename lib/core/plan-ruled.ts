import type { About, Ruled } from './board.ts';
import type { Act } from './command.ts';
import type { JournalEntry } from './journal.ts';
import { nameOf } from './order-words.ts';
import { GIVE_UP_WHISPERING } from './patience.ts';
import type { Press } from './plan-order.ts';
import type { Verdict } from './verdict.ts';
import type { Wish } from './wish.ts';

/** What is settled is told: to the person, and what was done to everybody and to the journal. */
export function planRuled(press: Press, ruled: Ruled, ruledAt: number): Wish[] {
  const told = whisper(press, ruled);
  if (ruled.type !== 'done') return [told];
  const { announce, about } = ruled;
  return [
    told,
    ...(announce?.channels ?? []).map((channel) => said(press, channel, announce?.text ?? '')),
    ...about.map((one) => record(press, ruled, one, ruledAt)),
    ...lookedAt(press, ruled, ruledAt),
  ];
}

const verdict = (because: string): Verdict => ({ rule: 'commands', outcome: 'allow', because });
const once = { kind: 'once', after: [], from: 0 } as const;

function whisper({ id, asked }: Press, { type, because }: Ruled): Wish {
  return {
    ...once,
    key: `whisper:${id}`,
    after: [],
    effect: { type: 'whisper', channel: asked.channel, user: asked.user, text: because },
    verdict: { rule: 'whisper', outcome: type === 'refused' ? 'deny' : 'allow', because },
    giveUp: GIVE_UP_WHISPERING,
  };
}

/** An hour: later it is no news. */
const GIVE_UP_ANNOUNCING = 3_600_000;

function said({ id }: Press, channel: string, text: string): Wish {
  return {
    ...once,
    key: `announce:${id}:${channel}`,
    after: [],
    effect: { type: 'announce', channel, text },
    verdict: verdict('What somebody ordered concerns everybody there.'),
    giveUp: GIVE_UP_ANNOUNCING,
  };
}

function record({ id, at, asked }: Press, { because, policy }: Ruled, about: About, ruledAt: number): Wish {
  const { command } = asked;
  const entry: JournalEntry = {
    ...about,
    id: `order/${id}/${about.stage}/${about.executionId}`,
    at: Math.max(at, ruledAt),
    what: 'order',
    action: '',
    who: [nameOf(asked)],
    decision: command.type as Act,
    comment: 'reason' in command ? command.reason : undefined,
    because,
    policy,
  };
  return {
    ...once,
    key: `record:${id}:${about.pipeline}/${about.stage}/${about.executionId}`,
    after: [],
    effect: { type: 'record', entry },
    verdict: verdict('Who ordered what is written down.'),
    giveUp: Number.POSITIVE_INFINITY,
  };
}

/** Milliseconds until every worker knows of an order: they read the board again every two seconds. */
const HEARD = 3_000;

/** What is closed or opened by it is not left to the next roll call. */
function lookedAt({ id, asked }: Press, { about }: Ruled, ruledAt: number): Wish[] {
  if (!['freeze', 'thaw', 'override'].includes(asked.command.type)) return [];
  return [
    {
      ...once,
      key: `roll-call:${id}`,
      after: [],
      from: ruledAt + HEARD,
      effect: { type: 'roll-call', also: about.map(({ pipeline }) => pipeline) },
      verdict: verdict('What somebody ordered holds at once.'),
      giveUp: GIVE_UP_ANNOUNCING,
    },
  ];
}
