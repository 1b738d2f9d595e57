import { merge } from '../base/merge.ts';
import { DAY, HOUR, MINUTE } from '../base/units.ts';
import type { PipelineKey } from '../freeze/transitions.ts';
import type { Outbox } from '../model/outbox.ts';
import type { RouteDigest } from '../model/policy-port.ts';
import type { Row } from '../model/row.ts';
import { successesOf } from './behind.ts';
import { count, countables, noCounts } from './count.ts';
import { type DigestFacts, lastEnd, pipelineOf, type Reported, reportsOf, type StageSuccess } from './digest.ts';
import { instantOf, isPost, LAG } from './periods.ts';
import { byPipeline, seriesEdges } from './restored.ts';
import { MOST_PIPELINES, REMEMBERED, withStructures } from './structures.ts';

/** Reports with all their details. The oldest of more are only counted. */
export const MOST_REPORTS = 2_000;
const KEPT = 1_800;
const MOST_STAGES = 30;
/** The end of an execution that runs longer was lost. */
const LONGEST_RUN = 60 * DAY;

/** Forgets what no digest will count. Without the route nothing changes: a worker may go by an older policy for a while, and
 *  a row that is not written expires. */
export function tidied(row: Row, route: RouteDigest | undefined, now: number): Row {
  if (!route) return row;
  const { oldest = Number.NEGATIVE_INFINITY, last } = route.turns(now);
  const known = withStructures({ ...row.digest, begun: row.digest?.begun ?? now });
  const facts = withoutOld(looked(known, last, now), oldest - LAG, now);
  const digest = reportsOf(facts).length > MOST_REPORTS ? onlyCounted(facts, KEPT) : facts;
  return { ...row, digest, ledger: withoutOldPosts(row.ledger, oldest) };
}

/** A worker with an older policy looks for a minute longer, and a look that is saved rarely costs little. */
const LOOK = 10 * MINUTE;

function looked(facts: DigestFacts, last: number | undefined, now: number): DigestFacts {
  const before = facts.looked ?? facts.begun ?? now;
  const due = last !== undefined && last > before ? last : facts.due;
  return { ...facts, ...(due === undefined ? {} : { due }), looked: Math.max(before, now - (now % LOOK) - LOOK) };
}

function withoutOldPosts(outbox: Outbox, oldest: number): Outbox {
  const kept = Object.entries(outbox).filter(([key]) => !isPost(key) || instantOf(key) >= oldest);
  return Object.fromEntries(kept);
}

/** Drops executions that ended before this instant or were only counted: repeated reports change nothing. */
function withoutOld(facts: DigestFacts, horizon: number, now: number): DigestFacts {
  const isLost = ({ asOf }: Reported) => asOf < now - REMEMBERED;
  const isOld = ({ asOf, report }: Reported) => {
    const end = report.waiting ? undefined : lastEnd(report);
    return end === undefined ? asOf < now - LONGEST_RUN : end < horizon || end <= (facts.upTo ?? 0);
  };
  const edges = seriesEdges(facts, (one) => !isOld(one));
  const old = reportsOf(facts).filter((one) => isOld(one) && (isLost(one) || !edges.has(one.key)));
  const hours = Object.entries(facts.hours ?? {}).filter(([hour]) => Number(hour) > horizon - HOUR);
  const forgotten = Math.max(horizon, facts.forgotten ?? Number.NEGATIVE_INFINITY);
  const kept = {
    ...facts,
    ...(facts.hours ? { hours: Object.fromEntries(hours) } : {}),
    ...(Number.isFinite(forgotten) ? { forgotten } : {}),
  };
  return old.length === 0 ? kept : without(kept, old);
}

/** Keeps about this many reports, those that ended last, and only counts the others. */
export function onlyCounted(facts: DigestFacts, kept: number): DigestFacts {
  const ended = reportsOf(facts).filter(({ report }) => report.ends.length > 0 && !report.waiting);
  const ends = ended.map(({ report }) => lastEnd(report) ?? 0).sort((a, b) => a - b);
  const upTo = ends[ends.length - kept - 1];
  if (upTo === undefined) return facts;
  const edges = seriesEdges(facts, ({ report }) => (lastEnd(report) ?? 0) > upTo);
  const hours = structuredClone(facts.hours ?? {});
  for (const { report } of reportsOf(facts)) {
    for (const one of countables(report)) {
      if (one.at > upTo || one.at <= (facts.upTo ?? 0)) continue;
      const hour = String(one.at - (one.at % HOUR));
      hours[hour] ??= noCounts();
      count(hours[hour], one);
    }
  }
  return without(
    { ...facts, hours, upTo },
    ended.filter(({ key, report }) => (lastEnd(report) ?? 0) <= upTo && !edges.has(key)),
  );
}

function without(facts: DigestFacts, old: Reported[]): DigestFacts {
  const gone = new Set<string>(old.map(({ key }) => key));
  const left = Object.entries(facts.executions ?? {}).filter(([key]) => !gone.has(key));
  return { ...facts, executions: Object.fromEntries(left), stages: remembered(facts, old) };
}

/** The last success of each stage, of the executions that are dropped. */
function remembered(facts: DigestFacts, old: Reported[]): DigestFacts['stages'] {
  const all = byPipeline(facts);
  const dropped = Map.groupBy(old, ({ key }) => pipelineOf(key));
  let stages: NonNullable<DigestFacts['stages']> = facts.stages ?? {};
  for (const [pipeline, reports] of dropped) {
    const successes = successesOf(reports, undefined, all.get(pipeline));
    const newest = [...successes].map(([stage, each]) => [stage, each.reduce((a, b) => merge(a, b))]);
    stages = merge(stages, { [pipeline]: Object.fromEntries(newest) });
  }
  const latest = (pipeline: PipelineKey) => Math.max(...Object.values(stages[pipeline] ?? {}).map(([at]) => at));
  const newest = Math.max(...(Object.keys(stages) as PipelineKey[]).map(latest));
  const kept = (Object.keys(stages) as PipelineKey[])
    .filter((pipeline) => latest(pipeline) > newest - REMEMBERED)
    .sort((a, b) => latest(b) - latest(a) || (a < b ? -1 : 1))
    .slice(0, MOST_PIPELINES);
  return kept.length === 0 ? undefined : Object.fromEntries(kept.map((one) => [one, newestStages(stages[one] ?? {})]));
}

function newestStages(stages: Record<string, StageSuccess>): Record<string, StageSuccess> {
  const all = Object.entries(stages);
  return all.length <= MOST_STAGES
    ? stages
    : Object.fromEntries(all.sort(([, [a]], [, [b]]) => b - a).slice(0, MOST_STAGES));
}
