import type { ScopePart } from '../../../events/signalbox/details.ts';
import type { PlannedApproval } from '../approval/plan.ts';
import type { ApprovalChoice, KnownPeople, NewerApproved, PeopleSelector, Vote } from '../approval/types.ts';
import type { Decision } from '../base/decision.ts';
import type { SharedState } from '../command/shared-state.ts';
import type { CommandName } from '../command/types.ts';
import type { DigestKey } from '../digest/digest.ts';
import type { Diagnosis } from '../execution/diagnosis.ts';
import type { Author, ExecutionRef } from '../execution/facts.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import type { Lock } from '../freeze/lock.ts';
import type { PipelineTransitions } from '../freeze/transitions.ts';
import type { RoutedMilestone } from '../notify/failure-classes.ts';
import type { Milestone } from '../notify/milestones.ts';
import type { DecidedRetry } from '../retry/plan.ts';
import type { BoardKey } from '../where/board.ts';
import type { Intent, PlanContext } from './intent.ts';
import type { Outbox } from './outbox.ts';

/** The core's questions to a policy. lib/policy answers them; a test may use a literal. One file, because
 *  one policy answers all of them. */
export interface PolicyPort {
  version: string;
  /** The policy file is broken, so nothing acts. Every decision gives this reason; transitions stay as they are. */
  closed?: true;
  /** Whether any rule uses the pipeline's tags, which cost a call. */
  readsTags: boolean;
  /** Whether people have a Home in Slack, for which executions note what concerns them. */
  home: boolean;
  /** Whether any route could ever match. An execution without a route is not read. */
  watches(subject: Subject): boolean;
  route(subject: RouteSubject, milestones: RoutedMilestone[]): RouteMatch[];
  /** The boards that show this pipeline; without one, all boards. */
  boards(subject?: PipelineSubject): RouteBoard[];
  /** The digests that count this pipeline; without one, all digests. */
  digests(subject?: PipelineSubject): RouteDigest[];
  approval(question: ApprovalQuestion): ApprovalDecision;
  freezes: boolean;
  frozen(now: number): { on: boolean; next?: number };
  /** Whether a freeze could ever close one of its stages. If not, its transitions are never read. */
  guards(pipeline: PipelineSubject): boolean;
  /** Whether anything may enter this stage now; without a stage, the one that is held the most. */
  freeze(target: PipelineSubject & Partial<Pick<StageSubject, 'stage'>>, now: number): FreezeDecision;
  /** Locks of this stage that are on, with or without other freezes. */
  locks(target: PipelineSubject & { stage: string }, now: number): Lock[];
  /** Whether an execution belongs to this person, as its author or its starter. */
  owner(question: OwnerQuestion): OwnerDecision;
  /** The Slack user of an author, and the e-mails to look up for that. */
  author(person: Author, known: KnownPeople): { user?: string; lookUp: string[] };
  /** Each freeze of the policy with the state of its windows; `rule` is its id. */
  windows(now: number): Decision[];
  announcements(now: number): Announcement[];
  /** Absent: the policy names no bus, and there are no events. */
  events?: EventPlans;
  calendars: string[];
  /** The channel that hears of a published policy that was not taken. */
  announceTo?: string;
  retries: boolean;
  retry(question: RetryQuestion): RetryDecision;
  may(question: PermissionQuestion): PermissionDecision;
  /** Commands that any person may run on this stage from Slack. Other commands have no button. */
  acts(target: StageSubject): CommandName[];
  audience(pipelines: string[]): string[];
  mutedUntil(pipeline: PipelineSubject, at: number): number | undefined;
  accountName(account: string): string | undefined;
}

export interface PermissionQuestion {
  user: string;
  act: CommandName;
  about: PermissionTarget;
  /** For an override: the freezes it names (absent: all), its length (milliseconds), and the ids of manual freezes. */
  override?: { freezes?: string[]; length: number; ordered: string[] };
  known: KnownPeople;
}

export type PermissionTarget =
  | { type: 'globs'; pipelines: string[]; stages?: string[] }
  | { type: 'pipeline'; subject: PipelineSubject; stages: string[] };

export interface PermissionDecision {
  /** `wait`: people must be looked up first. */
  decision: Decision;
  lookUp: { groups: string[]; emails: string[] };
  lifts?: string[];
  leaves?: Decision[];
}

export interface Announcement {
  id: string;
  at: number;
  text: string;
  channels: string[];
}

/** The plans of events. They come with the policy, because a worker without a bus does not load them. */
export interface EventPlans {
  ofExecution(context: PlanContext, known: DecidedOnExecution): Intent[];
  ofStages(gates: PipelineTransitions, outbox: Outbox, now: number): Intent[];
  ofSharedState(state: SharedState, rules: PolicyPort, outbox: Outbox, now: number): Intent[];
}

export interface DecidedOnExecution {
  /** Runs with a diagnosis that will be repeated. */
  pending: string[];
  retries: DecidedRetry[];
  plannedApprovals: PlannedApproval[];
  decided: DecidedApproval[];
}

export interface FreezeEdge {
  /** The same for each question about this edge. */
  id: string;
  edge: 'start' | 'end';
  at: number;
  freeze: string;
  kind: 'deny' | 'allow' | 'manual' | 'lock';
  /** It covers what every part covers; never empty. */
  scope: ScopePart[];
  /** Absent for an end; milliseconds. */
  until?: number;
  reason?: string;
  by?: { id: string; name?: string };
  /** For an end: the person who ended it before its time. */
  endedBy?: string;
}

