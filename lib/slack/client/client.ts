import type { ViewsPublishArguments, ViewsUpdateArguments } from '@slack/web-api';
import type { KnownPeople } from '../../core/approval/types.ts';
import { partialExecution } from '../../core/execution/facts.ts';
import type { LookUpPeople, MessageRef, SendEphemeral, Show } from '../../core/model/effect.ts';
import { type EffectDone, type EffectFailed, type Input, outcome } from '../../core/model/input.ts';
import { goesFirst } from '../../core/notify/urgency.ts';
import type { HomeSlack } from '../../worker/home-slack.ts';
import type { World } from '../../worker/reconcile.ts';
import { renderAuthorMessage } from '../render/author-message.ts';
import { type Message, section } from '../render/blocks.ts';
import { render } from '../render/message.ts';
import { renderReply } from '../render/reply.ts';
import { sentence } from '../render/sentence.ts';
import { failureOf, hasCode, isAboutBlocks } from './api-error.ts';
import { channelOf, EVENT_TYPE, findPosted, metadataOf, type Posted, threadOf } from './find-posted.ts';
import { createPeople } from './people.ts';
import { type SlackApi, slackApi } from './slack-api.ts';
import { createTurns } from './turns.ts';

export interface SlackOptions {
  /** Called before each call, so that a new token is used at once. */
  token: () => Promise<string>;
  /** Base URL of the Web API; Slack's own when absent. */
  apiUrl?: string;
  now: () => number;
}

type ModalView = ViewsUpdateArguments['view'];
type HomeTab = ViewsPublishArguments['view'];

/** The app has no Home, or the person left: no later try helps. */
const NO_HOME = [
  ...['not_enabled', 'missing_scope', 'account_inactive'],
  ...['user_not_found', 'user_disabled', 'invalid_arguments', 'invalid_blocks'],
];

/** The client never waits for a rate limit and never retries by itself: the outbox does. One file, because all
 *  methods share the answers to Slack's errors. */
export function createSlack({
  token,
  apiUrl,
  now,
}: SlackOptions): HomeSlack &
  Pick<
    World,
    | 'show'
    | 'showBoard'
    | 'postDigest'
    | 'reply'
    | 'announce'
    | 'tellAuthor'
    | 'sendEphemeral'
    | 'fillForm'
    | 'identify'
  > {
  const people = createPeople(now);
  const turns = createTurns(now);
  let current: { token: string; client: SlackApi } | undefined;

  async function connect(): Promise<SlackApi> {
    const valid = await token();
    if (current?.token !== valid) current = { token: valid, client: slackApi(valid, apiUrl) };
    return current.client;
  }

  return {
    async show(effect) {
      return inTurn(effect, async (client) => {
        const message = effect.message ?? (await findPosted(client, effect));
        const content = render(effect.summary, message ? effect : callingNobody(effect));
        return message ? update(client, message, content) : post(client, effect, content);
      });
    },
    async reply(effect) {
      return inTurn(effect, async (client) => {
        const posted = effect.posted ?? (await findPosted(client, effect));
        if (posted === undefined && effect.isOver) return undefined;
        const mentions = await people.mentions(client, effect.mention, effect.author);
        const content = renderReply(effect.content, mentions);
        return posted ? correct(client, posted, content) : post(client, effect, content);
      });
    },
    async announce(effect) {
      return inTurn(effect, async (client) => {
        const posted = await findPosted(client, effect);
        const text = sentence(effect.text, ANNOUNCEMENT);
        return posted ?? post(client, effect, { text, blocks: [section(text)] });
      });
    },
    async tellAuthor(effect) {
      return inTurn(effect, async (client) => {
        try {
          // A conversation by the id of a person cannot be searched, so a message after a lost answer may come twice.
          return await post(client, effect, renderAuthorMessage(effect));
        } catch (error) {
          if (hasCode(error, ...UNREACHABLE)) return undefined;
          throw error;
        }
      });
    },
    async showBoard(effect) {
      return inTurn(effect, async (client) => {
        const message = effect.message ?? (await findPosted(client, effect));
        if (message && effect.thread) return message;
        const { renderBoard } = await import('../render/board.ts');
        const content = renderBoard(effect);
        return message ? update(client, message, content) : post(client, effect, content);
      });
    },
    async postDigest(effect) {
      return inTurn(effect, async (client) => {
        const posted = await findPosted(client, effect);
        if (posted) return posted;
        const { renderDigest } = await import('../render/digest.ts');
        return post(client, effect, renderDigest(effect));
      });
    },
    async emailOf(user) {
      return people.emailOf(await connect(), user);
    },
    async lookUp(wanted) {
      return (await people.identify(await connect(), wanted)).known;
    },
    async publishHome(user_id, view) {
      try {
        const { renderHome, renderHomeOff } = await import('../render/home.ts');
        const client = await connect();
        await client.call('views.publish', { user_id, view: (view ? renderHome(view) : renderHomeOff()) as HomeTab });
      } catch (error) {
        if (!hasCode(error, ...NO_HOME)) throw error;
      }
    },
    async sendEphemeral(effect) {
      try {
        await ephemeral(await connect(), effect);
        return [outcome(effect, { done: true, digest: effect.digest })];
      } catch (error) {
        return [outcome(effect, failureOf(error, false))];
      }
    },
    async fillForm(effect) {
      try {
        const { releaseModal } = await import('../render/release-modal.ts');
        const client = await connect();
        await client.call('views.update', { view_id: effect.view, view: releaseModal(effect) as ModalView });
        return [outcome(effect, { done: true, digest: effect.digest })];
      } catch (error) {
        // The person closed it.
        if (hasCode(error, 'not_found')) return [outcome(effect, { done: true, digest: effect.digest })];
        return [outcome(effect, failureOf(error, false))];
      }
    },
    async identify(effect) {
      try {
        const { known, failure } = await people.identify(await connect(), effect);
        const result = failure ? failureOf(failure, false) : ({ done: true, digest: effect.digest } as const);
        return [learnt(effect, known), outcome(effect, result)];
      } catch (error) {
        return [outcome(effect, failureOf(error, false))];
      }
    },
  };

  async function inTurn(effect: Posted, act: (client: SlackApi) => Promise<MessageRef | undefined>): Promise<Input[]> {
    const result = await turns.take(laneOf(effect), goesFirst(effect), () => attempt(effect, connect, act));
    return [outcome(effect, result)];
  }
}

