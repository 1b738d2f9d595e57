import { bot, type Channel, type Message, type Person, repliesTo } from './workspace.ts';

/** A message as history, replies and the posting methods return it. */
export function showMessage(message: Message, channel: Channel, { withMetadata = false } = {}) {
  const replies = repliesTo(channel, message.ts);
  return {
    type: 'message',
    user: message.author,
    ...(message.author === bot.id && { bot_id: bot.bot, app_id: bot.app }),
    team: bot.team,
    text: message.text,
    ts: message.ts,
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.broadcast && { subtype: 'thread_broadcast' }),
    ...(message.edited && { edited: { user: message.author, ts: message.edited } }),
    ...(message.thread && { thread_ts: message.thread }),
    ...(replies.length > 0 && {
      thread_ts: message.ts,
      reply_count: replies.length,
      latest_reply: replies.at(-1)?.ts,
    }),
    ...(withMetadata && message.metadata && { metadata: message.metadata }),
  };
}

export function showPerson({ id, name, email, tz = 'Etc/UTC', deactivated = false }: Person) {
  return {
    id,
    team_id: bot.team,
    name: name.toLowerCase().replaceAll(' ', '.'),
    real_name: name,
    tz,
    deleted: deactivated,
    is_bot: id === bot.id,
    profile: { real_name: name, display_name: name, ...(email && { email }) },
  };
}
