import { GIVE_UP_EPHEMERAL } from '../base/timing.ts';
import type { Intent } from '../model/intent.ts';
import type { Vote } from './types.ts';

export function ephemeral(run: string, { user, at, channel }: Vote, text: string): Intent {
  return {
    key: `whisper:${run}:${user}@${at}`,
    kind: 'once',
    effect: { type: 'sendEphemeral', channel, user, text },
    because: text,
    after: [],
    from: 0,
    giveUp: GIVE_UP_EPHEMERAL,
  };
}
