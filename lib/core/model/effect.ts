import type { ApprovalAnswer, Vote } from '../approval/types.ts';
import type { CommandResult, ManualRule, Operation } from '../command/shared-state.ts';
import type { FailedAction } from '../execution/diagnosis.ts';
import type { ExecutionRef } from '../execution/facts.ts';
import type { Summary, WaitingApproval } from '../execution/summary.ts';
import type { Hold } from '../freeze/held.ts';
import type { LastAction, PipelineRef, TransitionSnapshot } from '../freeze/transitions.ts';
import type { Figures } from '../metrics/figures.ts';
import type { Milestone } from '../notify/milestones.ts';
import type { RetryStats } from '../retry/allowance.ts';
import type { FailureButton } from '../retry/buttons.ts';
import type { RetryRequest } from '../retry/types.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { ApprovalDecision } from './policy-port.ts';
import type { SubjectKey } from './subject.ts';

/** Where a message of ours is. */
export interface MessageRef {
  channel: string;
  ts: string;
}

/** What we do to the world: one file, because it is one vocabulary, which `World` has to speak whole. `key` names the wish it fulfils in the ledger; `because` is the verdict's sentence. */
export type Effect =
  | RefreshPipeline
  | RefreshExecution
  | Diagnose
  | RefreshApproval
  | LookUpPeople
  | AnswerApproval
  | Show
  | Reply
  | SendEphemeral
  | Publish
  | WriteAudit
  | RefreshTransitions
  | SetTransition
  | RefreshAllPipelines
  | ReadCalendar
  | RetryStage
  | RecordRetryStats
  | EmitMetrics
  | RefreshStatus
  | ApplyCommand
  | Operate
  | Announce
  | Wake;

interface LeasedEffect {
  key: string;
  because: string;
  /** Digest of the content, so that an outcome says what is now true. */
  digest: string;
  /** The claim under which it is done; another's outcome does not count as ours. */
  claim: string;
}

/** Read the pipeline's stages, or its tags. */
export interface RefreshPipeline extends LeasedEffect {
  type: 'refreshPipeline';
  what: 'stages' | 'tags';
  execution: ExecutionRef;
  /** Version of the structure. */
  version?: number | undefined;
}

/** Read what is really so: every action of the execution, its state, and what came before it. */
export interface RefreshExecution extends LeasedEffect {
  type: 'refreshExecution';
  execution: ExecutionRef;
  /** What we know, and the API does not tell: which attempt this is, and how new our newest fact is. */
  attempt: number;
  newest: number;
}

/** Find out why an action failed. */
export interface Diagnose extends LeasedEffect {
  type: 'diagnose';
  execution: ExecutionRef;
  /** Under which the execution remembers the answer. */
  run: string;
  failed: FailedAction;
}

/** Read what a waiting approval asks. */
export interface RefreshApproval extends LeasedEffect {
  type: 'refreshApproval';
  execution: ExecutionRef;
  stage: string;
  action: string;
}

/** Look up in Slack who is who. */
export interface LookUpPeople extends LeasedEffect {
  type: 'identify';
  /** For whose sake; absent: for the board's. */
  execution?: ExecutionRef | undefined;
  /** Ids of user groups. */
  groups: string[];
  emails: string[];
}

/** Answer an approval: the run `runId` of the action in this execution, and no other. */
export interface AnswerApproval extends LeasedEffect, ApprovalAnswer {
  type: 'answer';
  execution: ExecutionRef;
  stage: string;
  action: string;
  /** Under which the execution remembers it. */
  run: string;
  runId: string;
  /** As for a recount, which it takes to tell the truth when somebody else was first. */
  attempt: number;
  newest: number;
}

/** An approval that waits, as it is offered in a channel. */
export interface ApprovalPrompt
  extends WaitingApproval,
    Pick<ApprovalDecision, 'open' | 'mayReject' | 'needs' | 'forbidden' | 'comment'> {
  /** The ruling's sentence. */
  because: string;
  votes: (Pick<Vote, 'user' | 'decision' | 'comment'> & { counts: boolean })[];
  /** The freeze that an approval waits for, with its votes. */
  hold?: string | undefined;
  /** What kept the answer from reaching AWS so far. */
  trouble?: string | undefined;
}

/** Make the one message of this execution in this channel say this. */
export interface Show extends LeasedEffect {
  type: 'show';
  channel: string;
  summary: Summary;
  /** What its account is called. */
  accountName?: string | undefined;
  /** What can be decided in this channel. */
  asks: ApprovalPrompt[];
  /** A freeze keeps it out of the next stage. */
  hold?: Hold | undefined;
  /** What the policy says of a failure: that it is tried again, or why not. */
  notes: string[];
  /** What people may do about a failure; absent where there is nothing. */
  offers?: FailureButton[] | undefined;
  /** Absent: it has to be posted. */
  message?: MessageRef | undefined;
  /** Somebody may have posted it since then (milliseconds) and died: look for it first. */
  maybeSince?: number | undefined;
}

