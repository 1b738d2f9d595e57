import type * as z from 'zod/mini';
import type { Credentials, CredentialsProvider } from '../aws/accounts.ts';
import { inTime } from '../aws/client-config.ts';
import { isPassing } from '../aws/transient-error.ts';
import { NoAnswer, withinTime } from '../worker/within-time.ts';

/** AWS calls of a provider: few, each with a time limit. A failed call is recorded, not thrown. */
export interface Aws {
  /** Config for the SDK clients: the action's Region, short time-outs and a few attempts within the deadline. */
  config: ClientConfig;
  /** One call and the part of its answer that is read.
   *  @param what the object of "could not read …": `the build`, `the log`
   *  @returns undefined if the call failed; `missing` then has the reason */
  ask<T>(what: string, call: () => Promise<unknown>, schema: z.ZodMiniType<T>): Promise<T | undefined>;
  /** One call that the diagnosis can do without, in a shorter time. A failed call is not recorded.
   *  @returns undefined if the policy allows no such calls, or the call failed */
  askOptional<T>(call: () => Promise<unknown>, schema: z.ZodMiniType<T>): Promise<T | undefined>;
  missing: readonly string[];
  calls(): number;
  answered(): number;
  /** True if something is missing that a later diagnosis may be able to read. */
  mayAnswerLater(): boolean;
}

export type ClientConfig = { region: string; credentials?: Credentials | CredentialsProvider } & ReturnType<
  typeof inTime
>;

/** Credentials for AWS, or the reason for which no call is made. */
export type As = { credentials?: CredentialsProvider } | { refused: string };

/** Four calls are enough in the common case. */
const MAX_CALLS = 8;

/** The deadline bounds all attempts; it leaves room for two more after one that hangs. */
const ATTEMPTS = 3;
const REQUEST_TIME = 2_500;
/** Milliseconds. The alert waits for an optional call too. */
const OPTIONAL_TIME = 1_500;

/** @param until deadline, on the clock of `now` (milliseconds)
 *  @param as without it, our own credentials
 *  @param isGenerous whether optional calls are made */
export function createAws(region: string, until: number, now: () => number, as: As = {}, isGenerous = false): Aws {
  const missing: string[] = [];
  let calls = 0;
  let answered = 0;
  let later = false;
  return {
    config: { region, ...('credentials' in as ? as : {}), ...inTime(REQUEST_TIME, ATTEMPTS) },
    missing,
    calls: () => calls,
    answered: () => answered,
    mayAnswerLater: () => later,
    async ask(what, call, schema) {
      if ('refused' in as) return nothing(`${what}: ${as.refused}`);
      if (calls >= MAX_CALLS) return nothing(`${what}: the limit of calls was reached`);
      if (now() >= until) return nothing(`${what}: the time limit was reached`, true);
      calls++;
      try {
        const answer = schema.safeParse(await withinTime(call(), until - now()));
        if (!answer.success) return nothing(`${what}: the answer had an unknown form`);
        answered++;
        return answer.data;
      } catch (error) {
        return nothing(`${what}: ${reason(error)}`, error instanceof NoAnswer || isPassing(error));
      }
    },
    async askOptional(call, schema) {
      const time = Math.min(OPTIONAL_TIME, until - now());
      if (!isGenerous || 'refused' in as || calls >= MAX_CALLS || time <= 0) return undefined;
      calls++;
      try {
        return schema.safeParse(await withinTime(call(), time)).data;
      } catch {
        return undefined;
      }
    },
  };

  function nothing(why: string, isForNow = false): undefined {
    missing.push(why);
    later ||= isForNow;
    return undefined;
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' ? error.message : `${error.name} ${error.message}`.trim();
}
