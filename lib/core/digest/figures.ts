import { DAY } from '../base/units.ts';
import type { PipelineKey } from '../freeze/transitions.ts';
import { countsBetween } from './count.ts';
import { type Counts, type DigestFacts, lastEnd, pipelineOf, type Reported, reportsOf } from './digest.ts';
import { restored } from './restored.ts';

export interface DigestFigures extends Omit<Counts, 'classes'> {
  classes: [failureClass: string, times: number][];
  lead?: number;
  restore?: number;
}

export interface FlakyAction {
  pipeline: PipelineKey;
  stage: string;
  action: string;
  times: number;
  cost: number;
}

export interface Held {
  pipeline: PipelineKey;
  stage: string;
  time: number;
}

export interface Waits {
  pipeline: PipelineKey;
  stage: string;
  action: string;
  since: number;
}

export function figuresOf(facts: DigestFacts, from: number, until: number): DigestFigures {
  const { classes, ...counts } = countsBetween(facts, from, until);
  const leads = endedBetween(facts, from, until).flatMap(({ report }) => report.lead ?? []);
  const times = restored(facts, until).filter(({ at }) => at >= from);
  return {
    ...counts,
    classes: Object.entries(classes).sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1)),
    lead: median(leads),
    restore: median(times.map(({ took }) => took)),
  };
}

export function flakiest(facts: DigestFacts, from: number, until: number): FlakyAction[] {
  const found = reportsOf(facts).flatMap(({ key, report }) =>
    report.flaky.flatMap(([stage, action, at, cost]) => {
      const end = report.ends.find((one) => one >= at) ?? until;
      const isIn = end >= from && end < until;
      return isIn ? [{ pipeline: pipelineOf(key), stage, action, cost }] : [];
    }),
  );
  const groups = Map.groupBy(found, ({ pipeline, stage, action }) => JSON.stringify([pipeline, stage, action]));
  return [...groups]
    .flatMap(([id, all]) => {
      const [first] = all;
      return first ? [{ id, ...first, times: all.length, cost: all.reduce((sum, { cost }) => sum + cost, 0) }] : [];
    })
    .sort((a, b) => b.cost - a.cost || b.times - a.times || (a.id < b.id ? -1 : 1))
    .map(({ id: _, ...one }) => one);
}

export function longestHeld(facts: DigestFacts, from: number, until: number): Held | undefined {
  const all = endedBetween(facts, from, until).flatMap(({ key, report: { held } }) => {
    return held ? [{ pipeline: pipelineOf(key), stage: held[0], time: held[1] }] : [];
  });
  return all.sort((a, b) => b.time - a.time || (a.pipeline < b.pipeline ? -1 : 1))[0];
}

/** CodePipeline ends an approval after its time-out; a report that is older lost its end. */
const LONGEST_WAIT = 60 * DAY;

export function oldestWaiting(facts: DigestFacts, now: number): Waits | undefined {
  const all = reportsOf(facts).flatMap(({ key, report: { waiting } }) => {
    if (!waiting || waiting[2] < now - LONGEST_WAIT) return [];
    return [{ key, pipeline: pipelineOf(key), stage: waiting[0], action: waiting[1], since: waiting[2] }];
  });
  const [oldest] = all.sort((a, b) => a.since - b.since || (a.key < b.key ? -1 : 1));
  if (!oldest) return undefined;
  const { key: _, ...waits } = oldest;
  return waits;
}

function endedBetween(facts: DigestFacts, from: number, until: number): Reported[] {
  return reportsOf(facts).filter(({ report }) => {
    const end = lastEnd(report) ?? until;
    return end >= from && end < until;
  });
}

export function median(values: number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
