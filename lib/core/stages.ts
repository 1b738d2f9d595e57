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
} from './execution.ts';
import { join } from './join.ts';

export interface Stage {
  name: string;
  /** PENDING is not CodePipeline's word: the stage is in the structure and nothing was heard of it. */
  state: StageState | 'PENDING';
  actions: Action[];
}

export interface Action extends ActionResult {
  name: string;
  /** PENDING: it failed in an earlier attempt and has not begun again. */
  state: ActionState | 'PENDING';
  category?: string | undefined;
  provider?: string | undefined;
  region?: string | undefined;
  runId?: string | undefined;
  /** Since when it is in this state. */
  at: number;
  startedAt?: number | undefined;
  /** How many runs of it there were, and how many of them failed. */
  runs: number;
  failed: number;
}

/** It passed, and only after it had failed; what people decide is no chance. */
export function isFlaky({ state, failed, category }: Action): boolean {
  return state === 'SUCCEEDED' && failed > 0 && category !== 'Approval';
}

/** The stages in the pipeline's order where that is known, else in the order they began. What must have happened is
 *  concluded where its event is late or lost: a stage is through when a later one began or all went well. */
export function stagesOf(facts: Fact[], structure: string[], outcome: PipelineState): Stage[] {
  const heard = [...new Set(facts.flatMap((fact) => (fact.type === 'pipeline' ? [] : [fact.stage])))];
  const names = [...structure, ...heard.filter((name) => !structure.includes(name))];
  const last = names.findLastIndex((name) => heard.includes(name));

  return names.map((name, index) => {
    const own = facts.filter((fact) => fact.type === 'stage').filter((fact) => fact.stage === name);
    const actions = facts.filter((fact) => fact.type === 'action').filter((fact) => fact.stage === name);
    if (own.length + actions.length === 0) return { name, state: 'PENDING', actions: [] };

    const said = lastSaid(own, actions);
    const state = isRunning(said) ? conclude(said, actions, outcome, index < last) : said;
    return { name, state, actions: actionsOf(actions, own, state, outcome) };
  });
}

function lastSaid(own: StageFact[], actions: ActionFact[]): StageFact['state'] {
  const said = own.at(-1);
  const begun = actions.findLast((action) => action.state === 'STARTED');
  if (!said) return 'STARTED';
  return begun && !isRunning(said.state) && order(begun, said) > 0 ? 'RESUMED' : said.state;
}

function conclude(
  said: StageFact['state'],
  actions: ActionFact[],
  outcome: PipelineState,
  left: boolean,
): StageFact['state'] {
  if (left || outcome === 'SUCCEEDED') return 'SUCCEEDED';
  if (outcome === 'FAILED' || outcome === 'STOPPED' || outcome === 'CANCELED') return outcome;
  if (outcome === 'SUPERSEDED' && actions.every((action) => action.state !== 'FAILED')) return 'SUCCEEDED';
  return said;
}

function actionsOf(actions: ActionFact[], stage: StageFact[], state: Stage['state'], outcome: PipelineState): Action[] {
  const resumed = stage.findLast((fact) => fact.state === 'RESUMED');
  const lasts = new Map(actions.map((fact) => [fact.action, fact]));
  return [...lasts].map(([name, last]) => {
    const runs = actions.filter((fact) => fact.action === name);
    const { category, ...more } = kind(runs);
    const again = resumed && last.state !== 'SUCCEEDED' && order(last, resumed) < 0;
    // That an approval was given is never concluded from what began beside or after it: it is looked up.
    const proof = category === 'Approval' ? outcome : state;
    const isThrough = last.state === 'STARTED' && proof === 'SUCCEEDED';
    return {
      name,
      state: again && state !== 'FAILED' ? 'PENDING' : isThrough ? 'SUCCEEDED' : last.state,
      category,
      ...more,
      ...resultOf(runs, last),
      runId: last.runId ?? runs.findLast((fact) => fact.runId && sameRun(fact, last))?.runId,
      at: last.at,
      startedAt: last.startedAt,
      runs: countRuns(runs),
      failed: countRuns(runs.filter((fact) => fact.state === 'FAILED')),
    };
  });
}

/** One run is told by its events, by the API and by others' lists of failed actions: facts of one run are one. */
function countRuns(facts: ActionFact[]): number {
  return facts.filter((fact, index) => !facts.slice(0, index).some((earlier) => sameRun(earlier, fact))).length;
}

function kind(runs: ActionFact[]): Pick<Action, 'category' | 'provider' | 'region'> {
  const { category, provider, region } = runs.reduce((a, b) => join(a, { ...b }));
  return { category, provider, region };
}

/** One end of one run may be told twice, by its event and by the API: together they say more. */
function resultOf(runs: ActionFact[], last: ActionFact): ActionResult {
  const same = runs.filter((fact) => fact.state === last.state && sameRun(fact, last));
  return same.reduce<ActionResult>((known, fact) => join(known, fact.result ?? {}), {});
}

/** Milliseconds. One change is told by its event and by others' lists of failed actions within seconds; a retry takes
 *  longer. */
const ONE_CHANGE = 5_000;

function sameRun(a: ActionFact, b: ActionFact): boolean {
  if (a.runId && b.runId) return a.runId === b.runId;
  if (a.attempt && b.attempt) return a.attempt === b.attempt;
  return Math.abs(a.at - b.at) <= ONE_CHANGE;
}
