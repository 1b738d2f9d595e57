import type { KnownPeople } from '../approval/types.ts';
import { merge } from '../base/merge.ts';
import { ownProperty } from '../base/own-property.ts';
import { DAY, HOUR } from '../base/units.ts';
import type { OverridableCondition, StageCondition } from '../execution/stage-condition.ts';
import type { PipelineRef } from '../freeze/transitions.ts';
import type { Outbox, OutboxEntry } from '../model/outbox.ts';
import { newest, type PublishedNews } from '../published/news.ts';
import type { ScheduledRelease } from '../scheduled/release.ts';
import type { Deployment } from '../where/deployment.ts';
import { withPassedTurns } from './calendar-turns.ts';
import type { Reach } from './reach.ts';
import type { Command, OperationCommand, RevisionType } from './types.ts';

/** Manual rules, open commands by request id, and calendars by ARN. Merged like facts. Instants are milliseconds.
 *  One file, because they are one stored item. */
export interface SharedState {
  /** By an id derived from the command, so that the same request gives the same rule. */
  orders?: Record<string, ManualRule>;
  ended?: Record<string, [at: number, by: string]>;
  /** Their ids are also in `ended`, and in `sights` and `ruled` when they are due. */
  scheduled?: Record<string, ScheduledRelease>;
  asked?: Record<string, [at: number, CommandRequest]>;
  /** By the id of the request: the snapshot read for the command, its result, and how far the result has come. */
  sights?: Record<string, [asOf: number, StatusSnapshot]>;
  ruled?: Record<string, [at: number, CommandResult]>;
  reached?: Record<string, [asOf: number, Reach]>;
  known?: KnownPeople;
  calendars?: Record<string, CalendarStatus>;
  published?: PublishedNews;
}

export interface CalendarStatus {
  read?: [asOf: number, CalendarReading];
  failed?: [at: number, why: string];
  /** Changes of the last hours before the reading, planned or not. */
  passed?: number[];
}

export interface CalendarReading {
  state: 'open' | 'closed';
  turns: number[];
}

export type ManualRule = ManualFreeze | ManualOverride | ManualMute;

interface ManualRuleTerms {
  by: string;
  name?: string;
  reason: string;
  /** `[from, until)`. */
  from: number;
  until: number;
  pipelines: string[];
  stages?: string[];
  because?: string;
  policy?: string;
}

export interface ManualFreeze extends ManualRuleTerms {
  type: 'freeze';
  /** The executions of `by` may enter. One pipeline, and names of stages. */
  lock?: true;
}

/** Allows what a freeze of the policy forbids, and labels it. */
export interface ManualOverride extends ManualRuleTerms {
  type: 'override';
  /** Ids of the freezes it overrides; absent: all. */
  freezes?: string[];
}

/** Suppresses replies and reminders. */
export interface ManualMute extends ManualRuleTerms {
  type: 'mute';
}

export interface CommandRequest {
  user: string;
  name?: string;
  channel: string;
  command: Command;
}

/** Final, even if the policy changes later. */
export interface CommandResult {
  type: 'done' | 'refused' | 'answered';
  because: string;
  /** What the person gets, if it is more than the reason. */
  answer?: string;
  policy: string;
  announce?: { text: string; channels: string[] };
  about: CommandTarget[];
  /** The command changes the transitions of these pipelines, and is reported when they have changed. */
  moves?: Movement;
}

export interface Movement {
  want: 'closed' | 'open';
  pipelines: string[];
  stages?: string[];
}

/** For a manual rule, `pipeline` is a glob, and account, Region and execution are empty. */
export interface CommandTarget extends PipelineRef {
  executionId: string;
  stage: string;
}

export interface StatusSnapshot {
  pipelines: PipelineSnapshot[];
  /** Pipelines that match too, without a snapshot. */
  more: number;
  unmatched?: Unmatched[];
  /** States of all pipelines that match, for an overview. */
  states?: Partial<Record<PipelineCondition, number>>;
  /** One sentence per account and Region that could not be read. */
  unread?: string[];
}

export interface Unmatched {
  what: 'pipeline' | 'stage';
  pattern: string;
  near: string[];
  /** It is the first stage, which has no transition. */
  first?: true;
}

export const pipelineConditions = [
  'failed',
  'waits for approval',
  'held',
  'running',
  'stopped',
  'succeeded',
  'never ran',
  'unread',
] as const;
export type PipelineCondition = (typeof pipelineConditions)[number];

