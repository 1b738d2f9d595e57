import type { Announce, MessageRef, PostDigest, Reply, Show, ShowBoard, TellAuthor } from '../../core/model/effect.ts';
import { hasCode } from './api-error.ts';
import type { SlackApi } from './slack-api.ts';

/** The effects that leave a message in a channel, or with a person. */
export type Posted = Show | Reply | Announce | ShowBoard | PostDigest | TellAuthor;

export const EVENT_TYPE = 'signalbox';

export function metadataOf(effect: Posted): { execution: string; key: string } {
  const isVersion = effect.type === 'showBoard' && effect.thread !== undefined;
  return { execution: executionOf(effect), key: isVersion ? `${effect.key}:${effect.digest}` : effect.key };
}

function executionOf(effect: Posted): string {
  switch (effect.type) {
    case 'show':
      return effect.summary.executionId;
    case 'reply':
    case 'tellAuthor':
      return effect.execution.executionId;
    case 'announce':
    case 'showBoard':
    case 'postDigest':
      return '';
    default:
      return effect satisfies never;
  }
}

/** Slack's answer has the channel's id. The policy may name the channel differently. */
export function channelOf(effect: Posted): string {
  if (effect.type === 'tellAuthor') return effect.user;
  const isOwn = effect.type === 'announce' || effect.type === 'postDigest';
  const known = isOwn ? undefined : (effect.message ?? threadOf(effect));
  return known?.channel ?? effect.channel;
}

export function threadOf(effect: Posted): MessageRef | undefined {
  if (effect.type === 'reply') return effect.message;
  return effect.type === 'showBoard' ? effect.thread : undefined;
}

const PAGE = 200;
const MAX_PAGES = 5;
/** Seconds by which the worker's clock and Slack's may differ. */
const SKEW = 60;

/** Finds the message of a worker that died before it reported the message.
 *  @returns undefined also when the channel may not be read: a duplicate is better than no message */
export async function findPosted(client: SlackApi, effect: Posted): Promise<MessageRef | undefined> {
  if (effect.maybeSince === undefined) return undefined;
  const wanted = metadataOf(effect);
  const channel = channelOf(effect);
  const oldest = String(Math.floor(effect.maybeSince / 1000) - SKEW);
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const common = { channel, limit: PAGE, include_all_metadata: true, ...(cursor ? { cursor } : {}) };
    const answer = await read(client, effect, common, oldest);
    const posted = answer?.messages?.find((message) => isOurs(message, wanted));
    if (posted?.ts) return { channel, ts: posted.ts };
    cursor = answer?.response_metadata?.next_cursor;
    if (!cursor) return undefined;
  }
  return undefined;
}

interface Listed {
  messages?: { ts?: string; metadata?: { event_type?: string; event_payload?: object } }[];
  response_metadata?: { next_cursor?: string };
}

async function read(
  client: SlackApi,
  effect: Posted,
  common: { channel: string; limit: number; include_all_metadata: boolean },
  oldest: string,
): Promise<Listed | undefined> {
  try {
    const thread = threadOf(effect);
    if (thread) return await client.call('conversations.replies', { ...common, ts: thread.ts });
    return await client.call('conversations.history', { ...common, oldest });
  } catch (error) {
    if (hasCode(error, 'missing_scope', 'not_in_channel', 'channel_not_found', 'no_permission')) return undefined;
    throw error;
  }
}

function isOurs(
  { metadata }: NonNullable<Listed['messages']>[number],
  wanted: { execution: string; key: string },
): boolean {
  const payload = metadata?.event_payload as Partial<typeof wanted> | undefined;
  return metadata?.event_type === EVENT_TYPE && payload?.key === wanted.key && payload.execution === wanted.execution;
}
