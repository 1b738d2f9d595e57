import { digest } from '../base/content-hash.ts';
import { own } from '../base/own-property.ts';
import type { Wish } from '../model/intent.ts';
import type { Ledger } from '../model/outbox.ts';
import type { PermissionRuling, Rules } from '../model/policy-port.ts';
import { decree, permitted, refusal } from './authorize.ts';
import { announced, confirmed, deedOf, extentOf, instantOf } from './messages.ts';
import { planAct } from './plan-operation.ts';
import { planQuestion } from './plan-query.ts';
import { planRuled } from './plan-result.ts';
import type { Asked, Board, Order } from './shared-state.ts';
import { liveOrders } from './shared-state.ts';
import { isAct, isQuestion, type OrderCommand, type ThawCommand } from './types.ts';

/** Something that a person said after `/signalbox`, or pressed. */
export interface Press {
  id: string;
  /** By Slack's clock; milliseconds. */
  at: number;
  asked: Asked;
  board: Board;
  rules: Rules;
  ledger: Ledger;
  now: number;
}

/** Judged once, when it is known who is who; after that it stands, and it is told. */
export function planAsked(press: Press): Wish[] {
  const [ruledAt, ruled] = own(press.board.ruled, press.id) ?? [];
  if (ruled) return planRuled(press, ruled, ruledAt ?? press.at);
  if (press.now >= lateAt(press)) return [late(press)];
  return [...planOpen(press), late(press)];
}

function planOpen(press: Press): Wish[] {
  const { command } = press.asked;
  if (isQuestion(command)) return planQuestion(press, command);
  if (isAct(command)) return planAct(press, command);
  return command.type === 'thaw' ? planThaw(press, command) : planOrder(press, command);
}

/** Milliseconds. Who ordered something has looked away by then, or has done it in another way. */
const EXPIRES = 600_000;

/** Not while somebody is at it. */
function lateAt({ id, at, ledger }: Press): number {
  return Math.max(at + EXPIRES, ledger[`operate:${id}`]?.claim?.until ?? 0);
}

function late(press: Press): Wish {
  const { id, ledger, asked } = press;
  const tried = ledger[`operate:${id}`];
  const why = [tried, ledger[`sight:${id}`], ledger[`identify:${id}`]].find((entry) => entry?.why)?.why;
  const rest = tried ? 'Whether it happened all the same the AWS console shows.' : 'Say it again, or use the console.';
  const because = `Signalbox could not ${deedOf(asked.command)} within ten minutes${why ? ` (${why})` : ''}. ${rest}`;
  return { ...decree(press, refusal(press, because)), key: `late:${id}`, from: lateAt(press) };
}

function planOrder(press: Press, command: OrderCommand): Wish[] {
  const { id: pressed, at, board, rules, now } = press;
  if (command.until <= now) return [decree(press, refusal(press, 'Its end is over already.'))];
  const ordered = liveOrders(board, now).flatMap(([id, order]) => (order.type === 'freeze' ? [id] : []));
  const stages = command.type === 'mute' ? undefined : command.stages;
  const about = { type: 'globs', pipelines: command.pipelines, stages } as const;
  const override =
    command.type === 'override' ? { freezes: command.freezes, length: command.until - at, ordered } : undefined;

  return permitted(press, { about, override }, (ruling) => {
    const order = orderOf(press, command, ruling);
    const id = `${command.type}-${digest(pressed).slice(-6)}`;
    const left = ruling.leaves?.map(({ because }) => because) ?? [];
    return [
      decree(
        press,
        {
          type: 'done',
          because: [confirmed(id, order, ruling.verdict.because), ...left].join(' '),
          policy: rules.version,
          announce: { text: announced(id, order), channels: channelsOf(press, command.pipelines) },
          about: aboutGlobs(order),
        },
        { order: { id, order } },
      ),
    ];
  });
}

function orderOf({ at, asked, rules }: Press, command: OrderCommand, { verdict, lifts }: PermissionRuling): Order {
  const { user: by, name } = asked;
  const { pipelines, until } = command;
  const common = { by, name, from: at, until, pipelines, because: verdict.because, policy: rules.version };
  switch (command.type) {
    case 'freeze':
      return { ...common, type: 'freeze', stages: command.stages, reason: command.reason };
    case 'override':
      return { ...common, type: 'override', stages: command.stages, reason: command.reason, freezes: lifts };
    case 'mute':
      return { ...common, type: 'mute', reason: '' };
    default:
      return command satisfies never;
  }
}

function planThaw(press: Press, { what }: ThawCommand): Wish[] {
  const { asked, board, rules, now } = press;
  const live = liveOrders(board, now);
  const ending = live.filter(([id, order]) => id === what || (order.type === 'freeze' && isOrderedFor(order, what)));
  if (ending.length === 0) return [decree(press, refusal(press, nothingToThaw(what, live)))];

  const orders = ending.map(([, order]) => order);
  const pipelines = [...new Set(orders.flatMap((order) => order.pipelines))];
  const isWhole = orders.some(({ stages }) => stages === undefined);
  const stages = isWhole ? undefined : [...new Set(orders.flatMap((order) => order.stages ?? []))];
  return permitted(press, { about: { type: 'globs', pipelines, stages } }, ({ verdict }) => {
    const ids = ending.map(([id]) => id);
    const told = ending.map(([id, order]) => `${id} for ${extentOf(order)}`).join('; ');
    return [
      decree(
        press,
        {
          type: 'done',
          because: `Ended: ${told}. ${verdict.because}`,
          policy: rules.version,
          announce: { text: `<@${asked.user}> ended ${told}.`, channels: channelsOf(press, pipelines) },
          about: orders.flatMap(aboutGlobs),
        },
        { ended: { ids, by: asked.user } },
      ),
    ];
  });
}

/** Word for word: a freeze of `shop-*` is not half ended. */
function isOrderedFor({ pipelines }: Order, what: string): boolean {
  const named = what.split(',');
  return what === '*' || what === 'all' || pipelines.every((pattern) => named.includes(pattern));
}

function nothingToThaw(what: string, live: [string, Order][]): string {
  const all = live.map(([id, order]) => `${id} (${extentOf(order)}, until ${instantOf(order.until)})`);
  const there = all.length > 0 ? `There are: ${all.join('; ')}.` : 'Nothing is ordered at present.';
  return `There is no order "${what}", and no freeze that was ordered for just that. ${there} What the policy freezes can be overridden.`;
}

function channelsOf({ asked, rules }: Press, pipelines: string[]): string[] {
  return [...new Set([asked.channel, ...rules.audience(pipelines)])];
}

function aboutGlobs({ pipelines, stages }: Order) {
  const stage = stages?.join(',') ?? '';
  return pipelines.map((pipeline) => ({ account: '', region: '', pipeline, executionId: '', stage }));
}
