import type { ActionFact, ActionResult, Fact, PipelineState, StageFact } from './execution.ts';
import { isRunning, order } from './execution.ts';
import { join } from './join.ts';
import type { ActionStory, StageStory } from './story.ts';

/** The stages in the pipeline's order where that is known, else in the order they began. What must have happened is
 *  concluded where its event is late or lost: a stage is through when a later one began or all went well. */
export function stagesOf(facts: Fact[], structure: string[], outcome: PipelineState): StageStory[] {
  const heard = [...new Set(facts.flatMap((fact) => (fact.type === 'pipeline' ? [] : [fact.stage])))];
  const names = [...structure, ...heard.filter((name) => !structure.includes(name))];
  const last = names.findLastIndex((name) => heard.includes(name));

  return names.map((name, index) => {
    const own = facts.filter((fact) => fact.type === 'stage').filter((fact) => fact.stage === name);
    const actions = facts.filter((fact) => fact.type === 'action').filter((fact) => fact.stage === name);
    if (own.length + actions.length === 0) return { name, state: 'PENDING', attempt: 0, actions: [] };

    const said = lastSaid(own, actions);
    const state = isRunning(said) ? conclude(said, actions, outcome, index < last) : said;
    const attempt = Math.max(1, ...[...own, ...actions].map((fact) => fact.attempt ?? 1));
    return { name, state, attempt, actions: actionsOf(actions, own, state) };
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

function actionsOf(actions: ActionFact[], stage: StageFact[], state: StageStory['state']): ActionStory[] {
  const resumed = stage.findLast((fact) => fact.state === 'RESUMED');
  const lasts = new Map(actions.map((fact) => [fact.action, fact]));
  return [...lasts].map(([name, last]) => {
    const runs = actions.filter((fact) => fact.action === name);
    const again = resumed && last.state !== 'SUCCEEDED' && order(last, resumed) < 0 && isRunning(resumed.state);
    const shown = last.state === 'STARTED' && state === 'SUCCEEDED' ? 'SUCCEEDED' : last.state;
    return {
      name,
      state: again && state !== 'FAILED' ? 'PENDING' : shown,
      ...kind(runs),
      ...resultOf(runs, last),
      runId: last.runId,
      since: last.state === 'STARTED' ? (last.startedAt ?? last.at) : undefined,
    };
  });
}

function kind(runs: ActionFact[]): Pick<ActionStory, 'category' | 'provider' | 'region'> {
  const { category, provider, region } = runs.reduce((a, b) => join(a, { ...b }));
  return { category, provider, region };
}

/** One end of one run may be told twice, by its event and by the API: together they say more. */
function resultOf(runs: ActionFact[], last: ActionFact): ActionResult {
  const same = runs.filter((fact) => fact.state === last.state && sameRun(fact, last));
  return same.reduce<ActionResult>((known, fact) => join(known, fact.result ?? {}), {});
}

function sameRun(a: ActionFact, b: ActionFact): boolean {
  if (a.runId && b.runId) return a.runId === b.runId;
  if (a.attempt && b.attempt) return a.attempt === b.attempt;
  return Math.abs(a.at - b.at) <= 5_000;
}
