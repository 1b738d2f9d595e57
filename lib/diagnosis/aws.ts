import type * as z from 'zod/mini';
import type { Credentials, CredentialsProvider } from '../accounts.ts';
import { inTime } from '../aws-config.ts';

/** How a provider asks AWS: a few calls, each bounded in time, and a failure is noted, not thrown. */
export interface Aws {
  /** For the SDK clients: the action's Region, short time-outs, no retries. */
  config: ClientConfig;
  /** One call and the part of its answer that is read.
   *  @param what in words that finish "could not read …": `the build`, `the log`
   *  @returns undefined when it could not be had; `missing` then says why */
  ask<T>(what: string, call: () => Promise<unknown>, schema: z.ZodMiniType<T>): Promise<T | undefined>;
  missing: readonly string[];
  calls(): number;
}

export type ClientConfig = { region: string; credentials?: Credentials | CredentialsProvider } & ReturnType<
  typeof inTime
>;

/** As whom AWS is asked, or why it need not be. */
export type As = { credentials?: CredentialsProvider } | { refused: string };

/** In the common case four calls are enough; more than this nothing is worth. */
const MAX_CALLS = 8;

/** @param until the deadline, as `now` tells time (milliseconds)
 *  @param as nothing: as ourselves */
export function createAws(region: string, until: number, now: () => number, as: As = {}): Aws {
  const missing: string[] = [];
  let calls = 0;
  return {
    config: { region, ...('credentials' in as ? as : {}), ...inTime(4_000, 1) },
    missing,
    calls: () => calls,
    async ask(what, call, schema) {
      if ('refused' in as) return nothing(`${what}: ${as.refused}`);
      if (calls >= MAX_CALLS) return nothing(`${what}: enough was asked`);
      if (now() >= until) return nothing(`${what}: the time for it was over`);
      calls++;
      try {
        const answer = schema.safeParse(await withinTime(call(), until - now()));
        return answer.success ? answer.data : nothing(`${what}: the answer was not of a known form`);
      } catch (error) {
        return nothing(`${what}: ${reason(error)}`);
      }
    },
  };

  function nothing(why: string): undefined {
    missing.push(why);
    return undefined;
  }
}

async function withinTime<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), ms);
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
