import { createHash } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inTime } from '../../lib/aws/client-config.ts';
import type { QueueApi } from '../../lib/queue/queue-api.ts';
import { createQueue, NotQueued } from '../../lib/queue/sqs.ts';
import { sdkQueue } from '../kit/sdk-queue.ts';
import { labQueue } from '../kit/wire-apis.ts';

/** Whether a failed message may still be in the queue, tested over the wire. */

const message = {
  signalbox: 'command',
  id: '1',
  user: 'U1',
  channel: 'C1',
  at: 1,
  command: { type: 'release', pipeline: 'shop' },
} as const;

type Client = (endpoint: string) => QueueApi;

async function send(client: Client, ...answers: RequestListener[]): Promise<{ error: unknown; tries: number }> {
  let tries = 0;
  const server = createServer((req, res) => {
    const answer = answers[tries] ?? answers.at(-1);
    tries += 1;
    req.resume().on('end', () => answer?.(req, res));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const error = await sendTo(client, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { error, tries };
}

function sendTo(client: Client, endpoint: string): Promise<unknown> {
  return createQueue(`${endpoint}/1/q`, client(endpoint))
    .send(message)
    .then(
      () => undefined,
      (error: unknown) => error,
    );
}

const times = inTime(100, 1);
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const clients: [string, Client][] = [
  ['the SDK', (endpoint) => sdkQueue(new SQSClient({ region: 'eu-central-1', endpoint, credentials, ...times }))],
  ['the functions', (endpoint) => labQueue(endpoint, times)],
];

const type = { 'content-type': 'application/x-amz-json-1.0' };
const refuses: RequestListener = (_, res) => void res.writeHead(403, type).end('{"__type":"AccessDenied"}');
const fails: RequestListener = (_, res) => void res.writeHead(500, type).end('{"__type":"InternalError"}');
const hangsUp: RequestListener = (req) => void req.socket.destroy();
const hangs: RequestListener = () => {};
const MD5OfMessageBody = createHash('md5').update(JSON.stringify(message)).digest('hex');
const takes: RequestListener = (_, res) =>
  void res.writeHead(200, type).end(JSON.stringify({ MessageId: 'm', MD5OfMessageBody }));

describe.each(clients)('the client of %s', (_, client) => {
  it('reports a message as not queued if SQS refuses each try, or no server answers', async () => {
    expect((await send(client, refuses)).error).toBeInstanceOf(NotQueued);
    expect(await sendTo(client, 'http://127.0.0.1:12')).toBeInstanceOf(NotQueued);
  });

  it.each([
    ['no answer arrives in time', [hangs]],
    ['the connection ends', [hangsUp]],
    ['SQS fails', [fails]],
    ['only the second try is refused', [hangs, refuses]],
    ['only the first try is refused', [refuses, fails]],
  ])('reports a message as possibly queued when %s', async (_, answers) => {
    const { error, tries } = await send(client, ...answers);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(NotQueued);
    expect(tries).toBe(2);
  });

  it('sends a message a second time if the first try fails', async () => {
    expect(await send(client, fails, takes)).toEqual({ error: undefined, tries: 2 });
    expect(await send(client, takes)).toEqual({ error: undefined, tries: 1 });
  });
});
