import { lockedByAnother, lockInParallel, lockWithoutPipeline, NOTHING_LOCKED, severalToLock } from './messages.ts';
import type { PlannedRequest } from './plan.ts';
import type { StatusSnapshot } from './shared-state.ts';
import type { FreezeCommand } from './types.ts';

/** @returns why a lock would hold nothing, or hold against another lock */
export function lockRefusal(
  { rules, request, now }: PlannedRequest,
  { pipelines: [name = ''], stages = [] }: FreezeCommand,
  { pipelines, more, unread = [] }: StatusSnapshot,
): string | undefined {
  if (pipelines.some(({ mode }) => mode === 'PARALLEL')) return lockInParallel(name);
  if (pipelines.length + more > 1) return severalToLock(name);
  const [pipeline] = pipelines;
  if (!pipeline) return unread.length > 0 ? lockWithoutPipeline(name, unread) : undefined;
  const others = stages
    .flatMap((stage) => rules.locks({ ...pipeline.ref, stage }, now))
    .filter(({ by }) => by !== request.user);
  return others[0] && `${NOTHING_LOCKED} ${lockedByAnother(name, others[0])}`;
}