export type PipelineSubject = Omit<Subject, 'executionId'>;

export interface StageSubject extends PipelineSubject {
  stage: string;
}

export interface FreezeDecision {
  /** `deny`: frozen. The tree has every window that matters, and the people who may override. */
  decision: Decision;
  /** If denied: when all freezes that deny it are over; absent if unknown. Milliseconds. */
  until?: number;
  /** When time alone may change this decision next; absent: never. */
  next?: number;
  /** Denied in report mode: nothing is held. */
  report: boolean;
  rules: string[];
  /** If nothing but locks denies it. */
  locks?: Lock[];
  reopened: 'respect' | 'close';
}

export interface OwnerQuestion extends Pick<ApprovalQuestion, 'starter' | 'startedFor'> {
  user: string;
  /** Authors and co-authors of the revision of each source. */
  sources: ApprovalQuestion['authors'][];
  known: KnownPeople;
}

export interface OwnerDecision {
  /** An execution of unknown people is not the owner's. */
  isOwner: boolean;
  /** Look-ups without which it may be taken for another person's. */
  lookUp: { groups: string[]; emails: string[] };
}

export interface RetryQuestion {
  subject: Subject;
  stage: string;
  /** The failed attempt of the stage, counting native and manual retries; 1 is the first. */
  attempt: number;
  /** Every failed action of the stage, because a retry runs them all. */
  failures: {
    action?: string;
    category?: string;
    provider?: string;
    diagnosis?: Diagnosis;
  }[];
  failedAt: number;
  freeze: FreezeDecision;
  now: number;
}

export interface RetryDecision {
  /** `allow`: retry at `at`. `deny`: no automatic retry. `wait`: for a diagnosis, or for the end of a freeze. */
  decision: Decision;
  at?: number;
  mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS';
  /** All attempts, including the first. */
  maxAttempts: number;
  report: boolean;
  /** Checked again at `at`: how many retries a pipeline may have, and how many pipelines may fail with one cause. */
  budget: { window: number; ratio: number; reserve: number };
  breaker: { sameSignature: number; within: number; open: number };
}

export interface Subject extends ExecutionRef {
  /** Absent while unknown: then a rule on tags matches, because an extra alert is better than none. */
  tags?: Record<string, string>;
}

export interface RouteSubject extends Subject {
  /** Absent while unknown, empty if it has none: then a route by branches applies, because an extra alert is better than none. */
  branches?: string[];
}

/** What Amazon Q Developer in chat applications draws, in Slack, Microsoft Teams and Chime. */
export type TopicFormat = 'amazon-q';

export interface RouteMatch {
  milestones: Milestone[];
  channel?: string;
  topics: string[];
  /** Of the topics; absent: the JSON of docs/sns.md. */
  format?: TopicFormat;
  /** `author`, `here`, `channel`, a Slack user, a Slack user group or an e-mail. */
  mention: string[];
  direct?: true;
  /** In place of `mention` and of the people who may approve. */
  call?: string[];
  /** `changes`: a pipeline that keeps failing for one reason calls once. */
  notify: 'changes' | 'every';
  /** It applies because the branch is not known yet. */
  isUncertain?: true;
  decision: Decision;
}

export interface RouteBoard {
  key: BoardKey;
  channel: string;
  name: string;
}

export interface RouteDigest {
  key: DigestKey;
  channel: string;
  /** For people. */
  name: string;
  turns(now: number): DigestTurns;
  /** The wall clock of its time zone, as milliseconds. */
  local(at: number): number;
}

/** The three latest instants at which a digest is due, and the next one; absent if there is none. */
export interface DigestTurns {
  oldest?: number;
  before?: number;
  last?: number;
  next?: number;
}

export interface ApprovalQuestion {
  subject: Subject;
  stage: string;
  action: string;
  /** The latest vote of each person, without withdrawals, oldest first. */
  votes: Vote[];
  /** Authors of all changes. An unknown author is an empty entry. */
  authors: { name?: string; email?: string }[];
  /** The ARN of the person who started it manually; empty if unknown. */
  starter?: string;
  /** Slack users for whom Signalbox started, retried or rolled it back. */
  startedFor?: string[];
  /** The newest newer execution that was approved at the same stage and action. */
  newerApproved?: NewerApproved;
  known: KnownPeople;
  now: number;
}

export interface ApprovalDecision {
  /** `allow`: approve. `deny`: rejected, or not decidable in Slack. `wait`: for people, or for look-ups. */
  decision: Decision;
  choice?: ApprovalChoice;
  /** Empty if the policy itself decides. */
  by: string[];
  /** Whether anyone could ever approve it in Slack, and whether anyone could reject it, which is always safe. */
  open: boolean;
  mayReject: boolean;
  /** The policy names the deciding people by id, so the decision needs no look-up. */
  isDirect: boolean;
  /** By user: why the vote does not count, and what the person can do instead. */
  refused: Record<string, string>;
  /** Why a vote does not count, or not yet, for everyone: the end of a sentence. */
  notCounted: Record<string, string>;
  lookUp: { groups: string[]; emails: string[] };
  needs: { count: number; have: number; from: PeopleSelector }[];
  /** Mentions, in place of the people in `needs`. */
  call?: string[];
  forbidden: string[];
  comment: number;
  /** `remind` and `after`: milliseconds after the request. */
  remind: number[];
  escalations: { after: number; to: PeopleSelector }[];
}
