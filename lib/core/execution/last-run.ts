import { merge } from '../base/merge.ts';
import { type ActionFact, type Fact, factId, order } from './facts.ts';
import { countRuns, mayBeApproval, sameRun } from './same-run.ts';

/** Shortens a row that is too large. Approvals stay complete: their decisions are shown and recorded. */
export function ofEachAction(
  facts: Record<string, Fact>,
  change: (facts: ActionFact[]) => ActionFact[],
): Record<string, Fact> {
  const all = Object.values(facts);
  const actions = Map.groupBy(
    all.filter((fact) => fact.type === 'action'),
    ({ stage, action }) => JSON.stringify([stage, action]),
  );
  const changed = [...actions.values()].flatMap((group) => (mayBeApproval(group) ? group : change(group.sort(order))));
  const kept = [...all.filter((fact) => fact.type !== 'action'), ...changed];
  return Object.fromEntries(kept.map((fact) => [factId(fact), fact]));
}

/** `facts` of one action, in order. Runs before the last one become numbers; a run without an end may still get one. */
export function withLastRun(facts: ActionFact[]): ActionFact[] {
  const last = facts.at(-1);
  const ended = facts.filter((fact) => last && fact.state !== 'STARTED' && !sameRun(fact, last));
  if (!last || ended.length === 0) return facts;
  const [upTo, runs, failed, since] = facts.findLast((fact) => fact.earlier)?.earlier ?? [0, 0, 0, undefined];
  const earlier: ActionFact['earlier'] = [
    Math.max(upTo, ...ended.map(({ at }) => at)),
    runs + countRuns(ended),
    failed + countRuns(ended.filter(({ state }) => state === 'FAILED')),
    since ?? Math.min(...facts.map(({ at, begunAt = at }) => begunAt)),
  ];
  return [...facts.filter((fact) => fact !== last && !ended.includes(fact)), { ...last, earlier }];
}

/** `facts` of one action, in order. A successful run becomes one fact without its id. */
export function joinedRun(facts: ActionFact[]): ActionFact[] {
  const last = facts.at(-1);
  if (last?.state !== 'SUCCEEDED') return facts;
  const {
    runId: _,
    provider: __,
    region: ___,
    ...whole
  } = facts
    .filter((fact) => fact.state === 'SUCCEEDED' && sameRun(fact, last))
    .reduce((known, fact) => merge(known, fact));
  return [...facts.filter((fact) => !sameRun(fact, last)), whole];
}
