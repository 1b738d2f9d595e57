import type { ApprovalChoice, KnownPeople, PeopleSelector, Vote } from '../approval/types.ts';
import type { Decision } from '../base/decision.ts';
import type { CommandName } from '../command/types.ts';
import type { Diagnosis } from '../execution/diagnosis.ts';
import type { ExecutionRef } from '../execution/facts.ts';
import type { Milestone } from '../notify/milestones.ts';

/** What the core asks of a policy. lib/policy answers it; a test may answer it with a literal. */
export interface PolicyPort {
  /** Names this policy among all there ever were. */
  version: string;
  /** The policy file is broken: nothing acts. Every ruling says so; a transition needs none to be let be. */
  closed?: true | undefined;
  /** Whether any rule looks at the pipeline's tags, which cost a call to know. */
  readsTags: boolean;
  /** Whether any route could ever take up news of it. What nobody listens to is not read either. */
  watches(subject: Subject): boolean;
  route(subject: Subject, milestones: Milestone[]): RouteMatch[];
  approval(question: ApprovalQuestion): ApprovalDecision;
  /** Whether there are freezes at all, in the policy or ordered. */
  freezes: boolean;
  /** Whether any of them is on, for whatever pipeline, and when time could change that next. */
  frozen(now: number): { on: boolean; next?: number | undefined };
  /** Whether any freeze could ever close a stage of it. Of a pipeline that none could, no transition is read. */
  guards(pipeline: PipelineSubject): boolean;
  /** Whether anything may move into this stage now; without one, into whichever is held the most. */
  freeze(target: PipelineSubject & Partial<Pick<StageSubject, 'stage'>>, now: number): FreezeDecision;
  /** What is to be said of freezes, from now on for a day, or was a moment ago. */
  announcements(now: number): Announcement[];
  /** ARNs of the SSM Change Calendars that freezes go by. */
  calendars: string[];
  /** Whether anything is ever retried by itself. */
  retries: boolean;
  retry(question: RetryQuestion): RetryDecision;
  /** Whether somebody may do what they said in Slack. */
  may(question: PermissionQuestion): PermissionDecision;
  /** What anybody at all may do to this stage from Slack. What has no name there has no button either. */
  acts(target: StageSubject): CommandName[];
  /** Channels that routes of such pipelines lead to; globs. */
  audience(pipelines: string[]): string[];
  /** Until when nobody is called because of this pipeline, milliseconds; absent when people are. */
  mutedUntil(pipeline: PipelineSubject, at: number): number | undefined;
  /** What people call an account; absent where it has its number only. */
  accountName(account: string): string | undefined;
}

export interface PermissionQuestion {
  user: string;
  act: CommandName;
  about: PermissionTarget;
  /** Of an override: the freezes that it names (absent: all), for how long (milliseconds), and what else there is to
   *  override: ids of freezes that were ordered. */
  override?: { freezes?: string[] | undefined; length: number; ordered: string[] } | undefined;
  known: KnownPeople;
}

/** What it would be done to: whatever these globs cover, or a pipeline as it was read. */
export type PermissionTarget =
  | { type: 'globs'; pipelines: string[]; stages?: string[] | undefined }
  | { type: 'pipeline'; subject: PipelineSubject; stages: string[] };

export interface PermissionDecision {
  /** `wait`: until it is known who is who. */
  decision: Decision;
  lookUp: { groups: string[]; emails: string[] };
  /** Of an override: the freezes it lifts, and those it does not, each with why. */
  lifts?: string[] | undefined;
  leaves?: Decision[] | undefined;
}

export interface Announcement {
  /** Names it among all there ever were. */
  id: string;
  /** Milliseconds. */
  at: number;
  text: string;
  channels: string[];
}

/** A pipeline, whatever runs through it. */
export type PipelineSubject = Omit<Subject, 'executionId'>;

/** A stage that something would move into. */
export interface StageSubject extends PipelineSubject {
  stage: string;
}

