import { DAY } from '../base/units.ts';
import type { RecentPipeline, RecentPipelines } from './types.ts';

/** How long a person follows a pipeline after the last own execution. */
export const FOLLOWED = 14 * DAY;
const MOST_PIPELINES = 100;
const MOST_PEOPLE = 20;
const MOST_EXECUTIONS = 6;

export interface Noted {
  pipeline: string;
  executionId: string;
  began: number;
  waits: boolean;
  people: string[];
}

/** Repeats change nothing. */
export function withNoted(known: RecentPipelines, { pipeline, people, ...execution }: Noted): RecentPipelines {
  const before = Object.hasOwn(known, pipeline) ? known[pipeline] : undefined;
  const next: RecentPipeline = {
    executions: withExecution(before?.executions ?? {}, execution),
    people: withPeople(before?.people ?? {}, people, execution.began),
  };
  const all = Object.entries({ ...known, [pipeline]: next });
  const sorted = all.sort(
    ([a, one], [b, other]) => waiting(other) - waiting(one) || newest(other) - newest(one) || (a < b ? -1 : 1),
  );
  return Object.fromEntries(sorted.slice(0, MOST_PIPELINES));
}

function withExecution(
  known: RecentPipeline['executions'],
  { executionId, began, waits }: Omit<Noted, 'pipeline' | 'people'>,
) {
  const all = Object.entries({ ...known, [executionId]: [began, waits] as [number, boolean] });
  const sorted = all.sort(([a, [one]], [b, [other]]) => other - one || (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.filter(([, [, isWaiting]], index) => index === 0 || isWaiting).slice(0, MOST_EXECUTIONS),
  );
}

/** The days are enough, so that one person's executions of a day change nothing. */
function withPeople(known: RecentPipeline['people'], people: string[], began: number): RecentPipeline['people'] {
  const day = Math.floor(began / DAY) * DAY;
  const later = people.map((one) => [one, Math.max(day, known[one] ?? 0)] as const);
  const all = Object.entries({ ...known, ...Object.fromEntries(later) });
  const last = Math.max(0, ...all.map(([, at]) => at));
  const kept = all.filter(([, at]) => at > last - FOLLOWED - DAY);
  return Object.fromEntries(kept.sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(0, MOST_PEOPLE));
}

/** Executions that wait are kept before newer ones. */
function waiting({ executions }: RecentPipeline): number {
  return Object.values(executions).some(([, waits]) => waits) ? 1 : 0;
}

export function newest({ executions }: RecentPipeline): number {
  return Math.max(0, ...Object.values(executions).map(([began]) => began));
}
