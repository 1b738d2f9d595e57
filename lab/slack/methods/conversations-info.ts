import { z } from 'zod';
import { method } from '../method.ts';
import { bot, channelOf } from '../workspace.ts';

export const conversationsInfo = method(z.object({ channel: z.string().min(1) }), ({ channel: id }, { workspace }) => {
  const { name, joined, archived } = channelOf(workspace, id);
  const direct = id.startsWith('D');
  return {
    channel: {
      id,
      name,
      name_normalized: name,
      is_channel: !direct,
      is_im: direct,
      is_private: direct,
      is_archived: archived,
      is_member: joined,
      context_team_id: bot.team,
    },
  };
});
