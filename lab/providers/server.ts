import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { copyOf, namesIn, wholly } from './copy.ts';
import { notFound } from './not-found.ts';
import { answerFor, operationOf, send } from './player.ts';
import type { Recording } from './recording.ts';

/** All providers at one address: each answers about the thing it is asked for as it was recorded. */
export interface Providers {
  request: (req: IncomingMessage, res: ServerResponse) => void;
  /** From now on, requests about the thing of this recording get its answers, in its account.
   *  @returns the recording as it is played: under names of its own, where another action plays one of the same names
   *  */
  play(recording: Recording, by: Action): Recording;
}

/** The action that plays. */
export interface Action {
  account: string;
  pipeline: string;
  stage: string;
  action: string;
}

interface Playing {
  recording: Recording;
  by: Action;
  text: string;
  turns: Map<string, number>;
}

/** @param now the lab's clock
 *  @param accountOf the account whose credentials signed a request */
export function createProviders(now: () => number, accountOf: (req: IncomingMessage) => string | undefined): Providers {
  const playing: Playing[] = [];
  let copies = 0;

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await text(req);
    const asked = wordsOf(body, req.url ?? '');
    const [best] = playing
      .filter(({ by }) => by.account === accountOf(req))
      .map((one) => ({ ...one, operation: operationOf(req, body, one.recording.calls) }))
      .filter(({ recording, operation }) => recording.calls.some((call) => call.operation === operation))
      .map((one) => ({ ...one, score: asked.filter((word) => names(one.text, word)).length }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
    const { status, body: found } = best
      ? answerFor(best.recording.calls, best.operation, best.turns)
      : notFound(operationOf(req, body, []), req, body);
    send(res, status, justNow(found, now()));
  }

  /** Two actions must not share what they are asked for by. */
  function apart(recording: Recording, by: Action): Recording {
    const operations = new Set(recording.calls.map(({ operation }) => operation));
    const others = playing.filter(
      (one) =>
        one.by.account === by.account &&
        JSON.stringify(one.by) !== JSON.stringify(by) &&
        one.recording.calls.some(({ operation }) => operations.has(operation)),
    );
    const taken = new Set(others.flatMap((one) => namesIn(one.recording)));
    return namesIn(recording).some((name) => taken.has(name)) ? copyOf(recording, ++copies) : recording;
  }

  return {
    request: (req, res) => void answer(req, res),
    play(recorded, by) {
      const recording = apart(recorded, by);
      playing.unshift({ recording, by, text: JSON.stringify(recording), turns: new Map() });
      return recording;
    },
  };
}

/** Every recording plays from ten to five past ten of one day. In the lab all of it was a moment ago: what was a minute
 *  before the end is now half a second before. */
export function justNow<T>(recorded: T, now: number): T {
  const end = Date.UTC(2026, 10, 22, 10, 5);
  const moved = (at: number) => Math.round(now - (end - at) / 120);
  const text = JSON.stringify(recorded)
    .replace(/2026-11-22T10:\d\d:\d\d(\.\d+)?Z/g, (time) => new Date(moved(Date.parse(time))).toISOString())
    .replace(/\b17953(41[6-9]|42[01])\d\d(\.\d+)?\b/g, (time) => String(moved(Number(time) * 1000) / 1000))
    .replace(/\b17953(41[6-9]|42[01])\d{5}\b/g, (time) => String(moved(Number(time))));
  return JSON.parse(text) as T;
}

/** The values of a request, and the names in them: a recording of the same thing has them too. */
function wordsOf(body: string, url: string): string[] {
  const path = decodeURIComponent(url).split(/[/?&=]/);
  const values = body.startsWith('{') ? leaves(JSON.parse(body)) : [...new URLSearchParams(body).values()];
  const parts = values.flatMap((value) => value.split(/[:/]/));
  return [...new Set([...values, ...path, ...parts])].filter((word) => word.length > 3);
}

function names(text: string, word: string): boolean {
  return text.includes(word) && wholly([word]).test(text);
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}
