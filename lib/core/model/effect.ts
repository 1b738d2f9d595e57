import type { ApprovalAnswer, ApprovalChoice, Vote } from '../approval/types.ts';
import type { ReleaseForm } from '../command/release-form.ts';
import type { CommandResult, ManualRule, Operation } from '../command/shared-state.ts';
import type { DigestContent } from '../digest/content.ts';
import type { DigestKey, ExecutionReport } from '../digest/digest.ts';
import type { SignalboxEvent } from '../events/event.ts';
import type { FailedAction } from '../execution/diagnosis.ts';
import type { ExecutionRef, Starter } from '../execution/facts.ts';
import type { DecidedApproval, Summary, WaitingApproval } from '../execution/summary.ts';
import type { Hold } from '../freeze/held.ts';
import type { Lock } from '../freeze/lock.ts';
import type { LastAction, PipelineRef, TransitionSnapshot, Waiter } from '../freeze/transitions.ts';
import type { Noted } from '../home/recent.ts';
import type { Figures } from '../metrics/figures.ts';
import type { Milestone } from '../notify/milestones.ts';
import type { SharedCall } from '../notify/shared-calls.ts';
import type { RetryStats } from '../retry/allowance.ts';
import type { FailureButton } from '../retry/buttons.ts';
import type { RetryRequest } from '../retry/types.ts';
import type { ScheduledRelease } from '../scheduled/release.ts';
import type { BoardKey } from '../where/board.ts';
import type { BoardText } from '../where/board-text.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { ApprovalDecision, TopicFormat } from './policy-port.ts';
import type { SubjectKey } from './subject.ts';

export interface MessageRef {
  channel: string;
  ts: string;
}

/** One file, because `World` must implement all of it. `key` names the outbox entry, `because` is its decision. */
export type Effect =
  | RefreshPipeline
  | RefreshExecution
  | Diagnose
  | RefreshApproval
  | LookUpPeople
  | AnswerApproval
  | Show
  | Reply
  | ShareCalls
  | NoteRecent
  | SendEphemeral
  | TellAuthor
  | FillForm
  | Publish
  | PutEvent
  | WriteAudit
  | RefreshTransitions
  | SetTransition
  | RefreshAllPipelines
  | ReadCalendar
  | RetryStage
  | RecordRetryStats
  | EmitMetrics
  | RefreshStatus
  | CountTransitions
  | ApplyCommand
  | SendNotice
  | NoticeOlder
  | TellLock
  | TellBoards
  | ListBoard
  | ReadBoard
  | ShowBoard
  | TellDigests
  | PostDigest
  | Operate
  | Announce
  | Wake;

interface LeasedEffect {
  key: string;
  because: string;
  /** Content hash, so that an outcome shows which content is now true. */
  digest: string;
  /** The lease; an outcome of another lease does not count. */
  claim: string;
}

export interface RefreshPipeline extends LeasedEffect {
  type: 'refreshPipeline';
  what: 'stages' | 'tags';
  execution: ExecutionRef;
  version?: number;
}

export interface RefreshExecution extends LeasedEffect {
  type: 'refreshExecution';
  execution: ExecutionRef;
  /** Unknown to the API: the attempt, and the instant of our newest fact. */
  attempt: number;
  newest: number;
  authors?: true;
  /** Every event was heard, so the list of executions has all that is missing. */
  isComplete?: true;
}

export interface Diagnose extends LeasedEffect {
  type: 'diagnose';
  execution: ExecutionRef;
  run: string;
  failed: FailedAction;
}

export interface RefreshApproval extends LeasedEffect {
  type: 'refreshApproval';
  execution: ExecutionRef;
  stage: string;
  action: string;
}

export interface LookUpPeople extends LeasedEffect {
  type: 'identify';
  /** Absent: for the shared state. */
  execution?: ExecutionRef;
  groups: string[];
  emails: string[];
}

/** Answers the run `runId` of the action in this execution, and no other. */
export interface AnswerApproval extends LeasedEffect, ApprovalAnswer {
  type: 'answer';
  execution: ExecutionRef;
  stage: string;
  action: string;
  run: string;
  runId: string;
  /** For the refresh that follows if another person decided first. */
  attempt: number;
  newest: number;
}

export interface ApprovalPrompt
  extends WaitingApproval,
    Pick<ApprovalDecision, 'open' | 'mayReject' | 'needs' | 'forbidden' | 'comment'> {
  because: string;
  /** `why`: the reason why a vote does not count, as the end of a sentence. */
  votes: (Pick<Vote, 'user' | 'decision' | 'comment'> & { counts: boolean; why?: string })[];
  /** The decision of the votes. AWS does not know it yet. */
  choice?: ApprovalChoice;
  /** The sentence of a freeze that delays an approval, and its end (milliseconds), if it is known. */
  hold?: string;
  heldUntil?: number;
  trouble?: string;
}

