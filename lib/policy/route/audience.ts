import type { SharedState } from '../../core/command/shared-state.ts';
import { liveManualRules } from '../../core/command/shared-state.ts';
import type { PipelineSubject } from '../../core/model/policy-port.ts';
import type { Policy } from '../file/schema.ts';
import { unique } from '../people/members.ts';
import { overlaps } from '../scope/glob-sets.ts';
import { ALL, linksOf, matchesAny } from '../scope/scope.ts';

/** Channels with routes for these pipelines; a manual rule is announced there. */
export function audience({ routes, scopes }: Policy, pipelines: string[]): string[] {
  const concerned = routes.filter(({ scope, on }) => {
    if (on?.length === 0) return false;
    const named = scope === ALL ? undefined : scopes[scope];
    const isNear = (globs: string[]) => globs.some((glob) => pipelines.some((pattern) => overlaps(glob, pattern)));
    return !named || linksOf(named).every((link) => !link.pipelines || isNear(link.pipelines));
  });
  return unique(concerned.flatMap(({ channel }) => channel ?? []));
}

export function mutedUntil(board: SharedState, { pipeline }: PipelineSubject, at: number): number | undefined {
  const ends = liveManualRules(board, at).flatMap(([, order]) => {
    const isIt = order.type === 'mute' && order.from <= at && matchesAny(order.pipelines, pipeline);
    return isIt ? [order.until] : [];
  });
  return ends.length > 0 ? Math.max(...ends) : undefined;
}
