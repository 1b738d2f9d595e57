import { describe, expect, test } from 'vitest';
import { type Answer, type Got, type Lab, openApp, openLab, section } from './fixture.ts';

const channel = 'C0DEPLOYS';

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

function button(label: string, action_id: string, value: string) {
  return { type: 'button' as const, text: plain(label), action_id, value };
}

function asking(...elements: ReturnType<typeof button>[]) {
  return [section('Ship it?'), { type: 'actions' as const, block_id: 'ask', elements }];
}

const approve = button('✔ Approve', 'approve', 'one');
const comment = button('✔ Approve with comment', 'approve-with-comment', 'one');

async function post({ client }: Lab, blocks = asking(comment, approve)): Promise<string> {
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'Ship it?', blocks });
  return ts;
}

/** A workspace with an app that gives the answers of the test. */
async function open(answer?: (got: Got) => Answer | Promise<Answer>) {
  const { got, app, close } = await openApp(answer);
  return { ...(await openLab({ app })), got, close };
}

describe('a press', () => {
  test('is sent in the format of Slack, signed, with person, button, message and time', async () => {
    const lab = await open();
    const ts = await post(lab);
    expect(await lab.slack.press({ user: 'U0ANN', channel, ts, button: 'approve' })).toMatchObject({
      ok: true,
      stale: false,
    });
    const [{ payload, signed, timestamp, headers } = expect.fail()] = lab.got;
    expect({ signed, timestamp, type: headers['content-type'] }).toEqual({
      signed: true,
      timestamp: lab.clock.now / 1000,
      type: 'application/x-www-form-urlencoded',
    });
    expect(payload).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0ANN', username: 'ann.archer', name: 'ann.archer', team_id: 'T0LAB' },
      team: { id: 'T0LAB', domain: 'signalbox-lab' },
      container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
      channel: { id: channel, name: 'deploys' },
      message: { ts, text: 'Ship it?', bot_id: 'B0SIGNALBOX', blocks: asking(comment, approve) },
      actions: [{ ...approve, block_id: 'ask', action_ts: expect.stringMatching(/^\d{10}\.\d{6}$/) }],
      response_url: expect.stringMatching(/^http/),
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]{32}$/),
    });
  });

  test('at the same instant as another has its own timestamp', async () => {
    const lab = await open();
    const ts = await post(lab);
    await Promise.all([1, 2, 3].map(() => lab.slack.press({ user: 'U0ANN', channel, ts, action_id: 'approve' })));
    const stamps = lab.got.map(({ payload }) => String(Object(payload.actions)[0].action_ts));
    expect(new Set(stamps).size).toBe(3);
    expect(new Set(stamps.map((stamp) => stamp.slice(0, -3))).size).toBe(1);
  });

  test.each([
    [{ button: 'Approve' }, 'approve'],
    [{ button: 'APPROVE WITH' }, 'approve-with-comment'],
    [{ action_id: 'approve-with-comment' }, 'approve-with-comment'],
    [{ value: 'one' }, 'approve-with-comment'],
  ])('of %j finds %s', async (wanted, found) => {
    const lab = await open();
    const ts = await post(lab);
    await lab.slack.press({ user: 'U0ANN', channel, ts, ...wanted });
    expect(lab.got[0]?.payload.actions).toMatchObject([{ action_id: found }]);
  });

  test.each([
    [{ user: 'U0STRANGER' }, 'U0STRANGER is not a person of this workspace.'],
    [{ user: 'U0BOB' }, 'U0BOB is not a person of this workspace.'],
    [{ user: 'U0SIGNALBOX' }, 'U0SIGNALBOX is not a person of this workspace.'],
    [{ ts: '1.000001' }, 'There is no such message.'],
    [{ channel: 'C0OTHER' }, 'There is no such message.'],
    [{ button: 'Withdraw' }, 'The message has no such button.'],
    [{ value: 'two' }, 'The message has no such button.'],
  ])('of %j is not possible', async (wrong, error) => {
    const lab = await open();
    const ts = await post(lab);
    expect(await lab.slack.press({ user: 'U0ANN', channel, ts, button: 'approve', ...wrong })).toEqual({
      ok: false,
      error,
    });
    expect(lab.got).toEqual([]);
  });

  test.each([
    [500, 'This app responded with status code 500.'],
    [302, 'This app responded with status code 302.'],
  ])('that the app answers with %i is reported as failed', async (status, error) => {
    const lab = await open(() => ({ status, headers: { location: 'http://127.0.0.1:9/' } }));
    expect(await lab.slack.press({ user: 'U0ANN', channel, ts: await post(lab), button: 'approve' })).toEqual({
      ok: false,
      error,
    });
  });

  test('of a button in an ephemeral message works for its person only, and carries no message', async () => {
    const lab = await open();
    const ephemeral = { channel, user: 'U0ANN', text: 'You?', blocks: asking(approve) };
    const { message_ts: ts = '' } = await lab.client.chat.postEphemeral(ephemeral);
    expect(await lab.slack.press({ user: 'U0CAT', channel, ts, button: 'approve' })).toMatchObject({ ok: false });
    expect(await lab.slack.press({ user: 'U0ANN', channel, ts, button: 'approve' })).toMatchObject({ ok: true });
    expect(lab.got).toMatchObject([{ payload: { user: { id: 'U0ANN' }, container: { is_ephemeral: true } } }]);
    expect(lab.got[0]?.payload).not.toHaveProperty('message');
  });

  test('fails after three seconds without an answer', async () => {
    const lab = await open(() => new Promise(() => {}));
    expect(await lab.slack.press({ user: 'U0ANN', channel, ts: await post(lab), button: 'approve' })).toEqual({
      ok: false,
      error: 'This app did not answer within 3 seconds.',
    });
  });

  test('fails if the app does not answer, if there is none, and if Slack is down', async () => {
    const gone = await open();
    const ts = await post(gone);
    gone.close();
    const wanted = { user: 'U0ANN', channel, ts, button: 'approve' };
    expect(await gone.slack.press(wanted)).toEqual({ ok: false, error: 'This app could not be reached.' });
    gone.slack.fault({ kind: 'down' });
    expect(await gone.slack.press(wanted)).toEqual({ ok: false, error: 'Slack cannot be reached.' });
    const none = await openLab();
    expect(await none.slack.press({ ...wanted, ts: await post(none) })).toMatchObject({
      error: expect.stringContaining('not configured'),
    });
  });
});

