import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ApprovalPrompt, MessageRef } from '../../../lib/core/model/effect.ts';
import { createSlack } from '../../../lib/slack/client/client.ts';
import { reply, resultOf, show } from '../../kit/effects.ts';
import { openLab } from '../../lab/slack/fixture.ts';

/** The real client against the lab's Slack, over HTTP. */
async function open(setting: Parameters<typeof openLab>[0] = {}, token = 'xoxb-lab') {
  const lab = await openLab(setting);
  const ours = createSlack({ token: async () => token, apiUrl: lab.url, now: Date.now });
  const messages = () => lab.slack.snapshot().channels.find(({ id }) => id === 'C0DEPLOYS')?.messages ?? [];
  const methods = () => lab.slack.calls.map(({ method }) => method);
  const posted = async () => {
    const result = resultOf(await ours.show(show()));
    return result.done ? (result.message as MessageRef) : { channel: '', ts: '' };
  };
  return { ...lab, ours, messages, methods, posted };
}

/** A port without a listener. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

describe('a message to an author', () => {
  const { summary, execution } = { ...show(), execution: reply().execution };
  const directMessage = (user: string) =>
    ({
      ...show(),
      type: 'tellAuthor',
      key: 'direct:failed@1',
      user,
      channel: 'C0DEPLOYS',
      summary,
      execution,
    }) as const;

  it('opens a conversation, and returns its channel', async () => {
    const { ours, lab } = await open().then((opened) => ({ ...opened, lab: opened }));
    const result = resultOf(await ours.tellAuthor(directMessage('U0ANN')));
    expect(result).toMatchObject({ done: true, message: { channel: 'D0ANN' } });
    const direct = lab.slack.snapshot().channels.find(({ id }) => id === 'D0ANN');
    expect(direct?.messages).toMatchObject([{ text: expect.stringContaining('payments failed') }]);
  });

  it('is done without a message for a person who left', async () => {
    const { ours } = await open();
    expect(resultOf(await ours.tellAuthor(directMessage('U0GONE')))).toEqual({
      done: true,
      digest: 'd1',
      message: undefined,
    });
  });
});

describe('showing a summary', () => {
  it('posts once, with metadata, and edits after that', async () => {
    const { ours, messages, methods, posted } = await open();
    const message = await posted();
    expect(resultOf(await ours.show(show({ message })))).toEqual({ done: true, digest: 'd1', message });
    expect(messages()).toMatchObject([
      {
        text: expect.stringContaining('payments failed'),
        updates: 1,
        metadata: { event_type: 'signalbox', event_payload: { key: 'show:C0DEPLOYS' } },
      },
    ]);
    expect(methods()).toEqual(['chat.postMessage', 'chat.update']);
  });

  it('mentions approvers only in an edit, which notifies no one', async () => {
    const { ours, messages } = await open();
    const needs = [{ count: 1, have: 0, from: { users: ['U0MIA'], groups: ['S0RELEASE'], emails: [] } }];
    const because = '0 of 1 approval: one from "release" is needed.';
    const place = { stage: 'Production', action: 'approve', run: 'Production/approve@r1' };
    const more = { since: 0, open: true, mayReject: true, forbidden: [], comment: 0, votes: [] };
    const asks: ApprovalPrompt[] = [{ ...place, ...more, needs, because }];
    const result = resultOf(await ours.show(show({ asks })));
    const text = () => JSON.stringify(messages()[0]?.blocks);
    expect(text()).toContain('one from \\"release\\" is needed');
    expect(text()).not.toMatch(/<!subteam|<@/);
    await ours.show(show({ asks, message: result.done ? result.message : undefined }));
    expect(text()).toContain('needs 1 of <!subteam^S0RELEASE>, <@U0MIA>');
  });

  it('does not search for a message that cannot exist', async () => {
    const { methods, posted } = await open();
    await posted();
    expect(methods()).toEqual(['chat.postMessage']);
  });

  it('finds the message after a lost answer, instead of a second post', async () => {
    const { slack, ours, messages, clock } = await open();
    slack.fault({ kind: 'lost-answer', methods: ['chat.postMessage'], times: 1 });
    expect(resultOf(await ours.show(show()))).toMatchObject({ done: false, unsure: true });
    expect(resultOf(await ours.show(show({ maybeSince: clock.now })))).toMatchObject({ done: true });
    expect(messages()).toHaveLength(1);
  });

  it('finds it behind 900 newer messages, and not that of another execution', async () => {
    const { slack, ours, messages, methods, clock, posted } = await open();
    const since = clock.now;
    const other = show({ summary: { ...show().summary, executionId: 'another' } });
    await ours.show(other);
    const message = await posted();
    for (let n = 0; n < 900; n++) slack.say('C0DEPLOYS', 'U0ANN', `Chatter ${n}`);
    expect(resultOf(await ours.show(show({ maybeSince: since })))).toMatchObject({ message });
    expect(messages()).toHaveLength(902);
    expect(methods().filter((method) => method === 'conversations.history')).toHaveLength(5);
  });

  it('posts without the right to search', async () => {
    const { slack, ours, messages, clock } = await open();
    slack.fault({ kind: 'error', error: 'missing_scope', methods: ['conversations.history'] });
    await ours.show(show({ maybeSince: clock.now }));
    expect(messages()).toHaveLength(1);
  });

  it('does not post while the search fails', async () => {
    const { slack, ours, messages, clock } = await open();
    slack.fault({ kind: 'unavailable', methods: ['conversations.history'] });
    expect(resultOf(await ours.show(show({ maybeSince: clock.now })))).toMatchObject({ done: false });
    expect(messages()).toEqual([]);
  });

  it('posts plain text if Slack refuses the blocks', async () => {
    const { slack, ours, messages } = await open();
    slack.fault({ kind: 'error', error: 'invalid_blocks', times: 1 });
    expect(resultOf(await ours.show(show()))).toMatchObject({ done: true });
    expect(messages()).toMatchObject([{ text: expect.stringContaining('payments failed'), blocks: [] }]);
  });

  it('returns the pause that Slack requires, and does not wait for it', async () => {
    const { ours } = await open({ limits: { 'chat.postMessage': [{ per: 'channel', perMinute: 2, burst: 1 }] } });
    await ours.show(show());
    expect(resultOf(await ours.show(show()))).toMatchObject({ done: false, retryAfter: 30 });
  });

  it.each([
    ['a deleted message', 'message_not_found', { gone: true }],
    ['a workspace that closes edits', 'edit_window_closed', { lasting: true }],
    ['a channel without the app', 'not_in_channel', { lasting: true }],
    ['a revoked token', 'token_revoked', { lasting: true }],
    ['a channel with restricted posts', 'restricted_action_read_only_channel', { lasting: true }],
    ['an internal error of Slack', 'internal_error', { lasting: false }],
  ])('classifies %s', async (_, error, expected) => {
    const { slack, ours, posted } = await open();
    const message = await posted();
    slack.fault({ kind: 'error', error });
    expect(resultOf(await ours.show(show({ message })))).toMatchObject({ done: false, why: error, ...expected });
  });

  it('reports that a message was not posted if no connection existed', async () => {
    const nowhere = createSlack({
      now: Date.now,
      token: async () => 'xoxb-lab',
      apiUrl: `http://127.0.0.1:${await closedPort()}/api/`,
    });
    expect(resultOf(await nowhere.show(show()))).toMatchObject({ done: false, unsure: false });
  });

  it('reports a wrong token', async () => {
    const { ours } = await open({}, 'xoxb-other');
    expect(resultOf(await ours.show(show()))).toMatchObject({ done: false, why: 'invalid_auth', lasting: true });
  });
});

describe('correcting a reply', () => {
  it('edits the posted reply', async () => {
    const { ours, messages, methods, posted } = await open();
    const message = await posted();
    const result = resultOf(await ours.reply(reply({ message })));
    const { summary } = show();
    const [failure] = summary.failures;
    const diagnosis = { cause: 'A test failed', class: 'code-or-test', retryable: false, because: '' } as const;
    const found = { ...diagnosis, evidence: [], links: [], missing: [] };
    const known = { ...summary, failures: [{ stage: 'Build', ...failure, diagnosis: found }] };
    const content = { type: 'failed', summary: known } as const;
    const again = reply({ message, content, posted: result.done ? result.message : undefined });
    expect(resultOf(await ours.reply(again))).toMatchObject({ done: true });
    expect(methods()).toEqual(['chat.postMessage', 'chat.postMessage', 'chat.update']);
    expect(messages()[0]?.replies.map((one) => JSON.stringify(one))).toEqual([
      expect.stringContaining('A test failed'),
    ]);
  });

  it('does nothing if the reply was deleted', async () => {
    const { ours, messages, posted } = await open();
    const message = await posted();
    const again = reply({ message, posted: { ...message, ts: '1.000001' } });
    expect(resultOf(await ours.reply(again))).toMatchObject({ done: true });
    expect(messages()[0]?.replies).toEqual([]);
  });
});

describe('a token that cannot be read', () => {
  it('is reported as certainly not posted', async () => {
    const { url } = await openLab();
    const token = () => Promise.reject(new Error('no such parameter'));
    const ours = createSlack({ token, apiUrl: url, now: Date.now });
    expect(resultOf(await ours.show(show()))).toMatchObject({ done: false, unsure: false, why: 'no such parameter' });
  });
});

describe('replying', () => {
  it('mentions the author, people, groups and the channel, in the thread', async () => {
    const { ours, messages, posted } = await open();
    const message = await posted();
    await ours.reply(reply({ message, author: 'ann@example.com', mention: ['author', 'U0BOB', 'S0RELEASE', 'here'] }));
    expect(messages()[0]?.replies).toMatchObject([
      { text: expect.stringMatching(/^<@U0ANN> <@U0BOB> <!subteam\^S0RELEASE> <!here> ❌/) },
    ]);
    expect(messages()).toHaveLength(1);
  });

  it('mentions no one if the author is not found', async () => {
    const { ours, messages, posted } = await open();
    const message = await posted();
    await ours.reply(reply({ message, author: 'nobody@example.com', mention: ['author'] }));
    expect(messages()[0]?.replies).toMatchObject([{ text: expect.stringMatching(/^❌ payments/) }]);
  });

  it('also posts in the channel if requested', async () => {
    const { ours, messages, posted } = await open();
    await ours.reply(reply({ message: await posted(), broadcast: true }));
    expect(messages().map(({ broadcast }) => broadcast === true)).toEqual([false, true]);
  });

  it('finds the reply in the thread after a lost answer', async () => {
    const { slack, ours, messages, clock, posted } = await open();
    const message = await posted();
    slack.fault({ kind: 'lost-answer', methods: ['chat.postMessage'], times: 1 });
    await ours.reply(reply({ message }));
    expect(resultOf(await ours.reply(reply({ message, maybeSince: clock.now })))).toMatchObject({ done: true });
    expect(messages()[0]?.replies).toHaveLength(1);
  });
});
