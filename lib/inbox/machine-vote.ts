import { VoteEvent } from '../../events/signalbox/vote.ts';
import type { CastVote, MachineSender } from '../core/approval/types.ts';
import {
  type Execution,
  type ExecutionKey,
  executionKey,
  partialExecution,
  refOfKey,
} from '../core/execution/facts.ts';
import { userOfMachine } from '../core/text/person.ts';
import { invalidVoteText } from './messages.ts';

/** A vote; the policy has not named its sender yet. */
export interface MachineVote extends MachineSender {
  key: ExecutionKey;
  run: string;
  /** Milliseconds; the sender may set it. */
  at: number;
  vote: Pick<CastVote, 'decision' | 'comment' | 'newer'>;
}

/** @returns a text: why it cannot be read */
export function readMachineVote(content: unknown): MachineVote | string {
  const read = VoteEvent.safeParse(content);
  if (!read.success) return invalidVoteText(read.error.issues.map(({ path }) => path.join('.')));
  const { source, account, time, detail } = read.data;
  const { stage, action, approvalId: run, decision, comment, newer, ...ref } = detail;
  const at = Date.parse(time);
  if (Number.isNaN(at)) return invalidVoteText(['time']);
  // Its key names both: a vote for another approval is a slip, or worse.
  if (!run.startsWith(`${stage}/${action}@`)) return invalidVoteText(['detail.approvalId']);
  const cast = { decision, comment, newer: newer || undefined };
  return { source, account, key: executionKey(ref), run, at, vote: cast };
}

/** A fact like a vote in Slack: a second delivery changes nothing. */
export function machineVoted({ source, account, key, run, at, vote }: MachineVote, name: string): Execution {
  const cast: CastVote = { ...vote, channel: '', machine: { source, account } };
  const votes = { [run]: { [userOfMachine(name)]: { [at]: cast } } };
  return partialExecution(refOfKey(key), { approvals: { votes } });
}
