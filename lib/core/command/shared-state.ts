import type { KnownPeople } from '../approval/types.ts';
import { merge } from '../base/merge.ts';
import { ownProperty } from '../base/own-property.ts';
import type { PipelineRef } from '../freeze/transitions.ts';
import type { Outbox } from '../model/outbox.ts';
import type { Command, OperationCommand } from './types.ts';

/** What people ordered from Slack, beside the policy's file: it is policy too, with an end. What they asked, until that
 *  is settled. And what the policy's file only points at. Joined like facts. */
export interface SharedState {
  /** By an id that the order itself gives: the same press is the same order. */
  orders?: Record<string, ManualRule> | undefined;
  /** Which orders somebody took back, when (milliseconds), and who. */
  ended?: Record<string, [at: number, by: string]> | undefined;
  /** By the id of the press: when by Slack's clock (milliseconds). */
  asked?: Record<string, [at: number, CommandRequest]> | undefined;
  /** By the same id, what was read for it, and what came of it. */
  sights?: Record<string, [asOf: number, StatusSnapshot]> | undefined;
  ruled?: Record<string, [at: number, CommandResult]> | undefined;
  known?: KnownPeople | undefined;
  /** By the ARN of an SSM Change Calendar. */
  calendars?: Record<string, CalendarStatus> | undefined;
}

/** What a Change Calendar last said, and why it said nothing when it last said nothing. */
export interface CalendarStatus {
  read?: [asOf: number, CalendarReading] | undefined;
  failed?: [at: number, why: string] | undefined;
}

export interface CalendarReading {
  state: 'open' | 'closed';
  /** When that changes, and changes again, as far as is known; milliseconds. */
  turns: number[];
}

export type ManualRule = ManualFreeze | ManualOverride | ManualMute;

interface ManualRuleTerms {
  /** The Slack user, and what Slack calls them. */
  by: string;
  name?: string | undefined;
  reason: string;
  /** Milliseconds; `[from, until)`. */
  from: number;
  until: number;
  /** Globs, as in a scope. */
  pipelines: string[];
  stages?: string[] | undefined;
  /** Why it was allowed, and under which policy. */
  because?: string | undefined;
  policy?: string | undefined;
}

/** Nothing moves. */
export interface ManualFreeze extends ManualRuleTerms {
  type: 'freeze';
}

/** What a freeze of the policy forbids is allowed, labelled. */
export interface ManualOverride extends ManualRuleTerms {
  type: 'override';
  /** Ids of the freezes it overrides; absent: all. */
  freezes?: string[] | undefined;
}

/** Nobody is called because of it. */
export interface ManualMute extends ManualRuleTerms {
  type: 'mute';
}

export interface CommandRequest {
  user: string;
  name?: string | undefined;
  /** Where the person hears what came of it. */
  channel: string;
  command: Command;
}

/** What came of it: `done`, `refused`, or a question that is `answered`. It stands, whatever the policy says later. */
export interface CommandResult {
  type: 'done' | 'refused' | 'answered';
  /** To the person. */
  because: string;
  policy: string;
  /** What everybody hears, and where. */
  announce?: { text: string; channels: string[] } | undefined;
  /** What it was done to, for the journal. */
  about: CommandTarget[];
}

/** Of an order the pipeline is a glob, and the rest empty. */
export interface CommandTarget extends PipelineRef {
  executionId: string;
  stage: string;
}

/** Pipelines as they stand, read for one command. */
export interface StatusSnapshot {
  pipelines: PipelineSnapshot[];
  /** So many more there are. */
  more: number;
  /** A sentence for each account and Region that could not be read. */
  unread?: string[] | undefined;
}

export interface PipelineSnapshot {
  ref: PipelineRef;
  /** What the policy calls its account. */
  accountName?: string | undefined;
  /** Absent where no rule looks at them, or they could not be read. */
  tags?: Record<string, string> | undefined;
  mode?: string | undefined;
  stages: StageSnapshot[];
  /** Ids of executions that are under way, the newest first. */
  running: string[];
}

export interface StageSnapshot {
  name: string;
  /** AWS's words for its latest execution. */
  status?: string | undefined;
  executionId?: string | undefined;
  /** The transition into it is closed. */
  closed?: true | undefined;
  /** Why, as whoever closed it wrote. */
  reason?: string | undefined;
  /** So many executions wait in front of it. */
  waiting: number;
}

/** A change to one pipeline that the policy allowed. */
export interface Operation extends Pick<OperationCommand, 'type'> {
  /** Of the press. */
  id: string;
  /** When that was (milliseconds): what happened later is not what the person saw. */
  at: number;
  /** As people and AWS read it. */
  by: string;
  user: string;
  pipeline: PipelineRef;
  stage?: string | undefined;
  execution?: string | undefined;
  reason?: string | undefined;
  policy: string;
  /** Where it is announced. */
  channels: string[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Takes in what was ordered and asked, and lets go of what is long over. A letter that comes again after that is over
 *  too, by its own instant, so nothing comes back. */
export function absorbSharedState(
  { board, ledger }: { board?: SharedState | undefined; ledger: Outbox },
  more: SharedState,
  now: number,
): { board: SharedState; ledger: Outbox } {
  const { orders, ended, asked, sights, ruled, known, calendars } = merge(board, more);
  const isOpen = (id: string) => ownProperty(ruled, id) === undefined;
  const kept = keep(asked, ([at], id) => at > now - (ownProperty(ruled, id)?.[1].type === 'done' ? DAY : HOUR));
  const next: SharedState = {
    orders: keep(orders, ({ until }, id) => Math.min(until, ownProperty(ended, id)?.[0] ?? until) > now - DAY),
    ended: keep(ended, ([at]) => at > now - DAY),
    asked: kept,
    sights: keep(sights, (_, id) => ownProperty(kept, id) !== undefined && isOpen(id)),
    ruled: keep(ruled, (_, id) => ownProperty(kept, id) !== undefined),
    known: known && {
      groups: keep(known.groups, ([asOf]) => asOf > now - HOUR),
      emails: keep(known.emails, ([asOf]) => asOf > now - HOUR),
    },
    // Of what the policy still names there is newer news every minute.
    calendars: keep(calendars, ({ read, failed }) => Math.max(read?.[0] ?? 0, failed?.[0] ?? 0) > now - DAY),
  };
  return { board: next, ledger: keep(ledger, (_, key) => isAbout(key, kept)) ?? {} };
}

/** The keys of wishes are `WHAT:ID` and `WHAT:ID:MORE`, or have no id. */
function isAbout(key: string, asked: SharedState['asked']): boolean {
  const [, id] = key.split(':');
  return id === undefined || ownProperty(asked, id) !== undefined;
}

function keep<T>(record: Record<string, T> | undefined, wanted: (value: T, key: string) => boolean) {
  if (record === undefined) return undefined;
  const kept = Object.entries(record).filter(([key, value]) => wanted(value, key));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** Orders that hold now. */
export function liveManualRules({ orders = {}, ended = {} }: SharedState, now: number): [id: string, ManualRule][] {
  return Object.entries(orders).filter(([id, order]) => order.until > now && ownProperty(ended, id) === undefined);
}
