import { describe, expect, test } from 'vitest';
import { slackLimits } from '../../../lab/slack/rates.ts';
import { type Lab, openLab, refusalOf } from './fixture.ts';

const channel = 'C0DEPLOYS';

function post({ client }: Pick<Lab, 'client'>, text: string, to = channel) {
  return client.chat.postMessage({ channel: to, text });
}

function texts({ slack }: Lab) {
  return slack.snapshot().channels[0]?.messages.map(({ text }) => text);
}

describe('the rate limits', () => {
  test('allow ten posts in a row to a channel, then one per second, without delays for other channels', async () => {
    const lab = await openLab({ limits: slackLimits });
    for (let n = 0; n < 10; n += 1) await post(lab, `${n}`);
    expect(await refusalOf(post(lab, 'too fast'))).toMatchObject({ retryAfter: 1 });
    await post(lab, 'elsewhere', 'C0OTHER');
    lab.clock.now += 1_000;
    await post(lab, 'in time');
    expect(texts(lab)?.at(-1)).toBe('in time');
    expect(await refusalOf(post(lab, 'again too fast'))).toMatchObject({ retryAfter: 1 });
  });

  test('allow fifty updates in a row, and return the time until the next one', async () => {
    const lab = await openLab({ limits: slackLimits });
    const ts = String((await post(lab, 'live')).ts);
    for (let n = 0; n < 50; n += 1) await lab.client.chat.update({ channel, ts, text: `${n}` });
    const next = () => lab.client.chat.update({ channel, ts, text: 'more' });
    expect(await refusalOf(next())).toMatchObject({ retryAfter: 2 });
    lab.clock.now += 1_200;
    expect(await next()).toMatchObject({ ok: true });
  });

  test('answer with 429, whole seconds and the code', async () => {
    const lab = await openLab({ limits: { 'auth.test': [{ per: 'workspace', perMinute: 4, burst: 1 }] } });
    await lab.client.auth.test();
    const answer = await fetch(`${lab.url}auth.test`, {
      method: 'POST',
      headers: { authorization: 'Bearer xoxb-lab' },
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '15']);
    expect(await answer.json()).toEqual({ ok: false, error: 'ratelimited' });
  });
});

describe('a fault', () => {
  test('"down" breaks the connection without a post, until its end', async () => {
    const lab = await openLab();
    lab.slack.fault({ kind: 'down', until: lab.clock.now + 60_000 });
    expect(await refusalOf(post(lab, 'lost'))).toMatchObject({ error: 'slack_webapi_request_error' });
    expect(lab.slack.faults()).toMatchObject([{ kind: 'down' }]);
    lab.clock.now += 60_000;
    await post(lab, 'back');
    expect(texts(lab)).toEqual(['back']);
    expect(lab.slack.faults()).toEqual([]);
  });

  test('"lost-answer" posts and breaks the connection, so that a retry posts twice', async () => {
    const lab = await openLab();
    lab.slack.fault({ kind: 'lost-answer', times: 1 });
    await refusalOf(post(lab, 'twice'));
    await post(lab, 'twice');
    expect(texts(lab)).toEqual(['twice', 'twice']);
    expect(lab.slack.calls).toMatchObject([{ ok: true, fault: 'lost-answer' }, { ok: true }]);
  });

  test('"unavailable" is HTTP 503', async () => {
    const lab = await openLab();
    lab.slack.fault({ kind: 'unavailable' });
    expect(await refusalOf(post(lab, 'x'))).toMatchObject({ error: 'slack_webapi_http_error' });
    expect(texts(lab)).toEqual([]);
  });

  test('"slow" does the work, but answers after the timeout of the caller', async () => {
    const lab = await openLab();
    lab.slack.fault({ kind: 'slow', ms: 60_000 });
    await refusalOf(post({ client: lab.connect('xoxb-lab', { timeout: 100 }) }, 'late'));
    expect(texts(lab)).toEqual(['late']);
  });

  test('"error" applies to its methods, a limited number of times, and can be cleared', async () => {
    const lab = await openLab();
    lab.slack.fault({ kind: 'error', error: 'internal_error', methods: ['chat.postMessage'], times: 1 });
    await lab.client.auth.test();
    expect(await refusalOf(post(lab, 'x'))).toMatchObject({ error: 'internal_error' });
    await post(lab, 'second try');
    const clear = lab.slack.fault({ kind: 'error', error: 'fatal_error' });
    clear();
    lab.slack.fault({ kind: 'error', error: 'fatal_error' });
    lab.slack.clearFaults();
    await post(lab, 'third');
    expect(texts(lab)).toEqual(['second try', 'third']);
  });
});

test('every call is recorded, without its token', async () => {
  const lab = await openLab();
  await post(lab, 'hello');
  await refusalOf(post(lab, 'x', 'C0NOWHERE'));
  expect(lab.slack.calls).toEqual([
    { at: lab.clock.now, method: 'chat.postMessage', args: { channel, text: 'hello' }, ok: true },
    {
      at: lab.clock.now,
      method: 'chat.postMessage',
      args: { channel: 'C0NOWHERE', text: 'x' },
      ok: false,
      error: 'channel_not_found',
    },
  ]);
  const inBody = new URLSearchParams({ token: 'xoxb-lab', channel, text: 'token in the body' });
  await fetch(`${lab.url}chat.postMessage`, { method: 'POST', body: inBody });
  expect(lab.slack.calls.at(-1)).toMatchObject({ ok: true, args: { channel, text: 'token in the body' } });
  expect(JSON.stringify(lab.slack.calls)).not.toContain('xoxb');
});

test('an unknown method and an unknown path are refused', async () => {
  const lab = await openLab();
  expect(await refusalOf(lab.client.apiCall('chat.shout'))).toMatchObject({ error: 'unknown_method' });
  expect((await fetch(new URL('/elsewhere', lab.url))).status).toBe(404);
});

test('invalid JSON gets an error answer', async () => {
  const lab = await openLab();
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${lab.url}auth.test`, { method: 'POST', headers, body: '{' });
  expect(await answer.json()).toMatchObject({ ok: false, error: 'fatal_error' });
});
