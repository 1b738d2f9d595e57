import { BEFORE_AN_EDGE, LONGEST_TRANSITION_RETRY, REFRESH_FROZEN, REFRESH_GONE } from '../base/timing.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { FreezeDecision, PolicyPort } from '../model/policy-port.ts';
import { REFRESH_BEFORE_EDGE, WATCH_TRANSITIONS } from './messages.ts';
import { REFRESH_KEY } from './outbox-keys.ts';
import type { PipelineTransitions } from './transitions.ts';

interface Known {
  gates: PipelineTransitions;
  rules: PolicyPort;
  outbox: Outbox;
  now: number;
}

interface Held {
  isWatched: boolean;
  decisions: FreezeDecision[];
  moves: Intent[];
}

/** Transitions are read shortly before a freeze begins or ends, and during it to detect manual changes. */
export function planTransitionRefresh(known: Known, held: Held): Intent[] {
  const from = refreshAt(known, held);
  if (from === undefined) return [];
  const { gates, rules } = known;
  const [, seen] = gates.survey ?? [];
  const { isWatched } = held;
  const because = isWatched ? WATCH_TRANSITIONS : REFRESH_BEFORE_EDGE;
  return [
    {
      key: REFRESH_KEY,
      kind: 'again',
      effect: {
        type: 'refreshTransitions',
        pipeline: gates.ref,
        tags: rules.readsTags,
        known: seen && { mode: seen.mode, version: seen.version },
        stagesOnly: isWatched && !seen ? true : undefined,
      },
      because,
      after: [],
      from,
      giveUp: Number.POSITIVE_INFINITY,
    },
  ];
}

function refreshAt(known: Known, { isWatched, decisions, moves }: Held): number | undefined {
  const { gates, outbox, now } = known;
  const [seenAt = 0, seen] = gates.survey ?? [];
  const last = Math.max(seenAt, outbox.survey?.doneAt ?? 0);
  const edges = decisions.flatMap(({ next }) => (next === undefined ? [] : [next - BEFORE_AN_EDGE]));
  const times = [...edges.filter((edge) => edge > last), ...(isWatched ? [seen ? last + REFRESH_FROZEN : 0] : [])];
  if (times.length === 0 || areRead(known, moves)) return undefined;
  const from = Math.min(...times);
  // A deleted pipeline gets no wake; the refresh of all pipelines wakes it if its name is used again.
  if (seen?.gone) return now >= Math.max(last + REFRESH_GONE, isWatched ? 0 : from) ? 0 : undefined;
  return from;
}

/** Every move reads all transitions. */
function areRead({ gates, rules, outbox, now }: Known, moves: Intent[]): boolean {
  if (rules.readsTags && !gates.tags) return false;
  return moves.some(({ key }) => (outbox[key]?.notBefore ?? 0) - now <= LONGEST_TRANSITION_RETRY);
}
