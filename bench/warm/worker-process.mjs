import { createInterface } from 'node:readline';

/** A worker that takes batches from its input, a line each, and answers with its CPU so far. The lines of its log go
 *  nowhere. `node --expose-gc worker-process.mjs HANDLER_FILE` */

const answer = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;
process.stderr.write = () => true;
const { handler } = await import(process.argv[2]);
const context = {
  awsRequestId: '00000000-0000-4000-8000-000000000000',
  functionName: 'signalbox-prod-worker',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:signalbox-prod-worker',
  memoryLimitInMB: '512',
  getRemainingTimeInMillis: () => 30_000,
};

for await (const line of createInterface({ input: process.stdin })) {
  const event = JSON.parse(line);
  const { batchItemFailures = [] } = event.Records ? await handler(event, context) : {};
  if (!event.Records) globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  answer(`${JSON.stringify({ cpu: (user + system) / 1e6, rss, heapUsed, failed: batchItemFailures.length })}\n`);
}
