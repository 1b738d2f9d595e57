import { GIVE_UP_EPHEMERAL } from '../base/timing.ts';
import type { Intent } from '../model/intent.ts';
import { machineOf } from '../text/person.ts';
import type { Vote } from './types.ts';

/** A machine reads no Slack. The journal has the reason. */
export function ephemeral(
  run: string,
  { user, at, channel }: Vote,
  text: string,
  key = ephemeralKey(run, { user, at }),
): Intent[] {
  if (machineOf(user) !== undefined) return [];
  return [
    {
      key,
      kind: 'once',
      effect: { type: 'sendEphemeral', channel, user, text },
      because: text,
      after: [],
      from: 0,
      giveUp: GIVE_UP_EPHEMERAL,
    },
  ];
}

/** @param about what the text is about, if the person may get another one for the same vote */
export function ephemeralKey(run: string, { user, at }: Pick<Vote, 'user' | 'at'>, about = ''): string {
  return `whisper:${run}:${user}@${at}${about}`;
}
