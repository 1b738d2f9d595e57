import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCodeCache } from '../../infra/build.ts';
import { readPolicy } from '../../lib/config/policy-file.ts';
import { startPackage } from '../kit/runtime.ts';

/** The functions of `npm run build -- --code-cache`. */

const taskRoot = mkdtempSync(join(tmpdir(), 'signalbox-cache-'));

beforeAll(async () => {
  cpSync('dist/functions', taskRoot, { recursive: true });
  const policy = await readPolicy('infra/policy.yml');
  for (const name of Object.keys(events)) await addCodeCache(name, policy, taskRoot);
});
afterAll(() => rmSync(taskRoot, { recursive: true }));

const unknown = { messageId: 'm1', body: '{}', eventSource: 'aws:sqs', attributes: {}, messageAttributes: {} };
const events: Record<string, [event: object, answer: unknown]> = {
  worker: [{ Records: [unknown] }, { batchItemFailures: [] }],
  slack: [{ requestContext: { http: { method: 'GET' } } }, expect.objectContaining({ statusCode: 405 })],
};

async function call(name: string): Promise<{ answer: unknown; log: string }> {
  const endpoint = 'http://127.0.0.1:1';
  const started = await startPackage(
    { name, handler: `${name}.handler`, timeout: 30, memory: 512, taskRoot },
    {
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: endpoint,
      TABLE_NAME: 't',
      QUEUE_URL: `${endpoint}/q`,
      SLACK_BOT_TOKEN: 'x',
      SLACK_SIGNING_SECRET: 'x',
      SLACK_TEAM_IDS: 'T1',
    },
  );
  const answer = await started.invoke(events[name]?.[0]);
  return { answer, log: await started.end() };
}

describe.each(Object.entries(events))('the %s with a code cache', (name, [, expected]) => {
  it('works with the cache', async () => {
    const { answer, log } = await call(name);
    expect(answer).toEqual(expected);
    expect(log).not.toContain('CodeCacheRejected');
  });

  it('works without the cache if V8 rejects it, and counts that', async () => {
    const file = join(taskRoot, `${name}-chunks/code.cache`);
    const whole = readFileSync(file);
    writeFileSync(file, Buffer.from(whole).fill(0, 4, 12)); // V8's version and the length of the text
    const { answer, log } = await call(name);
    expect(answer).toEqual(expected);
    expect(log).toContain('"CodeCacheRejected":1');
    writeFileSync(file, whole);
  });
});
