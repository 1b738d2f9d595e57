import { contentHash } from './base/content-hash.ts';
import { merge } from './base/merge.ts';
import { BEFORE_AN_EDGE, LEASE, LONGEST_TRANSITION_RETRY, SWEEP } from './base/timing.ts';
import { planSharedState } from './command/plan-shared-state.ts';
import { absorbSharedState } from './command/shared-state.ts';
import { planDigest } from './digest/plan-digest.ts';
import { tidied } from './digest/tidy.ts';
import { keeping, withoutOldEvents } from './events/keep.ts';
import { absorb, type Execution, partialExecution } from './execution/facts.ts';
import { withFirstClosings } from './freeze/first-closing.ts';
import { REFRESH_KEY } from './freeze/outbox-keys.ts';
import { planTransitions } from './freeze/plan-transitions.ts';
import { withoutOldLocks, withRecentWaiters } from './freeze/recent-waiters.ts';
import { refOfPipeline } from './freeze/transitions.ts';
import type { Effect, IntendedEffect, Reply, Wake } from './model/effect.ts';
import type { Input } from './model/input.ts';
import type { Intent } from './model/intent.ts';
import type { Outbox, OutboxEntry } from './model/outbox.ts';
import type { PolicyPort } from './model/policy-port.ts';
import type { Row } from './model/row.ts';
import { BOARD, isBoard, isDigest, isPipeline } from './model/subject.ts';
import { currentMilestones } from './notify/milestones.ts';
import { reasonsTold } from './notify/plan-correction.ts';
import { showKey, wasPosted } from './notify/replies.ts';
import { urgencyOf } from './notify/urgency.ts';
import { maybeSince, resumed, settle, unanswered } from './outbox-pauses.ts';
import { planExecution } from './plan-execution.ts';
import { withoutOldNews } from './published/plan-published.ts';
import { trimVotes } from './trim-votes.ts';
import { withoutOld } from './where/board.ts';
import { planBoard } from './where/plan-board.ts';

export interface Step {
  row: Row;
  effects: Effect[];
}

/** One file, because it is the specification of a step. Effects carry a lease, so the worker that saves the row is the
 *  one that performs them. */
export function step(row: Row, inputs: Input[], rules: PolicyPort, now: number, claim: string): Step {
  const taken = observedAtOnce(inputs).reduce((sofar, input) => take(sofar, input, now), row);
  const known = trimmed(taken, rules, now);
  const intents = planOf(known, rules, now);
  const intended = new Set(intents.map((intent) => intent.key));
  const each = intents.map((intent) => ({ intent, scheduling: schedule(intent, intended, known.ledger, now) }));
  const scheduled = eventsLast(messagesFirst(movedTogether(each, now), known.ledger));
  const effects: Effect[] = [];
  const outbox: Outbox = { ...known.ledger };
  for (const { intent, scheduling } of scheduled) {
    if (scheduling.type === 'later') outbox[intent.key] = { ...outbox[intent.key], ...keeping(intent) };
    if (scheduling.type !== 'act') continue;
    const effect = bind(intent, known.ledger, claim);
    effects.push(effect);
    outbox[intent.key] = claimed(intent, outbox[intent.key], now, claim, effect);
  }

  const waits = scheduled.flatMap(({ scheduling }) => (scheduling.type === 'wait' ? [scheduling] : []));
  const instants = [...waits.map((wait) => wait.until), ...effects.map(() => now + LEASE)];
  const wake = wakeFor(known, earliest(waits.filter((wait) => !wait.claimed).map((wait) => wait.until)), now);
  const due = { dueAt: earliest(instants), wakeAt: wake?.at ?? known.wakeAt };
  const next: Row = { ...intending(known, effects), ledger: outbox, ...due };
  return { row: next, effects: wake ? [...effects, wake] : effects };
}

function trimmed(row: Row, rules: PolicyPort, now: number): Row {
  const { key } = row;
  if (isDigest(key)) {
    const route = rules.digests().find((one) => one.key === key);
    return tidied(row, route, now);
  }
  if (!row.execution) return { ...row, ledger: withoutOldEvents(row.ledger, now) };
  return trimVotes(row);
}

