import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { refOfKey } from '../../../lib/core/execution/facts.ts';
import { CommandMessage, type VoteMessage } from '../../../lib/queue/message.ts';
import { NotQueued } from '../../../lib/queue/sqs.ts';
import { createEndpoint, type Endpoint } from '../../../lib/slack/endpoint/endpoint.ts';
import type { EndpointLine } from '../../../lib/slack/endpoint/handle-request.ts';
import type { HttpRequest } from '../../../lib/slack/endpoint/http.ts';
import { words } from '../../../lib/slack/endpoint/messages.ts';
import { createReplayCache } from '../../../lib/slack/endpoint/replay-cache.ts';
import { createWebApi } from '../../../lib/slack/endpoint/web-api.ts';
import { commentTooShort } from '../../../lib/slack/render/approval-messages.ts';
import { unmasked } from '../../../lib/slack/render/text.ts';
import { actions } from '../../../lib/slack/requests/action-ids.ts';
import { writeReference, writeStageReference } from '../../../lib/slack/requests/button-reference.ts';
import {
  CHANNEL,
  click,
  form,
  interaction,
  NOW,
  published,
  reference,
  SECRET,
  signed,
  submission,
} from '../../kit/slack-requests.ts';

/** The endpoint with a queue in memory and a Slack over HTTP. */

let letters: VoteMessage[];
let lines: EndpointLine[];
let now: number;
let queueIsDown: boolean;
let secrets: () => Promise<string[]>;
let apiUrl: string;
const token = async () => 'xoxb-lab';

beforeEach(() => {
  letters = [];
  lines = [];
  now = NOW;
  queueIsDown = false;
  secrets = async () => [SECRET];
  apiUrl = 'http://127.0.0.1:9/api/';
});

function endpoint(): Endpoint {
  return createEndpoint({
    secrets: () => secrets(),
    now: () => now,
    queue: {
      async send(message) {
        if (queueIsDown) throw new NotQueued('The queue is down');
        letters.push(message as VoteMessage);
      },
    },
    web: createWebApi({ token, apiUrl }),
    log: (line) => lines.push(line),
  });
}

const why = () => lines.flatMap((line) => (line.message === 'request refused' ? [line.why] : []));
const problems = (body: string) => Object.values(JSON.parse(body).errors);

interface SlackRequest {
  url: string | undefined;
  authorization: string | undefined;
  body: Record<string, unknown>;
}

interface SlackAnswer {
  status?: number;
  body?: string;
  location?: string;
}

