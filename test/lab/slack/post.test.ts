import { describe, expect, test } from 'vitest';
import { openLab, refusalOf, section } from './fixture.ts';

const channel = 'C0DEPLOYS';

describe('chat.postMessage', () => {
  test('posts text, blocks and metadata to the channel, and returns its ts', async () => {
    const { client, slack } = await openLab();
    const metadata = { event_type: 'signalbox', event_payload: { execution: 'e1' } };
    const answer = await client.chat.postMessage({ channel, text: 'hello', blocks: [section('*hello*')], metadata });
    expect(answer).toMatchObject({ ok: true, channel, ts: '1767603600.000000', message: { text: 'hello' } });
    expect(slack.snapshot().channels[0]?.messages).toEqual([
      {
        ts: answer.ts,
        text: 'hello',
        blocks: [section('*hello*')],
        author: 'U0SIGNALBOX',
        updates: 0,
        metadata,
        replies: [],
      },
    ]);
  });

  test('accepts a JSON body as well as a form', async () => {
    const { url, slack } = await openLab();
    const answer = await fetch(`${url}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: 'Bearer xoxb-lab' },
      body: JSON.stringify({ channel, blocks: [section('as JSON')], text: 'as JSON' }),
    });
    expect(await answer.json()).toMatchObject({ ok: true });
    expect(slack.snapshot().channels[0]?.messages[0]?.blocks).toEqual([section('as JSON')]);
  });

  test('gives every message its own increasing ts while the clock stands still', async () => {
    const { client } = await openLab();
    const stamps: string[] = [];
    for (const text of ['a', 'b', 'c']) stamps.push(String((await client.chat.postMessage({ channel, text })).ts));
    expect(stamps).toEqual(['1767603600.000000', '1767603600.000001', '1767603600.000002']);
  });

  test('puts a reply in the thread of its message, also for a reply to a reply', async () => {
    const { client, slack } = await openLab();
    const parent = await client.chat.postMessage({ channel, text: 'parent' });
    const reply = await client.chat.postMessage({ channel, text: 'reply', thread_ts: String(parent.ts) });
    await client.chat.postMessage({ channel, text: 'second', thread_ts: String(reply.ts) });
    const [message, ...others] = slack.snapshot().channels[0]?.messages ?? [];
    expect(message?.replies.map(({ text }) => text)).toEqual(['reply', 'second']);
    expect(others).toEqual([]);
  });

  test('shows a broadcast reply in the channel too', async () => {
    const { client, slack } = await openLab();
    const { ts } = await client.chat.postMessage({ channel, text: 'parent' });
    await client.chat.postMessage({ channel, text: 'loud', thread_ts: String(ts), reply_broadcast: true });
    expect(slack.snapshot().channels[0]?.messages).toMatchObject([
      { text: 'parent', replies: [{ text: 'loud' }] },
      { text: 'loud', broadcast: true },
    ]);
  });

  test('finds a channel by its name and opens the direct channel of a person', async () => {
    const { client, slack } = await openLab();
    expect(await client.chat.postMessage({ channel: '#deploys', text: 'by name' })).toMatchObject({ channel });
    expect(await client.chat.postMessage({ channel: 'U0ANN', text: 'psst' })).toMatchObject({ channel: 'D0ANN' });
    expect(slack.snapshot().channels.at(-1)).toMatchObject({ id: 'D0ANN', messages: [{ text: 'psst' }] });
  });

  test('splits a text over 4,040 characters into several messages', async () => {
    const { client, slack } = await openLab();
    await client.chat.postMessage({ channel, text: 'a'.repeat(4_040) });
    await client.chat.postMessage({ channel, text: 'b'.repeat(4_041), blocks: [section('b')] });
    const messages = slack.snapshot().channels[0]?.messages ?? [];
    expect(messages.map(({ text, blocks }) => [text.length, blocks.length])).toEqual([
      [4_040, 0],
      [4_040, 1],
      [1, 0],
    ]);
  });

  test.each([
    ['C0NOWHERE', 'x', 'channel_not_found'],
    ['C0AWAY', 'x', 'not_in_channel'],
    ['C0OLD', 'x', 'is_archived'],
    [channel, '  ', 'no_text'],
  ])('to %s with %j is refused: %s', async (channel, text, error) => {
    const { client, slack } = await openLab();
    expect(await refusalOf(client.chat.postMessage({ channel, text }))).toMatchObject({ ok: false, error });
    expect(slack.snapshot().channels.every(({ messages }) => messages.length === 0)).toBe(true);
  });

  test('is refused without a channel, with the name of the missing field', async () => {
    const { client } = await openLab();
    expect(await refusalOf(client.apiCall('chat.postMessage', { text: 'x' }))).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: channel'] },
    });
  });

  test('refuses a reply to a thread that does not exist', async () => {
    const { client } = await openLab();
    const lost = client.chat.postMessage({ channel, text: 'x', thread_ts: '1.000001' });
    expect(await refusalOf(lost)).toMatchObject({ error: 'thread_not_found' });
  });

  test('refuses metadata without a payload and invalid JSON', async () => {
    const { client } = await openLab();
    for (const [metadata, error] of [
      [{ event_type: 'x' }, 'invalid_metadata_schema'],
      ['{', 'invalid_metadata_format'],
    ] as const) {
      expect(await refusalOf(client.apiCall('chat.postMessage', { channel, text: 'x', metadata }))).toMatchObject({
        error,
      });
    }
  });
});

describe('chat.postEphemeral', () => {
  test('is visible to one person only, and not in the history', async () => {
    const { client, slack } = await openLab();
    const answer = await client.chat.postEphemeral({ channel, user: 'U0ANN', text: 'not you' });
    expect(slack.snapshot().channels[0]?.messages).toMatchObject([{ ts: answer.message_ts, onlyFor: 'U0ANN' }]);
    expect((await client.conversations.history({ channel })).messages).toEqual([]);
  });

  test('is refused for an unknown person', async () => {
    const { client } = await openLab();
    const call = client.chat.postEphemeral({ channel, user: 'U0NOBODY', text: 'x' });
    expect(await refusalOf(call)).toMatchObject({ error: 'user_not_in_channel' });
  });
});
