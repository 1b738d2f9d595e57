import { z } from 'zod';
import { count, flag } from './method.ts';
import { Refused } from './refused.ts';
import type { Message } from './workspace.ts';

export const timeline = {
  oldest: z.coerce.string().optional(),
  latest: z.coerce.string().optional(),
  inclusive: flag,
  limit: count.optional(),
  cursor: z.string().optional(),
  include_all_metadata: flag,
};

type Timeline = z.output<z.ZodObject<typeof timeline>>;

/** One page of messages, which come in the order the method lists them. */
export function page(listed: Message[], { oldest, latest, inclusive, limit = 100, cursor }: Timeline) {
  const inside = listed.filter(({ ts }) => {
    const at = micros(ts);
    if (inclusive && (ts === oldest || ts === latest)) return true;
    return at > micros(oldest ?? '0') && at < (latest ? micros(latest) : Number.POSITIVE_INFINITY);
  });
  const start = cursor ? inside.findIndex(({ ts }) => cursorFor(ts) === cursor) : 0;
  if (start < 0) throw new Refused('invalid_cursor');
  const next = inside[start + limit];
  return {
    messages: inside.slice(start, start + limit),
    end: { has_more: next !== undefined, response_metadata: { next_cursor: next ? cursorFor(next.ts) : '' } },
  };
}

function micros(ts: string): number {
  return Math.round(Number(ts) * 1e6);
}

function cursorFor(ts: string): string {
  return Buffer.from(`next_ts:${ts.replace('.', '')}`).toString('base64');
}
