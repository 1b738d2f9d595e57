import type { Answer, Vote } from './approval.ts';
import type { FailedAction } from './diagnosis.ts';
import type { ExecutionKey, ExecutionRef } from './execution.ts';
import type { JournalEntry } from './journal.ts';
import type { News } from './news.ts';
import type { ApprovalRuling } from './rules.ts';
import type { Story, WaitingApproval } from './story.ts';

/** Where a message of ours is. */
export interface MessageRef {
  channel: string;
  ts: string;
}

/** What we do to the world. `key` names the wish it fulfils in the ledger; `because` is the verdict's sentence. */
export type Effect =
  | Describe
  | Recount
  | Diagnose
  | Inspect
  | Identify
  | AnswerApproval
  | Show
  | Reply
  | Whisper
  | Publish
  | Record
  | Wake;

interface Wished {
  key: string;
  because: string;
  /** Digest of the content, so that an outcome says what is now true. */
  digest: string;
  /** The claim under which it is done; another's outcome does not count as ours. */
  claim: string;
}

/** Read the pipeline's stages, or its tags. */
export interface Describe extends Wished {
  type: 'describe';
  what: 'stages' | 'tags';
  execution: ExecutionRef;
  /** Version of the structure. */
  version?: number | undefined;
}

/** Read what is really so: every action of the execution, its state, and what came before it. */
export interface Recount extends Wished {
  type: 'recount';
  execution: ExecutionRef;
  /** What we know, and the API does not tell: which attempt this is, and how new our newest fact is. */
  attempt: number;
  newest: number;
}

/** Find out why an action failed. */
export interface Diagnose extends Wished {
  type: 'diagnose';
  execution: ExecutionRef;
  /** Under which the execution remembers the answer. */
  run: string;
  failed: FailedAction;
}

/** Read what a waiting approval asks. */
export interface Inspect extends Wished {
  type: 'inspect';
  execution: ExecutionRef;
  stage: string;
  action: string;
}

/** Look up in Slack who is who. */
export interface Identify extends Wished {
  type: 'identify';
  execution: ExecutionRef;
  /** Ids of user groups. */
  groups: string[];
  emails: string[];
}

/** Answer an approval: the run `runId` of the action in this execution, and no other. */
export interface AnswerApproval extends Wished, Answer {
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
export interface Ask extends WaitingApproval, Pick<ApprovalRuling, 'open' | 'needs' | 'forbidden' | 'comment'> {
  /** The ruling's sentence. */
  because: string;
  votes: (Pick<Vote, 'user' | 'decision' | 'comment'> & { counts: boolean })[];
  /** What kept the answer from reaching AWS so far. */
  trouble?: string | undefined;
}

/** Make the one message of this execution in this channel say this. */
export interface Show extends Wished {
  type: 'show';
  channel: string;
  story: Story;
  /** What can be decided in this channel. */
  asks: Ask[];
  /** Absent: it has to be posted. */
  message?: MessageRef | undefined;
  /** Somebody may have posted it since then (milliseconds) and died: look for it first. */
  maybeSince?: number | undefined;
}

/** Say something in the message's thread, and in the channel too when `broadcast`. */
export interface Reply extends Wished {
  type: 'reply';
  channel: string;
  story: Story;
  news: News;
  mention: string[];
  /** It was said before, and somebody still has to act. */
  nudge?: Nudge | undefined;
  message: MessageRef;
  broadcast: boolean;
  maybeSince?: number | undefined;
}

export interface Nudge {
  type: 'reminder' | 'escalation' | 'expiring';
  stage: string;
  action: string;
  since: number;
  expiresAt?: number | undefined;
  /** What is still missing: the ruling's sentence. */
  because: string;
}

/** Tell one person, and nobody else. */
export interface Whisper extends Wished {
  type: 'whisper';
  channel: string;
  user: string;
  text: string;
}

export interface Publish extends Wished {
  type: 'publish';
  topic: string;
  story: Story;
  news: News;
}

/** Write down for good what was decided. */
export interface Record extends Wished {
  type: 'record';
  entry: JournalEntry;
}

/** Look at this subject again at `at` (milliseconds). Best effort: the sweep looks too. */
export interface Wake {
  type: 'wake';
  key: ExecutionKey;
  at: number;
}

type Unclaimed<T> = T extends Wished ? Omit<T, keyof Wished | 'message' | 'maybeSince' | 'broadcast'> : never;
/** An effect as it is wished for, before the ledger adds who does it and what it knows. */
export type Wanted = Unclaimed<Effect>;
