import { ownProperty } from '../base/own-property.ts';
import {
  diagnoseAgain,
  GIVE_UP_READING,
  ITS_EVENT,
  lookAfter,
  MOST_DIAGNOSES,
  quietUntil,
  STAGE_START,
} from '../base/timing.ts';
import type { IntendedEffect } from '../model/effect.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import { spreadOf } from '../outbox-pauses.ts';
import { isRecordComplete } from './complete-record.ts';
import { isComplete } from './diagnosis.ts';
import { type Execution, type ExecutionRef, inOrder, isRunning, newestFactAt } from './facts.ts';
import { failedActions } from './failed-actions.ts';
import { refreshReasons } from './messages.ts';
import { idleStage } from './stage-condition.ts';
import { stagesOf } from './stages.ts';
import type { DecidedApproval, Summary } from './summary.ts';
import { nextStage } from './waiting.ts';

export interface Reading {
  intents: Intent[];
  /** Keys of intents: `reasons` bring the cause of a failure, `why` brings everything about an end. */
  reasons: string[];
  why: string[];
  /** Runs with a diagnosis that is missing or incomplete and will be repeated. No decision rests on them before. */
  pending: string[];
}

export function planRefresh(context: PlanContext): Reading {
  const { execution, summary, rules, outbox } = context;
  const ended = !isRunning(summary.state);
  const failed = summary.failures.length > 0 ? failedActions(execution, summary.state) : [];
  const reads = ended ? [] : failed.map(({ run }) => refreshWhileFailing(execution, summary, run));
  const diagnoses = failed.flatMap((one) => diagnose(context, one));
  return {
    intents: [
      describePipeline(execution, 'stages'),
      ...(rules.readsTags ? [describePipeline(execution, 'tags')] : []),
      ...(summary.gone
        ? []
        : [ended ? refreshAtTheEnd(execution, summary) : refreshWhenQuiet(execution, summary, outbox), ...reads]),
      ...diagnoses,
    ],
    reasons: diagnoses.map((intent) => intent.key),
    why: [...(ended ? [refreshKey(summary)] : reads.map(({ key }) => key)), ...diagnoses.map(({ key }) => key)],
    pending: failed.flatMap(({ run }) => (isMissing(context, run) || isPending(context, run) ? [run] : [])),
  };
}

/** No event names the person who decided an approval outside Slack, so it is read once.
 *  @returns `from` once that is known or given up; absent while it is being read */
export function refreshDecided(
  context: PlanContext,
  { run, by, updatedBy, isFinal }: DecidedApproval,
): { intents: Intent[]; from?: number } {
  const { execution, summary, outbox } = context;
  if (by || updatedBy) return { intents: [], ...(isFinal ? { from: 0 } : {}) };
  const ended = !isRunning(summary.state);
  const key = ended ? refreshKey(summary) : runRefreshKey(run);
  const { doneAt, failingSince } = outbox[key] ?? {};
  const read: Intent = {
    ...refreshOf(execution, summary),
    key,
    kind: 'once',
    because: refreshReasons.decided,
    from: 0,
  };
  const isKnown = doneAt !== undefined || summary.gone;
  const from = isKnown ? 0 : failingSince === undefined ? undefined : failingSince + GIVE_UP_READING + 1;
  return { intents: ended ? [] : [read], ...(from === undefined || !isFinal ? {} : { from }) };
}

/** Notifications wait until these were tried, not done: a failed read must not silence them. */
export const DESCRIBED = ['describe:stages', 'describe:tags'];

function describePipeline({ ref, about }: Execution, what: 'stages' | 'tags'): Intent {
  const effect: IntendedEffect = { type: 'refreshPipeline', what, execution: ref, version: about.version };
  const because = refreshReasons[what];
  return { key: `describe:${what}`, kind: 'once', effect, because, after: [], from: 0, giveUp: GIVE_UP_READING };
}

function refreshKey(summary: Summary): string {
  return `recount:${summary.state}@${summary.attempt}`;
}

function runRefreshKey(run: string): string {
  return `recount:${run}`;
}

/** Brings the details of one failed action while others of its stage still run. */
function refreshWhileFailing(execution: Execution, summary: Summary, run: string): Intent {
  const because = 'An action failed: read what its event left out.';
  return { ...refreshOf(execution, summary), key: runRefreshKey(run), kind: 'once', because, from: 0 };
}

function refreshAtTheEnd(execution: Execution, summary: Summary): Intent {
  const { effect, ...rest } = refreshOf(execution, summary);
  const complete = isRecordComplete(execution, summary) ? { isComplete: true as const } : {};
  const because = refreshReasons.ended;
  return { ...rest, effect: { ...effect, ...complete }, key: refreshKey(summary), kind: 'once', because, from: 0 };
}

