import { LATE_ANNOUNCEMENT } from '../base/timing.ts';
import type { Intent } from '../model/intent.ts';

/** A message that concerns everyone in the channel, posted once. */
export function announce(
  key: string,
  channel: string,
  text: string,
  because: string,
  from = 0,
  giveUp = LATE_ANNOUNCEMENT,
): Intent {
  return { key, kind: 'once', effect: { type: 'announce', channel, text }, because, after: [], from, giveUp };
}

export function announceIn(channels: string[], key: string, text: string, because: string): Intent[] {
  return channels.map((channel) => announce(`${key}:${channel}`, channel, text, because));
}
