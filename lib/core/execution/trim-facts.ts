import { merge } from '../base/merge.ts';
import type { ActionFact, Fact } from './facts.ts';
import { mayBeApproval, runName, sameRun } from './same-run.ts';

/** Drops the parts of facts that nothing reads any more: the start of a run that ended (its end remembers when), and
 *  texts and links of actions that went well or ran again. It depends on the joined facts alone, so the order of
 *  deliveries does not matter, and a late duplicate is dropped again.
 *  @param seen what just came in: only the actions in it can have changed */
export function trimFacts(facts: Record<string, Fact>, seen: Record<string, Fact>): Record<string, Fact> {
  const touched = new Set(Object.values(seen).flatMap((fact) => (fact.type === 'action' ? [nameOf(fact)] : [])));
  if (touched.size === 0) return facts;
  const entries = Object.entries(facts);
  const actions = Map.groupBy(
    entries.flatMap(([id, fact]) => (fact.type === 'action' && touched.has(nameOf(fact)) ? [{ id, fact }] : [])),
    ({ fact }) => nameOf(fact),
  );
  const changed = new Map<string, Fact | undefined>([...actions.values()].flatMap(trimAction));
  if (changed.size === 0) return facts;
  const all = entries.map(([id, fact]) => [id, changed.has(id) ? changed.get(id) : fact] as const);
  return Object.fromEntries(all.flatMap(([id, fact]) => (fact ? [[id, fact]] : [])));
}

function nameOf({ stage, action }: ActionFact): string {
  return `${stage}|${action}`;
}

interface Kept {
  id: string;
  fact: ActionFact;
}

/** @returns the facts that change, by id; undefined for those that go */
function trimAction(group: Kept[]): [id: string, fact: ActionFact | undefined][] {
  const countedUpTo = Math.max(...group.map(({ fact }) => fact.earlier?.[0] ?? Number.NEGATIVE_INFINITY));
  const counted = group.filter(({ fact }) => fact.at <= countedUpTo && fact.earlier === undefined);
  const rest = group.filter((kept) => !counted.includes(kept));
  const ends = rest.filter(({ fact }) => fact.state !== 'STARTED');
  const begun = rest.filter(
    ({ fact }) => fact.state === 'STARTED' && ends.some((end) => runName(end.fact) === runName(fact)),
  );
  const starts = new Map(begun.map(({ fact }) => [runName(fact), fact]));
  const isApproval = mayBeApproval(group.map(({ fact }) => fact));
  const after = ends.map(({ id, fact }): Kept => {
    const whole = withStart(fact, starts.get(runName(fact)));
    const isRead = isApproval || (fact.state !== 'SUCCEEDED' && !isReplaced(fact, rest));
    return { id, fact: isRead ? whole : withoutResult(whole) };
  });
  const before = new Map(ends.map(({ id, fact }) => [id, fact]));
  return [
    ...[...counted, ...begun].map(({ id }): [string, undefined] => [id, undefined]),
    ...after.flatMap(({ id, fact }): [string, ActionFact][] => (before.get(id) === fact ? [] : [[id, fact]])),
  ];
}

function withStart(end: ActionFact, start: ActionFact | undefined): ActionFact {
  if (!start) return end;
  const { result: _, state, at: begunAt, ...known } = start;
  return merge<ActionFact>(end, { ...known, state: end.state, at: end.at, begunAt });
}

function isReplaced(fact: ActionFact, group: Kept[]): boolean {
  return group.some(({ fact: other }) => other.at > fact.at && !sameRun(other, fact));
}

function withoutResult(fact: ActionFact): ActionFact {
  if (fact.result === undefined) return fact;
  const { result: _, ...rest } = fact;
  return rest;
}
