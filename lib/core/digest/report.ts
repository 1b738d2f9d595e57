import { contentHash } from '../base/content-hash.ts';
import { ownProperty } from '../base/own-property.ts';
import { isComplete } from '../execution/diagnosis.ts';
import { type Execution, type Fact, inOrder, isRunning } from '../execution/facts.ts';
import { failedActions, runKey } from '../execution/failed-actions.ts';
import { isFlaky, type Stage, stagesOf } from '../execution/stages.ts';
import { commitLeadTime, failedAt, frozenStages } from '../metrics/figures.ts';
import type { PlanContext } from '../model/intent.ts';
import { isDeployed } from '../where/plan-deployed.ts';
import type { ExecutionReport } from './digest.ts';

/** A row keeps thousands of reports. */
const MOST_ENDS = 20;
const MOST_FAILED = 20;
const MOST_STAGES = 30;
const MOST_FLAKY = 5;

export function reportOf({ execution, summary, rules }: PlanContext): ExecutionReport {
  const facts = inOrder(execution);
  const { about } = execution;
  const { state, startedAt, rollback, attempt, endedAt, mode } = summary;
  const stages = stagesOf(facts, about.stages ?? [], state);
  const isChange = state === 'SUCCEEDED' || state === 'FAILED' || attempt > 1;
  const [waiting] = summary.approvals.toSorted((a, b) => a.since - b.since);
  const [held] = endedAt === undefined ? [] : frozenStages(execution, summary, rules).toSorted(([, a], [, b]) => b - a);
  return {
    state,
    began: startedAt,
    ends: endsOf(facts, endedAt),
    failedAt: isChange ? failedAt(execution) : undefined,
    brokenSince: about.before?.[2],
    stages: about.stages && mayDeploy(stages).slice(-MOST_STAGES),
    deployed: stages.flatMap((stage, place) => (isDeployed(stage) ? [deployed(stage, place)] : [])).slice(-MOST_STAGES),
    failed: failedOf(execution, facts, stages).slice(-MOST_FAILED),
    flaky: flakyOf(facts, stages).slice(0, MOST_FLAKY),
    held,
    waiting: waiting && [waiting.stage, waiting.action, waiting.since],
    lead: state === 'SUCCEEDED' && !rollback ? leadOf(execution, startedAt, endedAt) : undefined,
    revision: revisionOf(execution),
    rollback,
    isParallel: mode === 'PARALLEL' || undefined,
  };
}

export function isExplained(execution: Execution): boolean {
  const { diagnoses = {} } = execution.about;
  return failedActions(execution).every(({ run }) => {
    const [diagnosis] = ownProperty(diagnoses, run) ?? [];
    return diagnosis !== undefined && isComplete(diagnosis);
  });
}

function endsOf(facts: readonly Fact[], endedAt: number | undefined): number[] {
  const ends = facts.flatMap(({ type, state, at }) => (type === 'pipeline' && !isRunning(state) && at > 0 ? [at] : []));
  const all = [...new Set([...ends, ...(endedAt === undefined ? [] : [endedAt])])];
  return all.length > MOST_ENDS ? [...all.slice(0, MOST_ENDS - 1), ...all.slice(-1)] : all;
}

function mayDeploy(stages: Stage[]): string[] {
  const deploysNothing = (stage: Stage) =>
    stage.state === 'SUCCEEDED' && stage.actions.length > 0 && !isDeployed(stage);
  return stages.filter((stage) => !deploysNothing(stage)).map(({ name }) => name);
}

function deployed({ name, actions }: Stage, place: number): ExecutionReport['deployed'][number] {
  return [name, Math.max(...actions.map(({ at }) => at)), place];
}

/** Each failed run of an action, and a stage that failed without one. An approval does not fail: people decide it. */
function failedOf({ about }: Execution, facts: readonly Fact[], stages: Stage[]): ExecutionReport['failed'] {
  const classOf = (run: string) => ownProperty(about.diagnoses, run)?.[0].class ?? 'unknown';
  return stages
    .flatMap((stage): ExecutionReport['failed'] => {
      const approvals = new Set(
        stage.actions.filter(({ category }) => category === 'Approval').map(({ name }) => name),
      );
      const failed = facts.filter((fact) => fact.type === 'action' && fact.stage === stage.name).filter(isFailed);
      if (failed.length === 0 && stage.state === 'FAILED') {
        const { at = 0 } = facts.findLast((fact) => fact.type === 'stage' && fact.stage === stage.name) ?? {};
        return [[classOf(runKey(stage, undefined)), at]];
      }
      return failed.flatMap((fact) => {
        if (fact.type !== 'action' || approvals.has(fact.action)) return [];
        return [[classOf(runKey(stage, { ...fact, name: fact.action })), fact.at] as const];
      }) as ExecutionReport['failed'];
    })
    .sort(([, a], [, b]) => a - b);
}

function isFailed({ state }: Fact): boolean {
  return state === 'FAILED';
}

function flakyOf(facts: readonly Fact[], stages: Stage[]): ExecutionReport['flaky'] {
  return stages.flatMap((stage) =>
    stage.actions.filter(isFlaky).map(({ name, at }): ExecutionReport['flaky'][number] => {
      const first = facts.find((fact) => {
        return fact.type === 'action' && fact.stage === stage.name && fact.action === name && isFailed(fact);
      });
      return [stage.name, name, at, first ? Math.max(0, at - first.at) : 0];
    }),
  );
}

/** Without the date of a commit, from the start of the execution. */
function leadOf(execution: Execution, startedAt: number | undefined, endedAt: number | undefined): number | undefined {
  const sinceStart = startedAt === undefined || endedAt === undefined ? undefined : Math.max(0, endedAt - startedAt);
  return commitLeadTime(execution, endedAt) ?? sinceStart;
}

function revisionOf({ about: { sources = {} } }: Execution): string | undefined {
  const revisions = [...new Set(Object.values(sources).flatMap(({ revision }) => revision ?? []))].sort();
  return revisions.length > 0 ? contentHash(revisions).slice(0, 8) : undefined;
}
