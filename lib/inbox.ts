import * as z from 'zod/mini';
import { ApprovalRequest } from '../events/approval-request.ts';
import { readEvent } from './codepipeline/read.ts';
import { type ExecutionKey, executionKey } from './core/execution.ts';
import type { Input } from './core/input.ts';

/** What a message in the queue turned out to be. */
export type Letter =
  | { type: 'input'; key: ExecutionKey; input: Input }
  /** Known, and nothing to do: the events tell the same, and name the execution. */
  | { type: 'ignored'; what: string }
  | { type: 'unknown'; why: string };

/** SNS wraps what it delivers to SQS, unless raw delivery is on. */
const SnsEnvelope = z.object({ Type: z.literal('Notification'), Message: z.string() });
const Tick = z.object({ signalbox: z.literal('tick'), key: z.templateLiteral(['execution#', z.string()]) });
export type Tick = z.infer<typeof Tick>;

/** Reads one message body. It never throws: a message that cannot be read would only fail for ever. */
export function readLetter(body: string): Letter {
  const content = parse(body);
  if (content === undefined) return { type: 'unknown', why: 'It is not JSON.' };
  const wrapped = SnsEnvelope.safeParse(content);
  if (wrapped.success) return readLetter(wrapped.data.Message);

  const tick = Tick.safeParse(content);
  if (tick.success) return { type: 'input', key: tick.data.key, input: { type: 'tick' } };
  const execution = readEvent(content);
  if (execution) return { type: 'input', key: executionKey(execution.ref), input: { type: 'seen', execution } };
  if (ApprovalRequest.safeParse(content).success) return { type: 'ignored', what: 'approval request' };
  return { type: 'unknown', why: 'It is no CodePipeline event, no approval request and no tick.' };
}

export function tickFor(key: ExecutionKey): string {
  return JSON.stringify({ signalbox: 'tick', key } satisfies Tick);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
