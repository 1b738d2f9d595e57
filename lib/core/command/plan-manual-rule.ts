import { contentHash } from '../base/content-hash.ts';
import { CHECKED_WITHIN } from '../base/timing.ts';
import type { Intent } from '../model/intent.ts';
import type { PermissionDecision } from '../model/policy-port.ts';
import { matches } from '../text/glob.ts';
import { applyCommand, authorize, refuse } from './authorize.ts';
import { lockRefusal } from './lock-refusal.ts';
import {
  aboutPipelines,
  announcement,
  confirmation,
  coversNothing,
  endInPast,
  HELD_WORK_FOLLOWS,
  matchesNothing,
  unchecked,
} from './messages.ts';
import type { PlannedRequest } from './plan.ts';
import { refresh, refreshKey, snapshotOf } from './refresh.ts';
import type { CommandTarget, ManualRule, StatusSnapshot } from './shared-state.ts';
import { liveManualRules } from './shared-state.ts';
import { isLock, type ManualRuleCommand } from './types.ts';

const MINUTE = 60_000;

/** A freeze, override or mute. Refused if a part of it matches nothing now, unless the person wants it anyway. */
export function planManualRule(planned: PlannedRequest, command: ManualRuleCommand): Intent[] {
  const { at, state, now } = planned;
  if (command.until <= now) return refuse(planned, endInPast);
  const ordered = liveManualRules(state, now).flatMap(([id, rule]) => (rule.type === 'freeze' ? [id] : []));
  const stages = command.type === 'mute' ? undefined : command.stages;
  const about = { type: 'globs', pipelines: command.pipelines, stages } as const;
  // Ends are whole minutes, so the length may be up to a minute more than the person typed.
  const length = Math.floor((command.until - at) / MINUTE) * MINUTE;
  const override = command.type === 'override' ? { freezes: command.freezes, length, ordered } : undefined;
  return authorize(planned, { about, override }, (policyAnswer) => checked(planned, command, policyAnswer));
}

/** A freeze must not wait for AWS: without a snapshot in time, it is applied unchecked. */
function checked(planned: PlannedRequest, command: ManualRuleCommand, policyAnswer: PermissionDecision): Intent[] {
  const { id, at, now, outbox } = planned;
  const snapshot = snapshotOf(planned);
  if (snapshot === undefined) {
    const from = at + CHECKED_WITHIN;
    const note = unchecked(outbox[refreshKey(id)]?.why);
    // A freeze that holds too little is better than none; a lock must know its pipeline.
    const [decided] = isLock(command) ? refuse(planned, note) : [apply(planned, command, policyAnswer, [note])];
    const unread = { ...(decided as Intent), from };
    return now >= from ? [unread] : [refreshFor(planned, command), unread];
  }
  const { unmatched = [] } = snapshot;
  const refusal = isLock(command) ? lockRefusal(planned, command, snapshot) : undefined;
  if (refusal !== undefined) return refuse(planned, refusal);
  if (!command.anyway && unmatched.length > 0) return refuse(planned, matchesNothing(command, unmatched, snapshot));
  const { lifts } = policyAnswer;
  if (!command.anyway && lifts && !coversAny(planned, command, lifts, snapshot)) {
    return refuse(planned, coversNothing(lifts, command));
  }
  // The report on the transitions says how many pipelines there are; a mute has none.
  const count = snapshot.pipelines.length + snapshot.more;
  return [apply(planned, command, policyAnswer, command.type === 'mute' ? [aboutPipelines(count)] : [])];
}

function refreshFor(planned: PlannedRequest, command: ManualRuleCommand): Intent {
  const stages = command.type === 'mute' ? undefined : command.stages;
  const depth = stages || command.type === 'override' ? 'structure' : 'names';
  return refresh(planned, { pipelines: command.pipelines, stages, depth });
}

/** Unknown if some of the pipelines were not read; then the override may cover one of those. */
function coversAny(
  { rules, now }: PlannedRequest,
  command: ManualRuleCommand,
  lifts: string[],
  { pipelines, more, unread = [] }: StatusSnapshot,
): boolean {
  if (more > 0 || unread.length > 0) return true;
  const named = command.type === 'mute' ? undefined : command.stages;
  return pipelines.some(({ ref, tags, stages }) =>
    stages
      .filter(({ name }) => !named || named.some((glob) => matches(glob, name)))
      .flatMap(({ name }) => rules.freeze({ ...ref, tags, stage: name }, now).decision.under ?? [])
      .some(({ rule }) => lifts.includes(rule)),
  );
}

function apply(
  planned: PlannedRequest,
  command: ManualRuleCommand,
  policyAnswer: PermissionDecision,
  more: string[],
): Intent {
  const { id: request, rules } = planned;
  const rule = manualRule(planned, command, policyAnswer);
  const id = `${isLock(command) ? 'lock' : command.type}-${contentHash(request).slice(-6)}`;
  const left = policyAnswer.leaves?.map(({ because }) => because) ?? [];
  const { pipelines, stages } = rule;
  const want = command.type === 'freeze' ? 'closed' : 'open';
  const follows = command.type === 'override' ? [HELD_WORK_FOLLOWS] : [];
  const notes = [policyAnswer.decision.because, ...left, ...more, ...follows];
  return applyCommand(
    planned,
    {
      type: 'done',
      because: confirmation(id, rule, notes),
      policy: rules.version,
      announce: { text: announcement(id, rule), channels: channelsOf(planned, pipelines) },
      about: targetsOf(rule),
      ...(command.type === 'mute' ? {} : { moves: { want, pipelines, stages } }),
    },
    { rule: { id, rule } },
  );
}

function manualRule(
  { at, request, rules }: PlannedRequest,
  command: ManualRuleCommand,
  { decision, lifts }: PermissionDecision,
): ManualRule {
  const { user: by, name } = request;
  const { pipelines, until } = command;
  const common = { by, name, from: at, until, pipelines, because: decision.because, policy: rules.version };
  switch (command.type) {
    case 'freeze':
      return {
        ...common,
        type: 'freeze',
        stages: command.stages,
        reason: command.reason,
        ...(command.lock && { lock: true }),
      };
    case 'override':
      return { ...common, type: 'override', stages: command.stages, reason: command.reason, freezes: lifts };
    case 'mute':
      return { ...common, type: 'mute', reason: '' };
    default:
      return command satisfies never;
  }
}

export function channelsOf({ request, rules }: PlannedRequest, pipelines: string[]): string[] {
  return [...new Set([request.channel, ...rules.audience(pipelines)])];
}

export function targetsOf({ pipelines, stages }: ManualRule): CommandTarget[] {
  const stage = stages?.join(',') ?? '';
  return pipelines.map((pipeline) => ({ account: '', region: '', pipeline, executionId: '', stage }));
}
