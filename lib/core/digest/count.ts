import { HOUR } from '../base/units.ts';
import { isRunning } from '../execution/facts.ts';
import { type Counts, type DigestFacts, type ExecutionReport, lastEnd, reportsOf } from './digest.ts';

/** One thing that a digest counts, at the end of an execution. */
interface Countable {
  at: number;
  what: Exclude<keyof Counts, 'classes'> | 'class';
  failureClass?: string;
}

/** A change is an execution that succeeded or failed, and no roll-back. It fails once, also if a retry passes. */
export function countables(report: ExecutionReport): Countable[] {
  const { ends, state, failedAt, rollback, deployed, failed } = report;
  const [first] = ends;
  const last = lastEnd(report);
  if (first === undefined || last === undefined) return [];
  // The end with which this became known to the digest: a retry adds only what it did.
  const end = (at: number) => ends.find((one) => one >= at) ?? last;
  const failure = failedAt === undefined ? undefined : end(failedAt);
  const isChange = !rollback && (state === 'SUCCEEDED' || failure !== undefined);
  const isOver = (at: number) => at <= last || !isRunning(state);
  return [
    { at: first, what: 'executions' },
    ...(isChange ? [{ at: failure ?? last, what: 'changes' } as const] : []),
    ...(isChange && failure !== undefined ? [{ at: failure, what: 'failed' } as const] : []),
    ...(rollback && state === 'SUCCEEDED' ? [{ at: last, what: 'rollbacks' } as const] : []),
    ...(rollback ? [] : deployed.filter(([, at]) => isOver(at))).map(([, at]) => {
      return { at: end(at), what: 'deployed' } as const;
    }),
    ...failed
      .filter(([, at]) => isOver(at))
      .map(([failureClass, at]) => ({ at: end(at), what: 'class', failureClass }) as const),
  ];
}

export function noCounts(): Counts {
  return { executions: 0, changes: 0, failed: 0, deployed: 0, rollbacks: 0, classes: {} };
}

export function count(counts: Counts, { what, failureClass = 'unknown' }: Countable): void {
  if (what === 'class') counts.classes[failureClass] = (counts.classes[failureClass] ?? 0) + 1;
  else counts[what]++;
}

export function countsBetween(facts: DigestFacts, from: number, until: number): Counts {
  const counts = noCounts();
  for (const { report } of reportsOf(facts)) {
    for (const one of countables(report))
      if (one.at >= from && one.at < until && isKept(one, facts)) count(counts, one);
  }
  for (const [hour, more] of Object.entries(facts.hours ?? {})) {
    if (Number(hour) < from - (from % HOUR) || Number(hour) >= until - (until % HOUR)) continue;
    for (const what of ['executions', 'changes', 'failed', 'deployed', 'rollbacks'] as const)
      counts[what] += more[what];
    for (const [name, times] of Object.entries(more.classes)) {
      counts.classes[name] = (counts.classes[name] ?? 0) + times;
    }
  }
  return counts;
}

/** The others are in `hours`. */
function isKept({ at }: Countable, { upTo }: DigestFacts): boolean {
  return upTo === undefined || at > upTo;
}

/** Successful runs of stages that deploy, by the local day of their end, from the first day to the last. */
export function deploymentsByDay(
  facts: DigestFacts,
  from: number,
  until: number,
  dayOf: (at: number) => number,
): number[] {
  const first = dayOf(from);
  const days = Array.from({ length: dayOf(until - 1) - first + 1 }, () => 0);
  const add = (at: number, times: number) => {
    const day = dayOf(at) - first;
    if (at >= from && at < until && days[day] !== undefined) days[day] += times;
  };
  for (const { report } of reportsOf(facts)) {
    for (const one of countables(report)) if (one.what === 'deployed' && isKept(one, facts)) add(one.at, 1);
  }
  for (const [hour, { deployed }] of Object.entries(facts.hours ?? {})) {
    const at = Number(hour);
    if (at >= from - (from % HOUR) && at < until - (until % HOUR)) add(Math.max(from, at), deployed);
  }
  return days;
}
