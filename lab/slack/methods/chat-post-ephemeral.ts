import { z } from 'zod';
import { content, readBlocks } from '../content.ts';
import { method } from '../method.ts';
import { Refused } from '../refused.ts';
import { bot, channelOf, openChannel } from '../workspace.ts';

const takes = z.object({
  ...content,
  channel: z.string().min(1),
  user: z.string().min(1),
  thread_ts: z.string().optional(),
});

export const chatPostEphemeral = method(takes, (args, { workspace, now }) => {
  const channel = openChannel(channelOf(workspace, args.channel));
  if (!workspace.users.some(({ id }) => id === args.user)) throw new Refused('user_not_in_channel');
  const text = args.text ?? '';
  const blocks = readBlocks(args.blocks, text) ?? [];
  if (text.trim() === '' && blocks.length === 0) throw new Refused('no_text');
  const ts = workspace.stamp(now);
  channel.messages.push({
    ts,
    author: bot.id,
    text,
    blocks,
    broadcast: false,
    updates: 0,
    onlyFor: args.user,
    ...(args.thread_ts && { thread: args.thread_ts }),
  });
  return { message_ts: ts };
});
