import type * as z from 'zod/mini';
import type { Credentials, CredentialsProvider } from '../aws/accounts.ts';
import { inTime } from '../aws/client-config.ts';
import { isPassing } from './transient-error.ts';

/** How a provider asks AWS: a few calls, each bounded in time, and a failure is noted, not thrown. */
export interface Aws {
  /** For the SDK clients: the action's Region, short time-outs, and a few attempts within the time there is. */
  config: ClientConfig;
  /** One call and the part of its answer that is read.
   *  @param what in words that finish "could not read …": `the build`, `the log`
   *  @returns undefined when it could not be had; `missing` then says why */
  ask<T>(what: string, call: () => Promise<unknown>, schema: z.ZodMiniType<T>): Promise<T | undefined>;
  missing: readonly string[];
  calls(): number;
  /** How many questions were answered. */
  answered(): number;
  /** Something is missing that a later diagnosis may read. */
  mayAnswerLater(): boolean;
}

export type ClientConfig = { region: string; credentials?: Credentials | CredentialsProvider } & ReturnType<
  typeof inTime
>;

/** As whom AWS is asked, or why it need not be. */
export type As = { credentials?: CredentialsProvider } | { refused: string };

/** In the common case four calls are enough; more than this nothing is worth. */
const MAX_CALLS = 8;

/** The time for all of it bounds them; of a call that hangs two more fit in. */
const ATTEMPTS = 3;
const REQUEST_TIME = 2_500;

/** @param until the deadline, as `now` tells time (milliseconds)
 *  @param as nothing: as ourselves */
export function createAws(region: string, until: number, now: () => number, as: As = {}): Aws {
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
      if (calls >= MAX_CALLS) return nothing(`${what}: enough was asked`);
      if (now() >= until) return nothing(`${what}: the time for it was over`, true);
      calls++;
      try {
        const answer = schema.safeParse(await withinTime(call(), until - now()));
        if (!answer.success) return nothing(`${what}: the answer was not of a known form`);
        answered++;
        return answer.data;
      } catch (error) {
        return nothing(`${what}: ${reason(error)}`, error instanceof NoAnswer || isPassing(error));
      }
    },
  };

  function nothing(why: string, isForNow = false): undefined {
    missing.push(why);
    later ||= isForNow;
    return undefined;
  }
}

class NoAnswer extends Error {}

async function withinTime<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer('no answer in time')), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' ? error.message : `${error.name} ${error.message}`.trim();
}
