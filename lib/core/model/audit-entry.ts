import type { CommandName } from '../command/types.ts';
import type { ExecutionRef } from '../execution/facts.ts';

/** One thing that somebody decided, written down once and never changed. */
export interface AuditEntry extends ExecutionRef {
  /** The same for the same thing, however often it is written. */
  id: string;
  /** Milliseconds. */
  at: number;
  /** Of an order, done or refused, the pipeline is a glob or a name as it was said, and what was not said is empty. */
  what: 'vote' | 'answer' | 'settled' | 'order' | 'refused';
  stage: string;
  action: string;
  /** Slack users, or who AWS says it was. */
  who: string[];
  decision: 'approve' | 'reject' | 'withdraw' | 'approved' | 'rejected' | 'expired' | 'ended' | CommandName;
  comment?: string | undefined;
  because: string;
  /** The version of the policy under which it was judged. */
  policy: string;
}
