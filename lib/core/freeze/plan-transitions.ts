import { ownProperty } from '../base/own-property.ts';
import { BEFORE_AN_EDGE } from '../base/timing.ts';
import type { Intent } from '../model/intent.ts';
import { maybeSince, type Outbox } from '../model/outbox.ts';
import type { FreezeDecision, PolicyPort } from '../model/policy-port.ts';
import { isHeld } from './held.ts';
import { isSettled } from './ownership.ts';
import { planManualChanges } from './plan-manual-changes.ts';
import { planTransitionRefresh } from './plan-refresh.ts';
import type { PipelineTransitions, StageTransition, TransitionSnapshot } from './transitions.ts';

/** Everything that should be true of a pipeline's transitions now. What we closed, or may have closed, is opened again
 *  even when no rule looks at the pipeline any more. */
export function planTransitions(gates: PipelineTransitions, rules: PolicyPort, ledger: Outbox, now: number): Intent[] {
  const subject = { ...gates.ref, tags: gates.tags?.[1] };
  if (!rules.guards(subject) && !hasClosed(gates) && !isUnsure(ledger)) return [];
  const [, survey] = gates.survey ?? [];
  const answerFor = (stage: string, at = now) => rules.freeze({ ...subject, stage }, at);
  const each = (survey?.gates ?? []).map((gate) => ({ gate, policyAnswer: answerFor(gate.stage) }));
  // While the policy file is broken, what is closed stays closed, and what is open stays open.
  const moves = rules.closed
    ? []
    : [
        ...each.flatMap(({ gate, policyAnswer }) => move(gates, gate, policyAnswer, ledger)),
        ...(survey ? gone(gates, survey, answerFor) : []),
      ];
  const policyAnswers = [rules.freeze(subject, now), ...each.map(({ policyAnswer }) => policyAnswer)];
  const isWatched = hasClosed(gates) || policyAnswers.some(isHeld);
  return [
    ...planTransitionRefresh({ gates, rules, ledger, now }, { isWatched, policyAnswers, moves }),
    ...moves,
    ...each.flatMap(({ gate, policyAnswer: { next } }) => {
      if (next === undefined || next - now > BEFORE_AN_EDGE || moves.some(({ key }) => key === keyOf(gate.stage)))
        return [];
      return move(gates, gate, answerFor(gate.stage, next), ledger).map((intent) => ({ ...intent, from: next }));
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
function move(
  gates: PipelineTransitions,
  gate: StageTransition,
  policyAnswer: FreezeDecision,
  ledger: Outbox,
): Intent[] {
  const want = isHeld(policyAnswer) ? 'closed' : 'open';
  const isKnown = maybeSince(ownProperty(ledger, keyOf(gate.stage))) === undefined;
  if (isKnown && isSettled(gates, gate, want, policyAnswer.reopened)) return [];
  return [moved(gates, gate.stage, want, policyAnswer)];
}

/** Stages that were edited away, with our closing: it is let go of. */
function gone(
  gates: PipelineTransitions,
  { mode, gates: shown }: TransitionSnapshot,
  policyAnswer: (stage: string) => FreezeDecision,
): Intent[] {
  const closed = Object.entries(gates.ours ?? {}).filter(([, [, last]]) => last.type === 'closed');
  const lost = closed.filter(([stage]) => mode !== 'PARALLEL' && !shown.some((gate) => gate.stage === stage));
  return lost.map(([stage]) => moved(gates, stage, 'open', policyAnswer(stage)));
}

function moved(
  { ref, ours, survey }: PipelineTransitions,
  stage: string,
  want: 'closed' | 'open',
  policyAnswer: FreezeDecision,
): Intent {
  const [, last] = ownProperty(ours, stage) ?? [];
  const { rules, until, reopened, decision } = policyAnswer;
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
    decision,
    after: [],
    from: 0,
    giveUp: Number.POSITIVE_INFINITY,
  };
}

function keyOf(stage: string): string {
  return `gate:${stage}`;
}
