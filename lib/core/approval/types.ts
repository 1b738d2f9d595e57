import type { ArtifactProof } from '../where/artifact.ts';

/** Merged like facts: of two lists, the one with the later first instant wins as a whole. Instants are milliseconds. */

export type ApprovalChoice = 'approve' | 'reject';

/** Keyed by the run of the approval action (`runKey`). */
export interface Approvals {
  requests?: Record<string, [asOf: number, ApprovalRequest]>;
  /** By Slack user, then by instant (milliseconds); a later vote replaces an earlier one. */
  votes?: Record<string, Record<string, Record<string, CastVote>>>;
  answers?: Record<string, [at: number, ApprovalAnswer]>;
  /** Answers stored before the call to AWS: if the response is lost, they show whether AWS's state is ours. */
  intents?: Record<string, Record<string, ApprovalAnswer>>;
  /** A newer execution has waited behind this one since then. */
  newerSince?: number;
  /** By stage and action (`placeKey`). */
  newerApproved?: Record<string, [at: number, NewerApproved]>;
}

export interface NewerApproved {
  executionId: string;
  by: string[];
}

export interface ApprovalRequest {
  /** CodePipeline's id of this run of the action. An answer applies to this run only. */
  runId: string;
  customData?: string;
  link?: string;
  expiresAt?: number;
  /** Every change since this stage last succeeded, newest first. */
  changes: Commit[];
  changesInAll: number;
  compareUrl?: string;
  /** Authors of all changes, each once. An empty entry stands for authors that cannot be determined. */
  authors: { name?: string; email?: string }[];
  /** Newer executions that wait for this stage, newest first, and since when, if it is known. */
  behind: (Commit & { since?: number })[];
  /** Whether the next deployment gets what the deploying stage before it ran. */
  artifact?: ArtifactProof;
}

export interface Commit {
  executionId: string;
  revision?: string;
  message?: string;
  url?: string;
  author?: string;
  email?: string;
}

export interface CastVote {
  decision: ApprovalChoice | 'withdraw';
  comment?: string;
  name?: string;
  /** The channel of the vote; a refusal is sent there. */
  channel: string;
  /** The person saw that a newer execution waits. */
  newer?: true;
  /** The vote of a machine, and who sent it: the policy compares both again when it decides. */
  machine?: MachineSender;
}

/** `account` is EventBridge's, `source` is the sender's own word. */
export interface MachineSender {
  source: string;
  account: string;
}

export interface Vote extends CastVote {
  user: string;
  at: number;
}

export interface ApprovalAnswer {
  decision: ApprovalChoice;
  by: string[];
  summary: string;
  said?: string;
  policy: string;
}

/** Slack look-ups, each with its instant (milliseconds). */
export interface KnownPeople {
  groups?: Record<string, [asOf: number, { members: string[] } | LookUpFailure]> | undefined;
  emails?: Record<string, [asOf: number, { user: string } | LookUpFailure]> | undefined;
}

/** Slack does not know the group or e-mail, or denies access; `why` is Slack's own error. */
export interface LookUpFailure {
  why: string;
}

export interface PeopleSelector {
  users: string[];
  groups: string[];
  emails: string[];
  machines?: string[];
}
