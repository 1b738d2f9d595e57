import { z } from 'zod';
import { method } from '../method.ts';
import { channelOf, messageOf } from '../workspace.ts';

export const chatGetPermalink = method(
  z.object({ channel: z.string().min(1), message_ts: z.string().min(1) }),
  ({ channel: id, message_ts }, { workspace }) => {
    const channel = channelOf(workspace, id);
    const { ts, thread } = messageOf(channel, message_ts);
    const place = `https://signalbox-lab.slack.com/archives/${id}/p${ts.replace('.', '')}`;
    return { channel: id, permalink: thread ? `${place}?thread_ts=${thread}&cid=${id}` : place };
  },
);
