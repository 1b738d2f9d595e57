import { merge } from '../base/merge.ts';
import { type ActionFact, type Fact, factId, order } from './facts.ts';
import { countRuns, mayBeApproval, sameRun } from './same-run.ts';

/** What stays of an action's runs in a row that does not fit otherwise. Approvals stay whole: their decisions are shown
 *  and recorded. */
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

/** Runs that ended before the last one become numbers. A run that never ended stays: its end may still be on its way.
 *  @param facts of one action, in order */
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

/** A run that succeeded becomes one fact without its id.
 *  @param facts of one action, in order */
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
