import 'node:assert';
import { writeSync } from 'node:fs';
import 'node:http';
import 'node:net';
import { performance } from 'node:perf_hooks';
import 'node:util';

/** A cold start in a process of its own. The modules above stand for Lambda's runtime client, which loads them before
 *  any handler. `node one-process.mjs HANDLER_FILE EVENT`, with file descriptor 3 for the figures */

const [, , file, event] = process.argv;
const figures = [];
function measure() {
  const { user, system } = process.cpuUsage();
  figures.push({ cpu: (user + system) / 1000, wall: performance.now() });
}

const { handler } = await import(file);
measure();
const context = {
  awsRequestId: 'bench',
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:bench',
  memoryLimitInMB: '512',
  getRemainingTimeInMillis: () => 30_000,
};
const answer = await handler(JSON.parse(event), context);
measure();
writeSync(3, JSON.stringify({ figures, answer }));
process.exit();