/** Creates or updates the one message of this execution in this channel. */
export interface Show extends LeasedEffect {
  type: 'show';
  channel: string;
  summary: Summary;
  accountName?: string;
  asks: ApprovalPrompt[];
  hold?: Hold;
  notes: string[];
  offers?: FailureButton[];
  message?: MessageRef;
  /** A worker may have posted it since then (milliseconds) and crashed: look for it first. */
  maybeSince?: number;
}

/** A message in the thread of the live message. A later version edits it. */
export interface Reply extends LeasedEffect {
  type: 'reply';
  channel: string;
  execution: ExecutionRef;
  milestone: Milestone;
  content: ReplyContent;
  mention: string[];
  /** E-mail of the author, for the mention `author`. */
  author?: string;
  /** In the channel too, unless the live message had it first. */
  aloud: boolean;
  /** Runs of approvals, or the reason of a failure: a call for the same is not made again. */
  about?: string[];
  /** Only edited, never posted. */
  isOver?: true;
  /** The message of another execution; absent: the live message of this one. */
  thread?: MessageRef;
  posted?: MessageRef;
  message: MessageRef;
  broadcast: boolean;
  maybeSince?: number;
}

export type ReplyContent =
  | { type: 'failed'; summary: Summary; offers?: FailureButton[] }
  | { type: 'approval'; subject: ReplySubject; asks: ApprovalPrompt[] }
  | { type: 'log'; summary: Summary }
  | { type: 'ended'; mark: string; sentence: string; before?: string }
  | { type: 'decided'; subject: ReplySubject; decisions: ReplyDecision[] }
  | Reminder;

export type ReplySubject = ExecutionRef & Pick<Summary, 'change' | 'rollback'>;
export type ReplyDecision = Pick<DecidedApproval, 'stage' | 'action' | 'outcome' | 'by' | 'updatedBy' | 'said'>;

export interface Reminder {
  type: 'reminder' | 'escalation' | 'expiring';
  pipeline: string;
  stage: string;
  action: string;
  since: number;
  expiresAt?: number;
  because: string;
}

/** Calls about one pipeline, remembered for its later executions. Answers with the calls of the series of failures. */
export interface ShareCalls extends LeasedEffect {
  type: 'shareCalls';
  execution: ExecutionRef;
  made?: SharedCall[];
  /** Start of the series (milliseconds). */
  since?: number;
  /** Start of this execution (milliseconds). Its success ended the series. */
  endedAfter?: number;
  /** The stages that it ran, if it is a roll-back. */
  restored?: string[];
}

export interface NoteRecent extends LeasedEffect {
  type: 'noteRecent';
  noted: Noted;
}

export interface SendEphemeral extends LeasedEffect {
  type: 'sendEphemeral';
  channel: string;
  user: string;
  text: string;
}

/** A direct message to the author of a change that failed. */
export interface TellAuthor extends LeasedEffect {
  type: 'tellAuthor';
  user: string;
  /** The channel that has the failure too. */
  channel: string;
  execution: ExecutionRef;
  summary: Summary;
  maybeSince?: number;
}

export interface FillForm extends LeasedEffect, ReleaseForm {
  type: 'fillForm';
  view: string;
}

export interface Publish extends LeasedEffect {
  type: 'publish';
  topic: string;
  /** Absent: the JSON of docs/sns.md. */
  format?: TopicFormat;
  summary: Summary;
  milestone: Milestone;
}

export interface PutEvent extends LeasedEffect {
  type: 'putEvent';
  bus: string;
  event: SignalboxEvent;
}

export interface WriteAudit extends LeasedEffect {
  type: 'writeAudit';
  entry: AuditEntry;
}

export interface RefreshTransitions extends LeasedEffect {
  type: 'refreshTransitions';
  pipeline: PipelineRef;
  tags: boolean;
  known?: Structure;
  /** The names of its stages are enough: each move reads its own transition. */
  stagesOnly?: true;
}

/** The structure of the last snapshot: if it is unchanged, it is not read again. */
export type Structure = Pick<TransitionSnapshot, 'mode' | 'version'>;

/** Closes the transition into a stage, or opens it again if we closed it. */
export interface SetTransition extends LeasedEffect {
  type: 'transition';
  pipeline: PipelineRef;
  stage: string;
  want: 'closed' | 'open';
  rules: string[];
  until?: number;
  ours?: LastAction;
  reopened: 'respect' | 'close';
  known?: Structure;
  /** Executions that may enter although it is closed. */
  admit?: string[];
  maybeSince?: number;
}

/** Lists the pipelines and refreshes each one that a freeze could close. */
export interface RefreshAllPipelines extends LeasedEffect {
  type: 'refreshAllPipelines';
  /** Globs: only the pipelines of a manual rule, which may be over. */
  also?: string[];
  /** Only pipelines that were created or edited since then; milliseconds. */
  since?: number;
  policy?: string;
  said?: string[];
}

