import type { Gate, Gates, Transitions } from './gates.ts';
import { isHeld } from './hold.ts';
import type { Ledger } from './ledger.ts';
import { own } from './own.ts';
import { SURVEY_FROZEN, SURVEY_OPEN } from './patience.ts';
import { planFound } from './plan-found.ts';
import type { FreezeRuling, Rules } from './rules.ts';
import { isSettled } from './standing.ts';
import type { Wish } from './wish.ts';

/** Everything that should be true of a pipeline's transitions now. What we closed is opened again even when no rule
 *  looks at the pipeline any more. */
export function planGates(gates: Gates, rules: Rules, ledger: Ledger, now: number): Wish[] {
  const subject = { ...gates.ref, tags: gates.tags?.[1] };
  if (!rules.guards(subject) && !hasClosed(gates)) return [];
  const [, survey] = gates.survey ?? [];
  const rulingOn = (stage: string) => rules.freeze({ ...subject, stage }, now);
  const each = (survey?.gates ?? []).map((gate) => ({ gate, ruling: rulingOn(gate.stage) }));
  return [
    surveyed(
      gates,
      rules,
      ledger,
      each.map(({ ruling }) => ruling),
    ),
    // What is closed stays closed, and what is open stays open.
    ...(rules.closed ? [] : each.flatMap(({ gate, ruling }) => move(gates, gate, ruling))),
    ...(survey && !rules.closed ? gone(gates, survey, rulingOn) : []),
    ...planFound(gates, rules),
  ];
}

function hasClosed({ ours = {} }: Gates): boolean {
  return Object.values(ours).some(([, last]) => last.type === 'closed');
}

function surveyed(gates: Gates, rules: Rules, ledger: Ledger, rulings: FreezeRuling[]): Wish {
  const key = 'survey';
  const last = ledger[key]?.doneAt;
  const isFrozen = hasClosed(gates) || rulings.some(isHeld);
  // At the edge of a window everything is read anew; while it is frozen, often enough to see what people do.
  const edges = rulings.flatMap(({ next }) => (next !== undefined && next > (last ?? 0) ? [next] : []));
  const from = last === undefined ? 0 : Math.min(last + (isFrozen ? SURVEY_FROZEN : SURVEY_OPEN), ...edges);
  const because = isFrozen ? 'Transitions that are closed are watched.' : 'A freeze may close it.';
  return {
    key,
    kind: 'again',
    effect: { type: 'survey', pipeline: gates.ref, tags: rules.readsTags },
    verdict: { rule: 'survey', outcome: 'allow', because },
    after: [],
    from,
    giveUp: Number.POSITIVE_INFINITY,
  };
}

/** The table of what to do is the adapter's, which reads the transition anew before it touches it; here stands when
 *  there is something to do, or to note, at all. */
function move(gates: Gates, gate: Gate, ruling: FreezeRuling): Wish[] {
  const want = isHeld(ruling) ? 'closed' : 'open';
  if (isSettled(gates, gate, want, ruling.reopened)) return [];
  return [moved(gates, gate.stage, want, ruling)];
}

/** Stages that were edited away, with our closing: it is let go of. */
function gone(gates: Gates, { mode, gates: shown }: Transitions, ruling: (stage: string) => FreezeRuling): Wish[] {
  const closed = Object.entries(gates.ours ?? {}).filter(([, [, last]]) => last.type === 'closed');
  const lost = closed.filter(([stage]) => mode !== 'PARALLEL' && !shown.some((gate) => gate.stage === stage));
  return lost.map(([stage]) => moved(gates, stage, 'open', ruling(stage)));
}

function moved({ ref, ours }: Gates, stage: string, want: 'closed' | 'open', ruling: FreezeRuling): Wish {
  const [, last] = own(ours, stage) ?? [];
  const { rules, until, reopened, verdict } = ruling;
  return {
    key: `gate:${stage}`,
    kind: 'again',
    effect: {
      type: 'transition',
      pipeline: ref,
      stage,
      want,
      rules: want === 'closed' ? rules : last?.type === 'closed' ? last.rules : [],
      until: want === 'closed' ? until : undefined,
      ours: last,
      reopened,
    },
    verdict,
    after: [],
    from: 0,
    giveUp: Number.POSITIVE_INFINITY,
  };
}
