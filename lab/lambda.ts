import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { functionUrl, type UrlHandler } from './function-url.ts';
import { serve } from './serve.ts';
import type { Ready } from './worker.ts';

/** A process that runs the built functions as Lambda would: polls the queue for the worker, calls the sweep every
 *  minute of the lab's time, and serves the door for Slack at a URL. It may be killed at any moment. */

type Handler<E, R> = (event: E, context: Context) => Promise<R>;
const { handler: worker } = await load<Handler<SQSEvent, SQSBatchResponse>>('worker');
const { handler: sweep } = await load<Handler<object, void>>('sweep');
const { handler: slack } = await load<UrlHandler>('slack');
const door = await serve(
  functionUrl((event) => slack(event, context('slack'))),
  0,
);

const QueueUrl = process.env.QUEUE_URL ?? '';
const PARALLEL = 4;
const SWEEP = Number(process.env.LAB_SWEEP_MS ?? 60_000);
const sqs = new SQSClient({});

// Nobody is left to kill it.
process.once('disconnect', () => process.exit());
process.send?.({ door: door.port } satisfies Ready);
await Promise.all([...Array.from({ length: PARALLEL }, poll), sweeping()]);

async function poll(): Promise<void> {
  for (;;) {
    const answer = await sqs
      .send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 1,
          MessageSystemAttributeNames: ['All'],
        }),
      )
      .catch(() => setTimeout(200).then(() => undefined));
    if (answer?.Messages) await deliver(answer.Messages);
  }
}

async function deliver(messages: Message[]): Promise<void> {
  const Records = messages.map(recordOf);
  const failed = await worker({ Records }, context('worker')).then(
    ({ batchItemFailures }) => new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
    () => new Set(Records.map(({ messageId }) => messageId)),
  );
  const done = messages.filter(({ MessageId }) => !failed.has(MessageId ?? ''));
  if (done.length === 0) return;
  const Entries = done.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
}

async function sweeping(): Promise<void> {
  let last = Date.now();
  for (;;) {
    await setTimeout(100);
    if (Date.now() - last < SWEEP) continue;
    last = Date.now();
    await sweep({}, context('sweep')).catch((error: unknown) => console.error(error));
  }
}

function recordOf({
  MessageId = '',
  ReceiptHandle = '',
  Body = '',
  Attributes = {},
}: Message): SQSEvent['Records'][number] {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes as unknown as SQSEvent['Records'][number]['attributes'],
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:signalbox',
    awsRegion: 'eu-central-1',
  };
}

function context(functionName: string): Context {
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:eu-central-1:000000000000:function:${functionName}`,
    memoryLimitInMB: '256',
    awsRequestId: crypto.randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'lab',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => 30_000,
    done() {},
    fail() {},
    succeed() {},
  };
}

function load<H>(name: string): Promise<{ handler: H }> {
  return import(pathToFileURL(`dist/functions/${name}.mjs`).href);
}
