import type { SignalboxEvent } from '../events/event.ts';
import type { MessageRef } from './effect.ts';

export type Outbox = Record<string, OutboxEntry>;

export interface OutboxEntry {
  claim?: { id: string; until: number };
  doneAt?: number;
  digest?: string;
  /** The posted message, and the channel as the policy names it (name or id; Slack answers the id). */
  message?: MessageRef;
  channel?: string;
  /** What was urgent in the version that was sent or tried last. */
  urgent?: string;
  /** Milestones in the first version of the message. */
  firstTold?: string[];
  told?: string;
  /** Of a reply: the people it mentioned, whether it also appeared in the channel, and its `about`. */
  called?: string[];
  broadcast?: boolean;
  about?: string[];
  /** Slack refuses to edit the message. */
  fixed?: true;
  /** The effect may have happened since then without an outcome. */
  maybeSince?: number;
  wanted?: 'closed' | 'open';
  notBefore?: number;
  /** Milliseconds between two updates; grows when Slack limits all messages together. */
  pace?: number;
  /** Content hash of the current attempt, failures in a row, the first of them, and the last reason. */
  trying?: string;
  tries?: number;
  failingSince?: number;
  why?: string;
  event?: SignalboxEvent;
  because?: string;
}
