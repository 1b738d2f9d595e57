import { merge } from '../base/merge.ts';
import {
  type ActionFact,
  type ActionResult,
  type ActionState,
  type Fact,
  isRunning,
  order,
  type PipelineState,
  type StageFact,
  type StageState,
} from './facts.ts';
import { countRuns, sameRun } from './same-run.ts';

export interface Stage {
  name: string;
  /** PENDING is not a CodePipeline state: the stage is in the structure and has no fact. */
  state: StageState | 'PENDING';
  /** If it is known and not the first. */
  attempt?: number;
  actions: Action[];
}

export interface Action extends ActionResult {
  name: string;
  /** PENDING: it failed in an earlier attempt and has not started again. */
  state: ActionState | 'PENDING';
  category?: string;
  provider?: string;
  region?: string;
  runId?: string;
  at: number;
  startedAt?: number;
  runs: number;
  failed: number;
}

/** Other actions of it still run, but it can only fail. */
export function isFailing({ state, actions }: Stage): boolean {
  return state !== 'PENDING' && isRunning(state) && actions.some((action) => action.state === 'FAILED');
}

/** It passed only after a failure. An approval is never flaky, because people decide it. */
export function isFlaky({ state, failed, category }: Action): boolean {
  return state === 'SUCCEEDED' && failed > 0 && category !== 'Approval';
}

/** In pipeline order if known, else in start order. Late or lost events are inferred: a stage has passed when a later
 *  one started or the execution succeeded. */
export function stagesOf(facts: readonly Fact[], structure: string[], outcome: PipelineState): Stage[] {
  const question = `${outcome} ${structure.join(' ')}`;
  const last = known.get(facts);
  if (last?.question === question) return last.stages;
  const stages = grouped(facts, structure, outcome);
  known.set(facts, { question, stages });
  return stages;
}

/** A summary and the plan of retries ask the same. */
const known = new WeakMap<readonly Fact[], { question: string; stages: Stage[] }>();

function grouped(facts: readonly Fact[], structure: string[], outcome: PipelineState): Stage[] {
  const factsByStage = Map.groupBy(
    facts.filter((fact) => fact.type !== 'pipeline'),
    ({ stage }) => stage,
  );
  const names = [...new Set([...structure, ...factsByStage.keys()])];
  const last = names.findLastIndex((name) => factsByStage.has(name));

  return names.map((name, index) => {
    const known = factsByStage.get(name) ?? [];
    const own = known.filter((fact) => fact.type === 'stage');
    const actions = known.filter((fact) => fact.type === 'action');
    if (known.length === 0) return { name, state: 'PENDING', actions: [] };

    const reported = lastReported(own, actions);
    const state = isRunning(reported) ? conclude(reported, actions, outcome, index < last) : reported;
    const { attempt = 1 } = own.at(-1) ?? {};
    return { name, state, ...(attempt > 1 && { attempt }), actions: actionsOf(actions, own, state, outcome) };
  });
}

function lastReported(own: StageFact[], actions: ActionFact[]): StageFact['state'] {
  const reported = own.at(-1);
  const begun = actions.findLast((action) => action.state === 'STARTED');
  if (!reported) return 'STARTED';
  return begun && !isRunning(reported.state) && order(begun, reported) > 0 ? 'RESUMED' : reported.state;
}

function conclude(
  reported: StageFact['state'],
  actions: ActionFact[],
  outcome: PipelineState,
  left: boolean,
): StageFact['state'] {
  if (left || outcome === 'SUCCEEDED') return 'SUCCEEDED';
  if (outcome === 'FAILED' || outcome === 'STOPPED' || outcome === 'CANCELED') return outcome;
  if (outcome === 'SUPERSEDED' && actions.every((action) => action.state !== 'FAILED')) return 'SUCCEEDED';
  return reported;
}

function actionsOf(actions: ActionFact[], stage: StageFact[], state: Stage['state'], outcome: PipelineState): Action[] {
  const resumed = stage.findLast((fact) => fact.state === 'RESUMED');
  const byName = Map.groupBy(actions, ({ action }) => action);
  const named = [...byName].map(([name, runs]) => {
    const [, earlier = 0, earlierFailed = 0, begun = runs[0]?.at ?? 0] = earlierOf(runs) ?? [];
    return { name, runs, earlier, earlierFailed, begun };
  });
  named.sort((a, b) => a.begun - b.begun || (a.name < b.name ? -1 : 1));
  return named.map(({ name, runs, earlier, earlierFailed }) => {
    const last = runs.at(-1) as ActionFact;
    const { category, provider, region } = kind(runs);
    const again = resumed && last.state !== 'SUCCEEDED' && order(last, resumed) < 0;
    // An approval is never inferred from what started beside or after it; it is read.
    const proof = category === 'Approval' ? outcome : state;
    const isThrough = last.state === 'STARTED' && proof === 'SUCCEEDED';
    const action: Action = {
      name,
      state: again && state !== 'FAILED' ? 'PENDING' : isThrough ? 'SUCCEEDED' : last.state,
      category,
      provider,
      region,
      runId: last.runId ?? runs.findLast((fact) => fact.runId && sameRun(fact, last))?.runId,
      at: last.at,
      startedAt: last.startedAt,
      runs: earlier + countRuns(runs),
      failed: earlierFailed + countRuns(runs.filter((fact) => fact.state === 'FAILED')),
    };
    const result = resultOf(runs, last);
    return result ? { ...action, ...result } : action;
  });
}

function earlierOf(runs: ActionFact[]): ActionFact['earlier'] {
  return runs.findLast((fact) => fact.earlier)?.earlier;
}

function kind(runs: ActionFact[]): Pick<Action, 'category' | 'provider' | 'region'> {
  let { category, provider, region } = runs[0] as ActionFact;
  for (const run of runs) {
    category = merge(category, run.category);
    provider = merge(provider, run.provider);
    region = merge(region, run.region);
  }
  return { category, provider, region };
}

/** The event and the API may report the same end with different details, so they are merged. */
function resultOf(runs: ActionFact[], last: ActionFact): ActionResult | undefined {
  let result: ActionResult | undefined;
  for (const fact of runs) {
    if (fact.result && fact.state === last.state && sameRun(fact, last)) result = merge(result, fact.result);
  }
  return result;
}
