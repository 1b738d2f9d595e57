import { z } from 'zod';
import { method } from '../method.ts';
import { page, timeline } from '../paging.ts';
import { showMessage } from '../show.ts';
import { joinedChannelOf } from '../workspace.ts';

export const conversationsHistory = method(
  z.object({ ...timeline, channel: z.string().min(1) }),
  ({ channel: id, ...range }, { workspace }) => {
    const channel = joinedChannelOf(workspace, id);
    const listed = channel.messages
      .filter(({ thread, broadcast, onlyFor }) => onlyFor === undefined && (thread === undefined || broadcast))
      .reverse();
    const { messages, end } = page(listed, range);
    const withMetadata = range.include_all_metadata;
    return { messages: messages.map((one) => showMessage(one, channel, { withMetadata })), ...end };
  },
);