/** Stores the intended answer before the call to AWS, so that a worker that takes over recognises it. */
function intending(row: Row, effects: Effect[]): Row {
  const { execution } = row;
  if (!execution) return row;
  const answers = effects.filter((effect) => effect.type === 'answer');
  const intents = answers.map(({ run, digest, decision, by, summary, said, policy }) => {
    const intent = { [run]: { [digest]: { decision, by, summary, said, policy } } };
    return partialExecution(execution.ref, { approvals: { intents: intent } });
  });
  return { ...row, execution: intents.reduce(absorb, execution) };
}

function planOf(
  { key, execution, gates, board, where, digest, ledger: outbox }: Row,
  rules: PolicyPort,
  now: number,
): Intent[] {
  if (execution) return planExecution(execution, rules, outbox, now);
  if (isPipeline(key)) {
    const known = gates ?? { ref: refOfPipeline(key) };
    return [...planTransitions(known, rules, outbox, now), ...(rules.events?.ofStages(known, outbox, now) ?? [])];
  }
  if (isBoard(key)) return planBoard(key, where ?? {}, rules, outbox, now);
  if (isDigest(key)) return planDigest(key, digest ?? {}, rules, outbox, now);
  return key === BOARD ? planSharedState(board ?? {}, rules, outbox, now) : [];
}

/** Merges all observations first: absorbing them one by one would copy a large row each time. */
function observedAtOnce(inputs: Input[]): Input[] {
  const seen = inputs.filter((input) => input.type === 'seen');
  if (seen.length < 2) return inputs;
  const execution = mergedInPairs(seen.map((input) => input.execution));
  return [{ type: 'seen', execution }, ...inputs.filter((input) => input.type !== 'seen')];
}

/** One after the other would copy all facts so far for each. */
function mergedInPairs(all: Execution[]): Execution {
  if (all.length === 1) return all[0] as Execution;
  const middle = all.length >> 1;
  return merge(mergedInPairs(all.slice(0, middle)), mergedInPairs(all.slice(middle)));
}

function take(row: Row, input: Input, now: number): Row {
  switch (input.type) {
    case 'seen':
      return { ...row, execution: absorb(row.execution, input.execution) };
    case 'surveyed':
      return {
        ...row,
        gates: withRecentWaiters(withFirstClosings(row.gates, merge(row.gates, input.gates)), now),
        ledger: withoutOldLocks(row.ledger, now),
      };
    case 'ordered': {
      const { board, ledger } = absorbSharedState(row, input.board, now);
      return { ...row, board, ledger: withoutOldNews(ledger) };
    }
    case 'deployed':
      return { ...row, where: withoutOld(merge(row.where, input.where)) };
    case 'reported':
      return { ...row, digest: merge(row.digest, input.digest) };
    case 'outcome': {
      const outbox = settle(row.ledger, input, now, row.key);
      return { ...row, ledger: input.key === REFRESH_KEY && input.result.done ? resumed(outbox) : outbox };
    }
    case 'tick':
      // This tick may be the wake, slightly early: two clocks differ.
      return { ...row, wakeAt: undefined };
    default:
      return input satisfies never;
  }
}

/** `later`: kept, and performed once nothing else is to do. */
type Scheduling =
  | { type: 'act' }
  | { type: 'later' }
  | { type: 'wait'; until: number; claimed: boolean }
  | { type: 'rest' };

function schedule(intent: Intent, intended: Set<string>, outbox: Outbox, now: number): Scheduling {
  const entry = outbox[intent.key] ?? {};
  if (isSpent(intent, entry)) return { type: 'rest' };
  if (isGivenUp(intent, entry, now)) return { type: 'rest' };
  if (entry.claim && entry.claim.until > now) return { type: 'wait', until: entry.claim.until, claimed: true };
  // The outcome of that intent brings the next step.
  if (intent.after.some((key) => intended.has(key) && !wasTried(outbox[key]))) return { type: 'rest' };
  const from = Math.max(intent.from, isNewlyUrgent(intent, entry) ? 0 : (entry.notBefore ?? 0));
  if (from > now) return { type: 'wait', until: from, claimed: false };
  if (intent.effect.type === 'reply' && !threadOf(intent.effect, outbox)) return { type: 'rest' };
  return { type: 'act' };
}

