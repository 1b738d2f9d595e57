import { GIVE_UP_WHISPERING } from '../base/timing.ts';
import type { Wish } from '../model/intent.ts';
import type { Vote } from './types.ts';

/** Says something to whoever voted, once for that vote. */
export function whisper(run: string, { user, at, channel }: Vote, text: string): Wish {
  return {
    key: `whisper:${run}:${user}@${at}`,
    kind: 'once',
    effect: { type: 'whisper', channel, user, text },
    verdict: { rule: 'whisper', outcome: 'deny', because: text },
    after: [],
    from: 0,
    giveUp: GIVE_UP_WHISPERING,
  };
}