/** A Slack that gives every request the same answer, or none. */
async function slack(answer: SlackAnswer | 'silence'): Promise<SlackRequest[]> {
  const requests: SlackRequest[] = [];
  const server = createServer(async (req, res) => {
    requests.push({
      url: req.url,
      authorization: req.headers.authorization,
      body: (await json(req)) as Record<string, unknown>,
    });
    if (answer === 'silence') return;
    const headers = { 'content-type': 'application/json', ...(answer.location && { location: answer.location }) };
    res.writeHead(answer.status ?? 200, headers).end(answer.body ?? '{"ok":true}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  return requests;
}

const hook = () => `${new URL(apiUrl).origin}/hooks/actions/T1/1/x`;

describe('a request', () => {
  const vote = interaction(click({}));

  it('is accepted if it is signed, in base64 or plain, with headers in any letter case', async () => {
    for (const base64 of [true, false])
      expect(await endpoint()(signed(vote, { base64 }))).toMatchObject({ statusCode: 200 });
    const { headers, ...request } = signed(vote);
    const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
    expect(await endpoint()({ ...request, headers: upper })).toMatchObject({ statusCode: 200 });
    const slacks = {
      'Content-Type': headers['content-type'],
      'X-Slack-Signature': headers['x-slack-signature'],
      'X-Slack-Request-Timestamp': headers['x-slack-request-timestamp'],
    };
    expect(await endpoint()({ ...request, headers: slacks })).toMatchObject({ statusCode: 200 });
    expect(letters).toHaveLength(4);
  });

  it('is accepted if it is signed with multi-byte characters in a plain body', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'Grüße' });
    const request = signed(body, { base64: false, contentType: 'application/json' });
    expect(await endpoint()(request)).toMatchObject({ statusCode: 200, body: 'Grüße' });
  });

  it('is accepted with either secret during a change of the secret', async () => {
    secrets = async () => ['the-new-one', SECRET];
    for (const secret of ['the-new-one', SECRET]) {
      expect(await endpoint()(signed(vote, { secret }))).toMatchObject({ statusCode: 200 });
    }
    expect(await endpoint()(signed(vote, { secret: 'the-old-one' }))).toMatchObject({ statusCode: 401 });
    expect(letters).toHaveLength(2);
  });

  const altered = interaction(submission('Grüße, наконец-то 🚂'));
  const oneByte = (bytes: Buffer) => bytes.with(bytes.length - 20, (bytes[bytes.length - 20] ?? 0) ^ 1);
  const without = (name: string) => signed(vote, { headers: { [name]: undefined } });
  const refused: [string, () => HttpRequest, string][] = [
    ['another secret', () => signed(vote, { secret: 'wrong' }), 'wrong signature'],
    ['an old timestamp', () => signed(vote, { at: NOW - 301_000 }), 'stale'],
    ['a future timestamp', () => signed(vote, { at: NOW + 301_000 }), 'future'],
    ['no signature', () => without('x-slack-signature'), 'no signature'],
    ['no timestamp', () => without('x-slack-request-timestamp'), 'no signature'],
    ['no headers', () => ({ ...signed(vote), headers: {} }), 'no signature'],
    ['a shorter signature', () => signed(vote, { headers: { 'x-slack-signature': 'v0=a2114d57' } }), 'wrong signature'],
    ['a longer body', () => ({ ...signed(vote, { base64: false }), body: `${vote}&a=b` }), 'wrong signature'],
    ['no body', () => ({ ...signed(vote), body: undefined }), 'wrong signature'],
    [
      'an altered byte in a non-ASCII body',
      () => ({ ...signed(altered), body: Buffer.from(oneByte(Buffer.from(altered))).toString('base64') }),
      'wrong signature',
    ],
    [
      'an altered byte in a raw non-ASCII body',
      () => ({ ...signed('{"a":"Grüße"}', { base64: false, contentType: 'application/json' }), body: '{"a":"Grüßé"}' }),
      'wrong signature',
    ],
    ['a body that was not decoded', () => ({ ...signed(vote), isBase64Encoded: false }), 'wrong signature'],
  ];

  it.each(refused)('is refused with %s', async (_, request, reason) => {
    const { statusCode, body } = await endpoint()(request());
    expect({ statusCode, body }).toEqual({ statusCode: 401, body: 'Not accepted.' });
    expect(lines).toEqual([{ message: 'request refused', why: reason }]);
    expect(letters).toEqual([]);
  });

  it('that is refused gets no reason, and its content is not logged', async () => {
    const answers = await Promise.all(refused.map(([, request]) => endpoint()(request())));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(JSON.stringify(lines)).not.toMatch(/wrong"|v0=|8f742231|payload|xoxb/);
  });

  it.each(['GET', 'PUT', 'HEAD', 'OPTIONS'])('is refused with the method %s', async (method) => {
    const request = { ...signed(vote), requestContext: { http: { method } } };
    expect(await endpoint()(request)).toMatchObject({ statusCode: 405 });
    expect(letters).toEqual([]);
  });

  it('is refused if it is larger than any request of Slack', async () => {
    expect(await endpoint()(signed(form({ payload: 'x'.repeat(600_000) })))).toMatchObject({ statusCode: 413 });
  });

  it('is accepted with the longest message in multi-byte characters', async () => {
    const long = click({}, { message: { text: '鉄'.repeat(4_000), blocks: [{ text: '鉄'.repeat(9_000) }] } });
    expect(await endpoint()(signed(interaction(long)))).toMatchObject({ statusCode: 200 });
    expect(letters).toHaveLength(1);
  });

  it('fails while the secret cannot be read, which is logged', async () => {
    secrets = async () => {
      throw new Error('SSM is down');
    };
    expect(await endpoint()(signed(vote))).toMatchObject({ statusCode: 500 });
    expect(lines).toMatchObject([
      { message: 'request failed', error: expect.objectContaining({ message: 'SSM is down' }) },
    ]);
    expect(letters).toEqual([]);
  });
});

describe('a repeated request', () => {
  const vote = signed(interaction(click({})));

  it('is refused after it was served, while its signature is valid', async () => {
    const enter = endpoint();
    expect(await enter(vote)).toMatchObject({ statusCode: 200 });
    for (const later of [0, 1_000, 299_000]) {
      now = NOW + later;
      expect(await enter(vote)).toMatchObject({ statusCode: 401, body: 'Not accepted.' });
    }
    expect(why()).toEqual(['replayed', 'replayed', 'replayed']);
    expect(letters).toHaveLength(1);
  });

  it('makes the same queue message in another instance', async () => {
    for (const body of [vote, signed(interaction(submission('no')))]) {
      letters = [];
      await endpoint()(body);
      now = NOW + 60_000;
      await endpoint()(body);
      expect(letters[1]).toEqual(letters[0]);
      expect(letters).toHaveLength(2);
      now = NOW;
    }
  });

  it('is accepted if the first one failed', async () => {
    for (const request of [vote, signed(interaction(submission('no')))]) {
      const enter = endpoint();
      letters = [];
      queueIsDown = true;
      await enter(request);
      queueIsDown = false;
      expect(await enter(request)).toMatchObject({ statusCode: 200, body: '' });
      expect(letters).toHaveLength(1);
    }
    expect(why()).toEqual([]);
  });

  it('is remembered for ten minutes, and only the newest of many', () => {
    const served = createReplayCache(3);
    served.add('a', 0);
    expect([served.has('a', 0), served.has('a', 599_999), served.has('a', 600_000)]).toEqual([true, true, false]);
    for (const signature of ['b', 'c', 'd']) served.add(signature, 1);
    expect(['a', 'b', 'c', 'd'].map((signature) => served.has(signature, 1))).toEqual([false, true, true, true]);
  });

  it('is remembered in the same way, for any requests in between', () => {
    const step = fc.record({ signature: fc.constantFrom(...'abcdef'), wait: fc.nat(400_000) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const served = createReplayCache(4);
        const last = new Map<string, number>();
        let at = 0;
        for (const { signature, wait } of steps) {
          at += wait;
          served.add(signature, at);
          last.delete(signature);
          last.set(signature, at);
          const kept = [...last].slice(-4).filter(([, since]) => at - since < 600_000);
          expect([...'abcdef'].filter((one) => served.has(one, at))).toEqual(kept.map(([one]) => one).sort());
        }
      }),
    );
  });
});

