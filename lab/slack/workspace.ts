import { Refused } from './refused.ts';
import { createTriggers, type Triggers } from './triggers.ts';
import type { View } from './view.ts';

export interface Person {
  id: string;
  name: string;
  email?: string;
  /** UTC, unless this says otherwise. */
  tz?: string;
  deactivated?: boolean;
}

export interface Group {
  id: string;
  name?: string;
  users: string[];
}

export interface ChannelSetting {
  id: string;
  name: string;
  /** Whether Signalbox is a member. Default: yes. */
  joined?: boolean;
  archived?: boolean;
}

export interface Channel {
  id: string;
  name: string;
  joined: boolean;
  archived: boolean;
  /** Oldest first, replies among them. */
  messages: Message[];
}

export type Block = { type: string } & Record<string, unknown>;

export interface Metadata {
  event_type: string;
  event_payload: Record<string, unknown>;
}

export interface Message {
  ts: string;
  author: string;
  text: string;
  blocks: Block[];
  metadata?: Metadata;
  /** The ts of the message this is a reply to. */
  thread?: string;
  broadcast: boolean;
  updates: number;
  edited?: string;
  /** The one person who sees an ephemeral message. */
  onlyFor?: string;
  /** Blocks with buttons that an update removed, newest first: a slow client still shows them. */
  formerly?: Block[];
}

export const bot = {
  id: 'U0SIGNALBOX',
  name: 'Signalbox',
  bot: 'B0SIGNALBOX',
  app: 'A0SIGNALBOX',
  team: 'T0LAB',
  domain: 'signalbox-lab',
};

export interface Workspace {
  users: Person[];
  groups: Group[];
  channels: Channel[];
  /** The modals that are open, the newest last. */
  views: View[];
  /** The Home of each person, as the app published it last. */
  homes: Map<string, Block[]>;
  triggers: Triggers;
  /** A new ts: unique and increasing even while the clock stands still. */
  stamp(now: number): string;
}

export interface WorkspaceSetting {
  users: Person[];
  channels: ChannelSetting[];
  groups: Group[];
  /** Milliseconds of life. */
  real: () => number;
}

export function createWorkspace({ users, channels, groups, real }: WorkspaceSetting): Workspace {
  let last = 0;
  return {
    users,
    groups: structuredClone(groups),
    views: [],
    homes: new Map(),
    triggers: createTriggers(real),
    channels: channels.map(({ id, name, joined = true, archived = false }) => ({
      id,
      name,
      joined,
      archived,
      messages: [],
    })),
    stamp(now) {
      last = Math.max(last + 1, Math.floor(now * 1000));
      return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`;
    },
  };
}

/** By ID only, as every method but chat.postMessage wants it. */
export function channelOf({ channels }: Workspace, id: string): Channel {
  const channel = channels.find((one) => one.id === id);
  if (!channel) throw new Refused('channel_not_found');
  return channel;
}

export function joinedChannelOf(workspace: Workspace, id: string): Channel {
  const channel = channelOf(workspace, id);
  if (!channel.joined) throw new Refused('not_in_channel');
  return channel;
}

export function openChannel(channel: Channel): Channel {
  if (channel.archived) throw new Refused('is_archived');
  if (!channel.joined) throw new Refused('not_in_channel');
  return channel;
}

/** The channel of a post, by its ID or name, or by a person: then the direct channel is opened. */
export function destinationOf(workspace: Workspace, to: string): Channel {
  const name = to.replace(/^#/, '');
  const known = workspace.channels.find((one) => one.id === to || one.name === name);
  if (known) return known;
  const person = workspace.users.find((one) => one.id === to);
  if (!person) throw new Refused('channel_not_found');
  const id = `D${person.id.slice(1)}`;
  const open = workspace.channels.find((one) => one.id === id);
  if (open) return open;
  const direct: Channel = { id, name: person.name, joined: true, archived: false, messages: [] };
  workspace.channels.push(direct);
  return direct;
}

export function messageOf({ messages }: Channel, ts: string): Message {
  const message = messages.find((one) => one.ts === ts && one.onlyFor === undefined);
  if (!message) throw new Refused('message_not_found');
  return message;
}

export function repliesTo({ messages }: Channel, ts: string): Message[] {
  return messages.filter((one) => one.thread === ts && one.onlyFor === undefined);
}
