/** What a manual approval asks, what people said to it, and who is who. All of it is joined like facts are: a list
 *  stands as a whole, and of two lists the one that begins with the later instant. */

export type ApprovalChoice = 'approve' | 'reject';

/** By the run of the approval action (`runKey`). */
export interface Approvals {
  requests?: Record<string, [asOf: number, ApprovalRequest]> | undefined;
  /** By Slack user, and by when (milliseconds): whoever votes again has changed their mind. */
  votes?: Record<string, Record<string, Record<string, CastVote>>> | undefined;
  /** What AWS took from us. */
  answers?: Record<string, [at: number, ApprovalAnswer]> | undefined;
  /** What we were about to tell AWS: when no word of it comes back, this says whether AWS's word is ours. */
  intents?: Record<string, Record<string, ApprovalAnswer>> | undefined;
}

/** What is being asked. Instants are milliseconds. */
export interface ApprovalRequest {
  /** CodePipeline's id of this run of the action: an answer goes to this run and to no other. */
  runId: string;
  customData?: string | undefined;
  /** What the pipeline's author wants looked at. */
  link?: string | undefined;
  expiresAt?: number | undefined;
  /** What goes with it: every change since this stage last succeeded, the newest first. */
  changes: Commit[];
  /** How many there are, when not all are listed. */
  changesInAll: number;
  compareUrl?: string | undefined;
  /** Of all of it, each once; an empty one stands for those that cannot be told. */
  authors: { name?: string | undefined; email?: string | undefined }[];
  /** Newer executions that wait in front of this stage, the newest first. */
  behind: Commit[];
}

export interface Commit {
  executionId: string;
  revision?: string | undefined;
  message?: string | undefined;
  url?: string | undefined;
  author?: string | undefined;
  email?: string | undefined;
}

export interface CastVote {
  decision: ApprovalChoice | 'withdraw';
  comment?: string | undefined;
  /** As Slack calls the person. */
  name?: string | undefined;
  /** The channel it was said in: where the person is told when the vote does not count. */
  channel: string;
}

export interface Vote extends CastVote {
  user: string;
  at: number;
}

/** What Signalbox answered AWS, for whom, under which policy. */
export interface ApprovalAnswer {
  decision: ApprovalChoice;
  by: string[];
  summary: string;
  /** Their comments. */
  said?: string | undefined;
  policy: string;
}

/** Who is who, as Slack told it at an instant. */
export interface KnownPeople {
  groups?: Record<string, [asOf: number, { members: string[] } | LookUpFailure]> | undefined;
  emails?: Record<string, [asOf: number, { user: string } | LookUpFailure]> | undefined;
}

/** Slack knows no such group or e-mail, or may not tell us: its own word for why. */
export interface LookUpFailure {
  why: string;
}

/** People as a policy names them. */
export interface PeopleSelector {
  users: string[];
  groups: string[];
  emails: string[];
}
