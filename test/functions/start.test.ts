import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Package } from '../../lab/runtime/package.ts';
import { close, listen } from '../../lab/serve.ts';
import { ofType, type Template } from '../kit/infra/cloudformation.ts';
import { type Copy, copy } from '../kit/infra/packaged.ts';
import { unzip } from '../kit/infra/zip.ts';
import { type Started, startPackage } from '../kit/runtime.ts';

/** Starts the zips of `npm run package` like Lambda: with the template's handler string, from the files of the zip,
 *  with AWS's own runtime client. */

let there: Copy;
let template: Template;
const taskRoots = mkdtempSync(join(tmpdir(), 'signalbox-zip-'));

/** DynamoDB and SQS, which are empty or deny every call. */
let isDenied = false;
const aws = createServer((_, res) => {
  if (isDenied) res.writeHead(400).end('{"__type":"AccessDeniedException","message":"Not for you"}');
  else res.end('{"Items":[],"Count":0,"Successful":[],"Failed":[]}');
});
let awsUrl: string;

beforeAll(async () => {
  there = copy();
  template = there.packaged('out');
  awsUrl = `http://127.0.0.1:${await listen(aws, 0)}`;
});
afterAll(async () => {
  there.remove();
  rmSync(taskRoots, { recursive: true });
  await close(aws);
});

/** A function of the template, with its unpacked zip. */
function packageOf(name: string): Package {
  const functions = ofType(template, 'AWS::Lambda::Function').map(([, properties]) => properties);
  const found = functions.find(({ FunctionName }) => FunctionName === `signalbox-dev-${name}`);
  const taskRoot = mkdtempSync(join(taskRoots, `${name}-`));
  for (const [path, bytes] of unzip(join(there.home, 'out', `${name}.zip`))) {
    mkdirSync(dirname(join(taskRoot, path)), { recursive: true });
    writeFileSync(join(taskRoot, path), bytes);
  }
  const { Handler, Timeout, MemorySize } = found ?? {};
  return { name, handler: String(Handler), timeout: Number(Timeout), memory: Number(MemorySize), taskRoot };
}

async function started(from: Package): Promise<Started> {
  const env = {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_ENDPOINT_URL: awsUrl,
    TABLE_NAME: 'signalbox',
    QUEUE_URL: `${awsUrl}/000000000000/signalbox`,
    SLACK_BOT_TOKEN: 'xoxb-lab',
  };
  const running = await startPackage(from, env);
  onTestFinished(async () => void (await running.end()));
  return running;
}

const unknown = { messageId: 'm1', body: '{}', eventSource: 'aws:sqs', attributes: {}, messageAttributes: {} };
const calls: Record<string, { good: object; answer: unknown; bad: object; error: string }> = {
  worker: { good: { Records: [unknown] }, answer: { batchItemFailures: [] }, bad: {}, error: 'TypeError' },
  slack: {
    good: { requestContext: { http: { method: 'GET' } } },
    answer: expect.objectContaining({ statusCode: 405 }),
    bad: {},
    error: 'TypeError',
  },
  sweep: { good: {}, answer: null, bad: {}, error: 'AccessDeniedException' },
};

describe.each(Object.entries(calls))('the packaged %s', (name, { good, answer, bad, error }) => {
  it('starts, answers, reports an error, and answers again', async () => {
    const { ready, invoke } = await started(packageOf(name));
    await ready;
    expect(await invoke(good)).toEqual(answer);
    isDenied = true;
    await expect(invoke(bad)).rejects.toMatchObject({ name: error });
    isDenied = false;
    expect(await invoke(good)).toEqual(answer);
  });

  it('does not start beside a folder with its name', async () => {
    const from = packageOf(name);
    cpSync(join(from.taskRoot, `dist/functions/${name}-chunks`), join(from.taskRoot, `dist/functions/${name}`), {
      recursive: true,
    });
    const { ready } = await started(from);
    await expect(ready).rejects.toThrow('Directory import');
  });

  it('does not start with the name of an export that it does not have', async () => {
    const { ready } = await started({ ...packageOf(name), handler: `dist/functions/${name}.handle` });
    await expect(ready).rejects.toMatchObject({ name: 'Runtime.HandlerNotFound' });
  });
});
