import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Recording } from './recording.ts';

/** Plays what providers answered, over their own protocols: AWS JSON, AWS query (XML) and REST. */
export interface Player {
  request: (req: IncomingMessage, res: ServerResponse) => void;
  /** The operations asked for, in order; unknown ones with a question mark. */
  asked: string[];
}

export function createPlayer(calls: Recording['calls']): Player {
  const turns = new Map<string, number>();
  const asked: string[] = [];

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const operation = operationOf(req, await text(req), calls);
    const call = answerFor(calls, operation, turns);
    asked.push(calls.includes(call) ? operation : `${operation}?`);
    send(res, call.status, call.body);
  }
  return { asked, request: (req, res) => void answer(req, res) };
}

type Call = Recording['calls'][number];

/** Several answers to one operation are given in turn, the last again and again. */
export function answerFor(calls: Call[], operation: string, turns: Map<string, number>): Call {
  const known = calls.filter((call) => call.operation === operation);
  const turn = turns.get(operation) ?? 0;
  turns.set(operation, turn + 1);
  const message = `Nothing is recorded of ${operation}`;
  const unknown = { operation, status: 400, body: { __type: 'UnrecognizedClientException', message } };
  return known[Math.min(turn, known.length - 1)] ?? unknown;
}

export function operationOf(
  { headers, method, url }: IncomingMessage,
  body: string,
  calls: Recording['calls'],
): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? '';
  const action = new URLSearchParams(body).get('Action');
  if (action !== null && headers['content-type']?.includes('form-urlencoded')) return action;
  const line = `${method} ${url}`;
  return calls.find(({ path }) => path !== undefined && new RegExp(path).test(line))?.operation ?? line;
}

export function send(res: ServerResponse, status: number, body: unknown): void {
  const isXml = typeof body === 'string';
  res.writeHead(status, { 'content-type': isXml ? 'text/xml' : 'application/x-amz-json-1.1' });
  res.end(isXml ? body : JSON.stringify(body));
}
