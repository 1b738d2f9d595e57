import type { MessageRef } from './effect.ts';

export type Outbox = Record<string, OutboxEntry>;

export interface OutboxEntry {
  claim?: { id: string; until: number } | undefined;
  doneAt?: number | undefined;
  digest?: string | undefined;
  /** The posted message, and the channel as the policy names it (name or id; Slack answers the id). */
  message?: MessageRef | undefined;
  channel?: string | undefined;
  /** What was urgent in the version that was sent or tried last. */
  urgent?: string | undefined;
  /** Milestones in the first version of the message. */
  firstTold?: string[] | undefined;
  told?: string | undefined;
  /** Of a reply: the people it mentioned, whether it also appeared in the channel, and its `about`. */
  called?: string[] | undefined;
  broadcast?: boolean | undefined;
  about?: string[] | undefined;
  /** Slack refuses to edit the message. */
  fixed?: true | undefined;
  /** The effect may have happened since then without an outcome. */
  maybeSince?: number | undefined;
  wanted?: 'closed' | 'open' | undefined;
  notBefore?: number | undefined;
  /** Milliseconds between two updates; grows when Slack limits all messages together. */
  pace?: number | undefined;
  /** Content hash of the current attempt, failures in a row, the first of them, and the last reason. */
  trying?: string | undefined;
  tries?: number | undefined;
  failingSince?: number | undefined;
  why?: string | undefined;
  because?: string | undefined;
}
