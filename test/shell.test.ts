import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { loopWhenNeeded } from '../lib/shell.ts';

it('a bad start is tried again with the next message', async () => {
  let asked = 0;
  const ssm = createServer((_, res) => {
    const isBad = asked++ < 3;
    res.writeHead(isBad ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    const good = { Parameter: { Name: '/token', Type: 'SecureString', Value: 'xoxb-lab' } };
    res.end(JSON.stringify(isBad ? { __type: 'ThrottlingException', message: 'Rate exceeded' } : good));
  });
  await new Promise<void>((done) => ssm.listen(0, '127.0.0.1', done));
  onTestFinished(() => void ssm.close());
  process.env.AWS_ENDPOINT_URL_SSM = `http://127.0.0.1:${(ssm.address() as AddressInfo).port}`;
  Object.assign(process.env, { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'lab', AWS_SECRET_ACCESS_KEY: 'lab' });

  const env = { TABLE_NAME: 't', QUEUE_URL: 'q', SLACK_BOT_TOKEN_PARAM: '/token' };
  const ready = loopWhenNeeded(() => {}, env);
  await expect(ready()).rejects.toThrow('Rate exceeded');
  const loop = await ready();
  expect(await ready()).toBe(loop);
  expect(asked).toBe(4);
});
