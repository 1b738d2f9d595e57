import { ownProperty } from '../base/own-property.ts';
import { GIVE_UP_NOTIFYING } from '../base/timing.ts';
import { type ExecutionRef, inOrder, isRunning } from '../execution/facts.ts';
import { runKey } from '../execution/failed-actions.ts';
import type { Reading } from '../execution/plan-refresh.ts';
import { type Action, isFailing, isFlaky, type Stage, stagesOf } from '../execution/stages.ts';
import { isHeld, judgedAgain } from '../freeze/held.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { FreezeDecision, RetryDecision, RetryQuestion } from '../model/policy-port.ts';
import type { RetryStats } from './allowance.ts';
import { fingerprintOf } from './failure-fingerprint.ts';
import type { RetryOutcome } from './types.ts';

export interface Retrying {
  intents: Intent[];
  notes: string[];
  /** Signalbox retries all that failed, or still finds out if it can. */
  isRetried: boolean;
}

export function planRetry(context: PlanContext, reading: Reading): Retrying {
  const { execution, summary, rules } = context;
  const { about } = execution;
  const stages = stagesOf(inOrder(execution), about.stages ?? [], summary.state);
  if (!rules.retries) return { intents: passed(context, stages), notes: [], isRetried: false };
  const failed = summary.state === 'FAILED' ? stages.filter(({ state }) => state === 'FAILED') : [];
  const each = failed.map((stage) => retry(context, stage, reading));
  const expected = stages.filter(isFailing).map((stage) => isExpected(context, stage, reading));
  const judged = [...each.map(({ isRetried }) => isRetried), ...expected];
  return {
    intents: [...passed(context, stages), ...tallies(context, stages), ...each.flatMap(({ intents }) => intents)],
    notes: each.flatMap(({ notes }) => notes),
    isRetried: judged.length > 0 && judged.every((one) => one),
  };
}

interface Judged {
  stage: Stage;
  failed: Action[];
  attempt: number;
  failures: RetryQuestion['failures'];
  failedAt: number;
  freeze: FreezeDecision;
  policyAnswer: RetryDecision;
  /** A diagnosis may still change the decision. */
  isOpen: boolean;
}

function judge(context: PlanContext, stage: Stage, reading: Reading): Judged {
  const { execution, rules, now } = context;
  const { ref, about } = execution;
  const failed = stage.actions.filter(({ state }) => state === 'FAILED');
  const attempt = attemptOf(stage.actions);
  const pending = failed.map((action) => reading.pending.includes(runKey(stage, action)));
  const failures = failed.map((action, index) => {
    const { name, category, provider } = action;
    const diagnosis = pending[index] ? undefined : about.diagnoses?.[runKey(stage, action)]?.[0];
    return { action: name, category, provider, diagnosis };
  });
  const failedAt = Math.max(0, ...failed.map(({ at }) => at));
  const subject = { ...ref, tags: about.tags };
  const freeze = rules.freeze({ ...subject, stage: stage.name }, now);
  const policyAnswer = rules.retry({ subject, stage: stage.name, attempt, failures, failedAt, freeze, now });
  const isOpen = pending.some((one) => one) && policyAnswer.decision.outcome === 'wait' && !isHeld(freeze);
  return { stage, failed, attempt, failures, failedAt, freeze, policyAnswer, isOpen };
}

/** While other actions of the stage still run, nothing can be retried yet. */
function isExpected(context: PlanContext, stage: Stage, reading: Reading): boolean {
  return isRetriedBy(judge(context, stage, reading), undefined);
}

/** A retry that a freeze or the breaker holds is not near, so people are called. */
function isRetriedBy({ policyAnswer, isOpen }: Judged, came: RetryOutcome | undefined): boolean {
  const { report, decision, at } = policyAnswer;
  if (report) return false;
  if (came) return came.type === 'done';
  return isOpen || (decision.outcome === 'allow' && at !== undefined);
}

