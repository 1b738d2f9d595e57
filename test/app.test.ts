import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lazyLoop } from '../lib/app.ts';
import type { Line } from '../lib/worker/reconcile.ts';
import { resultOf, show } from './kit/effects.ts';

const whole = { TABLE_NAME: 't', QUEUE_URL: 'q', SLACK_BOT_TOKEN: 'xoxb-lab' };

Object.assign(process.env, { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'lab', AWS_SECRET_ACCESS_KEY: 'lab' });

it('a failed start is retried with the next message', async () => {
  const env: Partial<typeof whole> = { ...whole, TABLE_NAME: '' };
  const ready = lazyLoop(() => {}, env);
  await expect(ready()).rejects.toThrow('TABLE_NAME is missing');
  env.TABLE_NAME = 't';
  const loop = await ready();
  expect(await ready()).toBe(loop);
});

it('the worker starts without a readable Slack token, and reads it again for each message', async () => {
  let asked = 0;
  const ssm = createServer((_, res) => {
    const isBad = asked++ < 3;
    res.writeHead(isBad ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    const good = { Parameter: { Name: '/token', Type: 'SecureString', Value: 'xoxb-lab' } };
    res.end(JSON.stringify(isBad ? { __type: 'AccessDeniedException', message: 'No key' } : good));
  });
  await new Promise<void>((done) => ssm.listen(0, '127.0.0.1', done));
  onTestFinished(() => void ssm.close());
  process.env.AWS_ENDPOINT_URL_SSM = `http://127.0.0.1:${(ssm.address() as AddressInfo).port}`;

  const { SLACK_BOT_TOKEN: _, ...rest } = whole;
  const env = { ...rest, SLACK_BOT_TOKEN_PARAM: '/token', SLACK_API_URL: 'http://127.0.0.1:1/api/' };
  const { world } = await lazyLoop(() => {}, env)();
  const why = async () => resultOf(await world.show(show()));
  expect(await why()).toMatchObject({ done: false, unsure: false, why: expect.stringContaining('No key') });
  expect(await why()).toMatchObject({ why: expect.stringContaining('No key') });
  expect(await why()).toMatchObject({ done: false, why: expect.not.stringContaining('No key') });
});

it('a missing token fails every message at once', async () => {
  const { SLACK_BOT_TOKEN: _, ...rest } = whole;
  await expect(lazyLoop(() => {}, rest)()).rejects.toThrow('SLACK_BOT_TOKEN is missing');
});

it.each([
  ['is wrong', 'version: 1\nroutes: [{ scope: all, chanel: C0DEPLOYS }]', 'routes.0.chanel: unknown key'],
  ['is not YAML', 'version: 1\nroutes: [', ':2:'],
  ['is missing', undefined, 'there is no such file'],
])('a policy file that %s, without a packaged one, fails every message and is logged', async (_, text, words) => {
  const file = join(mkdtempSync(join(tmpdir(), 'signalbox-')), 'policy.yml');
  if (text !== undefined) writeFileSync(file, text);
  const lines: Line[] = [];
  const ready = lazyLoop((line) => lines.push(line), { ...whole, POLICY_FILE: file });
  await expect(ready()).rejects.toThrow(words);
  expect(lines).toEqual([{ message: 'policy broken', why: expect.stringContaining(words) }]);
});