export interface PipelineSnapshot {
  /** The most urgent thing about it, and the stage, instant (milliseconds), execution and change that it is about. */
  condition?: PipelineCondition;
  stage?: string;
  since?: number;
  executionId?: string;
  author?: string;
  message?: string;
  ref: PipelineRef;
  accountName?: string;
  /** Absent if no rule uses tags, or if they could not be read. */
  tags?: Record<string, string>;
  mode?: string;
  stages: StageSnapshot[];
  running: string[];
  /** If they were asked for; none in PARALLEL mode. */
  deployments?: Deployment[];
  sources?: SourceRevisions[];
}

/** The last revisions that a source action fetched, newest first. */
export interface SourceRevisions {
  source: string;
  /** Undefined where a release takes no revision of it. */
  takes?: RevisionType;
  revisions: FetchedRevision[];
}

export interface FetchedRevision {
  revision: string;
  title?: string;
  author?: string;
  /** When it was first fetched; milliseconds. */
  at?: number;
}

export interface StageSnapshot {
  name: string;
  status?: string;
  executionId?: string;
  approval?: true;
  closed?: true;
  reason?: string;
  waiting: number;
  /** What holds the stage, or made it fail; and for which execution. */
  condition?: Omit<StageCondition, 'stage'> & { executionId: string; run?: string };
}

export interface Operation extends Pick<OperationCommand, 'type' | 'revision' | 'variables'> {
  id: string;
  /** Instant of the request (milliseconds): the person did not see later changes. */
  at: number;
  by: string;
  user: string;
  pipeline: PipelineRef;
  stage?: string;
  execution?: string;
  /** The condition that the person saw, and its run: another one is not overridden. */
  condition?: { type: OverridableCondition; run?: string };
  reason?: string;
  policy: string;
  channels: string[];
}

/** Merges new commands and drops old ones. A redelivered queue message is dropped again: its own instant is too old. */
export function absorbSharedState(
  { board, ledger }: { board?: SharedState; ledger: Outbox },
  more: SharedState,
  now: number,
): { board: SharedState; ledger: Outbox } {
  const published = newest(board?.published, more.published);
  const { orders, ended, scheduled, asked, sights, ruled, reached, known, calendars } = merge(board, more);
  const isOpen = (id: string) => ownProperty(ruled, id) === undefined;
  const kept = keep(asked, ([at], id) => at > now - (ownProperty(ruled, id)?.[1].type === 'done' ? DAY : HOUR));
  const planned = keep(scheduled, ({ until }, id) => {
    const over = ownProperty(ended, id)?.[0] ?? ownProperty(ruled, id)?.[0] ?? until;
    return over > now - DAY;
  });
  const isKept = (id: string) => ownProperty(kept, id) !== undefined || ownProperty(planned, id) !== undefined;
  const next: SharedState = {
    orders: keep(orders, ({ until }, id) => Math.min(until, ownProperty(ended, id)?.[0] ?? until) > now - DAY),
    ended: keep(ended, ([at]) => at > now - DAY),
    scheduled: planned,
    asked: kept,
    sights: keep(sights, (_, id) => isKept(id) && isOpen(id)),
    ruled: keep(ruled, (_, id) => isKept(id)),
    reached: keep(reached, (_, id) => ownProperty(kept, id) !== undefined),
    known: known && {
      groups: keep(known.groups, ([asOf]) => asOf > now - HOUR),
      emails: keep(known.emails, ([asOf]) => asOf > now - HOUR),
    },
    ...(published ? { published } : {}),
    // Calendars that the policy still names get a newer reading every minute.
    calendars: keep(
      withPassedTurns(board?.calendars, calendars),
      ({ read, failed }) => Math.max(read?.[0] ?? 0, failed?.[0] ?? 0) > now - DAY,
    ),
  };
  // An event waits until it was put, also when its command is forgotten.
  const waits = ({ event, doneAt }: OutboxEntry) => event !== undefined && doneAt === undefined;
  return { board: next, ledger: keep(ledger, (entry, key) => waits(entry) || isAbout(key, isKept)) ?? {} };
}

/** Outbox keys are `TYPE:ID` or `TYPE:ID:MORE`, or have no id. */
function isAbout(key: string, isKept: (id: string) => boolean): boolean {
  const [, id] = key.split(':');
  return id === undefined || isKept(id);
}

function keep<T>(record: Record<string, T> | undefined, wanted: (value: T, key: string) => boolean) {
  if (record === undefined) return undefined;
  const kept = Object.entries(record).filter(([key, value]) => wanted(value, key));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

export function liveManualRules({ orders = {}, ended = {} }: SharedState, now: number): [id: string, ManualRule][] {
  return Object.entries(orders).filter(([id, order]) => order.until > now && ownProperty(ended, id) === undefined);
}
