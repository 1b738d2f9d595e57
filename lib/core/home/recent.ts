import { DAY } from '../base/units.ts';
import type { RecentPipeline, RecentPipelines } from './types.ts';

/** How long a person follows a pipeline after the last own execution. */
export const FOLLOWED = 14 * DAY;
const MOST_PIPELINES = 100;
const MOST_PEOPLE = 20;
/** With these bounds the item has 200 kB at most. */
const MOST_EXECUTIONS = 20;

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
  const { kept, lost } = withExecution(before?.executions ?? {}, execution);
  const next = { ...before, executions: kept, people: withPeople(before?.people ?? {}, people, execution.began) };
  const all = Object.entries({ ...known, [pipeline]: withForgotten(next, lost) });
  const sorted = all.sort(
    ([a, one], [b, other]) => waiting(other) - waiting(one) || newest(other) - newest(one) || (a < b ? -1 : 1),
  );
  return withinBounds(sorted);
}

function withinBounds(sorted: [string, RecentPipeline][]): RecentPipelines {
  const kept = sorted.slice(0, MOST_PIPELINES);
  const [last] = kept.slice(-1);
  const lost = sorted.slice(MOST_PIPELINES).map(([, one]) => newestWaiting(one));
  return { ...Object.fromEntries(kept), ...(last ? { [last[0]]: withForgotten(last[1], lost) } : {}) };
}

function withExecution(
  known: RecentPipeline['executions'],
  { executionId, began, waits }: Omit<Noted, 'pipeline' | 'people'>,
) {
  const all = Object.entries({ ...known, [executionId]: [began, waits] as [number, boolean] });
  const sorted = all.sort(([a, [one]], [b, [other]]) => other - one || (a < b ? -1 : 1));
  const found = sorted.filter(([, [, isWaiting]], index) => index === 0 || isWaiting);
  return {
    kept: Object.fromEntries(found.slice(0, MOST_EXECUTIONS)),
    lost: found.slice(MOST_EXECUTIONS).map(([, [start]]) => start),
  };
}

/** @param lost starts of executions that waited and are not kept */
function withForgotten(one: RecentPipeline, lost: number[]): RecentPipeline {
  const forgotten = Math.max(one.forgotten ?? 0, ...lost);
  return forgotten > 0 ? { ...one, forgotten } : one;
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

function newestWaiting({ executions, forgotten = 0 }: RecentPipeline): number {
  return Math.max(forgotten, ...Object.values(executions).map(([began, waits]) => (waits ? began : 0)));
}

/** The longest time-out of an approval in CodePipeline. */
const LONGEST_WAIT = 60 * DAY;

export function mayWaitUnseen(known: RecentPipelines, now: number): boolean {
  return Object.values(known).some(({ forgotten = 0 }) => forgotten > now - LONGEST_WAIT);
}

export function newest({ executions }: RecentPipeline): number {
  return Math.max(0, ...Object.values(executions).map(([began]) => began));
}
