import { z } from 'zod';
import { method } from '../method.ts';
import { Refused } from '../refused.ts';
import { bot, channelOf, messageOf, openChannel, repliesTo } from '../workspace.ts';

export const chatDelete = method(
  z.object({ channel: z.string().min(1), ts: z.string().min(1) }),
  ({ channel: id, ts }, { workspace }) => {
    const channel = openChannel(channelOf(workspace, id));
    const message = messageOf(channel, ts);
    if (message.author !== bot.id) throw new Refused('cant_delete_message');
    // A thread outlives its first message, which leaves a stone in its place.
    if (repliesTo(channel, ts).length > 0) {
      message.text = 'This message was deleted.';
      message.blocks = [];
      delete message.metadata;
    } else {
      channel.messages = channel.messages.filter((one) => one !== message);
    }
    return { channel: channel.id, ts };
  },
);
