import type { Operate } from '../../core/model/effect.ts';
import { nothingDone } from './messages.ts';
import type { Result } from './operate.ts';

/** Milliseconds. Slack gives the time of a command in whole seconds. */
export const CLOCKS = 1_000;

/** The result exists already. It counts as ours if an earlier worker may have died after the call. */
export function already(
  { maybeSince }: Operate,
  result: Exclude<Result, { because: string }>,
  because: string,
): Result {
  return maybeSince === undefined ? { because: nothingDone(because) } : result;
}