function refreshWhenQuiet(execution: Execution, summary: Summary, outbox: Outbox): Intent {
  const key = 'recount';
  const facts = inOrder(execution);
  const startKnown = facts.some((fact) => fact.type === 'pipeline');
  const lastLook = outbox[key]?.doneAt;
  const expired = summary.approvals.flatMap(({ request }) =>
    request?.expiresAt ? [request.expiresAt + ITS_EVENT] : [],
  );
  // An action that starts after the request may mean that the approval was given.
  const firstAsked = Math.min(...summary.approvals.map(({ since }) => since));
  const began = facts.flatMap(({ state, at }) => (state === 'STARTED' && at > firstAsked ? [at] : []));
  const newest = newestFactAt(execution);
  const isBetween = nextStage(summary) !== undefined;
  const isIdle = idleStage(stagesOf(facts, execution.about.stages ?? [], summary.state)) !== undefined;
  const isUnread = lastLook === undefined || lastLook <= newest;
  const entry = startKnown && isUnread && (isBetween || isIdle) ? newest + STAGE_START : undefined;
  const due = [...expired, ...began].filter((at) => lastLook === undefined || at > lastLook);
  const from = Math.min(quietUntil(newest, lastLook, startKnown), ...due, ...(entry === undefined ? [] : [entry]));
  const because = !startKnown
    ? refreshReasons.startMissing
    : from === entry
      ? refreshReasons[isBetween ? 'notEntered' : 'idle']
      : refreshReasons.quiet;
  return { ...refreshOf(execution, summary), key, kind: 'again', because, from };
}

/** The buttons must go when a newer execution starts, and this execution's events do not report one. */
export function refreshForButtons({ execution, summary, outbox }: PlanContext): Intent {
  const key = 'recount:after';
  const from = lookAfter(summary.endedAt ?? 0, outbox[key]?.doneAt);
  const because = refreshReasons.buttons;
  return { ...refreshOf(execution, summary), key, kind: 'again', because, from };
}

/** One read at once, for a decision that needs the authors. */
export function refreshWithAuthors({ execution, summary }: PlanContext, key: string, because: string): Intent {
  const { effect, ...rest } = refreshOf(execution, summary);
  return { ...rest, effect: { ...effect, authors: true }, key, kind: 'once', because, from: 0 };
}

function refreshOf(execution: Execution, { attempt }: Summary) {
  const effect: Extract<IntendedEffect, { type: 'refreshExecution' }> = {
    type: 'refreshExecution',
    execution: execution.ref,
    attempt,
    newest: newestFactAt(execution),
  };
  return { effect, after: [] as string[], giveUp: GIVE_UP_READING };
}

function diagnose(context: PlanContext, { run, failed }: ReturnType<typeof failedActions>[number]): Intent[] {
  const { summary, outbox } = context;
  const key = diagnoseKey(run);
  const { failingSince, tries = 0 } = outbox[key] ?? {};
  const isAgain = isIncomplete(context, run);
  if (isAgain && !isPending(context, run)) return [];
  const because = isAgain ? refreshReasons.diagnosisIncomplete : refreshReasons.diagnosis;
  return [
    {
      key,
      kind: 'once',
      effect: { type: 'diagnose', execution: refOf(summary), run, failed },
      because,
      after: [isRunning(summary.state) ? runRefreshKey(run) : refreshKey(summary)],
      from: isAgain ? diagnoseAgain(failingSince ?? 0, tries, spreadOf(summary.executionId + key)) : 0,
      giveUp: isAgain ? Number.POSITIVE_INFINITY : GIVE_UP_READING,
    },
  ];
}

function diagnoseKey(run: string): string {
  return `diagnose:${run}`;
}

/** The diagnosis gave no answer at all, and is tried again. */
function isMissing({ execution, outbox }: PlanContext, run: string): boolean {
  const isKnown = ownProperty(execution.about.diagnoses, run) !== undefined;
  return !isKnown && (outbox[diagnoseKey(run)]?.tries ?? 0) < MOST_DIAGNOSES;
}

function isIncomplete({ execution }: PlanContext, run: string): boolean {
  const [diagnosis] = ownProperty(execution.about.diagnoses, run) ?? [];
  return diagnosis !== undefined && !isComplete(diagnosis);
}

function isPending(context: PlanContext, run: string): boolean {
  return isIncomplete(context, run) && (context.outbox[diagnoseKey(run)]?.tries ?? 0) < MOST_DIAGNOSES;
}

function refOf({ account, region, pipeline, executionId }: Summary): ExecutionRef {
  return { account, region, pipeline, executionId };
}
