import { GIVE_UP_NOTIFYING, INCOMPLETE_REFRESH } from '../base/timing.ts';
import { DAY, MINUTE, SECOND } from '../base/units.ts';
import { refOfPipeline } from '../freeze/transitions.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import { type BoardKey, type DeploymentBoard, withDetails } from './board.ts';
import { type BoardText, boardText } from './board-text.ts';
import { boardReasons, NOT_KEPT } from './messages.ts';

/** CodePipeline's lists lag behind its events. */
const STATUS_LAG = 10 * SECOND;
/** A board is read, and its message edited, at most once in this time. */
const PACE = MINUTE;
const MOST_READ = 25;
/** Future changes of the freezes that are compared with the text of now. */
const MOST_EDGES = 5;

/** Lists the pipelines, reads those with news, and keeps the message true. Without news, nothing is read. */
export function planBoard(
  key: BoardKey,
  board: DeploymentBoard,
  rules: PolicyPort,
  outbox: Outbox,
  now: number,
): Intent[] {
  const route = rules.boards().find((one) => one.key === key);
  if (!route) return over(key, outbox);
  const textAt = (at: number) => boardText(board, route, rules, at);
  return [
    ...list(key, board, rules),
    ...read(key, board, outbox),
    ...messages(key, route.channel, textAt, outbox, now),
  ];
}

function refresh(key: string, from: number, effect: Intent['effect'], after: string[] = []): Intent {
  const giveUp = Number.POSITIVE_INFINITY;
  return { key, kind: 'again', effect, because: boardReasons.read, after, from, giveUp };
}

/** Once per policy. Later only beside other news, because a list costs a call in each account and Region. */
function list(board: BoardKey, { listed, heard = {} }: DeploymentBoard, { version: policy }: PolicyPort): Intent[] {
  const effect = { type: 'listBoard', board, policy } as const;
  const [asOf = 0, last] = listed ?? [];
  if (last?.policy !== policy) return [refresh('list', 0, effect)];
  const isOld = Math.max(0, ...Object.values(heard)) > asOf + (last.unread.length > 0 ? INCOMPLETE_REFRESH : DAY);
  return isOld ? [refresh('list', 0, effect)] : [];
}

/** At once, and again after the lag: the first reading may not show the change. */
function read(board: BoardKey, known: DeploymentBoard, outbox: Outbox): Intent[] {
  const { heard = {}, read = {} } = known;
  const due = withDetails(known).filter((key) => {
    const [asOf] = read[key] ?? [];
    return asOf === undefined || asOf < (heard[key] ?? Number.NEGATIVE_INFINITY) + STATUS_LAG;
  });
  if (due.length === 0) return [];
  const pipelines = due.slice(0, MOST_READ).map(refOfPipeline);
  return [refresh('read', again(outbox.read?.doneAt), { type: 'readBoard', board, pipelines }, ['list'])];
}

function again(doneAt: number | undefined): number {
  return doneAt === undefined ? 0 : doneAt + PACE;
}

/** A freeze begins and ends without news, so the next text that differs is planned too. */
function messages(
  key: BoardKey,
  channel: string,
  textAt: (at: number) => { text: BoardText; next?: number } | undefined,
  outbox: Outbox,
  now: number,
): Intent[] {
  const current = textAt(now);
  if (!current) return [];
  const intents = show(key, channel, current.text, outbox);
  const shown = JSON.stringify(current.text);
  let { next } = current;
  for (let tries = 0; next !== undefined && tries < MOST_EDGES; tries++) {
    const edge = next;
    const then = textAt(edge);
    if (then && JSON.stringify(then.text) !== shown) {
      const later = show(key, channel, then.text, outbox);
      return [...intents, ...later.map((intent) => ({ ...intent, from: Math.max(intent.from, edge) }))];
    }
    next = then?.next;
  }
  return intents;
}

/** Where Slack refuses to edit the message, its thread has the newer versions. */
function show(key: BoardKey, channel: string, text: BoardText, outbox: Outbox): Intent[] {
  const { fixed, message: thread } = outbox[showKey(key)] ?? {};
  const shown = level(showKey(key), { type: 'showBoard', channel, ...text }, outbox);
  if (!fixed || !thread) return [shown];
  return [shown, level(`board-news:${key}`, { type: 'showBoard', channel, ...text, thread }, outbox)];
}

function level(key: string, effect: Intent['effect'], outbox: Outbox): Intent {
  const from = again(outbox[key]?.doneAt);
  return { key, kind: 'level', effect, because: boardReasons.shows, after: [], from, giveUp: GIVE_UP_NOTIFYING };
}

function showKey(key: BoardKey): string {
  return `board:${key}`;
}

/** The policy keeps this board no longer. Its message must not seem true. */
function over(key: BoardKey, outbox: Outbox): Intent[] {
  const { message } = outbox[showKey(key)] ?? {};
  if (!message) return [];
  const text = { title: NOT_KEPT, pipelines: [], more: 0 };
  return [level(showKey(key), { type: 'showBoard', channel: message.channel, ...text }, outbox)];
}