/** Say something in the message's thread, and in the channel too when `broadcast`. */
export interface Reply extends LeasedEffect {
  type: 'reply';
  channel: string;
  summary: Summary;
  milestone: Milestone;
  mention: string[];
  /** It was said before, and somebody still has to act. */
  reminder?: Reminder | undefined;
  /** The reply that stands already: it is edited. */
  posted?: MessageRef | undefined;
  message: MessageRef;
  broadcast: boolean;
  maybeSince?: number | undefined;
}

export interface Reminder {
  type: 'reminder' | 'escalation' | 'expiring';
  stage: string;
  action: string;
  since: number;
  expiresAt?: number | undefined;
  /** What is still missing: the ruling's sentence. */
  because: string;
}

/** Tell one person, and nobody else. */
export interface SendEphemeral extends LeasedEffect {
  type: 'sendEphemeral';
  channel: string;
  user: string;
  text: string;
}

export interface Publish extends LeasedEffect {
  type: 'publish';
  topic: string;
  summary: Summary;
  milestone: Milestone;
}

/** Write down for good what was decided. */
export interface WriteAudit extends LeasedEffect {
  type: 'writeAudit';
  entry: AuditEntry;
}

/** Read a pipeline's transitions. */
export interface RefreshTransitions extends LeasedEffect {
  type: 'refreshTransitions';
  pipeline: PipelineRef;
  /** Its tags too, which cost a call. */
  tags: boolean;
  known?: Structure | undefined;
  /** The names of its stages are enough: each transition is read when it is moved. */
  stagesOnly?: true | undefined;
}

/** The pipeline's structure as the last snapshot has it: unchanged, it is not read again. */
export type Structure = Pick<TransitionSnapshot, 'mode' | 'version'>;

/** Have the transition into a stage closed, or open again if it was us who closed it. */
export interface SetTransition extends LeasedEffect {
  type: 'transition';
  pipeline: PipelineRef;
  stage: string;
  want: 'closed' | 'open';
  /** What people read in the console: which rules, until when. */
  rules: string[];
  until?: number | undefined;
  /** What we did last. */
  ours?: LastAction | undefined;
  reopened: 'respect' | 'close';
  known?: Structure | undefined;
  /** A worker may have closed it since then and never recorded it. */
  maybeSince?: number | undefined;
}

/** See which pipelines there are, and have each that a freeze could close looked at. */
export interface RefreshAllPipelines extends LeasedEffect {
  type: 'refreshAllPipelines';
  /** Only those that an order was about, which may be over: globs. */
  also?: string[] | undefined;
  /** Only those that were created or edited since then; milliseconds. */
  since?: number | undefined;
  /** Version of the policy; another one may be about other pipelines. */
  policy?: string | undefined;
  /** What the calendars said, where it is called because of that. */
  said?: string[] | undefined;
}

/** Ask SSM what a Change Calendar says. */
export interface ReadCalendar extends LeasedEffect {
  type: 'calendar';
  arn: string;
}

/** Try a stage again that failed, unless somebody was faster or there were enough retries. */
export interface RetryStage extends LeasedEffect, RetryRequest {
  type: 'retry';
}

/** Count what ended, for those who decide on retries. */
export interface RecordRetryStats extends LeasedEffect, RetryStats {
  type: 'recordRetryStats';
}

/** Have it counted how delivery goes. Whoever dies right after it counts twice: figures are for looking at. */
export interface EmitMetrics extends LeasedEffect {
  type: 'measure';
  execution: ExecutionRef;
  /** When it happened; milliseconds, 0 where that is not known. */
  at: number;
  figures: Figures;
}

/** Read how pipelines stand, for a command. */
export interface RefreshStatus extends LeasedEffect {
  type: 'refreshStatus';
  /** Of the press. */
  id: string;
  /** Globs. */
  pipelines: string[];
  /** Accounts by number or name, and Regions; all of them hold. */
  where?: string[] | undefined;
  /** What costs a call for each of them. */
  tags: boolean;
  running: boolean;
}

/** Make what somebody ordered a fact, or that it was refused. */
export interface ApplyCommand extends LeasedEffect {
  type: 'applyCommand';
  /** Of the press. */
  id: string;
  ruled: CommandResult;
  order?: { id: string; order: ManualRule } | undefined;
  /** Ids of orders that end, and who ended them. */
  ended?: { ids: string[]; by: string } | undefined;
}

/** Do to a pipeline what somebody may do to it. */
export interface Operate extends LeasedEffect, Pick<Operation, Exclude<keyof Operation, 'type'>> {
  type: 'operate';
  what: Operation['type'];
  /** Somebody may have done it since then and died: it may be our own doing that we find. */
  maybeSince?: number | undefined;
}

/** Say something to everybody in a channel, once. */
export interface Announce extends LeasedEffect {
  type: 'announce';
  channel: string;
  text: string;
  maybeSince?: number | undefined;
}

/** Look at this subject again at `at` (milliseconds). Best effort: the sweep looks too. */
export interface Wake {
  type: 'wake';
  key: SubjectKey;
  at: number;
}

type Unleased<T> = T extends LeasedEffect
  ? Omit<T, keyof LeasedEffect | 'message' | 'maybeSince' | 'broadcast'>
  : never;
/** An effect as it is wished for, before the ledger adds who does it and what it knows. */
export type IntendedEffect = Unleased<Effect>;
