import { ownProperty } from '../base/own-property.ts';
import { BEFORE_AN_EDGE } from '../base/timing.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { FreezeDecision, PolicyPort } from '../model/policy-port.ts';
import { announceIn } from '../notify/announce.ts';
import { maybeSince } from '../outbox-pauses.ts';
import { isHeld } from './held.ts';
import { MANUAL_CHANGE, stageLost } from './messages.ts';
import { transitionKey } from './outbox-keys.ts';
import { type Admission, admissionTo, planWaiters } from './plan-admission.ts';
import { planManualChanges } from './plan-manual-changes.ts';
import { planTransitionRefresh } from './plan-refresh.ts';
import { isSettled } from './transition-table.ts';
import type { LastAction, PipelineTransitions, StageTransition } from './transitions.ts';

/** A transition that we closed, or may have closed, is opened again even if no rule covers the pipeline any more. */
export function planTransitions(gates: PipelineTransitions, rules: PolicyPort, outbox: Outbox, now: number): Intent[] {
  const subject = { ...gates.ref, tags: gates.tags?.[1] };
  if (!rules.guards(subject) && !hasClosed(gates) && !isUnsure(outbox)) return [];
  const [, survey] = gates.survey ?? [];
  const answerFor = (stage: string, at = now) => rules.freeze({ ...subject, stage }, at);
  const each = (survey?.gates ?? []).map((transition) => ({ transition, decided: answerFor(transition.stage) }));
  const missing = absent(gates);
  // While the policy file is broken, closed transitions stay closed, and open ones stay open.
  const moves = rules.closed
    ? []
    : [
        ...each.flatMap(({ transition, decided }) => move(gates, transition, decided, outbox)),
        // We held them, and give them up.
        ...missing.flatMap(([stage, [, { type }]]) =>
          type === 'closed' ? intent(gates, stage, 'open', answerFor(stage)) : [],
        ),
      ];
  const decisions = [rules.freeze(subject, now), ...each.map(({ decided }) => decided)];
  const isWatched = hasClosed(gates) || decisions.some(isHeld);
  return [
    ...planTransitionRefresh({ gates, rules, outbox, now }, { isWatched, decisions, moves }),
    ...moves,
    ...each.flatMap(({ transition, decided: { next } }) => {
      if (next === undefined || next - now > BEFORE_AN_EDGE || moves.some((one) => isFor(one, transition.stage)))
        return [];
      return move(gates, transition, answerFor(transition.stage, next), outbox).map((intent) => ({
        ...intent,
        from: next,
      }));
    }),
    ...planManualChanges(gates, rules),
    ...missing.flatMap(([stage, [at, { type }]]) => {
      const decided = answerFor(stage);
      // A deleted pipeline shows no stage at all.
      if (type === 'closed' || !isHeld(decided) || each.length === 0) return [];
      const text = stageLost(stage, subject.pipeline, decided.decision.because);
      return announceIn(rules.audience([subject.pipeline]), `lost:${stage}@${at}`, text, MANUAL_CHANGE);
    }),
    ...each.flatMap(({ transition, decided }) => planWaiters(gates, transition, decided, rules)),
  ];
}

/** The next attempt to let an execution in may come after the end of the lock. */
function isFor({ key, effect }: Intent, stage: string): boolean {
  return key === transitionKey(stage) && !('admit' in effect);
}

function hasClosed({ ours = {} }: PipelineTransitions): boolean {
  return Object.values(ours).some(([, last]) => last.type === 'closed');
}

function isUnsure(outbox: Outbox): boolean {
  return Object.entries(outbox).some(
    ([key, entry]) => key.startsWith(transitionKey('')) && maybeSince(entry) !== undefined,
  );
}

/** The adapter reads the transition again and asks `moveFor`; this only decides whether it is needed. After an
 *  attempt without a record it always is: the result must be read. */
function move(
  gates: PipelineTransitions,
  transition: StageTransition,
  decided: FreezeDecision,
  outbox: Outbox,
): Intent[] {
  const want = isHeld(decided) ? 'closed' : 'open';
  const entry = ownProperty(outbox, transitionKey(transition.stage));
  const isKnown = maybeSince(entry) === undefined;
  const admission = want === 'closed' ? admissionTo(gates, transition.stage, decided, entry?.doneAt) : undefined;
  const isDone = isKnown && isSettled(gates, transition, want, decided.reopened);
  if (isDone && !admission) return [];
  return [{ ...intent(gates, transition.stage, want, decided, admission), from: isDone ? (admission?.from ?? 0) : 0 }];
}

/** Stages that were removed from the pipeline, or renamed, and what we did there last. */
function absent({ ours = {}, survey }: PipelineTransitions): [stage: string, [at: number, last: LastAction]][] {
  const shown = survey?.[1].mode === 'PARALLEL' ? undefined : survey?.[1].gates;
  return Object.entries(ours).filter(([stage]) => shown?.every((transition) => transition.stage !== stage));
}

function intent(
  { ref, ours, survey }: PipelineTransitions,
  stage: string,
  want: 'closed' | 'open',
  decided: FreezeDecision,
  admission?: Admission,
): Intent {
  const [, last] = ownProperty(ours, stage) ?? [];
  const { rules, until, reopened, decision } = decided;
  return {
    key: transitionKey(stage),
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
      ...(admission && { admit: admission.executions }),
    },
    because: decision.because,
    after: [],
    from: 0,
    giveUp: Number.POSITIVE_INFINITY,
  };
}
