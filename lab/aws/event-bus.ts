import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';

/** A stand-in for EventBridge's PutEvents, over AWS JSON 1.1. It keeps what was put. */

export const EVENTS_TARGET = 'AWSEvents';

export interface BusEvent {
  bus: string;
  source: string;
  type: string;
  /** As in the event; milliseconds. */
  at: number;
  detail: Record<string, unknown>;
}

export interface EventBus {
  request: (req: IncomingMessage, res: ServerResponse) => void;
  events: readonly BusEvent[];
  /** So many of the next entries are refused: the call succeeds all the same. */
  refuse(times: number): void;
}

/** Bytes of one entry. */
const LARGEST = 1_048_576;

const Entry = z.object({
  Source: z.string().refine((source) => !source.startsWith('aws.')),
  DetailType: z.string().min(1),
  Detail: z.string(),
  EventBusName: z.string().default('default'),
  Time: z.number(),
});
const Input = z.object({ Entries: z.array(z.unknown()).min(1).max(10) });

export function createEventBus(id: () => string): EventBus {
  const events: BusEvent[] = [];
  let refusing = 0;

  function put(given: unknown): object {
    const entry = Entry.safeParse(given);
    if (!entry.success) return { ErrorCode: 'InvalidArgument', ErrorMessage: z.prettifyError(entry.error) };
    const { Source, DetailType, Detail, EventBusName, Time } = entry.data;
    const detail = objectIn(Detail);
    if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    if (Buffer.byteLength(Detail) > LARGEST) return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Too large.' };
    if (refusing > 0) {
      refusing -= 1;
      return { ErrorCode: 'ThrottlingException', ErrorMessage: 'Request rate exceeds the limit' };
    }
    events.push({ bus: EventBusName, source: Source, type: DetailType, at: Time * 1000, detail });
    return { EventId: id() };
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const input = Input.safeParse(await json(req));
    const Entries = input.success ? input.data.Entries.map(put) : [];
    const FailedEntryCount = Entries.filter((entry) => 'ErrorCode' in entry).length;
    const body = input.success ? { FailedEntryCount, Entries } : { __type: 'ValidationException' };
    res.writeHead(input.success ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    res.end(JSON.stringify(body));
  }

  return {
    request: (req, res) => void answer(req, res),
    events,
    refuse(times) {
      refusing = times;
    },
  };
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
