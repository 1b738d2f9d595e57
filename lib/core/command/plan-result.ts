import type { Verdict } from '../base/decision.ts';
import { own } from '../base/own-property.ts';
import { GIVE_UP_WHISPERING, HEARD } from '../base/timing.ts';
import type { JournalEntry } from '../model/audit-entry.ts';
import type { Wish } from '../model/intent.ts';
import { nameOf } from './messages.ts';
import type { Press } from './plan.ts';
import type { About, Ruled } from './shared-state.ts';
import { type Act, isQuestion, pipelinesOf } from './types.ts';

/** What is settled is told: to the person, what was done to everybody, and both what was done and refused to the
 *  journal. */
export function planRuled(press: Press, ruled: Ruled, ruledAt: number): Wish[] {
  const { announce, about } = ruled;
  const told = whisper(press, ruled);
  switch (ruled.type) {
    case 'answered':
      return [told];
    case 'refused':
      return [told, ...refusedTo(press).map((one) => record(press, ruled, one, ruledAt))];
    case 'done':
      return [
        told,
        ...(announce?.channels ?? []).map((channel) => said(press, channel, announce?.text ?? '')),
        ...about.map((one) => record(press, ruled, one, ruledAt)),
        ...lookedAt(press, ruled, ruledAt),
      ];
    default:
      return ruled.type satisfies never;
  }
}

/** What it would have been done to, as it was said: whether there is such a thing nobody may have looked. */
function refusedTo({ asked, board }: Press): About[] {
  const { command } = asked;
  // A question that nobody could answer in time is no deed.
  if (isQuestion(command)) return [];
  const order = command.type === 'thaw' ? own(board.orders, command.what) : undefined;
  const pipelines = command.type === 'thaw' ? (order?.pipelines ?? command.what.split(',')) : pipelinesOf(command);
  const stages = 'stages' in command ? command.stages?.join(',') : 'stage' in command ? command.stage : undefined;
  const executionId = 'execution' in command ? command.execution : undefined;
  return [...new Set(pipelines)].map((pipeline) => {
    return { account: '', region: '', pipeline, stage: stages ?? '', executionId: executionId ?? '' };
  });
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

function record({ id, at, asked }: Press, { type, because, policy }: Ruled, about: About, ruledAt: number): Wish {
  const { command } = asked;
  const entry: JournalEntry = {
    ...about,
    id: `order/${id}/${about.stage}/${about.executionId}`,
    at: Math.max(at, ruledAt),
    what: type === 'refused' ? 'refused' : 'order',
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
