import { merge } from '../base/merge.ts';
import { DAY } from '../base/units.ts';
import { type DigestFacts, pipelineOf, reportsOf } from './digest.ts';

export const MOST_PIPELINES = 500;
export const REMEMBERED = 90 * DAY;

/** Keeps the stages of a pipeline once, not in each of its reports: those of the execution that began last. */
export function withStructures(facts: DigestFacts): DigestFacts {
  const found = reportsOf(facts).filter(({ report }) => report.stages !== undefined);
  if (found.length === 0) return facts;
  const executions = { ...facts.executions };
  let structures: NonNullable<DigestFacts['structures']> = facts.structures ?? {};
  for (const { key, asOf, report } of found) {
    const { stages = [], ...rest } = report;
    executions[key] = [asOf, rest];
    structures = merge(structures, { [pipelineOf(key)]: [report.began ?? asOf, stages] });
  }
  return { ...facts, executions, structures: newest(structures) };
}

function newest(structures: NonNullable<DigestFacts['structures']>): DigestFacts['structures'] {
  const all = Object.entries(structures);
  const last = Math.max(...all.map(([, [began]]) => began));
  const kept = all.filter(([, [began]]) => began > last - REMEMBERED);
  kept.sort(([a, [one]], [b, [other]]) => other - one || (a < b ? -1 : 1));
  return Object.fromEntries(kept.slice(0, MOST_PIPELINES));
}
