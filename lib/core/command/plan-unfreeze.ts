import type { Intent } from '../model/intent.ts';
import { nearest } from '../text/nearest.ts';
import { applyCommand, authorize, refuse } from './authorize.ts';
import {
  endedAnnouncement,
  endedConfirmation,
  endedInWords,
  HELD_WORK_FOLLOWS,
  lockEnded,
  lockEnds,
  nothingToUnfreeze,
  nothingToUnlock,
  OWN_LOCK,
} from './messages.ts';
import type { PlannedRequest } from './plan.ts';
import { channelsOf, targetsOf } from './plan-manual-rule.ts';
import { type CommandResult, liveManualRules, type ManualRule } from './shared-state.ts';
import type { UnfreezeCommand } from './types.ts';

export function planUnfreeze(planned: PlannedRequest, command: UnfreezeCommand): Intent[] {
  const { request, state, rules, now } = planned;
  const { what, after } = command;
  const live = liveManualRules(state, now);
  const idOf = (word: string) => live.find(([id]) => id === word.toLowerCase())?.[0];
  const named = what.split(',').map((word) => idOf(word) ?? word);
  const ended = live.filter(([id, rule]) => named.includes(id) || isMeant(rule, command));
  if (ended.length === 0 && command.locks) return refuse(planned, nothingToUnlock(what, live));
  // A word that names nothing may be a stage, and the freeze of the whole pipeline would end with it.
  const unknown = isEverything(what) ? [] : named.filter((one) => !isNamed(one, ended));
  if (ended.length === 0 || unknown.length > 0) {
    const names = live.flatMap(([id, rule]) => [id, ...rule.pipelines]).filter((name) => !named.includes(name));
    const word = unknown.join(',');
    return refuse(planned, nothingToUnfreeze(word || what, live, word === '' ? [] : nearest(word, names)));
  }
  const manual = ended.map(([, rule]) => rule);
  const pipelines = [...new Set(manual.flatMap((rule) => rule.pipelines))];
  const isWhole = manual.some(({ stages }) => stages === undefined);
  const stages = isWhole ? undefined : [...new Set(manual.flatMap((rule) => rule.stages ?? []))];
  const isOwn = manual.every((rule) => rule.type === 'freeze' && rule.lock && rule.by === request.user);
  if (isOwn) return end(after === undefined ? OWN_LOCK : lockEnds(after));
  return authorize(planned, { about: { type: 'globs', pipelines, stages } }, ({ decision }) => end(decision.because));

  function end(because: string): Intent[] {
    const inWords = endedInWords(ended);
    const text =
      after === undefined ? endedAnnouncement(request.user, inWords) : lockEnded(request.user, inWords, after);
    const moved = movement(manual, pipelines, stages);
    // A lock holds no approval.
    const isFreeze = manual.some((rule) => rule.type === 'freeze' && !rule.lock);
    const notes = isFreeze ? [HELD_WORK_FOLLOWS] : [];
    const result = {
      type: 'done',
      because: endedConfirmation(inWords, because, notes),
      policy: rules.version,
      announce: { text, channels: channelsOf(planned, pipelines) },
      about: manual.flatMap(targetsOf),
      ...moved,
    } as const;
    return [applyCommand(planned, result, { ended: { ids: ended.map(([id]) => id), by: request.user } })];
  }
}

/** The end of an override closes transitions, the end of a freeze opens them, and the end of a mute does neither. */
function movement(
  manual: ManualRule[],
  pipelines: string[],
  stages: string[] | undefined,
): Pick<CommandResult, 'moves'> {
  if (manual.every(({ type }) => type === 'mute')) return {};
  const want = manual.some(({ type }) => type === 'override') ? ('closed' as const) : ('open' as const);
  return { moves: { want, pipelines, stages } };
}

/** `unlock` ends locks, and `unfreeze` with patterns the other freezes. */
function isMeant(rule: ManualRule, { what, locks }: UnfreezeCommand): boolean {
  if (rule.type !== 'freeze') return false;
  if (!locks) return isFor(rule, what) && (!rule.lock || isEverything(what));
  const { stages } = locks;
  return rule.lock === true && rule.pipelines.includes(what) && (!stages || isSame(stages, rule.stages ?? []));
}

function isNamed(word: string, ended: [id: string, ManualRule][]): boolean {
  return ended.some(([id, { pipelines }]) => id === word || pipelines.includes(word));
}

function isSame(some: string[], others: string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}

function isEverything(what: string): boolean {
  return what === '*' || what === 'all';
}

/** Exact patterns only: a freeze of `shop-*` cannot end in part. `all` is what earlier versions stored for `*`. */
function isFor({ pipelines }: ManualRule, what: string): boolean {
  const named = what.split(',');
  return isEverything(what) || pipelines.every((pattern) => named.includes(pattern));
}
