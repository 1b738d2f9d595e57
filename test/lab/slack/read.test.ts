import type { ConversationsHistoryResponse } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import { type Lab, openLab, refusalOf } from './fixture.ts';

const channel = 'C0DEPLOYS';

async function post({ client }: Lab, texts: string[], thread_ts?: string): Promise<string[]> {
  const stamps: string[] = [];
  for (const text of texts) {
    const metadata = { event_type: 'signalbox', event_payload: { text } };
    const answer = await client.chat.postMessage({ channel, text, metadata, ...(thread_ts && { thread_ts }) });
    stamps.push(String(answer.ts));
  }
  return stamps;
}

function texts({ messages }: { messages?: { text?: string }[] }) {
  return messages?.map(({ text }) => text);
}

describe('conversations.history', () => {
  test('lists the newest messages first, and only broadcast replies', async () => {
    const lab = await openLab();
    const [first = ''] = await post(lab, ['one', 'two']);
    await post(lab, ['reply'], first);
    await lab.client.chat.postMessage({ channel, text: 'loud', thread_ts: first, reply_broadcast: true });
    const history = await lab.client.conversations.history({ channel });
    expect(texts(history)).toEqual(['loud', 'two', 'one']);
    expect(history.messages?.at(-1)).toMatchObject({ reply_count: 2, thread_ts: first });
  });

  test('includes metadata only on request', async () => {
    const lab = await openLab();
    await post(lab, ['one']);
    const bare = await lab.client.conversations.history({ channel });
    const full = await lab.client.conversations.history({ channel, include_all_metadata: true });
    expect(bare.messages?.[0]).not.toHaveProperty('metadata');
    expect(full.messages?.[0]?.metadata).toEqual({ event_type: 'signalbox', event_payload: { text: 'one' } });
  });

  test('excludes its edges by default', async () => {
    const lab = await openLab();
    const [oldest = '', , latest = ''] = await post(lab, ['one', 'two', 'three', 'four']);
    expect(texts(await lab.client.conversations.history({ channel, oldest, latest }))).toEqual(['two']);
    const inclusive = await lab.client.conversations.history({ channel, oldest, latest, inclusive: true });
    expect(texts(inclusive)).toEqual(['three', 'two', 'one']);
    expect(texts(await lab.client.conversations.history({ channel, latest: '1767603599' }))).toEqual([]);
  });

  test('has pages that the client can follow', async () => {
    const lab = await openLab();
    await post(lab, ['1', '2', '3', '4', '5']);
    const pages: unknown[] = [];
    for await (const page of lab.client.paginate('conversations.history', { channel, limit: 2 })) {
      const { messages = [], has_more } = page as ConversationsHistoryResponse;
      pages.push([texts({ messages }), has_more]);
    }
    expect(pages).toEqual([
      [['5', '4'], true],
      [['3', '2'], true],
      [['1'], false],
    ]);
    const bad = lab.client.conversations.history({ channel, cursor: 'bm8=' });
    expect(await refusalOf(bad)).toMatchObject({ error: 'invalid_cursor' });
  });

  test('is denied to an app outside the channel', async () => {
    const { client } = await openLab();
    const call = client.conversations.history({ channel: 'C0AWAY' });
    expect(await refusalOf(call)).toMatchObject({ error: 'not_in_channel' });
  });
});

describe('conversations.replies', () => {
  test('lists the message and its replies, oldest first, from any ts of the thread', async () => {
    const lab = await openLab();
    const [parent = ''] = await post(lab, ['parent', 'elsewhere']);
    const [reply = ''] = await post(lab, ['a', 'b'], parent);
    for (const ts of [parent, reply]) {
      expect(texts(await lab.client.conversations.replies({ channel, ts }))).toEqual(['parent', 'a', 'b']);
    }
    expect(texts(await lab.client.conversations.replies({ channel, ts: parent, limit: 2 }))).toEqual(['parent', 'a']);
  });

  test('is refused for a message that does not exist', async () => {
    const { client } = await openLab();
    const call = client.conversations.replies({ channel, ts: '1.000001' });
    expect(await refusalOf(call)).toMatchObject({ error: 'thread_not_found' });
  });
});

test('conversations.info reports whether Signalbox is in the channel and whether it is archived', async () => {
  const { client } = await openLab();
  const flags = async (channel: string) => (await client.conversations.info({ channel })).channel;
  expect(await flags('C0DEPLOYS')).toMatchObject({ name: 'deploys', is_member: true, is_archived: false });
  expect(await flags('C0AWAY')).toMatchObject({ is_member: false });
  expect(await flags('C0OLD')).toMatchObject({ is_archived: true });
});

test('auth.test names the bot, and accepts only the right token', async () => {
  const { client, connect, url } = await openLab();
  expect(await client.auth.test()).toMatchObject({ user_id: 'U0SIGNALBOX', bot_id: 'B0SIGNALBOX' });
  expect(await refusalOf(connect('xoxb-other').auth.test())).toMatchObject({ error: 'invalid_auth' });
  const bare = await fetch(`${url}auth.test`, { method: 'POST' });
  expect(await bare.json()).toEqual({ ok: false, error: 'not_authed' });
});

test('users.info returns the people and the bot', async () => {
  const { client } = await openLab();
  expect((await client.users.info({ user: 'U0ANN' })).user).toMatchObject({
    real_name: 'Ann Archer',
    profile: { email: 'ann@example.com' },
  });
  expect((await client.users.info({ user: 'U0SIGNALBOX' })).user).toMatchObject({ is_bot: true });
  expect(await refusalOf(client.users.info({ user: 'U0NOBODY' }))).toMatchObject({ error: 'user_not_found' });
});

test('users.lookupByEmail finds people in any letter case, but no deactivated person', async () => {
  const { client } = await openLab();
  expect((await client.users.lookupByEmail({ email: 'Ann@Example.com' })).user).toMatchObject({ id: 'U0ANN' });
  for (const email of ['bob@example.com', 'nobody@example.com']) {
    expect(await refusalOf(client.users.lookupByEmail({ email }))).toMatchObject({ error: 'users_not_found' });
  }
});

test('usergroups.users.list lists the members of a group', async () => {
  const { client } = await openLab();
  expect((await client.usergroups.users.list({ usergroup: 'S0RELEASE' })).users).toEqual(['U0ANN', 'U0BOB']);
  expect(await refusalOf(client.usergroups.users.list({ usergroup: 'S0NONE' }))).toMatchObject({
    error: 'no_such_subteam',
  });
});