function retry(context: PlanContext, stage: Stage, reading: Reading): Retrying {
  const { execution, summary, now } = context;
  const { ref } = execution;
  const judged = judge(context, stage, reading);
  const { failed, attempt, failures, failedAt, freeze, policyAnswer } = judged;
  const key = keyOf(context, stage.name, attempt);
  const [, came] = ownProperty(execution.retries, key) ?? [];
  const notes = noteOn(policyAnswer, came);
  const isRetried = isRetriedBy(judged, came);
  const from = fromWhen(policyAnswer, freeze, came, now);
  if (from === undefined) return { intents: [], notes, isRetried };

  const signatures = [
    ...new Set(failures.flatMap(({ diagnosis, provider }) => (diagnosis ? fingerprintOf(diagnosis, provider) : []))),
  ];
  const order = {
    execution: ref,
    stage: stage.name,
    mode: policyAnswer.mode,
    retryKey: key,
    failedRuns: failed.flatMap(({ runId }) => runId ?? []),
    failedAt,
    signatures,
    budget: policyAnswer.budget,
    breaker: policyAnswer.breaker,
    attempt: summary.attempt,
    newest: Math.max(0, ...Object.values(execution.facts).map((fact) => fact.at)),
  };
  const intent: Intent = {
    key: `retry:${stage.name}@${attempt}`,
    kind: 'again',
    effect: { type: 'retry', ...order },
    decision: policyAnswer.decision,
    // The decision rests on the reasons, so they must be known.
    after: reading.why,
    from,
    giveUp: Number.POSITIVE_INFINITY,
  };
  // Recorded at once and not at the retry, so that requests of other pipelines count it.
  const trouble = { signatures, failedAt, limits: policyAnswer.breaker };
  return { intents: [{ ...tally(ref, `trouble:${key}`, { trouble }), after: reading.why }, intent], notes, isRetried };
}

/** A retry that a freeze holds is judged again when the freeze may end. */
function fromWhen(
  { decision, report, at }: RetryDecision,
  freeze: FreezeDecision,
  came: RetryOutcome | undefined,
  now: number,
): number | undefined {
  if (report || came?.type === 'done' || came?.type === 'refused') return undefined;
  if (decision.outcome === 'wait' && isHeld(freeze)) return judgedAgain(freeze, now);
  if (decision.outcome !== 'allow' || at === undefined) return undefined;
  return came?.type === 'waits' ? Math.max(came.until, at) : at;
}

/** Counts automatic, native and manual retries. */
function attemptOf(actions: Action[]): number {
  return Math.max(1, ...actions.map(({ runs }) => runs));
}

function keyOf({ execution }: PlanContext, stage: string, attempt: number): string {
  return `${execution.ref.executionId}/${stage}@${attempt}`;
}

function noteOn({ decision, report }: RetryDecision, came: { type: string; because?: string } | undefined): string[] {
  if (decision.outcome === 'skip' || came?.type === 'done') return [];
  if (came?.because !== undefined) return [came.type === 'refused' ? `Not retried: ${came.because}` : came.because];
  return [report ? `Only reported, not done: ${decision.because}` : decision.because];
}

function passed({ execution, summary }: PlanContext, stages: Stage[]): Intent[] {
  if (summary.state !== 'SUCCEEDED') return [];
  const actions = stages.flatMap(({ name: stage, actions }) =>
    actions
      .filter(({ state, category }) => state === 'SUCCEEDED' && category !== 'Approval')
      .map((action) => [`${stage}/${action.name}`, isFlaky(action)] as const),
  );
  const at = summary.endedAt ?? 0;
  return [tally(execution.ref, `passed@${summary.attempt}`, { passed: { at, actions: Object.fromEntries(actions) } })];
}

/** For budget and breaker: the end of a first attempt, and results of our retries. */
function tallies(context: PlanContext, stages: Stage[]): Intent[] {
  const { execution, summary } = context;
  const { ref, retries = {} } = execution;
  const first =
    !isRunning(summary.state) && summary.attempt === 1
      ? [tally(ref, 'first', { firstEndedAt: summary.endedAt ?? 0 })]
      : [];
  const ended = Object.entries(retries).flatMap(([key, [, came]]) => {
    const stage = stages.find(({ name }) => key.startsWith(`${ref.executionId}/${name}@`));
    const isOver = stage && !isRunning(stage.state === 'PENDING' ? 'STARTED' : stage.state);
    if (came.type !== 'done' || !isOver || keyOf(context, stage.name, attemptOf(stage.actions)) === key) return [];
    return [tally(ref, key, { retried: { retryKey: key, succeeded: stage.state === 'SUCCEEDED' } })];
  });
  return [...first, ...ended];
}

function tally(
  { executionId, ...pipeline }: ExecutionRef,
  id: string,
  told: Pick<RetryStats, 'firstEndedAt' | 'trouble' | 'retried' | 'passed'>,
): Intent {
  return {
    key: `tally:${id}`,
    kind: 'once',
    effect: { type: 'recordRetryStats', pipeline, executionId, ...told },
    decision: {
      rule: 'retry',
      outcome: 'allow',
      because: 'What ended is counted: for budget, breaker and flake rate.',
    },
    after: [],
    from: 0,
    giveUp: GIVE_UP_NOTIFYING,
  };
}