function threadOf({ thread, channel }: Extract<IntendedEffect, { type: 'reply' }>, outbox: Outbox) {
  return thread ?? outbox[showKey(channel)]?.message;
}

function isNewlyUrgent({ effect }: Intent, entry: OutboxEntry): boolean {
  if (effect.type !== 'show') return false;
  const urgency = urgencyOf(effect);
  return urgency !== undefined && urgency !== entry.urgent;
}

/** The buttons are there when people are called for them: a message is sent before the replies to it. One that failed
 *  does not hold them up. */
function messagesFirst(
  all: { intent: Intent; scheduling: Scheduling }[],
  outbox: Outbox,
): { intent: Intent; scheduling: Scheduling }[] {
  const sending = new Set(
    all.flatMap(({ intent: { key, effect }, scheduling }) => {
      const isOnItsWay = scheduling.type === 'act' || (scheduling.type === 'wait' && scheduling.claimed);
      return effect.type === 'show' && isOnItsWay && !outbox[key]?.tries ? [effect.channel] : [];
    }),
  );
  return all.map((one) => {
    const { effect } = one.intent;
    const isEarly = one.scheduling.type === 'act' && effect.type === 'reply' && sending.has(effect.channel);
    return isEarly ? { ...one, scheduling: { type: 'rest' } } : one;
  });
}

/** The effects of one step wait for each other, and a bus that does not answer must not hold up a message. */
function eventsLast(all: { intent: Intent; scheduling: Scheduling }[]): { intent: Intent; scheduling: Scheduling }[] {
  const isEvent = ({ intent: { effect } }: { intent: Intent }) =>
    effect.type === 'putEvent' || effect.type === 'noteRecent';
  const acting = all.filter(({ scheduling }) => scheduling.type === 'act');
  if (acting.every(isEvent)) return all;
  return all.map((one) => (isEvent(one) && acting.includes(one) ? { ...one, scheduling: { type: 'later' } } : one));
}

/** A worker that reads a pipeline for one transition moves them all, also those that would wait a moment longer. */
function movedTogether(
  all: { intent: Intent; scheduling: Scheduling }[],
  now: number,
): { intent: Intent; scheduling: Scheduling }[] {
  const isMove = ({ intent }: { intent: Intent }) => intent.effect.type === 'transition' && intent.from <= now;
  if (!all.some((one) => isMove(one) && one.scheduling.type === 'act')) return all;
  return all.map((one) => {
    const { scheduling } = one;
    const isSoon =
      scheduling.type === 'wait' && !scheduling.claimed && scheduling.until - now <= LONGEST_TRANSITION_RETRY;
    return isMove(one) && isSoon ? { ...one, scheduling: { type: 'act' } } : one;
  });
}

/** Only a repeat is given up: new content, or a later turn, is tried like the first. */
function isGivenUp(intent: Intent, { failingSince, trying }: OutboxEntry, now: number): boolean {
  if (failingSince === undefined || intent.kind === 'again') return false;
  if (intent.kind === 'level' && trying !== digestOf(intent.effect)) return false;
  return now - failingSince > intent.giveUp;
}

function isSpent(intent: Intent, entry: OutboxEntry): boolean {
  if (entry.doneAt === undefined) return false;
  if (intent.kind === 'level') return entry.digest === digestOf(intent.effect);
  return intent.kind === 'once';
}

/** A step asks several times about one effect, which may hold the summary of a thousand actions. */
const digests = new WeakMap<IntendedEffect, string>();

function digestOf(effect: IntendedEffect): string {
  const digest = digests.get(effect) ?? contentHash(effect);
  digests.set(effect, digest);
  return digest;
}

function wasTried(entry: OutboxEntry | undefined): boolean {
  return entry !== undefined && (entry.doneAt !== undefined || (entry.tries ?? 0) > 0);
}