describe('a press', () => {
  it.each([
    [actions.approve, 'approve'],
    [actions.withdraw, 'withdraw'],
  ])('of %s is a vote in the queue, with an empty answer', async (action_id, decision) => {
    const answer = await endpoint()(signed(interaction(click({ action_id }))));
    expect(answer).toEqual({ statusCode: 200, body: '' });
    const { key, run } = reference;
    const vote = { key, run, user: 'U0ANN', name: 'ann', decision, channel: CHANNEL, at: 1_795_168_799_840 };
    expect(letters).toEqual([{ signalbox: 'vote', ...vote, comment: undefined }]);
    expect(lines).toEqual([{ message: 'vote taken in', vote }]);
  });

  it('that the queue does not accept is an error that Slack shows, and is logged', async () => {
    queueIsDown = true;
    expect(await endpoint()(signed(interaction(click({}))))).toMatchObject({ statusCode: 500 });
    expect(lines).toMatchObject([{ message: 'request failed', doing: 'passing on a vote' }]);
  });

  it.each([
    [actions.approveWithComment, 'approve'],
    [actions.rejectWithComment, 'reject'],
  ])('of %s opens a form at once, without a vote', async (action_id, decision) => {
    const requests = await slack({});
    expect(await endpoint()(signed(interaction(click({ action_id }))))).toEqual({ statusCode: 200, body: '' });
    expect(requests).toMatchObject([
      {
        url: '/api/views.open',
        authorization: 'Bearer xoxb-lab',
        body: {
          trigger_id: '12466734323.1395872398.0123456789abcdef',
          view: { type: 'modal', callback_id: decision, private_metadata: expect.stringContaining(reference.run) },
        },
      },
    ]);
    expect(letters).toEqual([]);
  });

  it.each([
    ['refuses it', { body: '{"ok":false,"error":"trigger_expired"}' }, 'trigger_expired'],
    ['is down', { status: 503, body: '{}' }, '503'],
  ] as [string, SlackAnswer, string][])('for a form is answered privately if Slack %s', async (_, answer, reason) => {
    const requests = await slack(answer);
    const press = click({ action_id: actions.rejectWithComment }, { response_url: hook() });
    const isUp = answer.status === undefined;
    expect(await endpoint()(signed(interaction(press)))).toMatchObject({ statusCode: isUp ? 200 : 500 });
    expect(requests.map(({ url }) => url)).toEqual(['/api/views.open', '/hooks/actions/T1/1/x']);
    expect(requests[1]).toMatchObject({
      authorization: undefined,
      body: { response_type: 'ephemeral', replace_original: false, text: expect.stringContaining('Click again') },
    });
    expect(lines).toMatchObject([{ doing: 'opening a form', error: { message: expect.stringContaining(reason) } }]);
  });

  it('for a form fails in time if Slack never answers', async () => {
    const requests = await slack('silence');
    const press = click({ action_id: actions.rejectWithComment }, { response_url: hook() });
    expect(await endpoint()(signed(interaction(press)))).toMatchObject({ statusCode: 500 });
    expect(requests).toHaveLength(2);
    expect(lines).toMatchObject([{ doing: 'opening a form' }]);
  });

  it('of an unknown button is answered privately', async () => {
    const requests = await slack({ body: 'ok' });
    const press = click({ value: 'opaque' }, { response_url: hook() });
    expect(await endpoint()(signed(interaction(press)))).toEqual({ statusCode: 200, body: '' });
    expect(requests).toMatchObject([{ body: { text: expect.stringContaining('An older version made this button') } }]);
    expect(letters).toEqual([]);
  });

  it('is answered only at Slack', async () => {
    const elsewhere = await slack({});
    const there = hook();
    const requests = await slack({});
    for (const response_url of [there, there.replace('//', `//${new URL(apiUrl).host}@`), 'hooks', '', undefined]) {
      const press = click({ value: 'opaque' }, { response_url });
      expect(await endpoint()(signed(interaction(press)))).toMatchObject({ statusCode: 500 });
    }
    expect([...elsewhere, ...requests]).toEqual([]);
  });

  it('sends the token to no other host, even if Slack redirects', async () => {
    const elsewhere = await slack({});
    const location = `${apiUrl}/views.open`;
    const requests = await slack({ status: 307, location });
    const press = click({ action_id: actions.approveWithComment }, { response_url: undefined });
    expect(await endpoint()(signed(interaction(press)))).toMatchObject({ statusCode: 500 });
    expect([requests.length, elsewhere.length]).toEqual([1, 0]);
  });

  describe('on a failure', () => {
    const { key } = reference;
    const value = writeStageReference({ key, stage: 'Deploy' });

    it.each([
      [actions.retry, 'retry'],
      [actions.rollBack, 'rollback'],
      [actions.overrideCondition, 'override-condition'],
    ])('of %s is the command for this execution, with an empty answer', async (action_id, type) => {
      const answer = await endpoint()(signed(interaction(click({ action_id, value }))));
      expect(answer).toEqual({ statusCode: 200, body: '' });
      const { account, region, pipeline, executionId: execution } = refOfKey(key);
      const who = { id: 'U0ANN@1795168799.840180', user: 'U0ANN', name: 'ann', channel: CHANNEL };
      const command = { type, pipeline, where: [account, region], stage: 'Deploy', execution };
      const press = { ...who, at: 1_795_168_799_840, command };
      expect(letters).toEqual([{ signalbox: 'command', ...press }]);
      expect(CommandMessage.safeParse(letters[0]).success).toBe(true);
      expect(lines).toMatchObject([{ message: 'command taken in', command: { type } }]);
    });

    it('is one queue message after repeated deliveries, and another one for another press or person', async () => {
      const press = (action_ts: string, id: string) =>
        endpoint()(signed(interaction(click({ action_id: actions.retry, value, action_ts }, { user: { id } }))));
      for (const ts of ['1795168799.840180', '1795168799.840180', '1795168799.840181']) await press(ts, 'U0ANN');
      await press('1795168799.840180', 'U0BOB');
      const [first, again, ...others] = letters.map((message) => Object(message).id);
      expect(again).toBe(first);
      expect(new Set([first, ...others]).size).toBe(3);
    });

    it('that the queue does not accept is an error that Slack shows', async () => {
      queueIsDown = true;
      expect(await endpoint()(signed(interaction(click({ action_id: actions.retry, value }))))).toMatchObject({
        statusCode: 500,
      });
      expect(lines).toMatchObject([{ message: 'request failed', doing: 'passing on a command' }]);
    });

    it.each(['opaque', writeReference(reference)])('without a valid stage is answered privately', async (wrong) => {
      const requests = await slack({ body: 'ok' });
      const press = click({ action_id: actions.retry, value: wrong }, { response_url: hook() });
      expect(await endpoint()(signed(interaction(press)))).toEqual({ statusCode: 200, body: '' });
      expect(requests).toMatchObject([
        { body: { text: expect.stringContaining('An older version made this button') } },
      ]);
      expect(letters).toEqual([]);
    });
  });

  it('of any other button is ignored', async () => {
    const press = click({ action_id: 'open-console', value: undefined });
    expect(await endpoint()(signed(interaction(press)))).toEqual({ statusCode: 200, body: '' });
    expect([letters, lines]).toEqual([[], []]);
  });
});

