import { ownProperty } from '../base/own-property.ts';

/** How often an action passes only when it is tried again. By action (`Stage/Action`), of the executions in which it
 *  passed lately: when, and whether it was flaky there. */
export type Flakes = Record<string, Record<string, [at: number, flaky: boolean]>>;

/** `3 of the last 40`. */
export type FlakeRate = [flaky: number, of: number];

/** Enough for a rate, and all of it fits into one item. */
const LAST = 50;
const MOST_ACTIONS = 60;

/** An execution went well. Any number of times, in any order. */
export function countFlakes(known: Flakes, executionId: string, at: number, passed: Record<string, boolean>): Flakes {
  const counted = Object.entries(passed).map(([action, flaky]): [string, Flakes[string]] => {
    const all = Object.entries({ ...ownProperty(known, action), [executionId]: [at, flaky] as [number, boolean] });
    return [action, Object.fromEntries(all.sort(newestFirst).slice(0, LAST))];
  });
  const actions = Object.entries({ ...known, ...Object.fromEntries(counted) });
  const latest = (runs: Flakes[string]) => Math.max(...Object.values(runs).map(([seen]) => seen));
  return Object.fromEntries(actions.sort(([, a], [, b]) => latest(b) - latest(a)).slice(0, MOST_ACTIONS));
}

export function flakeRate(known: Flakes, action: string): FlakeRate {
  const runs = Object.values(ownProperty(known, action) ?? {});
  return [runs.filter(([, flaky]) => flaky).length, runs.length];
}

function newestFirst([idA, [a]]: [string, [number, boolean]], [idB, [b]]: [string, [number, boolean]]): number {
  return b - a || (idA < idB ? -1 : 1);
}
