import { ownProperty } from '../base/own-property.ts';
import { GIVE_UP_NOTIFYING } from '../base/timing.ts';
import { MINUTE } from '../base/units.ts';
import { type ExecutionRef, inOrder, isRunning, newestFactAt } from '../execution/facts.ts';
import { runKey } from '../execution/failed-actions.ts';
import type { Reading } from '../execution/plan-refresh.ts';
import { type Action, isFailing, isFlaky, type Stage, stagesOf } from '../execution/stages.ts';
import { decidedAgain, isHeld } from '../freeze/held.ts';
import { insideStage } from '../freeze/lock.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { FreezeDecision, RetryDecision, RetryQuestion } from '../model/policy-port.ts';
import { notAccepted } from '../text/not-accepted.ts';
import type { RetryStats } from './allowance.ts';
import { fingerprintOf } from './failure-fingerprint.ts';
import { notRetried, onlyReported } from './messages.ts';
import type { RetryOutcome } from './types.ts';

export interface Retrying {
  intents: Intent[];
  notes: string[];
  /** Signalbox retries all that failed, or still finds out if it can. */
  isRetried: boolean;
  decided: DecidedRetry[];
}

/** The decision about a failure, which may still change. Reports decide nothing. */
export type DecidedRetry = { stage: string; attempt: number; failedAt: number; rule: string; reason: string } & (
  | { type: 'scheduled'; retryAt: number; maxAttempts: number }
  | { type: 'givenUp' }
);

