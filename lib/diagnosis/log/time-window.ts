import { HOUR } from '../../core/base/units.ts';
import type { FailedAction } from '../../core/execution/diagnosis.ts';

/** CodePipeline polls at intervals, and its clock differs from the provider's. */
const SLACK = 60_000;

/** The action's run time in milliseconds. Events outside it belong to something else. */
export function windowOf({ startedAt, endedAt }: FailedAction): { from: number; to: number } {
  const to = endedAt === undefined ? Number.POSITIVE_INFINITY : endedAt + SLACK;
  return { from: startedAt ?? to - HOUR, to };
}

export function isWithin(at: number | undefined, { from, to }: { from: number; to: number }): boolean {
  return at === undefined || (at >= from && at <= to);
}