function claimed(
  intent: Intent,
  entry: OutboxEntry | undefined,
  now: number,
  claim: string,
  bound: Effect,
): OutboxEntry {
  const { kind, effect, because } = intent;
  const trying = digestOf(effect);
  const failing = entry?.claim ? unanswered(entry, now) : {};
  return {
    ...entry,
    ...failing,
    trying,
    ...(kind === 'level' && entry?.trying !== trying ? { failingSince: undefined } : {}),
    claim: { id: claim, until: now + LEASE },
    because,
    ...(effect.type === 'show' ? shown(effect, entry) : {}),
    ...(bound.type === 'reply' ? called(bound, entry) : {}),
    ...(effect.type === 'transition' ? intended(effect, entry) : {}),
    ...keeping(intent),
  };
}

/** The people of the first version count: an edit mentions no one. */
function called({ content, mention, broadcast, about }: Reply, entry: OutboxEntry | undefined): Partial<OutboxEntry> {
  const first = entry !== undefined && wasPosted(entry) ? {} : { called: mention, broadcast };
  const isCertain = maybeSince(entry) === undefined;
  return { ...first, about, ...(content.type === 'log' && isCertain ? { told: reasonsTold(content.summary) } : {}) };
}

/** Opening and closing are different intents: an attempt at one proves nothing about the other. */
function intended(
  { want: wanted }: Extract<IntendedEffect, { type: 'transition' }>,
  entry: OutboxEntry | undefined,
): Partial<OutboxEntry> {
  return entry?.wanted === wanted ? {} : { wanted, maybeSince: undefined };
}

/** Milestones in the first version count as reported. If an earlier version may be on screen, that one counts. */
function shown(show: Extract<IntendedEffect, { type: 'show' }>, entry: OutboxEntry | undefined): Partial<OutboxEntry> {
  const isFirst = !entry?.message && maybeSince(entry) === undefined;
  const firstTold = currentMilestones(show.summary).map((milestone) => milestone.key);
  return { channel: show.channel, urgent: urgencyOf(show), ...(isFirst ? { firstTold } : {}) };
}

/** Adds what the outbox knows: the message, and whether an earlier attempt may have happened. */
function bind(intent: Intent, outbox: Outbox, claim: string): Effect {
  const entry = outbox[intent.key];
  const intended = { key: intent.key, because: intent.because, digest: digestOf(intent.effect), claim };
  const since = { maybeSince: maybeSince(entry) };
  const effect: IntendedEffect = intent.effect;
  switch (effect.type) {
    case 'show':
      return { ...intended, ...effect, message: entry?.message, ...since };
    case 'reply': {
      const { firstTold = [] } = outbox[showKey(effect.channel)] ?? {};
      const message = threadOf(effect, outbox) ?? { channel: effect.channel, ts: '' };
      const broadcast = effect.aloud && !firstTold.includes(effect.milestone.key);
      return { ...intended, ...effect, posted: effect.posted ?? entry?.message, message, broadcast, ...since };
    }
    case 'transition':
      return { ...intended, ...effect, ...(entry?.wanted === effect.want ? since : {}) };
    case 'showBoard':
      return { ...intended, ...effect, message: effect.thread ? undefined : entry?.message, ...since };
    case 'tellAuthor':
    case 'operate':
    case 'announce':
    case 'postDigest':
      return { ...intended, ...effect, ...since };
    default:
      return { ...intended, ...effect };
  }
}

function earliest(instants: number[]): number | undefined {
  return instants.length === 0 ? undefined : Math.min(...instants);
}

/** The sweep runs every minute; earlier work, the edge of a freeze and a scheduled release get a wake of their own. */
function wakeFor(row: Row, at: number | undefined, now: number): Wake | undefined {
  if (at === undefined || at - now > (row.execution ? SWEEP : BEFORE_AN_EDGE)) return undefined;
  if (row.wakeAt !== undefined && row.wakeAt >= now && row.wakeAt <= at) return undefined;
  return { type: 'wake', key: row.key, at };
}