export interface ReadCalendar extends LeasedEffect {
  type: 'calendar';
  arn: string;
}

export interface RetryStage extends LeasedEffect, RetryRequest {
  type: 'retry';
}

export interface RecordRetryStats extends LeasedEffect, RetryStats {
  type: 'recordRetryStats';
}

/** A worker that crashes right after the effect counts twice, which is acceptable for figures. */
export interface EmitMetrics extends LeasedEffect {
  type: 'measure';
  execution: ExecutionRef;
  /** Milliseconds; 0 if unknown. */
  at: number;
  figures: Figures;
}

export interface RefreshStatus extends LeasedEffect {
  type: 'refreshStatus';
  id: string;
  pipelines: string[];
  /** Accounts by number or name, and Regions; all must match. */
  where?: string[];
  /** `tags` and `running` cost one call per pipeline each. */
  tags: boolean;
  running: boolean;
  /** What runs in each stage that deploys: three to ten calls per pipeline. */
  deployments?: true;
  /** The last revisions of each source: three calls per pipeline. */
  revisions?: true;
  /** Whether patterns match (`names`), and stages too (`structure`); everything about a few pipelines (`full`); the state
   *  of all pipelines, and the most urgent of them (`overview`). */
  depth: 'names' | 'structure' | 'full' | 'overview';
  /** With `structure`: patterns of stages. */
  stages?: string[];
}

/** Counts how many transitions of these pipelines are as the freezes want them. */
export interface CountTransitions extends LeasedEffect {
  type: 'countTransitions';
  id: string;
  pipelines: string[];
  stages?: string[];
}

export interface ApplyCommand extends LeasedEffect {
  type: 'applyCommand';
  id: string;
  result: CommandResult;
  rule?: { id: string; rule: ManualRule };
  ended?: { ids: string[]; by: string };
  scheduled?: { id: string; release: ScheduledRelease };
}

export interface SendNotice extends LeasedEffect {
  type: 'sendNotice';
  execution: ExecutionRef;
  starter: Starter & { id: string; at: number };
}

/** Tells the older executions of the pipeline that this one waits behind them, or that it was approved. */
export interface NoticeOlder extends LeasedEffect {
  type: 'noticeOlder';
  execution: ExecutionRef;
  /** Milliseconds. */
  since: number;
  approved?: { stage: string; action: string; by: string[] };
}

export interface TellLock extends LeasedEffect {
  type: 'tellLock';
  execution: ExecutionRef;
  news:
    | ({ type: 'waiter' } & Waiter)
    /** The execution has to see for itself whether it waits. */
    | { type: 'look' }
    /** An execution of the owner succeeded in the locked stages. */
    | { type: 'ended'; lock: Lock; channel: string };
}

export interface TellBoards extends LeasedEffect {
  type: 'tellBoards';
  boards: BoardKey[];
  news: { type: 'deployed'; pipeline: PipelineRef; states: string } | { type: 'rules'; rules: string };
}

export interface ListBoard extends LeasedEffect {
  type: 'listBoard';
  board: BoardKey;
  policy: string;
}

/** Reads what runs in each stage that deploys: three to ten calls per pipeline. */
export interface ReadBoard extends LeasedEffect {
  type: 'readBoard';
  board: BoardKey;
  pipelines: PipelineRef[];
}

export interface ShowBoard extends LeasedEffect, BoardText {
  type: 'showBoard';
  channel: string;
  /** The message that Slack refuses to edit: this version is a reply to it. */
  thread?: MessageRef;
  message?: MessageRef;
  maybeSince?: number;
}

export interface TellDigests extends LeasedEffect {
  type: 'tellDigests';
  digests: DigestKey[];
  execution: ExecutionRef;
  report: ExecutionReport;
}

export interface PostDigest extends LeasedEffect, DigestContent {
  type: 'postDigest';
  channel: string;
  maybeSince?: number;
}

export interface Operate extends LeasedEffect, Pick<Operation, Exclude<keyof Operation, 'type'>> {
  type: 'operate';
  what: Operation['type'];
  /** A worker may have done it since then (milliseconds) and crashed: a change that we find may be our own. */
  maybeSince?: number;
}

export interface Announce extends LeasedEffect {
  type: 'announce';
  channel: string;
  text: string;
  maybeSince?: number;
}

/** `at` is in milliseconds. Best effort: the sweep finds the subject too. */
export interface Wake {
  type: 'wake';
  key: SubjectKey;
  at: number;
}

type Unleased<T> = T extends LeasedEffect
  ? Omit<T, keyof LeasedEffect | 'message' | 'maybeSince' | 'broadcast'>
  : never;
export type IntendedEffect = Unleased<Effect>;
