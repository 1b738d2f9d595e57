import type { FailedAction } from '../../core/execution/diagnosis.ts';

const HOUR = 3_600_000;
/** CodePipeline looks at what it waits for now and then only, and its clock is not the provider's. */
const SLACK = 60_000;

/** When the action ran, in milliseconds: what happened at another time is none of its doing. */
export function windowOf({ startedAt, endedAt }: FailedAction): { from: number; to: number } {
  const to = endedAt === undefined ? Number.POSITIVE_INFINITY : endedAt + SLACK;
  return { from: startedAt ?? to - HOUR, to };
}

export function isWithin(at: number | undefined, { from, to }: { from: number; to: number }): boolean {
  return at === undefined || (at >= from && at <= to);
}
