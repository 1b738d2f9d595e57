import { admitAgain } from '../base/timing.ts';
import type { Intent } from '../model/intent.ts';
import type { FreezeDecision, PolicyPort } from '../model/policy-port.ts';
import { announceIn } from '../notify/announce.ts';
import { lockReasons, ownerAsked, ownerBehind } from './messages.ts';
import { tellLock } from './tell-lock.ts';
import type { PipelineTransitions, StageTransition, Waiter } from './transitions.ts';

type Waiting = Waiter & { id: string; at: number };

export function waitersAt({ waiters = {} }: PipelineTransitions, stage: string): Waiting[] {
  return Object.entries(waiters)
    .flatMap(([id, [at, waiter]]) => (waiter.waits && waiter.stage === stage ? [{ ...waiter, id, at }] : []))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function isOwned({ owns }: Waiter, { locks = [] }: FreezeDecision): boolean {
  return locks.length > 0 && locks.every(({ id }) => owns.includes(id));
}

export interface Admission {
  executions: string[];
  /** Milliseconds. */
  from: number;
}

/** The owner's executions that wait, and when they are next tried. */
export function admissionTo(
  gates: PipelineTransitions,
  stage: string,
  decided: FreezeDecision,
  doneAt: number | undefined,
): Admission | undefined {
  const own = waitersAt(gates, stage).filter((one) => isOwned(one, decided));
  const [first] = own;
  if (!first) return undefined;
  const newest = Math.max(...own.map(({ at }) => at));
  const isNew = doneAt === undefined || doneAt <= newest;
  return { executions: own.map(({ id }) => id).sort(), from: isNew ? 0 : admitAgain(first.at, doneAt) };
}

/** The owner is asked once for each lock; executions that the pipeline does not know yet look at the lock themselves. */
export function planWaiters(
  gates: PipelineTransitions,
  { stage, waiting }: StageTransition,
  decided: FreezeDecision,
  rules: PolicyPort,
): Intent[] {
  const { locks = [] } = decided;
  const [lock] = locks;
  if (!lock) return [];
  const { pipeline } = gates.ref;
  const known = waitersAt(gates, stage);
  const channels = rules.audience([pipeline]);
  const foreign = known.find((one) => !isOwned(one, decided));
  const unknown = waiting.filter((id) => !known.some((one) => one.id === id));
  return [
    ...unknown.map((executionId) => {
      const execution = { ...gates.ref, executionId };
      return tellLock(`lock-look:${lock.id}:${executionId}`, 'once', execution, { type: 'look' }, lockReasons.look);
    }),
    ...(foreign
      ? announceIn(channels, `lock-asked:${lock.id}`, ownerAsked(lock, pipeline, foreign.what), lockReasons.asked)
      : []),
    ...known
      .filter((one) => isOwned(one, decided))
      .flatMap((own) => {
        const before = waiting.slice(0, Math.max(0, waiting.indexOf(own.id)));
        const named = known.filter((one) => before.includes(one.id) && !isOwned(one, decided));
        if (named.length === 0) return [];
        const what = named.map((one) => one.what);
        const text = ownerBehind(lock, stage, pipeline, own.what, what);
        return announceIn(channels, `lock-behind:${lock.id}:${own.id}`, text, lockReasons.behind);
      }),
  ];
}
