import { GIVE_UP_EPHEMERAL } from '../base/timing.ts';
import type { Intent } from '../model/intent.ts';
import { machineOf } from '../text/person.ts';
import type { Vote } from './types.ts';

/** A machine reads no Slack. The journal has the reason. */
export function ephemeral(
  run: string,
  { user, at, channel }: Vote,
  text: string,
  key = `${run}:${user}@${at}`,
): Intent[] {
  if (machineOf(user) !== undefined) return [];
  return [
    {
      key: `whisper:${key}`,
      kind: 'once',
      effect: { type: 'sendEphemeral', channel, user, text },
      because: text,
      after: [],
      from: 0,
      giveUp: GIVE_UP_EPHEMERAL,
    },
  ];
}