export function planRetry(context: PlanContext, reading: Reading): Retrying {
  const { execution, summary, rules } = context;
  const { about } = execution;
  const stages = stagesOf(inOrder(execution), about.stages ?? [], summary.state);
  if (!rules.retries) return { intents: successStats(context, stages), notes: [], isRetried: false, decided: [] };
  const failed = summary.state === 'FAILED' ? stages.filter(({ state }) => state === 'FAILED') : [];
  const each = failed.map((stage) => retry(context, stage, reading));
  const expected = stages.filter(isFailing).map((stage) => isExpected(context, stage, reading));
  const judged = [...each.map(({ isRetried }) => isRetried), ...expected];
  return {
    intents: [
      ...successStats(context, stages),
      ...resultStats(context, stages),
      ...each.flatMap(({ intents }) => intents),
    ],
    notes: each.flatMap(({ notes }) => notes),
    isRetried: judged.length > 0 && judged.every((one) => one),
    decided: each.flatMap(({ decided }) => decided),
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
  effectKey: string;
  /** Why AWS does not accept the retry, if that lasts. */
  why?: string;
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
  const freeze = insideStage(rules.freeze({ ...subject, stage: stage.name }, now));
  const policyAnswer = rules.retry({ subject, stage: stage.name, attempt, failures, failedAt, freeze, now });
  const isOpen = pending.some((one) => one) && policyAnswer.decision.outcome === 'wait' && !isHeld(freeze);
  const effectKey = `retry:${stage.name}@${attempt}`;
  const isDue = policyAnswer.decision.outcome === 'allow' && !policyAnswer.report;
  const why = isDue ? lastingError(context, effectKey) : undefined;
  return { stage, failed, attempt, failures, failedAt, freeze, policyAnswer, isOpen, effectKey, why };
}

/** It has failed for a minute, or is not tried again within one. */
function lastingError({ outbox, now }: PlanContext, key: string): string | undefined {
  const { failingSince = now, notBefore = 0, why } = outbox[key] ?? {};
  return Math.max(now, notBefore) - failingSince > MINUTE ? why : undefined;
}

/** While other actions of the stage still run, nothing can be retried yet. */
function isExpected(context: PlanContext, stage: Stage, reading: Reading): boolean {
  return isRetriedBy(judge(context, stage, reading), undefined);
}

/** A retry that a freeze, the breaker or AWS holds is not near, so people are called. */
function isRetriedBy({ policyAnswer, isOpen, why }: Judged, came: RetryOutcome | undefined): boolean {
  const { report, decision, at } = policyAnswer;
  if (report || why) return false;
  if (came) return came.type === 'done';
  return isOpen || (decision.outcome === 'allow' && at !== undefined);
}

function retry(context: PlanContext, stage: Stage, reading: Reading): Retrying {
  const { execution, summary, rules, now } = context;
  const { ref } = execution;
  const judged = judge(context, stage, reading);
  const { failed, attempt, failures, failedAt, freeze, policyAnswer, effectKey } = judged;
  const key = keyOf(context, stage.name, attempt);
  const [, came] = ownProperty(execution.retries, key) ?? [];
  const notes = noteOn(judged, came);
  const isRetried = isRetriedBy(judged, came);
  const from = fromWhen(policyAnswer, freeze, came, now);
  const decided = rules.closed ? [] : decidedBy(judged, came);
  const known = { notes, isRetried, decided };
  if (from === undefined) return { ...known, intents: [] };

  const signatures = [
    ...new Set(failures.flatMap(({ diagnosis, provider }) => (diagnosis ? fingerprintOf(diagnosis, provider) : []))),
  ];
  const intent: Intent = {
    key: effectKey,
    kind: 'again',
    effect: {
      type: 'retry',
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
      newest: newestFactAt(execution),
    },
    because: policyAnswer.decision.because,
    // The decision rests on the reasons, so they must be known.
    after: reading.why,
    from,
    giveUp: Number.POSITIVE_INFINITY,
  };
  // Recorded at once and not at the retry, so that requests of other pipelines count it.
  const trouble = { signatures, failedAt, limits: policyAnswer.breaker };
  return {
    ...known,
    intents: [{ ...statsIntent(ref, `trouble:${key}`, { trouble }), after: reading.why }, intent],
  };
}

function decidedBy(judged: Judged, came: RetryOutcome | undefined): DecidedRetry[] {
  const { stage, attempt, failedAt, policyAnswer, isOpen } = judged;
  const { decision, report, at, maxAttempts } = policyAnswer;
  // People decided: nothing was to be retried.
  const isRejected = judged.failed.some(({ category }) => category === 'Approval');
  if (report || isOpen || isRejected || came?.type === 'done') return [];
  const about = { stage: stage.name, attempt, failedAt, rule: decision.rule };
  if (came?.type === 'refused') return [{ ...about, type: 'givenUp', reason: came.because }];
  if (decision.outcome === 'deny') return [{ ...about, type: 'givenUp', reason: decision.because }];
  if (decision.outcome !== 'allow' || at === undefined) return [];
  const retryAt = came ? Math.max(came.until, at) : at;
  return [{ ...about, type: 'scheduled', reason: decision.because, retryAt, maxAttempts }];
}

/** A retry that a freeze holds is judged again when the freeze may end. */
function fromWhen(
  { decision, report, at }: RetryDecision,
  freeze: FreezeDecision,
  outcome: RetryOutcome | undefined,
  now: number,
): number | undefined {
  if (report || outcome?.type === 'done' || outcome?.type === 'refused') return undefined;
  if (decision.outcome === 'wait' && isHeld(freeze)) return decidedAgain(freeze, now);
  if (decision.outcome !== 'allow' || at === undefined) return undefined;
  return outcome?.type === 'waits' ? Math.max(outcome.until, at) : at;
}

/** Counts automatic, native and manual retries. */
function attemptOf(actions: Action[]): number {
  return Math.max(1, ...actions.map(({ runs }) => runs));
}

function keyOf({ execution }: PlanContext, stage: string, attempt: number): string {
  return `${execution.ref.executionId}/${stage}@${attempt}`;
}

function noteOn(
  { policyAnswer: { decision, report }, why }: Judged,
  outcome: { type: string; because?: string } | undefined,
): string[] {
  if (why) return [notAccepted('retry', why, 'retry')];
  if (decision.outcome === 'skip' || outcome?.type === 'done') return [];
  if (outcome?.because !== undefined)
    return [outcome.type === 'refused' ? notRetried(outcome.because) : outcome.because];
  return [report ? onlyReported(decision.because) : decision.because];
}

function successStats({ execution, summary }: PlanContext, stages: Stage[]): Intent[] {
  if (summary.state !== 'SUCCEEDED') return [];
  const actions = stages.flatMap(({ name: stage, actions }) =>
    actions
      .filter(({ state, category }) => state === 'SUCCEEDED' && category !== 'Approval')
      .map((action) => [`${stage}/${action.name}`, isFlaky(action)] as const),
  );
  const at = summary.endedAt ?? 0;
  return [
    statsIntent(execution.ref, `passed@${summary.attempt}`, { passed: { at, actions: Object.fromEntries(actions) } }),
  ];
}

/** For budget and breaker: the end of a first attempt, and results of our retries. */
function resultStats(context: PlanContext, stages: Stage[]): Intent[] {
  const { execution, summary } = context;
  const { ref, retries = {} } = execution;
  const first =
    !isRunning(summary.state) && summary.attempt === 1
      ? [statsIntent(ref, 'first', { firstEndedAt: summary.endedAt ?? 0 })]
      : [];
  const ended = Object.entries(retries).flatMap(([key, [, outcome]]) => {
    const stage = stages.find(({ name }) => key.startsWith(`${ref.executionId}/${name}@`));
    const isOver = stage && !isRunning(stage.state === 'PENDING' ? 'STARTED' : stage.state);
    if (outcome.type !== 'done' || !isOver || keyOf(context, stage.name, attemptOf(stage.actions)) === key) return [];
    return [statsIntent(ref, key, { retried: { retryKey: key, succeeded: stage.state === 'SUCCEEDED' } })];
  });
  return [...first, ...ended];
}

function statsIntent(
  { executionId, ...pipeline }: ExecutionRef,
  id: string,
  figures: Pick<RetryStats, 'firstEndedAt' | 'trouble' | 'retried' | 'passed'>,
): Intent {
  return {
    key: `tally:${id}`,
    kind: 'once',
    effect: { type: 'recordRetryStats', pipeline, executionId, ...figures },
    because: 'Results count for the budget, the breaker and the flake rate.',
    after: [],
    from: 0,
    giveUp: GIVE_UP_NOTIFYING,
  };
}
