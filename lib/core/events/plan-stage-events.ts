import { closedSince } from '../freeze/first-closing.ts';
import type { PipelineTransitions } from '../freeze/transitions.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import { type Events, event } from './event.ts';
import { heldKey, releaseOf, unreleased, withWaiting } from './keep.ts';
import { eventReasons } from './messages.ts';

export function planStageEvents(bus: string, gates: PipelineTransitions, outbox: Outbox, now: number): Intent[] {
  const events: Events = { bus, outbox, now };
  const planned = Object.entries(gates.ours ?? {}).flatMap(([stage, [at, last]]): Intent[] => {
    if (last.type !== 'closed') return released(gates, events, { stage, at, outcome: last.type });
    const since = closedSince(at, last);
    const key = heldKey(stage, since);
    const what = { type: 'Signalbox Stage Held', id: idOf(gates, key), at: since, because: eventReasons.held } as const;
    return event(events, key, what, () => ({
      ...gates.ref,
      stage,
      freezes: last.rules,
      reason: last.gate.reason,
    }));
  });
  return withWaiting(events, planned);
}

/** A stage that was held without an event is released without one. */
function released(
  gates: PipelineTransitions,
  events: Events,
  { stage, at, outcome }: { stage: string; at: number; outcome: 'opened' | 'left' },
): Intent[] {
  return unreleased(stage, events.outbox).flatMap((held) => {
    const key = releaseOf(held);
    const what = {
      type: 'Signalbox Stage Released',
      id: idOf(gates, key),
      at,
      because: eventReasons.released,
    } as const;
    return event(events, key, { ...what, after: [held] }, () => ({
      ...gates.ref,
      stage,
      heldId: idOf(gates, held),
      outcome,
    }));
  });
}

function idOf({ ref }: PipelineTransitions, key: string): string {
  return [ref.account, ref.region, ref.pipeline, key.slice('event:'.length)].join('/');
}
