import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Args } from './method.ts';

/** A form, as Slack's own client sends it, or JSON. */
export async function readArgs(req: IncomingMessage): Promise<Args> {
  const body = await text(req);
  if (!req.headers['content-type']?.startsWith('application/json'))
    return Object.fromEntries(new URLSearchParams(body));
  const args: unknown = JSON.parse(body || '{}');
  return typeof args === 'object' && args !== null ? { ...args } : {};
}

export function tokenOf(req: IncomingMessage, args: Args): string | undefined {
  const bearer = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1];
  return bearer ?? (typeof args.token === 'string' ? args.token : undefined);
}

export function send(res: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  res.end(JSON.stringify(body));
}
