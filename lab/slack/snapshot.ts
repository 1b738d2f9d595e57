import type { View } from './view.ts';
import { type Block, bot, type Channel, type Message, type Metadata, type Workspace } from './workspace.ts';

export interface SlackSnapshot {
  channels: { id: string; name: string; messages: SlackMessage[] }[];
  users: { id: string; name: string; email?: string }[];
  groups: { id: string; name: string }[];
  /** The modals that are open, the newest last. */
  views: Omit<View, 'hash'>[];
  /** The Home of each person who has one. */
  homes: { user: string; blocks: Block[] }[];
}

export interface SlackMessage {
  ts: string;
  text: string;
  blocks: Block[];
  author: string;
  updates: number;
  metadata?: Metadata;
  /** A reply that was also sent to the channel: it stands here and in its thread. */
  broadcast?: boolean;
  /** Only this person sees it. */
  onlyFor?: string;
  replies: SlackReply[];
}

export type SlackReply = Omit<SlackMessage, 'replies'>;

/** Everything that is visible, oldest first. Later calls do not change it: they replace blocks and never edit them. */
export function takeSnapshot({ channels, users, groups, views, homes }: Workspace): SlackSnapshot {
  return {
    channels: channels.map((channel) => ({
      id: channel.id,
      name: channel.name,
      messages: channel.messages
        .filter(({ thread, broadcast }) => thread === undefined || broadcast)
        .map((message) => ({ ...plain(message), replies: repliesIn(channel, message) })),
    })),
    users: [...users, bot].map((person) => ({
      id: person.id,
      name: person.name,
      ...('email' in person && person.email && { email: person.email }),
    })),
    groups: groups.map(({ id, name = id }) => ({ id, name })),
    views: views.map(({ hash: _, ...view }) => view),
    homes: [...homes].map(([user, blocks]) => ({ user, blocks })),
  };
}

function repliesIn({ messages }: Channel, { ts }: Message): SlackReply[] {
  return messages.filter(({ thread }) => thread === ts).map(plain);
}

function plain({ ts, text, blocks, author, updates, metadata, broadcast, onlyFor }: Message): SlackReply {
  return {
    ts,
    text,
    blocks,
    author,
    updates,
    ...(metadata && { metadata }),
    ...(broadcast && { broadcast }),
    ...(onlyFor && { onlyFor }),
  };
}