describe('a stale press', () => {
  test('finds a button removed by an update, but only with `stale`', async () => {
    const lab = await open();
    const ts = await post(lab);
    const later = button('✔ Approve', 'approve', 'two');
    await lab.client.chat.update({ channel, ts, text: 'again', blocks: asking(later) });
    await lab.client.chat.update({ channel, ts, text: 'over', blocks: [section('Over')] });
    const wanted = { user: 'U0ANN', channel, ts, button: 'approve' };
    expect(await lab.slack.press(wanted)).toEqual({ ok: false, error: 'The message has no such button.' });
    expect(await lab.slack.press({ ...wanted, stale: true })).toMatchObject({ ok: true, stale: true });
    expect(await lab.slack.press({ ...wanted, stale: true, value: 'one' })).toMatchObject({ ok: true, stale: true });
    expect(lab.got.map(({ payload }) => Object(payload.actions)[0].value)).toEqual(['two', 'one']);
    expect(lab.got[0]?.payload.message).toMatchObject({ text: 'over', blocks: [section('Over')] });
  });

  test('is a normal press while the button exists', async () => {
    const lab = await open();
    const ts = await post(lab);
    await lab.client.chat.update({ channel, ts, text: 'later', blocks: [section('New'), ...asking(comment, approve)] });
    expect(await lab.slack.press({ user: 'U0ANN', channel, ts, button: 'approve', stale: true })).toMatchObject({
      ok: true,
      stale: false,
    });
    expect(lab.slack.buttons(channel, ts).gone).toEqual([]);
  });
});

