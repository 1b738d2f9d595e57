import type { WebClient } from '@slack/web-api';
import type { Announce, MessageRef, Reply, Show } from '../../core/model/effect.ts';
import { hasCode } from './api-error.ts';

export const EVENT_TYPE = 'signalbox';

export function metadataOf(effect: Show | Reply | Announce): { execution: string; key: string } {
  return { execution: executionOf(effect), key: effect.key };
}

function executionOf(effect: Show | Reply | Announce): string {
  switch (effect.type) {
    case 'show':
      return effect.summary.executionId;
    case 'reply':
      return effect.execution.executionId;
    case 'announce':
      return '';
    default:
      return effect satisfies never;
  }
}

/** Slack's answer has the channel's id. The policy may name the channel differently. */
export function channelOf(effect: Show | Reply | Announce): string {
  return effect.type === 'announce' ? effect.channel : (effect.message?.channel ?? effect.channel);
}

const PAGE = 200;
const MAX_PAGES = 5;
/** Seconds by which the worker's clock and Slack's may differ. */
const SKEW = 60;

/** Finds the message of a worker that died before it reported the message.
 *  @returns undefined also when the channel may not be read: a duplicate is better than no message */
export async function findPosted(client: WebClient, effect: Show | Reply | Announce): Promise<MessageRef | undefined> {
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
  client: WebClient,
  effect: Show | Reply | Announce,
  common: { channel: string; limit: number; include_all_metadata: boolean },
  oldest: string,
): Promise<Listed | undefined> {
  try {
    if (effect.type === 'reply') return await client.conversations.replies({ ...common, ts: effect.message.ts });
    return await client.conversations.history({ ...common, oldest });
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
