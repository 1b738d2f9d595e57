import type { Approvals } from './approval/types.ts';
import { reportsOf } from './digest/digest.ts';
import { onlyCounted } from './digest/tidy.ts';
import type { ActionFact, ActionResult, Execution, Fact } from './execution/facts.ts';
import { failedActions } from './execution/failed-actions.ts';
import { joinedRun, ofEachAction, withLastRun } from './execution/last-run.ts';
import { mayBeApproval } from './execution/same-run.ts';
import { summarize } from './execution/summary.ts';
import type { Outbox } from './model/outbox.ts';
import type { Row } from './model/row.ts';
import { shorten } from './text/shorten.ts';

/** Details that a row loses if it exceeds its item, in this order, each only if needed. The state of a stage or an
 *  action is not among them. docs/operations.md has the same list. */
export const details: { what: string; drop: (row: Row) => Row }[] = [
  { what: 'why outbox entries that are done were wanted', drop: withoutReasons },
  { what: 'outbox entries of attempts that are over, except replies', drop: withoutOldEntries },
  { what: 'diagnoses of runs that were retried', drop: inExecution(withoutOldDiagnoses) },
  { what: 'texts and links of failures after the first eight', drop: inExecution(withoutLaterTexts) },
  { what: 'texts and links of failures beyond 400 characters', drop: inExecution(withoutLongTexts) },
  { what: 'changes listed by approvals that are over', drop: inExecution(withoutOldRequests) },
  { what: 'earlier runs of actions, which are only counted then', drop: inExecution(withActions(withLastRun)) },
  { what: 'ids and providers of action runs that succeeded', drop: inExecution(withActions(joinedRun)) },
];

/** The row, then ever smaller versions; the first that fits is saved. Only a pipeline beyond CodePipeline's quotas
 *  loses actions: the oldest of stages that succeeded, because an alert that cannot be saved is lost. A digest only counts
 *  its oldest executions then. */
export function* shrinking(row: Row): Generator<Row> {
  let shrunk = row;
  yield shrunk;
  for (const { drop } of details) {
    shrunk = drop(shrunk);
    yield shrunk;
  }
  for (let kept = reportsOf(shrunk.digest ?? {}).length >> 1; kept > 0; kept >>= 1) {
    shrunk = { ...shrunk, digest: onlyCounted(shrunk.digest ?? {}, kept) };
    yield shrunk;
  }
  for (let left = oldActions(shrunk); left.length > 0; left = oldActions(shrunk)) {
    const gone = new Set(left.slice(0, Math.ceil(left.length / 2)));
    shrunk = inExecution((known) => ({ ...known, facts: filtered(known.facts, (_, id) => !gone.has(id)) }))(shrunk);
    yield shrunk;
  }
}

function oldActions({ execution }: Row): string[] {
  const facts = Object.entries(execution?.facts ?? {}).sort(([, a], [, b]) => a.at - b.at);
  const succeeded = facts.filter(([, { state }]) => state === 'SUCCEEDED');
  const through = new Set(succeeded.flatMap(([, fact]) => (fact.type === 'stage' ? [fact.stage] : [])));
  return succeeded.flatMap(([id, fact]) =>
    fact.type === 'action' && !mayBeApproval([fact]) && through.has(fact.stage) ? [id] : [],
  );
}

function filtered<T>(record: Record<string, T>, keep: (value: T, key: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key, value]) => keep(value, key)));
}

function inExecution(change: (execution: Execution) => Execution): (row: Row) => Row {
  return (row) => (row.execution ? { ...row, execution: change(row.execution) } : row);
}

function withoutReasons(row: Row): Row {
  const entries = Object.entries(row.ledger).map(([key, entry]) => {
    if (entry.doneAt === undefined) return [key, entry] as const;
    const { because: _, why: __, ...rest } = entry;
    return [key, rest] as const;
  });
  return { ...row, ledger: Object.fromEntries(entries) satisfies Outbox };
}

function withoutOldEntries(row: Row): Row {
  const { attempt = 1 } = row.execution ? summarize(row.execution) : {};
  // Replies stay: they are still edited.
  const isOld = (key: string) => Number(/^(?:publish|recount):.*@(\d+)$/.exec(key)?.[1] ?? attempt) < attempt;
  return { ...row, ledger: filtered(row.ledger, (_, key) => !isOld(key)) };
}

function withoutOldDiagnoses(execution: Execution): Execution {
  const { diagnoses = {} } = execution.about;
  const current = new Set(failedActions(execution).map(({ run }) => run));
  // The key of a stage condition ends with a slash; one that failed again has its attempt behind it.
  const kept = filtered(diagnoses, (_, run) => current.has(run) || run.endsWith('/'));
  return { ...execution, about: { ...execution.about, diagnoses: kept } };
}

/** Slack shows three failures, SNS five, and eight are diagnosed. */
function withoutLaterTexts(execution: Execution): Execution {
  const first = new Set(failedActions(execution).map(({ failed }) => nameOf(failed)));
  return withResults(execution, (fact, { summary, code }) =>
    first.has(nameOf(fact)) ? fact.result : { summary: summary && shorten(summary, 400), code },
  );
}

/** Slack shows 350 characters of a reason. A truncated link leads nowhere. */
function withoutLongTexts(execution: Execution): Execution {
  return withResults(execution, (_, { summary, message, url, configuration: __, ...rest }) => ({
    ...rest,
    summary: summary && shorten(summary, 400),
    message: message && shorten(message, 400),
    url: url && url.length > 400 ? undefined : url,
  }));
}

/** An approval keeps its text, which shows whether the decision was ours. */
function withResults(
  execution: Execution,
  change: (fact: ActionFact, result: ActionResult) => ActionResult | undefined,
): Execution {
  const facts = Object.entries(execution.facts).map(([id, fact]): [string, Fact] => {
    if (fact.type !== 'action' || fact.category === 'Approval' || !fact.result) return [id, fact];
    return [id, { ...fact, result: change(fact, fact.result) }];
  });
  return { ...execution, facts: Object.fromEntries(facts) };
}

function withoutOldRequests(execution: Execution): Execution {
  const { approvals } = execution;
  if (!approvals?.requests) return execution;
  const waiting = new Set(summarize(execution).approvals.map(({ run }) => run));
  const requests = Object.entries(approvals.requests).map(([run, [asOf, request]]) => {
    if (waiting.has(run)) return [run, [asOf, request]] as const;
    return [run, [asOf, { ...request, changes: [], authors: [], behind: [] }]] as const;
  });
  const kept = Object.fromEntries(requests) as NonNullable<Approvals['requests']>;
  return { ...execution, approvals: { ...approvals, requests: kept } };
}

function nameOf({ stage, action }: { stage: string; action: string }): string {
  return JSON.stringify([stage, action]);
}

function withActions(change: (facts: ActionFact[]) => ActionFact[]): (execution: Execution) => Execution {
  return (execution) => ({ ...execution, facts: ofEachAction(execution.facts, change) });
}
