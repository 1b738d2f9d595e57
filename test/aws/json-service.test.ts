import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type JsonService, jsonService } from '../../lib/aws/json-service.ts';
import { endpointOf, identityOf } from '../../lib/aws/surroundings.ts';

/** The functions' own HTTP client for DynamoDB and SQS. */

const NOW = Date.UTC(2026, 10, 22, 10);
const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' };
const input = { TableName: 't', Key: { pk: { S: 'ünïcödé ✔' } } };

interface Asked {
  headers: IncomingMessage['headers'];
  url: string | undefined;
  body: string;
}

type Answer = (...[req, res]: Parameters<RequestListener>) => void;

/** Gives the answers in order, and repeats the last one. */
async function service(...answers: Answer[]) {
  const asked: Asked[] = [];
  const server = createServer(async (req, res) => {
    const answer = answers[asked.length] ?? answers.at(-1);
    asked.push({ headers: req.headers, url: req.url, body: await text(req) });
    answer?.(req, res);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const pauses: number[] = [];
  const call = (more: Partial<JsonService> = {}) =>
    jsonService({
      service: 'dynamodb',
      target: 'DynamoDB_20120810',
      endpoint,
      ...identityOf({ AWS_REGION: 'eu-central-1', ...keys }),
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
      now: () => NOW,
      wait: async (milliseconds) => void pauses.push(milliseconds),
      ...more,
    })('GetItem', input);
  return { asked, pauses, call, endpoint };
}

const answered =
  (status: number, body: object | string, headers: Record<string, string> = {}): Answer =>
  (_, res) => {
    res.sendDate = false;
    res.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
const good = answered(200, { Item: {} });
const refusal = (name: string, headers = {}) =>
  answered(400, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'why' }, headers);
const patient = { requestTimeout: 100, connectionTimeout: 1_000, throwOnRequestTimeout: true };

/** As AWS documents it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signatureOf({ headers, url, body }: Asked, names: string): string {
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const hash = (data: string) => createHash('sha256').update(data).digest('hex');
  const signed = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const request = ['POST', url, '', signed.join(''), names, hash(body)].join('\n');
  const scope = '20261122/eu-central-1/dynamodb/aws4_request';
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash(request)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${keys.AWS_SECRET_ACCESS_KEY}`);
  return hmac(key, toSign).toString('hex');
}

it('signs each call with the credentials of the function, including the session token', async () => {
  const { asked, call } = await service(good);
  expect(await call()).toEqual({ Item: {} });
  const one = asked[0] as Asked;
  expect(JSON.parse(one.body)).toEqual(input);
  expect(one.headers).toMatchObject({
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.GetItem',
    'x-amz-date': '20261122T100000Z',
    'x-amz-security-token': 'session',
  });
  const { names = '', signature } =
    /SignedHeaders=(?<names>[^,]+), Signature=(?<signature>\w+)/.exec(one.headers.authorization ?? '')?.groups ?? {};
  expect(names.split(';')).toEqual(
    expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token', 'x-amz-target']),
  );
  expect(signature).toBe(signatureOf(one, names));
});

describe('a call is repeated', () => {
  it.each<[string, Answer]>([
    ['the service failed', answered(500, { __type: 'InternalServerError' })],
    ['a load balancer answered', answered(503, '<html>Service Unavailable</html>')],
    ['it was throttled', refusal('ProvisionedThroughputExceededException')],
    ['the connection was reset', (req) => void req.socket.resetAndDestroy()],
    ['the connection ended within the answer', (_, res) => void res.writeHead(200).write('{"It', () => res.destroy())],
  ])('when %s, after a growing pause, with three attempts at most', async (_, answer) => {
    const { asked, pauses, call } = await service(answer, answer, good);
    expect(await call()).toEqual({ Item: {} });
    expect(asked).toHaveLength(3);
    expect(pauses).toHaveLength(2);
    expect(pauses[0]).toBeLessThanOrEqual(100);
    expect(pauses[1]).toBeLessThanOrEqual(200);
    const lasting = await service(answer);
    await expect(lasting.call()).rejects.toThrow();
    expect(lasting.asked).toHaveLength(3);
  });

  it.each<[string, Answer]>([
    ['no answer arrives', () => {}],
    ['the answer does not end', (_, res) => void res.writeHead(200).write('{"It')],
  ])('when %s in time', async (_, answer) => {
    const { asked, call } = await service(answer, good);
    expect(await call({ requestHandler: patient })).toEqual({ Item: {} });
    expect(asked).toHaveLength(2);
  });
});

describe('a call fails at once', () => {
  it.each([
    ['ConditionalCheckFailedException', 400],
    ['AccessDeniedException', 400],
    ['InvalidSignatureException', 400],
  ])('with the name, the message and the status of the service: %s', async (name, httpStatusCode) => {
    const { asked, call } = await service(refusal(name));
    await expect(call()).rejects.toMatchObject({ name, message: 'why', $metadata: { httpStatusCode } });
    expect(asked).toHaveLength(1);
  });

  it('without credentials, before anything is sent', async () => {
    const { asked, call } = await service(good);
    await expect(call(identityOf({ AWS_REGION: 'eu-central-1' }))).rejects.toMatchObject({
      name: 'CredentialsProviderError',
    });
    expect(asked).toHaveLength(0);
  });
});

describe('when the service rejects the time', () => {
  const late = new Date(NOW + 3_600_000);
  const skewed = refusal('InvalidSignatureException', { date: late.toUTCString() });

  it('the call is repeated at once with the date of the answer', async () => {
    const { asked, pauses, call } = await service(skewed, good);
    expect(await call({ maxAttempts: 1 })).toEqual({ Item: {} });
    expect(asked.map(({ headers }) => headers['x-amz-date'])).toEqual(['20261122T100000Z', '20261122T110000Z']);
    expect(pauses).toEqual([]);
  });

  it('the call is repeated only once', async () => {
    const later = refusal('InvalidSignatureException', { date: new Date(NOW + 9_000_000).toUTCString() });
    const { asked, call } = await service(skewed, later);
    await expect(call()).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    expect(asked).toHaveLength(2);
  });

  it('the call is not repeated if the clocks agree, because then the secret is wrong', async () => {
    const { asked, call } = await service(
      refusal('SignatureDoesNotMatch', { date: new Date(NOW + 200_000).toUTCString() }),
    );
    await expect(call()).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    expect(asked).toHaveLength(1);
  });
});

describe('the endpoint', () => {
  const own = 'https://dynamodb.eu-central-1.amazonaws.com';
  it.each([
    [{}, `${own}/`],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 'http://127.0.0.1:1/'],
    [
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:2' },
      'http://127.0.0.1:2/',
    ],
    [{ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:2', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, `${own}/`],
  ])('is the one that the SDK would use with %j', (env, href) => {
    expect(endpointOf('DYNAMODB', env, own).href).toBe(href);
  });
});
