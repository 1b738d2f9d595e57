import * as z from 'zod/mini';
import { ApprovalRequest } from '../../events/approval-request.ts';
import { VOTE } from '../../events/signalbox/source.ts';
import { missingFields, readEvent } from '../codepipeline/read/event.ts';
import { placeKey } from '../core/approval/newer.ts';
import type { CastVote } from '../core/approval/types.ts';
import type { SharedState } from '../core/command/shared-state.ts';
import { type Execution, executionKey, partialExecution, refOfKey } from '../core/execution/facts.ts';
import type { Waiter } from '../core/freeze/transitions.ts';
import { refOfPipeline } from '../core/freeze/transitions.ts';
import type { HomeRequest } from '../core/home/types.ts';
import type { Input } from '../core/model/input.ts';
import { BOARD, type SubjectKey } from '../core/model/subject.ts';
import {
  CommandMessage,
  DeployedMessage,
  HomeMessage,
  NoticeMessage,
  ReportMessage,
  TickMessage,
  VoteMessage,
  WaiterMessage,
} from '../queue/message.ts';
import { missingFieldsText, NOT_JSON, NOT_OURS } from './messages.ts';

export type QueueMessage =
  | { type: 'input'; key: SubjectKey; input: Input }
  /** Names no execution; `findExecution` finds it. */
  | { type: 'request'; request: ApprovalRequest }
  | { type: 'machineVote'; content: unknown }
  | { type: 'home'; request: HomeRequest }
  | { type: 'unknown'; why: string };

/** SNS wraps messages to SQS, unless raw delivery is on. */
const SnsEnvelope = z.object({ Type: z.literal('Notification'), Message: z.string() });

/** Never throws: a message that cannot be read would be retried forever. */
export function parseMessage(body: string): QueueMessage {
  const content = parse(body);
  if (content === undefined) return { type: 'unknown', why: NOT_JSON };
  const wrapped = SnsEnvelope.safeParse(content);
  if (wrapped.success) return parseMessage(wrapped.data.Message);

  const own = 'signalbox' in Object(content) ? parseOwn(content) : undefined;
  if (own) return own;
  if (Object(content)['detail-type'] === VOTE) return { type: 'machineVote', content };
  const execution = readEvent(content);
  if (execution) return { type: 'input', key: executionKey(execution.ref), input: { type: 'seen', execution } };
  const request = ApprovalRequest.safeParse(content);
  if (request.success) return { type: 'request', request: request.data };
  const missing = missingFields(content);
  return { type: 'unknown', why: missing.length > 0 ? missingFieldsText(missing) : NOT_OURS };
}

function parseOwn(content: unknown): QueueMessage | undefined {
  const tick = TickMessage.safeParse(content);
  if (tick.success) return { type: 'input', key: tick.data.key, input: { type: 'tick' } };
  const vote = VoteMessage.safeParse(content);
  if (vote.success) return { type: 'input', key: vote.data.key, input: { type: 'seen', execution: voted(vote.data) } };
  const command = CommandMessage.safeParse(content);
  if (command.success) return { type: 'input', key: BOARD, input: { type: 'ordered', board: requested(command.data) } };
  const notice = NoticeMessage.safeParse(content);
  if (notice.success)
    return { type: 'input', key: notice.data.key, input: { type: 'seen', execution: noticed(notice.data) } };
  const waiter = WaiterMessage.safeParse(content);
  if (waiter.success) return { type: 'input', key: waiter.data.key, input: waiting(waiter.data) };
  const deployed = DeployedMessage.safeParse(content);
  if (deployed.success) {
    const { key, pipeline, at } = deployed.data;
    return { type: 'input', key, input: { type: 'deployed', where: { heard: { [pipeline]: at } } } };
  }
  const reported = ReportMessage.safeParse(content);
  if (reported.success) {
    const { key, execution, at, report } = reported.data;
    return { type: 'input', key, input: { type: 'reported', digest: { executions: { [execution]: [at, report] } } } };
  }
  const home = HomeMessage.safeParse(content);
  if (home.success) {
    const { signalbox: _, ...request } = home.data;
    return { type: 'home', request };
  }
  return undefined;
}

/** A vote is a fact: a second delivery changes nothing. */
function voted({ key, run, user, name, decision, comment, channel, at, newer }: VoteMessage): Execution {
  const cast: CastVote = { decision, comment, name, channel, newer: newer || undefined };
  return partialExecution(refOfKey(key), { approvals: { votes: { [run]: { [user]: { [at]: cast } } } } });
}

function noticed({ key, starter, newer, approved }: NoticeMessage): Execution {
  const ref = refOfKey(key);
  if (approved) {
    const { executionId, at, by } = approved;
    return partialExecution(ref, { approvals: { newerApproved: { [placeKey(approved)]: [at, { executionId, by }] } } });
  }
  if (newer) return partialExecution(ref, { approvals: { newerSince: newer.since } });
  if (!starter) return partialExecution(ref, {});
  const { id, at, ...person } = starter;
  return partialExecution(ref, { about: { startedFor: { [id]: [at, person] } } });
}

function waiting({ key, executionId, at, stage, waits, owns, what }: WaiterMessage): Input {
  const waiters = { [executionId]: [at, { stage, waits, owns, what }] as [number, Waiter] };
  return { type: 'surveyed', gates: { ref: refOfPipeline(key), waiters } };
}

function requested({ id, at, user, name, channel, command }: CommandMessage): SharedState {
  return { asked: { [id]: [at, { user, name, channel, command }] } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
