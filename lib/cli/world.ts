import type { Effect } from '../core/model/effect.ts';
import type { Input } from '../core/model/input.ts';
import type { World } from '../worker/reconcile.ts';

/** A world in which every effect is done in one way, but for what is said otherwise. */
export function worldOf(
  done: (effect: Exclude<Effect, { type: 'wake' }>) => Promise<Input[]>,
  otherwise: Partial<World> = {},
): World {
  return {
    describe: done,
    recount: done,
    diagnose: done,
    inspect: done,
    identify: done,
    answer: done,
    show: done,
    reply: done,
    whisper: done,
    publish: done,
    record: done,
    survey: done,
    transition: done,
    'roll-call': done,
    calendar: done,
    retry: done,
    tally: done,
    measure: done,
    sight: done,
    decree: done,
    operate: done,
    announce: done,
    wake: async () => [],
    ...otherwise,
  };
}
