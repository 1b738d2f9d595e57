import type { Act } from './command.ts';
import type { ExecutionRef } from './execution.ts';

/** One thing that somebody decided, written down once and never changed. */
export interface JournalEntry extends ExecutionRef {
  /** The same for the same thing, however often it is written. */
  id: string;
  /** Milliseconds. */
  at: number;
  /** Of an order the pipeline is a glob, and stage, action and execution may be empty. */
  what: 'vote' | 'answer' | 'settled' | 'order';
  stage: string;
  action: string;
  /** Slack users, or who AWS says it was. */
  who: string[];
  decision: 'approve' | 'reject' | 'withdraw' | 'approved' | 'rejected' | 'expired' | 'ended' | Act;
  comment?: string | undefined;
  because: string;
  /** The version of the policy under which it was judged. */
  policy: string;
}
