import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { expect, onTestFinished, test } from 'vitest';
import { functionUrl } from '../../lab/runtime/function-url.ts';
import { serve } from '../../lab/serve.ts';

/** A function behind its URL. */
async function open(answer: (event: LambdaFunctionURLEvent) => LambdaFunctionURLResult) {
  const events: LambdaFunctionURLEvent[] = [];
  const endpoint = await serve(
    functionUrl(async (event) => {
      events.push(event);
      return answer(event);
    }),
    0,
  );
  onTestFinished(endpoint.stop);
  return { events, url: `http://127.0.0.1:${endpoint.port}/slack` };
}

test('a form arrives in base64 without changes, with lower-case headers', async () => {
  const { events, url } = await open(() => ({ statusCode: 200, headers: { 'x-made': 'here' }, body: 'Yes' }));
  const body = Buffer.from('payload=%7B%7D&name=caf\u00e9\u0000\ud83d\ude80');
  const answer = await fetch(`${url}?a=1&b=`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-Slack-Signature': 'v0=Abc',
      'user-agent': 'Slackbot 1.0',
    },
    body,
  });
  expect([answer.status, answer.headers.get('x-made'), await answer.text()]).toEqual([200, 'here', 'Yes']);
  const [event = expect.fail()] = events;
  expect(Buffer.from(event.body ?? '', 'base64')).toEqual(body);
  expect(event).toMatchObject({
    version: '2.0',
    isBase64Encoded: true,
    rawPath: '/slack',
    rawQueryString: 'a=1&b=',
    queryStringParameters: { a: '1', b: '' },
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-slack-signature': 'v0=Abc' },
    requestContext: { http: { method: 'POST', path: '/slack', userAgent: 'Slackbot 1.0', sourceIp: '127.0.0.1' } },
  });
});

test('JSON arrives as text, and an empty body as no body', async () => {
  const { events, url } = await open(() => ({ statusCode: 204 }));
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  await fetch(url, { method: 'POST', headers, body: '{"type":"url_verification"}' });
  expect((await fetch(url)).status).toBe(204);
  expect(events).toMatchObject([
    { body: '{"type":"url_verification"}', isBase64Encoded: false },
    { isBase64Encoded: false },
  ]);
  expect(events[1]).not.toHaveProperty('body');
});

test('an answer without a status is the body of a success', async () => {
  const answers: LambdaFunctionURLResult[] = ['words', { hello: 'there' } as never];
  const { url } = await open(() => answers.shift() ?? '');
  expect([await (await fetch(url)).text(), await (await fetch(url)).json()]).toEqual(['words', { hello: 'there' }]);
});

test('an answer in base64 is decoded', async () => {
  const { url } = await open(() => ({ statusCode: 200, isBase64Encoded: true, body: 'w6k=' }));
  expect(await (await fetch(url)).text()).toBe('\u00e9');
});

test('a function that throws gives a bad gateway', async () => {
  const { url } = await open(() => {
    throw new Error('expected: this function is broken');
  });
  expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(502);
});
