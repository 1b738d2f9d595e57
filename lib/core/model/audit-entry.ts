import type { CommandName } from '../command/types.ts';
import type { ExecutionRef } from '../execution/facts.ts';

export interface AuditEntry extends ExecutionRef {
  /** Equal for the same decision, however often it is written. */
  id: string;
  at: number;
  /** For a command, `pipeline` is a glob or a name as typed, and fields that were not typed are empty. */
  what: 'vote' | 'answer' | 'settled' | 'order' | 'refused' | 'deployed' | 'manual';
  stage: string;
  action: string;
  who: string[];
  decision:
    | 'approve'
    | 'reject'
    | 'withdraw'
    | 'approved'
    | 'rejected'
    | 'expired'
    | 'ended'
    | 'held'
    | 'schedule'
    | 'cancel'
    | 'deployed'
    /** A transition, outside of Signalbox. */
    | 'enabled'
    | 'disabled'
    | CommandName;
  comment?: string;
  because: string;
  policy: string;
}
