import { describe, expect, test } from 'vitest';
import { type Lab, openLab, refusalOf, section } from './fixture.ts';

const channel = 'C0DEPLOYS';
const metadata = { event_type: 'signalbox', event_payload: { execution: 'e1' } };

async function posted({ client }: Lab): Promise<string> {
  const { ts } = await client.chat.postMessage({ channel, text: 'first', blocks: [section('first')], metadata });
  return String(ts);
}

function only({ slack }: Lab) {
  return slack.snapshot().channels[0]?.messages[0];
}

describe('chat.update', () => {
  test('replaces text and blocks in place and keeps the metadata', async () => {
    const lab = await openLab();
    const ts = await posted(lab);
    await lab.client.chat.update({ channel, ts, text: 'second', blocks: [section('second')] });
    expect(only(lab)).toMatchObject({ ts, text: 'second', blocks: [section('second')], metadata, updates: 1 });
  });

  test('removes the blocks for an update with only a text, and marks the message as edited', async () => {
    const lab = await openLab();
    const ts = await posted(lab);
    await lab.client.chat.update({ channel, ts, text: 'plain' });
    expect(only(lab)).toMatchObject({ text: 'plain', blocks: [] });
    const { messages } = await lab.client.conversations.history({ channel });
    expect(messages?.[0]).toMatchObject({ edited: { user: 'U0SIGNALBOX' } });
  });

  test('replaces metadata, and removes it for an empty object', async () => {
    const lab = await openLab();
    const ts = await posted(lab);
    const other = { event_type: 'signalbox', event_payload: { execution: 'e2' } };
    await lab.client.chat.update({ channel, ts, text: 'x', metadata: other });
    expect(only(lab)?.metadata).toEqual(other);
    await lab.client.apiCall('chat.update', { channel, ts, text: 'x', metadata: {} });
    expect(only(lab)?.metadata).toBeUndefined();
  });

  test('accepts 4,000 characters and refuses one more, unlike a post', async () => {
    const lab = await openLab();
    const ts = await posted(lab);
    await lab.client.chat.update({ channel, ts, text: 'a'.repeat(4_000) });
    const longer = lab.client.chat.update({ channel, ts, text: 'a'.repeat(4_001) });
    expect(await refusalOf(longer)).toMatchObject({ error: 'msg_too_long' });
  });

  test('needs the ID of the channel and an existing message of its own', async () => {
    const lab = await openLab();
    const ts = await posted(lab);
    const theirs = lab.slack.say(channel, 'U0ANN', 'mine');
    const update = (channel: string, ts: string) => refusalOf(lab.client.chat.update({ channel, ts, text: 'x' }));
    expect(await update('deploys', ts)).toMatchObject({ error: 'channel_not_found' });
    expect(await update('C0OTHER', ts)).toMatchObject({ error: 'message_not_found' });
    expect(await update(channel, theirs)).toMatchObject({ error: 'cant_update_message' });
    expect(await refusalOf(lab.client.chat.update({ channel, ts, text: '' }))).toMatchObject({ error: 'no_text' });
  });
});

describe('chat.delete', () => {
  test('removes a message, but keeps a placeholder for a thread', async () => {
    const lab = await openLab();
    const alone = await posted(lab);
    await lab.client.chat.delete({ channel, ts: alone });
    expect(only(lab)).toBeUndefined();
    const parent = await posted(lab);
    await lab.client.chat.postMessage({ channel, text: 'reply', thread_ts: parent });
    await lab.client.chat.delete({ channel, ts: parent });
    expect(only(lab)).toMatchObject({ text: 'This message was deleted.', blocks: [], replies: [{ text: 'reply' }] });
  });

  test('refuses a message of a person', async () => {
    const lab = await openLab();
    const ts = lab.slack.say(channel, 'U0ANN', 'mine');
    expect(await refusalOf(lab.client.chat.delete({ channel, ts }))).toMatchObject({ error: 'cant_delete_message' });
  });
});

test('chat.getPermalink returns the link of a message, and for a reply the link in its thread', async () => {
  const lab = await openLab();
  const ts = await posted(lab);
  const reply = String((await lab.client.chat.postMessage({ channel, text: 'reply', thread_ts: ts })).ts);
  const { permalink } = await lab.client.chat.getPermalink({ channel, message_ts: ts });
  expect(permalink).toBe('https://signalbox-lab.slack.com/archives/C0DEPLOYS/p1767603600000000');
  const inThread = await lab.client.chat.getPermalink({ channel, message_ts: reply });
  expect(inThread.permalink).toMatch(/\/p1767603600000001\?thread_ts=1767603600\.000000&cid=C0DEPLOYS$/);
});
