import * as z from 'zod/mini';
import { ApprovalRequest } from '../../events/approval-request.ts';
import { readEvent } from '../codepipeline/read/event.ts';
import type { Cast } from '../core/approval/types.ts';
import type { Board } from '../core/command/shared-state.ts';
import { type Execution, executionKey, glimpse, refOfKey } from '../core/execution/facts.ts';
import type { Input } from '../core/model/input.ts';
import { BOARD, type SubjectKey } from '../core/model/subject.ts';
import { CommandLetter, Tick, VoteLetter } from '../queue/message.ts';

/** What a message in the queue turned out to be. */
export type Letter =
  | { type: 'input'; key: SubjectKey; input: Input }
  /** Names no execution: whose it is has to be found out. */
  | { type: 'request'; request: ApprovalRequest }
  | { type: 'unknown'; why: string };

/** SNS wraps what it delivers to SQS, unless raw delivery is on. */
const SnsEnvelope = z.object({ Type: z.literal('Notification'), Message: z.string() });

/** Reads one message body. It never throws: a message that cannot be read would only fail for ever. */
export function readLetter(body: string): Letter {
  const content = parse(body);
  if (content === undefined) return { type: 'unknown', why: 'It is not JSON.' };
  const wrapped = SnsEnvelope.safeParse(content);
  if (wrapped.success) return readLetter(wrapped.data.Message);

  const tick = Tick.safeParse(content);
  if (tick.success) return { type: 'input', key: tick.data.key, input: { type: 'tick' } };
  const vote = VoteLetter.safeParse(content);
  if (vote.success) return { type: 'input', key: vote.data.key, input: { type: 'seen', execution: voted(vote.data) } };
  const command = CommandLetter.safeParse(content);
  if (command.success) return { type: 'input', key: BOARD, input: { type: 'ordered', board: asked(command.data) } };
  const execution = readEvent(content);
  if (execution) return { type: 'input', key: executionKey(execution.ref), input: { type: 'seen', execution } };
  const request = ApprovalRequest.safeParse(content);
  if (request.success) return { type: 'request', request: request.data };
  return { type: 'unknown', why: 'It is no CodePipeline event, no approval request and no tick.' };
}

/** A vote is a fact like any other: delivered twice it is one. */
function voted({ key, run, user, name, decision, comment, channel, at }: VoteLetter): Execution {
  const cast: Cast = { decision, comment, name, channel };
  return glimpse(refOfKey(key), { approvals: { votes: { [run]: { [user]: { [at]: cast } } } } });
}

function asked({ id, at, user, name, channel, command }: CommandLetter): Board {
  return { asked: { [id]: [at, { user, name, channel, command }] } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
