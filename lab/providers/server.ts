import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { answerFor, operationOf, send } from './player.ts';
import type { Recording } from './recording.ts';

/** All providers at one address: each answers about the thing it is asked for as it was recorded. */
export interface Providers {
  request: (req: IncomingMessage, res: ServerResponse) => void;
  /** From now on these answers are given to whoever asks about this recording's thing, in its account. */
  play(recording: Recording, account: string): void;
}

/** @param now the lab's clock
 *  @param accountOf whose credentials a request is signed with */
export function createProviders(now: () => number, accountOf: (req: IncomingMessage) => string | undefined): Providers {
  const playing: { recording: Recording; account: string; text: string; turns: Map<string, number> }[] = [];

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await text(req);
    const asked = wordsOf(body, req.url ?? '');
    const [best] = playing
      .filter(({ account }) => account === accountOf(req))
      .map((one) => ({ ...one, operation: operationOf(req, body, one.recording.calls) }))
      .filter(({ recording, operation }) => recording.calls.some((call) => call.operation === operation))
      .map((one) => ({ ...one, score: asked.filter((word) => one.text.includes(word)).length }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
    if (!best) return send(res, 400, { __type: 'ResourceNotFoundException', message: 'Nothing is recorded of it' });
    const { status, body: recorded } = answerFor(best.recording.calls, best.operation, best.turns);
    send(res, status, JSON.parse(justNow(JSON.stringify(recorded), now())));
  }

  return {
    request: (req, res) => void answer(req, res),
    play(recording, account) {
      playing.unshift({ recording, account, text: JSON.stringify(recording), turns: new Map() });
    },
  };
}

/** Every recording plays from ten to five past ten of one day. In the lab all of it was a moment ago: what was a minute
 *  before the end is now half a second before. */
function justNow(body: string, now: number): string {
  const end = Date.UTC(2026, 10, 22, 10, 5);
  const moved = (recorded: number) => Math.round(now - (end - recorded) / 120);
  return body
    .replace(/2026-11-22T10:\d\d:\d\d(\.\d+)?Z/g, (time) => new Date(moved(Date.parse(time))).toISOString())
    .replace(/\b17953(41[6-9]|42[01])\d\d(\.\d+)?\b/g, (time) => String(moved(Number(time) * 1000) / 1000))
    .replace(/\b17953(41[6-9]|42[01])\d{5}\b/g, (time) => String(moved(Number(time))));
}

/** The values of a request: names and ids that a recording of the same thing has in it too. */
function wordsOf(body: string, url: string): string[] {
  const path = decodeURIComponent(url).split(/[/?&=]/);
  const values = body.startsWith('{') ? leaves(JSON.parse(body)) : [...new URLSearchParams(body).values()];
  return [...values, ...path].filter((word) => word.length > 3);
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}
