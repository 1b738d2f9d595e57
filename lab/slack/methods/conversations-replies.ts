import { z } from 'zod';
import { method } from '../method.ts';
import { page, timeline } from '../paging.ts';
import { Refused } from '../refused.ts';
import { showMessage } from '../show.ts';
import { joinedChannelOf, repliesTo } from '../workspace.ts';

export const conversationsReplies = method(
  z.object({ ...timeline, channel: z.string().min(1), ts: z.string().min(1) }),
  ({ channel: id, ts, ...range }, { workspace }) => {
    const channel = joinedChannelOf(workspace, id);
    const asked = channel.messages.find((one) => one.ts === ts && one.onlyFor === undefined);
    if (!asked) throw new Refused('thread_not_found');
    const parent = channel.messages.find((one) => one.ts === asked.thread) ?? asked;
    const { messages, end } = page([parent, ...repliesTo(channel, parent.ts)], { limit: 1000, ...range });
    const withMetadata = range.include_all_metadata;
    return { messages: messages.map((one) => showMessage(one, channel, { withMetadata })), ...end };
  },
);
