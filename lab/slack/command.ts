import { z } from 'zod';
import { readBlocks } from './content.ts';
import { type Desk, memberOf, type Trouble, trouble } from './desk.ts';
import { handOver } from './hand-over.ts';
import { showPerson } from './show.ts';
import { bot, type Channel } from './workspace.ts';

export interface Command {
  user: string;
  channel: string;
  /** The text after the command's name. */
  text: string;
}

const NAME = '/signalbox';

const answer = z.object({
  text: z.string().default(''),
  blocks: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
});

/** A person types the app's slash command. */
export async function command(desk: Desk, { user, channel: id, text }: Command): Promise<{ ok: true } | Trouble> {
  const member = memberOf(desk, user);
  if ('error' in member) return member;
  const channel = desk.workspace.channels.find((one) => one.id === id);
  if (!channel) return trouble('There is no such channel.');
  const fields = {
    token: 'deprecated-verification-token',
    team_id: bot.team,
    team_domain: bot.domain,
    channel_id: id,
    channel_name: channel.name,
    user_id: user,
    user_name: showPerson(member.person).name,
    command: NAME,
    text,
    api_app_id: bot.app,
    is_enterprise_install: 'false',
    response_url: desk.responses.mint('commands', { channel: id, user }),
    trigger_id: desk.workspace.triggers.mint(user),
  };
  const answer = await handOver(member.app, fields, desk.now());
  if (answer.type === 'late') return failed('operation_timeout');
  if (answer.type === 'unreachable' || answer.status !== 200) return failed('dispatch_failed');
  return say(desk, channel, user, answer);
}

/** At once, and only for the person unless the answer states otherwise. */
function say(
  { workspace, now }: Desk,
  channel: Channel,
  user: string,
  { body, isJson }: { body: string; isJson: boolean },
): { ok: true } | Trouble {
  if (body.trim() === '') return { ok: true };
  try {
    const { text, blocks, response_type } = answer.parse(isJson ? JSON.parse(body) : { text: body });
    channel.messages.push({
      ts: workspace.stamp(now()),
      author: bot.id,
      text,
      blocks: readBlocks(blocks, text) ?? [],
      broadcast: false,
      updates: 0,
      ...(response_type === 'ephemeral' && { onlyFor: user }),
    });
    return { ok: true };
  } catch {
    return failed('dispatch_failed');
  }
}

function failed(error: string): Trouble {
  return trouble(`${NAME} failed with the error "${error}"`);
}