describe('a submitted form', () => {
  const asking = (comment: number) => JSON.stringify({ ...reference, comment, channel: CHANNEL });

  it('is a vote with its comment, at the time when Slack sent it', async () => {
    const answer = await endpoint()(signed(interaction(submission('  Not before Monday.\n'))));
    expect(answer).toEqual({ statusCode: 200, body: '' });
    const { key, run } = reference;
    const at = Math.floor(NOW / 1000) * 1000;
    const vote = { key, run, user: 'U0ANN', name: 'ann', decision: 'reject', channel: CHANNEL, at };
    expect(letters).toEqual([{ signalbox: 'vote', ...vote, comment: 'Not before Monday.' }]);
  });

  it('shortens a comment to a length that fits into a row', async () => {
    await endpoint()(signed(interaction(submission('😀'.repeat(2_000)))));
    expect(letters[0]?.comment).toMatch(/^(😀){499}…$/u);
  });

  it('stays open with an error while its comment is too short', async () => {
    const { statusCode, headers, body } = await endpoint()(
      signed(interaction(submission('   no    ', { metadata: asking(5) }))),
    );
    expect(statusCode).toBe(200);
    expect(headers).toEqual({ 'content-type': 'application/json; charset=utf-8' });
    expect(JSON.parse(body)).toEqual({
      response_action: 'errors',
      errors: { comment: commentTooShort(5) },
    });
    expect(letters).toEqual([]);
  });

  it('stays open with an error if the queue does not accept it, or it is unknown', async () => {
    queueIsDown = true;
    const down = await endpoint()(signed(interaction(submission('no'))));
    expect(problems(down.body)).toEqual([words.notReceived]);
    const old = await endpoint()(signed(interaction(submission('no', { metadata: 'opaque' }))));
    expect(problems(old.body)).toEqual([
      expect.stringMatching(/^An older version made this form.*click the button again/),
    ]);
  });
});

