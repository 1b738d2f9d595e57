import type { Intent } from '../model/intent.ts';
import { nearest } from '../text/nearest.ts';
import { applyCommand, authorize, refuse } from './authorize.ts';
import { endedAnnouncement, endedConfirmation, endedInWords, nothingToUnfreeze } from './messages.ts';
import type { PlannedRequest } from './plan.ts';
import { channelsOf, targetsOf } from './plan-manual-rule.ts';
import { liveManualRules, type ManualRule } from './shared-state.ts';
import type { UnfreezeCommand } from './types.ts';

export function planUnfreeze(planned: PlannedRequest, { what }: UnfreezeCommand): Intent[] {
  const { request, state, rules, now } = planned;
  const live = liveManualRules(state, now);
  const ended = live.filter(([id, rule]) => id === what || (rule.type === 'freeze' && isFor(rule, what)));
  if (ended.length === 0) {
    const names = live.flatMap(([id, rule]) => [id, ...rule.pipelines]);
    return refuse(planned, nothingToUnfreeze(what, live, what === '*' ? [] : nearest(what, names)));
  }
  const manual = ended.map(([, rule]) => rule);
  const pipelines = [...new Set(manual.flatMap((rule) => rule.pipelines))];
  const isWhole = manual.some(({ stages }) => stages === undefined);
  const stages = isWhole ? undefined : [...new Set(manual.flatMap((rule) => rule.stages ?? []))];
  return authorize(planned, { about: { type: 'globs', pipelines, stages } }, ({ decision }) => {
    const inWords = endedInWords(ended);
    const result = {
      type: 'done',
      because: endedConfirmation(inWords, decision.because),
      policy: rules.version,
      announce: { text: endedAnnouncement(request.user, inWords), channels: channelsOf(planned, pipelines) },
      about: manual.flatMap(targetsOf),
      ...movement(manual, pipelines, stages),
    } as const;
    return [applyCommand(planned, result, { ended: { ids: ended.map(([id]) => id), by: request.user } })];
  });
}

/** The end of an override closes transitions, the end of a freeze opens them, and the end of a mute does neither. */
function movement(manual: ManualRule[], pipelines: string[], stages: string[] | undefined) {
  if (manual.every(({ type }) => type === 'mute')) return {};
  const want = manual.some(({ type }) => type === 'override') ? ('closed' as const) : ('open' as const);
  return { moves: { want, pipelines, stages } };
}

/** Exact patterns only: a freeze of `shop-*` cannot end in part. `all` is what earlier versions stored for `*`. */
function isFor({ pipelines }: ManualRule, what: string): boolean {
  const named = what.split(',');
  return what === '*' || what === 'all' || pipelines.every((pattern) => named.includes(pattern));
}
