import { contentHash } from '../base/content-hash.ts';
import { ownProperty } from '../base/own-property.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { PermissionDecision, PolicyPort } from '../model/policy-port.ts';
import { applyCommand, authorize, refusal } from './authorize.ts';
import { announced, confirmed, deedOf, extentOf, instantOf } from './messages.ts';
import { planOperation } from './plan-operation.ts';
import { planQuery } from './plan-query.ts';
import { planResults } from './plan-result.ts';
import type { CommandRequest, ManualRule, SharedState } from './shared-state.ts';
import { liveManualRules } from './shared-state.ts';
import { isOperation, isQuery, type ManualRuleCommand, type UnfreezeCommand } from './types.ts';

/** Something that a person said after `/signalbox`, or pressed. */
export interface PlannedRequest {
  id: string;
  /** By Slack's clock; milliseconds. */
  at: number;
  asked: CommandRequest;
  board: SharedState;
  rules: PolicyPort;
  ledger: Outbox;
  now: number;
}

/** Judged once, when it is known who is who; after that it stands, and it is told. */
export function planCommands(press: PlannedRequest): Intent[] {
  const [ruledAt, ruled] = ownProperty(press.board.ruled, press.id) ?? [];
  if (ruled) return planResults(press, ruled, ruledAt ?? press.at);
  if (press.now >= lateAt(press)) return [late(press)];
  return [...planOpen(press), late(press)];
}

function planOpen(press: PlannedRequest): Intent[] {
  const { command } = press.asked;
  if (isQuery(command)) return planQuery(press, command);
  if (isOperation(command)) return planOperation(press, command);
  return command.type === 'thaw' ? planUnfreeze(press, command) : planOrder(press, command);
}

/** Milliseconds. Who ordered something has looked away by then, or has done it in another way. */
const EXPIRES = 600_000;

/** Not while somebody is at it. */
function lateAt({ id, at, ledger }: PlannedRequest): number {
  return Math.max(at + EXPIRES, ledger[`operate:${id}`]?.claim?.until ?? 0);
}

function late(press: PlannedRequest): Intent {
  const { id, ledger, asked } = press;
  const tried = ledger[`operate:${id}`];
  const why = [tried, ledger[`sight:${id}`], ledger[`identify:${id}`]].find((entry) => entry?.why)?.why;
  const rest = tried ? 'Whether it happened all the same the AWS console shows.' : 'Say it again, or use the console.';
  const because = `Signalbox could not ${deedOf(asked.command)} within ten minutes${why ? ` (${why})` : ''}. ${rest}`;
  return { ...applyCommand(press, refusal(press, because)), key: `late:${id}`, from: lateAt(press) };
}

function planOrder(press: PlannedRequest, command: ManualRuleCommand): Intent[] {
  const { id: pressed, at, board, rules, now } = press;
  if (command.until <= now) return [applyCommand(press, refusal(press, 'Its end is over already.'))];
  const ordered = liveManualRules(board, now).flatMap(([id, order]) => (order.type === 'freeze' ? [id] : []));
  const stages = command.type === 'mute' ? undefined : command.stages;
  const about = { type: 'globs', pipelines: command.pipelines, stages } as const;
  const override =
    command.type === 'override' ? { freezes: command.freezes, length: command.until - at, ordered } : undefined;

  return authorize(press, { about, override }, (policyAnswer) => {
    const order = orderOf(press, command, policyAnswer);
    const id = `${command.type}-${contentHash(pressed).slice(-6)}`;
    const left = policyAnswer.leaves?.map(({ because }) => because) ?? [];
    return [
      applyCommand(
        press,
        {
          type: 'done',
          because: [confirmed(id, order, policyAnswer.decision.because), ...left].join(' '),
          policy: rules.version,
          announce: { text: announced(id, order), channels: channelsOf(press, command.pipelines) },
          about: aboutGlobs(order),
        },
        { order: { id, order } },
      ),
    ];
  });
}

function orderOf(
  { at, asked, rules }: PlannedRequest,
  command: ManualRuleCommand,
  { decision, lifts }: PermissionDecision,
): ManualRule {
  const { user: by, name } = asked;
  const { pipelines, until } = command;
  const common = { by, name, from: at, until, pipelines, because: decision.because, policy: rules.version };
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

function planUnfreeze(press: PlannedRequest, { what }: UnfreezeCommand): Intent[] {
  const { asked, board, rules, now } = press;
  const live = liveManualRules(board, now);
  const ending = live.filter(([id, order]) => id === what || (order.type === 'freeze' && isOrderedFor(order, what)));
  if (ending.length === 0) return [applyCommand(press, refusal(press, nothingToUnfreeze(what, live)))];

  const orders = ending.map(([, order]) => order);
  const pipelines = [...new Set(orders.flatMap((order) => order.pipelines))];
  const isWhole = orders.some(({ stages }) => stages === undefined);
  const stages = isWhole ? undefined : [...new Set(orders.flatMap((order) => order.stages ?? []))];
  return authorize(press, { about: { type: 'globs', pipelines, stages } }, ({ decision }) => {
    const ids = ending.map(([id]) => id);
    const told = ending.map(([id, order]) => `${id} for ${extentOf(order)}`).join('; ');
    return [
      applyCommand(
        press,
        {
          type: 'done',
          because: `Ended: ${told}. ${decision.because}`,
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
function isOrderedFor({ pipelines }: ManualRule, what: string): boolean {
  const named = what.split(',');
  return what === '*' || what === 'all' || pipelines.every((pattern) => named.includes(pattern));
}

function nothingToUnfreeze(what: string, live: [string, ManualRule][]): string {
  const all = live.map(([id, order]) => `${id} (${extentOf(order)}, until ${instantOf(order.until)})`);
  const there = all.length > 0 ? `There are: ${all.join('; ')}.` : 'Nothing is ordered at present.';
  return `There is no order "${what}", and no freeze that was ordered for just that. ${there} What the policy freezes can be overridden.`;
}

function channelsOf({ asked, rules }: PlannedRequest, pipelines: string[]): string[] {
  return [...new Set([asked.channel, ...rules.audience(pipelines)])];
}

function aboutGlobs({ pipelines, stages }: ManualRule) {
  const stage = stages?.join(',') ?? '';
  return pipelines.map((pipeline) => ({ account: '', region: '', pipeline, executionId: '', stage }));
}
