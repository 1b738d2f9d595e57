import type { Board } from '../core/board.ts';
import { liveOrders } from '../core/board.ts';
import type { PipelineSubject } from '../core/rules.ts';
import { overlaps } from './glob-sets.ts';
import { unique } from './people.ts';
import type { Policy } from './schema.ts';
import { ALL, matchesAny } from './scope.ts';

/** Channels that hear of such pipelines: what somebody ordered concerns them. */
export function audience({ routes, scopes }: Policy, pipelines: string[]): string[] {
  const concerned = routes.filter(({ scope }) => {
    const named = scope === ALL ? undefined : scopes[scope]?.pipelines;
    return !named || named.some((glob) => pipelines.some((pattern) => overlaps(glob, pattern)));
  });
  return unique(concerned.flatMap(({ channel }) => channel ?? []));
}

export function mutedUntil(board: Board, { pipeline }: PipelineSubject, at: number): number | undefined {
  const ends = liveOrders(board, at).flatMap(([, order]) => {
    const isIt = order.type === 'mute' && order.from <= at && matchesAny(order.pipelines, pipeline);
    return isIt ? [order.until] : [];
  });
  return ends.length > 0 ? Math.max(...ends) : undefined;
}
