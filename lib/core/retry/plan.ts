import { ownProperty } from '../base/own-property.ts';
import { GIVE_UP_TELLING } from '../base/timing.ts';
import { type ExecutionRef, inOrder, isRunning } from '../execution/facts.ts';
import { runKey } from '../execution/failed-actions.ts';
import type { Reading } from '../execution/plan-refresh.ts';
import { type Action, isFlaky, type Stage, stagesOf } from '../execution/stages.ts';
import { isHeld, judgedAgain } from '../freeze/held.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { FreezeDecision, RetryDecision } from '../model/policy-port.ts';
import type { RetryStats } from './allowance.ts';
import { fingerprintOf } from './failure-fingerprint.ts';
import type { RetryOutcome } from './types.ts';

/** What the policy says of a stage that failed: tried again by itself, or why not. */
export interface Retrying {
  wishes: Intent[];
  /** For the message. */
  notes: string[];
}

export function planRetry(matter: PlanContext, reading: Reading): Retrying {
  const { execution, story, rules } = matter;
  const { about } = execution;
  const stages = stagesOf(inOrder(execution), about.stages ?? [], story.state);
  if (!rules.retries) return { wishes: passed(matter, stages), notes: [] };
  const failed = story.state === 'FAILED' ? stages.filter(({ state }) => state === 'FAILED') : [];
  const each = failed.map((stage) => retry(matter, stage, reading));
  return {
    wishes: [...passed(matter, stages), ...tallies(matter, stages), ...each.flatMap(({ wishes }) => wishes)],
    notes: each.flatMap(({ notes }) => notes),
  };
}

function retry(matter: PlanContext, stage: Stage, reading: Reading): Retrying {
  const { execution, story, rules, now } = matter;
  const { ref, about } = execution;
  const failed = stage.actions.filter(({ state }) => state === 'FAILED');
  const attempt = attemptOf(stage.actions);
  const key = keyOf(matter, stage.name, attempt);
  const failures = failed.map((action) => {
    const { name, category, provider } = action;
    const run = runKey(stage, action);
    // What is found out later may speak for a retry, or against one.
    const diagnosis = reading.pending.includes(run) ? undefined : about.diagnoses?.[run]?.[0];
    return { action: name, category, provider, diagnosis };
  });
  const failedAt = Math.max(0, ...failed.map(({ at }) => at));
  const subject = { ...ref, tags: about.tags };
  const freeze = rules.freeze({ ...subject, stage: stage.name }, now);
  const ruling = rules.retry({ subject, stage: stage.name, attempt, failures, failedAt, freeze, now });
  const [, came] = ownProperty(execution.retries, key) ?? [];
  const notes = noteOn(ruling, came);
  const from = fromWhen(ruling, freeze, came, now);
  if (from === undefined) return { wishes: [], notes };

  const signatures = [
    ...new Set(failures.flatMap(({ diagnosis, provider }) => (diagnosis ? fingerprintOf(diagnosis, provider) : []))),
  ];
  const order = {
    execution: ref,
    stage: stage.name,
    mode: ruling.mode,
    retryKey: key,
    failedRuns: failed.flatMap(({ runId }) => runId ?? []),
    failedAt,
    signatures,
    budget: ruling.budget,
    breaker: ruling.breaker,
    attempt: story.attempt,
    newest: Math.max(0, ...Object.values(execution.facts).map((fact) => fact.at)),
  };
  const wish: Intent = {
    key: `retry:${stage.name}@${attempt}`,
    kind: 'again',
    effect: { type: 'retry', ...order },
    verdict: ruling.verdict,
    // It is decided on the reasons, so they have to be known.
    after: reading.why,
    from,
    giveUp: Number.POSITIVE_INFINITY,
  };
  // At once, and not when it may be retried: who asks by then is to know of it.
  const trouble = { signatures, failedAt, limits: ruling.breaker };
  return { wishes: [{ ...tally(ref, `trouble:${key}`, { trouble }), after: reading.why }, wish], notes };
}

/** When it may be retried at the earliest; what a freeze holds is judged again when that may be over. */
function fromWhen(
  { verdict, report, at }: RetryDecision,
  freeze: FreezeDecision,
  came: RetryOutcome | undefined,
  now: number,
): number | undefined {
  if (report || came?.type === 'done' || came?.type === 'refused') return undefined;
  if (verdict.outcome === 'wait' && isHeld(freeze)) return judgedAgain(freeze, now);
  if (verdict.outcome !== 'allow' || at === undefined) return undefined;
  return came?.type === 'waits' ? Math.max(came.until, at) : at;
}

/** However it was retried, by us, by CodePipeline or by hand: so often it ran. */
function attemptOf(actions: Action[]): number {
  return Math.max(1, ...actions.map(({ runs }) => runs));
}

function keyOf({ execution }: PlanContext, stage: string, attempt: number): string {
  return `${execution.ref.executionId}/${stage}@${attempt}`;
}

function noteOn({ verdict, report }: RetryDecision, came: { type: string; because?: string } | undefined): string[] {
  if (verdict.outcome === 'skip' || came?.type === 'done') return [];
  if (came?.because !== undefined) return [came.type === 'refused' ? `Not retried: ${came.because}` : came.because];
  return [report ? `Only reported, not done: ${verdict.because}` : verdict.because];
}

/** For the flake rate: of what went well, whether only when tried again. */
function passed({ execution, story }: PlanContext, stages: Stage[]): Intent[] {
  if (story.state !== 'SUCCEEDED') return [];
  const actions = stages.flatMap(({ name: stage, actions }) =>
    actions
      .filter(({ state, category }) => state === 'SUCCEEDED' && category !== 'Approval')
      .map((action) => [`${stage}/${action.name}`, isFlaky(action)] as const),
  );
  const at = story.endedAt ?? 0;
  return [tally(execution.ref, `passed@${story.attempt}`, { passed: { at, actions: Object.fromEntries(actions) } })];
}

/** What budget and breaker have to know: that a first attempt ended, and how a retry of ours did. */
function tallies(matter: PlanContext, stages: Stage[]): Intent[] {
  const { execution, story } = matter;
  const { ref, retries = {} } = execution;
  const first =
    !isRunning(story.state) && story.attempt === 1 ? [tally(ref, 'first', { firstEndedAt: story.endedAt ?? 0 })] : [];
  const ended = Object.entries(retries).flatMap(([key, [, came]]) => {
    const stage = stages.find(({ name }) => key.startsWith(`${ref.executionId}/${name}@`));
    const isOver = stage && !isRunning(stage.state === 'PENDING' ? 'STARTED' : stage.state);
    if (came.type !== 'done' || !isOver || keyOf(matter, stage.name, attemptOf(stage.actions)) === key) return [];
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
    effect: { type: 'tally', pipeline, executionId, ...told },
    verdict: { rule: 'retry', outcome: 'allow', because: 'What ended is counted: for budget, breaker and flake rate.' },
    after: [],
    from: 0,
    giveUp: GIVE_UP_TELLING,
  };
}
