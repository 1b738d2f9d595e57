import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createQueue } from '../../lab/aws/queue.ts';
import { sqsRequest } from '../../lab/aws/sqs.ts';
import { serve } from '../../lab/serve.ts';

/** The queue of the lab with its clock, and over HTTP. */

function open() {
  let now = 0;
  const queue = createQueue(() => now);
  const pass = (ms: number) => {
    now += ms;
  };
  return { queue, pass };
}

describe('a message', () => {
  test('is hidden until its delay ends', () => {
    const { queue, pass } = open();
    queue.send('a', 5_000);
    expect([queue.receive(10), queue.nextAt(), queue.isBusy()]).toEqual([[], 5_000, false]);
    pass(5_000);
    expect(queue.isBusy()).toBe(true);
    expect(queue.receive(10)).toMatchObject([{ body: 'a', attributes: { ApproximateReceiveCount: '1' } }]);
  });

  test('without a delete comes again after its visibility timeout, with another receipt', () => {
    const { queue, pass } = open();
    queue.send('a');
    const [first] = queue.receive(10);
    expect([queue.receive(10), queue.isBusy()]).toEqual([[], true]);
    pass(8_000);
    const [second] = queue.receive(10);
    expect(second).toMatchObject({ messageId: first?.messageId, attributes: { ApproximateReceiveCount: '2' } });
    queue.remove(first?.receiptHandle ?? '');
    expect(queue.bodies()).toEqual(['a']);
    queue.remove(second?.receiptHandle ?? '');
    expect([queue.bodies(), queue.isBusy(), queue.nextAt()]).toEqual([[], false, undefined]);
  });
});

describe('over HTTP', () => {
  async function client() {
    const { queue, pass } = open();
    let taken = 0;
    const server = await serve(
      sqsRequest('signalbox', queue, () => taken++),
      0,
    );
    onTestFinished(server.stop);
    const endpoint = `http://127.0.0.1:${server.port}`;
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const sqs = new SQSClient({ region: 'eu-central-1', endpoint, credentials, maxAttempts: 1 });
    return { queue, pass, sqs, QueueUrl: `${endpoint}/000000000000/signalbox`, taken: () => taken };
  }

  test('messages are accepted alone and in batches, with their delays', async () => {
    const { queue, pass, sqs, QueueUrl, taken } = await client();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', DelaySeconds: 3 }));
    const Entries = ['b', 'c'].map((MessageBody, n) => ({ Id: String(n), MessageBody }));
    const { Successful } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect([Successful?.length, queue.visible(), taken()]).toEqual([2, 2, 2]);
    pass(3_000);
    expect(queue.receive(10).map(({ body }) => body)).toEqual(['a', 'b', 'c']);
  });

  test.each([
    [
      'another queue',
      (url: string) => new SendMessageCommand({ QueueUrl: `${url}s`, MessageBody: 'a' }),
      'QueueDoesNotExist',
    ],
    [
      'a longer delay',
      (url: string) => new SendMessageCommand({ QueueUrl: url, MessageBody: 'a', DelaySeconds: 901 }),
      'InvalidParameterValue',
    ],
    [
      'too large a body',
      (url: string) => new SendMessageCommand({ QueueUrl: url, MessageBody: 'x'.repeat(1_048_577) }),
      'InvalidParameterValue',
    ],
    [
      'two entries of one id',
      (url: string) =>
        new SendMessageBatchCommand({ QueueUrl: url, Entries: [1, 2].map(() => ({ Id: 'a', MessageBody: 'a' })) }),
      'BatchEntryIdsNotDistinct',
    ],
    ['no entry', (url: string) => new SendMessageBatchCommand({ QueueUrl: url, Entries: [] }), 'EmptyBatchRequest'],
  ])('%s is refused', async (_, command, name) => {
    const { queue, sqs, QueueUrl } = await client();
    await expect(sqs.send(command(QueueUrl) as SendMessageCommand)).rejects.toMatchObject({
      name: expect.stringContaining(name),
    });
    expect(queue.bodies()).toEqual([]);
  });
});