/** The calls that Slack limits together: the posts in a channel, and all updates. */
export function laneOf(effect: Posted): string {
  return isPosting(effect) ? `post ${channelOf(effect)}` : 'update';
}

/** Slack notifies the people whom a new message names. Only the call decides who hears of an approval. */
function callingNobody(effect: Show): Show {
  return { ...effect, asks: effect.asks.map((ask) => ({ ...ask, needs: [] })) };
}

async function correct(client: SlackApi, posted: MessageRef, content: Message): Promise<MessageRef> {
  try {
    return await update(client, posted, content);
  } catch (error) {
    // The reply was deleted, so there is nothing to correct.
    if (hasCode(error, 'message_not_found')) return posted;
    throw error;
  }
}

function learnt({ execution }: LookUpPeople, known: KnownPeople): Input {
  if (execution === undefined) return { type: 'ordered', board: { known } };
  return { type: 'seen', execution: partialExecution(execution, { known }) };
}

/** A person who is not in the channel gets a direct message instead. */
async function ephemeral(client: SlackApi, { channel, user, text }: SendEphemeral): Promise<void> {
  try {
    await client.call('chat.postEphemeral', { channel, user, text: sentence(text, EPHEMERAL) });
  } catch (error) {
    if (!hasCode(error, 'user_not_in_channel', 'channel_not_found', 'not_in_channel')) throw error;
    await client.call('chat.postMessage', { channel: user, text: sentence(text, EPHEMERAL) });
  }
}

/** A person who left, or who takes no messages from apps. The channel has the failure. */
const UNREACHABLE = ['user_not_found', 'user_disabled', 'channel_not_found', 'cannot_dm_bot', 'messages_tab_disabled'];

const EPHEMERAL = 3_000;
const ANNOUNCEMENT = 2_000;

async function attempt(
  effect: Posted,
  connect: () => Promise<SlackApi>,
  act: (client: SlackApi) => Promise<MessageRef | undefined>,
): Promise<EffectDone | EffectFailed> {
  let posting = false;
  try {
    const client = await connect();
    posting = isPosting(effect);
    const message = await act(client);
    return { done: true, digest: effect.digest, message };
  } catch (error) {
    return failureOf(error, posting);
  }
}

function isPosting(effect: Posted): boolean {
  switch (effect.type) {
    case 'show':
    case 'showBoard':
      return effect.message === undefined;
    case 'reply':
      return effect.posted === undefined;
    case 'announce':
    case 'tellAuthor':
    case 'postDigest':
      return true;
    default:
      return effect satisfies never;
  }
}

async function post(client: SlackApi, effect: Posted, { text, blocks }: Message): Promise<MessageRef> {
  const parent = threadOf(effect);
  const broadcast = effect.type === 'reply' && effect.broadcast;
  const thread = parent ? { thread_ts: parent.ts, reply_broadcast: broadcast } : {};
  const common = {
    channel: channelOf(effect),
    text,
    metadata: { event_type: EVENT_TYPE, event_payload: metadataOf(effect) },
    unfurl_links: false,
    unfurl_media: false,
    ...thread,
  };
  const answer = await withoutBlocksIfRefused(
    (fields) => client.call('chat.postMessage', { ...common, ...fields }),
    blocks,
  );
  return { channel: answer.channel ?? common.channel, ts: answer.ts ?? '' };
}

async function update(client: SlackApi, { channel, ts }: MessageRef, { text, blocks }: Message): Promise<MessageRef> {
  await withoutBlocksIfRefused((fields) => client.call('chat.update', { channel, ts, text, ...fields }), blocks);
  return { channel, ts };
}

/** A message without blocks is better than none. */
async function withoutBlocksIfRefused<T>(
  call: (fields: { blocks?: Message['blocks'] }) => Promise<T>,
  blocks: Message['blocks'],
): Promise<T> {
  try {
    return await call({ blocks });
  } catch (error) {
    if (isAboutBlocks(error)) return call({});
    throw error;
  }
}