describe('a response url', () => {
  const textsOf = ({ slack }: Lab) => slack.snapshot().channels.find(({ id }) => id === channel)?.messages ?? [];

  async function pressed() {
    const lab = await open();
    const ts = await post(lab);
    await lab.slack.press({ user: 'U0ANN', channel, ts, button: 'approve' });
    const [{ payload } = expect.fail()] = lab.got;
    const respond = async (body: object) => {
      const answer = await fetch(payload.response_url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return [answer.status, await answer.json()];
    };
    return { lab, ts, respond };
  }

  test('posts to the person who pressed, and to all only on request', async () => {
    const { lab, respond } = await pressed();
    expect(await respond({ text: 'Not you' })).toEqual([200, { ok: true }]);
    await respond({ text: 'All of you', response_type: 'in_channel' });
    expect(textsOf(lab).map(({ text, onlyFor }) => [text, onlyFor])).toEqual([
      ['Ship it?', undefined],
      ['Not you', 'U0ANN'],
      ['All of you', undefined],
    ]);
  });

  test('replaces and deletes the message that was pressed', async () => {
    const { lab, ts, respond } = await pressed();
    await respond({ text: 'Done', replace_original: true });
    expect(textsOf(lab)).toMatchObject([{ ts, text: 'Done', blocks: [], updates: 1 }]);
    await respond({ delete_original: true });
    expect(textsOf(lab)).toEqual([]);
  });

  test('works five times, and a refused call does not count', async () => {
    const { respond } = await pressed();
    expect(await respond({ text: '' })).toEqual([400, { ok: false, error: 'no_text' }]);
    const answers: unknown[] = [];
    for (const text of ['1', '2', '3', '4', '5', '6']) answers.push((await respond({ text }))[0]);
    expect(answers).toEqual([200, 200, 200, 200, 200, 404]);
    expect(await respond({ text: '7' })).toEqual([404, { ok: false, error: 'used_url' }]);
  });

  test('works for half an hour', async () => {
    const { lab, respond } = await pressed();
    lab.clock.now += 30 * 60_000 - 1;
    expect((await respond({ text: 'in time' }))[0]).toBe(200);
    lab.clock.now += 1;
    expect(await respond({ text: 'late' })).toEqual([404, { ok: false, error: 'expired_url' }]);
  });

  test('that was never issued is unknown', async () => {
    const lab = await open();
    const answer = await fetch(lab.url.replace('/api/', '/hooks/actions/T0LAB/1/guess'), { method: 'POST' });
    expect(answer.status).toBe(404);
  });
});

describe('a slash command', () => {
  test('is sent as fields, and only its author sees the answer', async () => {
    const lab = await open(() => ({ body: { text: 'All is well' } }));
    expect(await lab.slack.command({ user: 'U0ANN', channel, text: 'status shop' })).toEqual({ ok: true });
    expect(lab.got[0]).toMatchObject({
      signed: true,
      fields: {
        command: '/signalbox',
        text: 'status shop',
        user_id: 'U0ANN',
        user_name: 'ann.archer',
        team_id: 'T0LAB',
        team_domain: 'signalbox-lab',
        channel_id: channel,
        channel_name: 'deploys',
        api_app_id: 'A0SIGNALBOX',
        response_url: expect.stringContaining('/hooks/commands/'),
      },
    });
    expect(lab.slack.snapshot().channels[0]?.messages).toMatchObject([{ text: 'All is well', onlyFor: 'U0ANN' }]);
  });

  test.each([
    ['a text', 'Hello', [{ text: 'Hello', onlyFor: 'U0ANN' }]],
    ['nothing', '', []],
    [
      'a text for all',
      { text: 'Hello', response_type: 'in_channel' },
      [expect.not.objectContaining({ onlyFor: 'U0ANN' })],
    ],
  ])('may be answered with %s', async (_, body, seen) => {
    const lab = await open(() => ({ body }));
    await lab.slack.command({ user: 'U0ANN', channel, text: '' });
    expect(lab.slack.snapshot().channels[0]?.messages).toMatchObject(seen);
  });

  test.each([
    ['an error', () => ({ status: 500 }), 'dispatch_failed'],
    ['invalid blocks', () => ({ body: { text: 'x', blocks: [{ type: 'magic' }] } }), 'dispatch_failed'],
  ])('that is answered with %s fails with the error of Slack', async (_, answer, error) => {
    const lab = await open(answer);
    expect(await lab.slack.command({ user: 'U0ANN', channel, text: '' })).toEqual({
      ok: false,
      error: `/signalbox failed with the error "${error}"`,
    });
  });
});

test('the members of a group may change while Slack runs, and new groups may appear', async () => {
  const { slack, client } = await openLab();
  slack.setGroup('S0RELEASE', ['U0BOB']);
  slack.setGroup('S0NEW', []);
  expect((await client.usergroups.users.list({ usergroup: 'S0RELEASE' })).users).toEqual(['U0BOB']);
  expect((await client.usergroups.users.list({ usergroup: 'S0NEW' })).users).toEqual([]);
});
