import { z } from 'zod';
import { content, readBlocks, readMetadata } from '../content.ts';
import { flag, method } from '../method.ts';
import { Refused } from '../refused.ts';
import { showMessage } from '../show.ts';
import { bot, type Channel, destinationOf, type Message, openChannel } from '../workspace.ts';

/** Measured, not documented: what is longer arrives as several messages. */
const SPLIT_AFTER = 4_040;
const KEPT = 40_000;

const takes = z.object({
  ...content,
  channel: z.string().min(1),
  thread_ts: z.string().optional(),
  reply_broadcast: flag,
});

export const chatPostMessage = method(takes, (args, { workspace, now }) => {
  const channel = openChannel(destinationOf(workspace, args.channel));
  const text = args.text ?? '';
  const blocks = readBlocks(args.blocks, text) ?? [];
  const metadata = readMetadata(args.metadata);
  if (text.trim() === '' && blocks.length === 0) throw new Refused('no_text');
  const thread = args.thread_ts ? threadOf(channel, args.thread_ts) : undefined;
  const [first = '', ...rest] = split(text);
  const common = { author: bot.id, broadcast: args.reply_broadcast && thread !== undefined, updates: 0 };
  const message: Message = {
    ...common,
    ts: workspace.stamp(now),
    text: first,
    blocks,
    ...(metadata && { metadata }),
    ...(thread && { thread }),
  };
  channel.messages.push(message);
  for (const text of rest) {
    channel.messages.push({ ...common, ts: workspace.stamp(now), text, blocks: [], ...(thread && { thread }) });
  }
  return { channel: channel.id, ts: message.ts, message: showMessage(message, channel) };
});

/** A reply to a reply belongs to the same thread. That an unknown thread is refused is our guess, on the strict side.
 *  */
function threadOf({ messages }: Channel, ts: string): string {
  const parent = messages.find((one) => one.ts === ts && one.onlyFor === undefined);
  if (!parent) throw new Refused('thread_not_found');
  return parent.thread ?? parent.ts;
}

function split(text: string): string[] {
  return text.slice(0, KEPT).match(new RegExp(`[^]{1,${SPLIT_AFTER}}`, 'g')) ?? [];
}
