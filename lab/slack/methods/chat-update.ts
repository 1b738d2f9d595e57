import { z } from 'zod';
import { content, readBlocks, readMetadata } from '../content.ts';
import { method } from '../method.ts';
import { Refused } from '../refused.ts';
import { rewrite } from '../rewrite.ts';
import { showMessage } from '../show.ts';
import { bot, channelOf, messageOf, openChannel } from '../workspace.ts';

const TEXT_MAX = 4_000;

const takes = z.object({ ...content, channel: z.string().min(1), ts: z.string().min(1) });

export const chatUpdate = method(takes, (args, { workspace, now }) => {
  const channel = openChannel(channelOf(workspace, args.channel));
  const message = messageOf(channel, args.ts);
  if (message.author !== bot.id) throw new Refused('cant_update_message');
  const text = args.text ?? '';
  if (text.length > TEXT_MAX) throw new Refused('msg_too_long');
  const blocks = readBlocks(args.blocks, text);
  const metadata = readMetadata(args.metadata);
  if (text.trim() === '' && !blocks?.length) throw new Refused('no_text');
  rewrite(message, text, blocks ?? []);
  if (metadata) message.metadata = metadata;
  if (metadata === null) delete message.metadata;
  // Slack marks a message as edited only when plain text replaced it.
  if (!blocks?.length) message.edited = workspace.stamp(now);
  return { channel: channel.id, ts: message.ts, text, message: showMessage(message, channel) };
});
