import { type Button, buttonsIn, findButton, type Wanted } from './buttons.ts';
import { type Desk, envelope, memberOf, type Trouble, trouble, wentWrong } from './desk.ts';
import { handOver } from './hand-over.ts';
import { showMessage } from './show.ts';
import type { Channel, Message, Person } from './workspace.ts';

export interface Press extends Wanted {
  user: string;
  channel: string;
  ts: string;
  /** Also a button that an update has taken away: a slow client still shows it. */
  stale?: boolean;
  /** Milliseconds of the lab's clock, when it was not just now. */
  at?: number;
}

export type Pressed =
  | {
      ok: true;
      /** Whether the button was no longer there. */
      stale: boolean;
      /** By which a modal may have been opened. */
      trigger: string;
    }
  | Trouble;

/** A person presses a button of a message. */
export async function press(desk: Desk, wanted: Press): Promise<Pressed> {
  const member = memberOf(desk, wanted.user);
  if ('error' in member) return member;
  const channel = desk.workspace.channels.find(({ id }) => id === wanted.channel);
  const message = channel?.messages.find(
    ({ ts, onlyFor = wanted.user }) => ts === wanted.ts && onlyFor === wanted.user,
  );
  if (!channel || !message) return trouble('There is no such message.');
  const shown = findButton(buttonsIn(message.blocks), wanted);
  const button = shown ?? (wanted.stale ? findButton(buttonsIn(message.formerly ?? []), wanted) : undefined);
  if (!button) return trouble('The message has no such button.');

  const trigger = desk.workspace.triggers.mint(member.person.id);
  const at = wanted.at ?? desk.now();
  const payload = blockActions(desk, { ...member, channel, message, button, trigger, at });
  const failed = wentWrong(await handOver(member.app, { payload: JSON.stringify(payload) }, desk.now()));
  return failed === undefined ? { ok: true, stale: !shown, trigger } : trouble(failed);
}

interface Pressing {
  person: Person;
  channel: Channel;
  message: Message;
  button: Button;
  trigger: string;
  at: number;
}

function blockActions({ workspace, responses }: Desk, { person, channel, message, button, trigger, at }: Pressing) {
  const { ts, thread, onlyFor } = message;
  return {
    type: 'block_actions',
    ...envelope(person),
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral: onlyFor !== undefined,
      ...(thread && { thread_ts: thread }),
    },
    trigger_id: trigger,
    channel: { id: channel.id, name: channel.name },
    ...(onlyFor === undefined && { message: showMessage(message, channel) }),
    state: { values: {} },
    response_url: responses.mint('actions', { channel: channel.id, user: person.id, ts }),
    actions: [{ ...button, type: 'button', action_ts: workspace.stamp(at) }],
  };
}
