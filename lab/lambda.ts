import { setTimeout } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LambdaFunctionURLResult, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { ClockSetting } from './clock.ts';
import { functionUrl } from './function-url.ts';
import { createFunction, type LambdaFunction } from './runtime/function.ts';
import type { Package } from './runtime/package.ts';
import { serve } from './serve.ts';
import type { Ready } from './worker.ts';

/** A process that runs the built functions as Lambda would: polls the queue for the worker, calls the sweep every
 *  minute of the lab's time, and serves the door for Slack at a URL. It may be killed at any moment. */

const worker = functionOf('worker');
const slack = functionOf('slack');
const sweep = functionOf('sweep');
process.on('message', ({ clock }: { clock?: ClockSetting }) => {
  for (const one of [worker, slack, sweep]) one.tell({ clock });
});
await Promise.all([worker, slack, sweep].map((one) => one.warmUp()));
const endpoint = await serve(
  functionUrl((event) => slack.invoke(event) as Promise<LambdaFunctionURLResult>),
  0,
);

const QueueUrl = process.env.QUEUE_URL ?? '';
const PARALLEL = 4;
const SWEEP = Number(process.env.LAB_SWEEP_MS ?? 60_000);
const sqs = new SQSClient({});

// Nobody is left to kill it.
process.once('disconnect', () => process.exit());
process.send?.({ endpoint: endpoint.port } satisfies Ready);
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
  const failed = await worker.invoke({ Records }).then(
    (answer) => new Set((answer as SQSBatchResponse).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
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
    await sweep.invoke({}).catch((error: unknown) => console.error(error));
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

function functionOf(name: string): LambdaFunction {
  const packages = JSON.parse(process.env.LAB_PACKAGES ?? '[]') as Package[];
  const found = packages.find((one) => one.name === name);
  if (!found) throw new Error(`serverless.yml has no function ${name}`);
  return createFunction(found);
}
