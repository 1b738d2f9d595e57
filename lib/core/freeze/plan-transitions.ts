import { ownProperty } from '../base/own-property.ts';
import { BEFORE_AN_EDGE } from '../base/timing.ts';
import type { Intent } from '../model/intent.ts';
import { maybeSince, type Outbox } from '../model/outbox.ts';
import type { FreezeDecision, PolicyPort } from '../model/policy-port.ts';
import { isHeld } from './held.ts';
import { isSettled } from './ownership.ts';
import { planManualChanges } from './plan-manual-changes.ts';
import { planSurvey } from './plan-refresh.ts';
import type { PipelineTransitions, StageTransition, TransitionSnapshot } from './transitions.ts';

/** Everything that should be true of a pipeline's transitions now. What we closed, or may have closed, is opened again
 *  even when no rule looks at the pipeline any more. */
export function planTransitions(gates: PipelineTransitions, rules: PolicyPort, ledger: Outbox, now: number): Intent[] {
  const subject = { ...gates.ref, tags: gates.tags?.[1] };
  if (!rules.guards(subject) && !hasClosed(gates) && !isUnsure(ledger)) return [];
  const [, survey] = gates.survey ?? [];
  const rulingOn = (stage: string, at = now) => rules.freeze({ ...subject, stage }, at);
  const each = (survey?.gates ?? []).map((gate) => ({ gate, ruling: rulingOn(gate.stage) }));
  // While the policy file is broken, what is closed stays closed, and what is open stays open.
  const moves = rules.closed
    ? []
    : [
        ...each.flatMap(({ gate, ruling }) => move(gates, gate, ruling, ledger)),
        ...(survey ? gone(gates, survey, rulingOn) : []),
      ];
  const rulings = [rules.freeze(subject, now), ...each.map(({ ruling }) => ruling)];
  const isWatched = hasClosed(gates) || rulings.some(isHeld);
  return [
    ...planSurvey({ gates, rules, ledger, now }, { isWatched, rulings, moves }),
    ...moves,
    ...each.flatMap(({ gate, ruling: { next } }) => {
      if (next === undefined || next - now > BEFORE_AN_EDGE || moves.some(({ key }) => key === keyOf(gate.stage)))
        return [];
      return move(gates, gate, rulingOn(gate.stage, next), ledger).map((wish) => ({ ...wish, from: next }));
    }),
    ...planManualChanges(gates, rules),
  ];
}

function hasClosed({ ours = {} }: PipelineTransitions): boolean {
  return Object.values(ours).some(([, last]) => last.type === 'closed');
}

function isUnsure(ledger: Outbox): boolean {
  return Object.entries(ledger).some(([key, entry]) => key.startsWith(keyOf('')) && maybeSince(entry) !== undefined);
}

/** The table of what to do is the adapter's, which reads the transition anew before it touches it; here stands when
 *  there is something to do, or to note, at all. After a try that nobody recorded there is: to see what came of it. */
function move(gates: PipelineTransitions, gate: StageTransition, ruling: FreezeDecision, ledger: Outbox): Intent[] {
  const want = isHeld(ruling) ? 'closed' : 'open';
  const isKnown = maybeSince(ownProperty(ledger, keyOf(gate.stage))) === undefined;
  if (isKnown && isSettled(gates, gate, want, ruling.reopened)) return [];
  return [moved(gates, gate.stage, want, ruling)];
}

/** Stages that were edited away, with our closing: it is let go of. */
function gone(
  gates: PipelineTransitions,
  { mode, gates: shown }: TransitionSnapshot,
  ruling: (stage: string) => FreezeDecision,
): Intent[] {
  const closed = Object.entries(gates.ours ?? {}).filter(([, [, last]]) => last.type === 'closed');
  const lost = closed.filter(([stage]) => mode !== 'PARALLEL' && !shown.some((gate) => gate.stage === stage));
  return lost.map(([stage]) => moved(gates, stage, 'open', ruling(stage)));
}

function moved(
  { ref, ours, survey }: PipelineTransitions,
  stage: string,
  want: 'closed' | 'open',
  ruling: FreezeDecision,
): Intent {
  const [, last] = ownProperty(ours, stage) ?? [];
  const { rules, until, reopened, verdict } = ruling;
  return {
    key: keyOf(stage),
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
      known: survey && { mode: survey[1].mode, version: survey[1].version },
    },
    verdict,
    after: [],
    from: 0,
    giveUp: Number.POSITIVE_INFINITY,
  };
}

function keyOf(stage: string): string {
  return `gate:${stage}`;
}
