import { channelsOf } from '../command/plan-manual-rule.ts';
import { announcement, record } from '../command/plan-result.ts';
import { planStarter } from '../command/plan-starter.ts';
import type { CommandResult } from '../command/shared-state.ts';
import type { Intent } from '../model/intent.ts';
import { heldInWords, heldOnce, notStarted, startedInWords } from './messages.ts';
import type { PlannedRelease } from './plan.ts';
import { dueAt } from './release.ts';

/** Reports the result of a scheduled release in the channels and in the journal. */

export function planStarted(planned: PlannedRelease, result: CommandResult, decidedAt: number): Intent[] {
  const { id, scheduled } = planned;
  const isStarted = result.type === 'done';
  const text = (isStarted ? startedInWords : notStarted)(id, scheduled, result.because);
  const about = isStarted ? result.about : [{ ...scheduled.pipeline, executionId: '', stage: '' }];
  return [
    ...announced(planned, text, ''),
    ...about.map((one) => record(planned, result, one, decidedAt)),
    ...planStarter(planned, { ...result, about: isStarted ? about : [] }, decidedAt),
  ];
}

/** Once. A release for the end of a freeze was announced as held from the start. */
export function planHeld(planned: PlannedRelease, frozen: string): Intent[] {
  const { id, scheduled, rules } = planned;
  if (scheduled.at === undefined) return [];
  const result: CommandResult = { type: 'done', because: frozen, policy: rules.version, about: [] };
  const target = { ...scheduled.pipeline, executionId: '', stage: '' };
  const entry = record(planned, result, target, dueAt(scheduled));
  return [...announced(planned, heldInWords(id, scheduled, frozen), ':held'), heldEntry(entry)];
}

function heldEntry(intent: Intent): Intent {
  if (intent.effect.type !== 'writeAudit') return intent;
  const entry = { ...intent.effect.entry, id: `${intent.effect.entry.id}/held`, decision: 'held' as const };
  return { ...intent, key: `${intent.key}:held`, effect: { type: 'writeAudit', entry }, because: heldOnce };
}

function announced(planned: PlannedRelease, text: string, more: string): Intent[] {
  return channelsOf(planned, [planned.scheduled.pipeline.pipeline]).map((channel) => {
    const intent = announcement(planned, channel, text, 0);
    return { ...intent, key: `${intent.key}${more}` };
  });
}
