import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { content, readBlocks } from './content.ts';
import { flag } from './method.ts';
import { Refused } from './refused.ts';
import { rewrite } from './rewrite.ts';
import { bot, channelOf, type Workspace } from './workspace.ts';

/** The addresses at which an app may answer one interaction: five times, for half an hour. */
export interface Responses {
  mint(kind: 'actions' | 'commands', to: Where): string;
  /** @throws Refused */
  answer(path: string, body: unknown): void;
}

interface Where {
  channel: string;
  user: string;
  /** The message that was pressed. */
  ts?: string;
}

const USES = 5;
const LIFE = 30 * 60_000;

const takes = z.object({
  text: content.text.default(''),
  blocks: content.blocks,
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: flag,
  delete_original: flag,
  thread_ts: z.string().optional(),
});
type Answer = z.output<typeof takes>;

export function createResponses(workspace: Workspace, now: () => number, home: () => string): Responses {
  const open = new Map<string, { to: Where; until: number; left: number }>();
  return {
    mint(kind, to) {
      const path = `/hooks/${kind}/${bot.team}/${open.size + 1}/${randomUUID().replaceAll('-', '')}`;
      open.set(path, { to, until: now() + LIFE, left: USES });
      return home() + path;
    },
    answer(path, body) {
      const one = open.get(path);
      if (!one) throw new Refused('invalid_url');
      if (now() >= one.until) throw new Refused('expired_url');
      if (one.left === 0) throw new Refused('used_url');
      const read = takes.safeParse(body);
      if (!read.success) throw new Refused('invalid_payload');
      respond(workspace, one.to, read.data, now());
      one.left -= 1;
    },
  };
}

/** It works without an invitation and without the channel's rules. */
function respond(workspace: Workspace, { channel: id, user, ts }: Where, answer: Answer, now: number): void {
  const { text, response_type, replace_original, delete_original, thread_ts } = answer;
  const channel = channelOf(workspace, id);
  const original = channel.messages.find((one) => one.ts === ts);
  if (delete_original) {
    channel.messages = channel.messages.filter((one) => one !== original);
    return;
  }
  const blocks = readBlocks(answer.blocks, text) ?? [];
  if (text.trim() === '' && blocks.length === 0) throw new Refused('no_text');
  if (replace_original && original) {
    rewrite(original, text, blocks);
    return;
  }
  channel.messages.push({
    ts: workspace.stamp(now),
    author: bot.id,
    text,
    blocks,
    broadcast: false,
    updates: 0,
    ...(response_type === 'ephemeral' && { onlyFor: user }),
    ...(thread_ts && { thread: thread_ts }),
  });
}