describe('a form for a command', () => {
  const fields = {
    command: '/signalbox',
    user_id: 'U0ANN',
    user_name: 'ann',
    channel_id: CHANNEL,
    trigger_id: '1.2.a',
  };
  const asked = (text: string) => signed(form({ ...fields, text }));
  const whole = { pipelines: { pipelines: { value: 'shop-*' } }, because: { because: { value: 'load test' } } };
  const twoHours = { for: { for: { selected_option: { value: '2h' } } } };
  const sent = (values: object, decision = 'freeze', metadata = JSON.stringify({ channel: CHANNEL })) =>
    signed(interaction(submission(null, { decision, metadata, more: { state: { values } } })));

  it.each([
    ['freeze', 'freeze', {}],
    ['freeze shop-* for 2h', 'freeze', { pipelines: 'shop-*', for: { value: '2h' } }],
    ['override weekend on shop', 'override', { freezes: 'weekend', pipelines: 'shop' }],
  ])('opens with the trigger, filled with the typed parts: %s', async (text, callback_id, given) => {
    const requests = await slack({});
    expect(await endpoint()(asked(text))).toEqual({ statusCode: 200, body: '' });
    expect(requests).toMatchObject([
      {
        url: '/api/views.open',
        authorization: 'Bearer xoxb-lab',
        body: { trigger_id: '1.2.a', view: { callback_id, private_metadata: JSON.stringify({ channel: CHANNEL }) } },
      },
    ]);
    const { blocks } = Object(requests[0]?.body.view);
    const elements = blocks.flatMap(({ block_id, element }: { block_id?: string; element?: object }) => {
      const { initial_value, initial_option } = Object(element);
      return initial_value || initial_option ? [[block_id, initial_value ?? { value: initial_option.value }]] : [];
    });
    expect(Object.fromEntries(elements)).toEqual(given);
    expect(letters).toEqual([]);
  });

  it.each([
    ['an expired trigger', { body: '{"ok":false,"error":"expired_trigger_id"}' }],
    ['a missing scope', { body: '{"ok":false,"error":"missing_scope"}' }],
    ['a Slack that fails', { status: 500, body: 'oops' }],
  ])('that does not open because of %s is reported, with the typed form of the command', async (_, answer) => {
    await slack(answer);
    const enter = endpoint();
    const { body } = await enter(asked('freeze shop for 2h'));
    expect(JSON.parse(body)).toEqual({
      response_type: 'ephemeral',
      text: expect.stringMatching(
        /^Signalbox could not open the form.*\nThe reason is missing: because …\nWrite `\/signalbox freeze PIPELINES .*\nAll commands: `\/signalbox help`$/,
      ),
    });
    expect(lines).toMatchObject([{ message: 'request failed', doing: 'opening a form' }]);
    await slack({});
    expect((await enter(asked('freeze shop for 2h'))).statusCode).toBe(200);
  });

  it('makes the same queue message as the typed command', async () => {
    expect(await endpoint()(sent({ ...whole, ...twoHours }))).toEqual({ statusCode: 200, body: '' });
    await endpoint()(asked('freeze shop-* for 2h because load test'));
    const [filled, typed] = letters;
    expect({ ...filled, id: '' }).toEqual({ ...typed, id: '' });
    expect(CommandMessage.parse(filled)).toEqual(filled);
    expect(JSON.stringify(lines)).not.toContain('load test');
  });

  it('submitted twice is one queue message, and another one with other content', async () => {
    await endpoint()(sent({ ...whole, ...twoHours }));
    now += 1_000;
    await endpoint()(sent({ ...whole, ...twoHours }));
    await endpoint()(sent({ ...whole, for: { for: { selected_option: { value: '4h' } } } }));
    const [first, again, other] = letters.map((message) => Object(message).id);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(first).not.toContain(':');
  });

  it('stays open, and shows each error below its field', async () => {
    const { body } = await endpoint()(sent({ pipelines: { pipelines: { value: 'sh/op' } } }, 'override'));
    expect(JSON.parse(body)).toEqual({
      response_action: 'errors',
      errors: {
        freezes: expect.stringContaining('The freeze is missing'),
        pipelines: expect.stringContaining('is not a name or pattern'),
        for: 'Choose a duration.',
        because: expect.stringContaining('The reason is missing'),
      },
    });
    const long = await endpoint()(
      sent({ ...whole, ...twoHours, pipelines: { pipelines: { value: '!'.repeat(3_000) } } }),
    );
    expect(String(problems(long.body)[0]).length).toBeLessThanOrEqual(300);
    expect(letters).toEqual([]);
  });

  it('stays open if the queue does not accept it, accepts a retry, and stays open if it is unknown', async () => {
    const enter = endpoint();
    queueIsDown = true;
    const down = await enter(sent({ ...whole, ...twoHours }));
    expect(JSON.parse(down.body).errors).toEqual({ because: words.notReceived });
    queueIsDown = false;
    expect(await enter(sent({ ...whole, ...twoHours }))).toEqual({ statusCode: 200, body: '' });
    expect(letters).toHaveLength(1);
    const old = await endpoint()(sent({ ...whole, ...twoHours }, 'freeze', 'opaque'));
    expect(problems(old.body)).toEqual([
      expect.stringMatching(/^An older version made this form.*type the command again/),
    ]);
    expect(letters).toHaveLength(1);
  });
});

describe('an answer', () => {
  const send = (text: string, command = '/signalbox') => endpoint()(signed(form({ command, text, user_id: 'U1' })));
  const answerTo = async (text: string, command?: string) => JSON.parse((await send(text, command)).body);

  it('is help for the example request of Slack, at its own time only', async () => {
    const { body, timestamp, signature } = published;
    const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
    now = 1_531_420_618_000;
    const answer = await endpoint()(signed(body, { headers }));
    expect(JSON.parse(answer.body).text).toContain('/webhook-collect help');
    now = NOW;
    expect(await endpoint()(signed(body, { headers }))).toMatchObject({ statusCode: 401 });
    expect(why()).toEqual(['stale']);
  });

  it('is help for no command or `help`', async () => {
    for (const text of ['help', '', '  HELP me']) {
      const answer = await answerTo(text);
      expect(answer).toEqual({ response_type: 'ephemeral', text: expect.stringMatching(/^Commands:/) });
      expect(answer.text).toContain('`/signalbox help`');
      expect(answer.text).toContain('`freeze` and `override` without arguments, or with missing ones, open a form.');
    }
  });

  it.each([
    ['frieze prod', 'There is no command "frieze". Did you mean "freeze"?'],
    ['constructor', 'There is no command "constructor".'],
    ['__proto__', 'There is no command "__proto__".'],
  ])('is an error for the unknown command "%s", with a way to help', async (text, missing) => {
    const answer = await answerTo(text);
    expect(answer.response_type).toBe('ephemeral');
    expect(unmasked(answer.text)).toBe(`${missing}\nAll commands: \`/signalbox help\``);
    expect(letters).toEqual([]);
  });

  it('is private for a valid command, which goes to the queue', async () => {
    const fields = { command: '/signalbox', user_id: 'U1', user_name: 'ann', channel_id: CHANNEL, trigger_id: '1.2.a' };
    const answer = await endpoint()(signed(form({ ...fields, text: 'freeze shop-* for 2h because load test' })));
    expect(JSON.parse(answer.body)).toEqual({
      response_type: 'ephemeral',
      text: expect.stringMatching(/^Received: freeze `shop-\*` until <!date/),
    });
    const at = Math.floor(NOW / 1000) * 1000;
    const command = { type: 'freeze', pipelines: ['shop-*'], until: at + 7_200_000, reason: 'load test' };
    expect(letters).toEqual([
      { signalbox: 'command', id: '1.2.a', user: 'U1', name: 'ann', channel: CHANNEL, at, command },
    ]);
    expect(JSON.stringify(lines)).not.toContain('load test');
  });

  it('is an error if the queue does not accept the command', async () => {
    queueIsDown = true;
    expect((await answerTo('status')).text).toBe(words.notReceived);
    queueIsDown = false;
    expect((await answerTo('status')).text).toBe('Reading …');
  });

  it('mentions no one and stays short, for any typed text', async () => {
    const { text } = await answerTo(`<!channel>${'<'.repeat(5_000)}`, `/<!here>\`${'x'.repeat(5_000)}`);
    expect(text).not.toMatch(/<!/);
    expect(text.length).toBeLessThan(3_000);
  });

  it('is the challenge of a URL verification', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: '3eZbrw1aB<&>' });
    expect(await endpoint()(signed(body, { contentType: 'application/json', base64: false }))).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: '3eZbrw1aB<&>',
    });
  });

  it('is empty for an event, and an error for an unknown request', async () => {
    const contentType = 'application/json';
    expect(await endpoint()(signed('{"type":"event_callback"}', { contentType }))).toEqual({
      statusCode: 200,
      body: '',
    });
    expect(await endpoint()(signed('{"type":"else"}', { contentType }))).toMatchObject({ statusCode: 400 });
    expect(await endpoint()(signed('a=b'))).toMatchObject({
      statusCode: 400,
      body: 'Signalbox does not know this kind of request.',
    });
  });
});

describe('an answer to a press', () => {
  it('goes to Slack and GovSlack, and to no similar host', async () => {
    const asked: string[] = [];
    const fetch = async (url: string | URL) => {
      asked.push(String(url));
      return new Response('ok');
    };
    const web = createWebApi({ token, apiUrl: 'https://slack.com/api/', fetch });
    const allowed = ['https://hooks.slack.com/actions/T1/1/x', 'https://hooks.slack-gov.com/actions/T1/1/x'];
    const others = [
      'http://hooks.slack-gov.com/x',
      'https://hooks.slack-gov.com.evil.example/x',
      'https://slack-gov.com/x',
    ];
    for (const url of allowed) expect(await web.tell(url, 'x')).toBe(true);
    for (const url of others) expect(await web.tell(url, 'x')).toBe(false);
    expect(asked).toEqual(allowed);
  });
});