export interface FreezeDecision {
  /** `deny`: frozen. The tree under it has every window that matters, and who may override. */
  decision: Decision;
  /** Denied: the end of all that denies it, taken together; absent where none can be told. Milliseconds. */
  until?: number | undefined;
  /** When time alone could change this ruling next; absent: never. */
  next?: number | undefined;
  /** Denied, but the policy only wants a report: nothing is held. */
  report: boolean;
  /** Ids of the rules that deny, the first by name. */
  rules: string[];
  /** What is done when a person opened a transition that we had closed. */
  reopened: 'respect' | 'close';
}

export interface RetryQuestion {
  subject: Subject;
  stage: string;
  /** Which attempt of the stage failed, counting native and manual retries: 1 for the first. */
  attempt: number;
  /** Every failed action of the stage, for that is what would be retried. */
  failures: {
    action?: string | undefined;
    category?: string | undefined;
    provider?: string | undefined;
    diagnosis?: Diagnosis | undefined;
  }[];
  /** When it failed; milliseconds. */
  failedAt: number;
  freeze: FreezeDecision;
  now: number;
}

export interface RetryDecision {
  /** `allow`: retry it at `at`. `deny`: not by itself, and why. `wait`: for a diagnosis, or for a freeze to end. */
  decision: Decision;
  /** Not before; milliseconds. Includes back-off and a spread. */
  at?: number | undefined;
  mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS';
  /** Attempts in all, the first included. */
  maxAttempts: number;
  report: boolean;
  /** What may still forbid it when its hour comes: how many retries a pipeline may have, and how many pipelines may fail
   *  of one cause. */
  budget: { window: number; ratio: number; reserve: number };
  breaker: { sameSignature: number; within: number; open: number };
}

export interface Subject extends ExecutionRef {
  /** Absent while unknown: then a rule on tags counts as met, since an alert too many is better than none. */
  tags?: Record<string, string> | undefined;
}

/** One route that takes up some of the news. */
export interface RouteMatch {
  milestones: Milestone[];
  channel?: string | undefined;
  /** ARNs of SNS topics. */
  topics: string[];
  /** `author`, `here`, `channel`, a Slack user or a Slack user group. */
  mention: string[];
  decision: Decision;
}

export interface ApprovalQuestion {
  subject: Subject;
  stage: string;
  action: string;
  /** The last word of each person who has not withdrawn it, oldest first. */
  votes: Vote[];
  /** Of everything that goes with it. One of whom nothing is known is empty. */
  authors: { name?: string | undefined; email?: string | undefined }[];
  /** The ARN of who started it by hand. */
  starter?: string | undefined;
  known: KnownPeople;
  now: number;
}

export interface ApprovalDecision {
  /** `allow`: approve it. `deny`: it is rejected, or nobody can decide it here. `wait`: for people, or to know them. */
  decision: Decision;
  /** What the votes come to, once they come to something. */
  choice?: ApprovalChoice | undefined;
  /** The Slack users whose votes count for that, in the order they voted. */
  by: string[];
  /** Whether anybody could ever approve it in Slack; and whether anybody could reject it, which is always safe. */
  open: boolean;
  mayReject: boolean;
  /** The decision rests on people whom the policy names by their id: nobody has to be looked up for it. */
  isDirect: boolean;
  /** Of each vote that does not count, by user, why: a sentence to that person that says what to do instead. */
  refused: Record<string, string>;
  /** Everything that has to be looked up to judge this approval, whether it is known already or not. */
  lookUp: { groups: string[]; emails: string[] };
  /** How many are needed from whom, and how many votes of theirs count. */
  needs: { count: number; have: number; from: PeopleSelector }[];
  /** Who may not decide, in words: "the author", "who started it". */
  forbidden: string[];
  /** Characters that a comment must have; 0 where none is needed. */
  comment: number;
  /** Milliseconds after it was asked: when to remind, and when to call whom. */
  remind: number[];
  escalate?: { after: number; to: PeopleSelector } | undefined;
}
