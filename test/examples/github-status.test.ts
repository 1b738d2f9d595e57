import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { listen } from '../../lab/serve.ts';

/** The part of GitHub that stores the statuses of one commit. */
interface Status {
  context: string;
  state: string;
}
const REVISION = 'a'.repeat(40);
let statuses: Status[] = [];
let isDown = false;

const github = createServer(async (req, res) => {
  const { method, url = '' } = req;
  res.setHeader('content-type', 'application/json');
  if (isDown) return void res.writeHead(502).end('{}');
  if (method === 'GET' && url.startsWith(`/repos/example/shop/commits/${REVISION}/statuses`)) {
    return void res.end(JSON.stringify(statuses));
  }
  if (method !== 'POST' || url !== `/repos/example/shop/statuses/${REVISION}`) return void res.writeHead(404).end('{}');
  statuses = [(await json(req)) as Status, ...statuses];
  return void res.writeHead(201).end('{}');
});
const home = `http://127.0.0.1:${await listen(github, 0)}`;
const name = 'github-status';
const { handler } = (await import(`../../examples/events/${name}/function.mjs`)) as {
  handler: (event: object) => Promise<void>;
};
afterAll(() => github.close());
beforeEach(() => {
  Object.assign(process.env, { GITHUB_URL: home, GITHUB_TOKEN: 'g' });
  statuses = [];
  isDown = false;
});

const minute = (n: number) => `2026-11-23T10:${String(n).padStart(2, '0')}:12.500Z`;

async function comes(type: string, at: number, more: object = {}): Promise<void> {
  const change = { repository: 'example/shop', revision: REVISION };
  const detail = { pipeline: 'shop', at: minute(at), change, url: 'https://console.example/shop', ...more };
  await handler({ 'detail-type': `Signalbox ${type}`, detail });
}

const failure = { stage: 'Build', class: 'throttling', reason: 'Rate exceeded' };

function shown(): Record<string, string> {
  return Object.fromEntries(statuses.toReversed().map(({ context, state }) => [context, state]));
}

it('a failure that a retry fixed leaves no red mark on the commit', async () => {
  await comes('Failure Diagnosed', 1, failure);
  expect(shown()).toEqual({ shop: 'failure' });
  await comes('Deployed', 4, { stage: 'Deploy' });
  await comes('Execution Recovered', 4);
  expect(shown()).toEqual({ shop: 'success', 'shop/Deploy': 'success' });
});

it('a late failure does not replace the success after it', async () => {
  isDown = true;
  await expect(comes('Failure Diagnosed', 1, failure)).rejects.toThrow('502');
  isDown = false;
  await comes('Execution Recovered', 4);
  await comes('Failure Diagnosed', 1, failure);
  expect(shown()).toEqual({ shop: 'success' });
});

it('a duplicate event writes one status, and a second failure another one', async () => {
  await comes('Failure Diagnosed', 1, failure);
  await comes('Failure Diagnosed', 1, failure);
  expect(statuses).toHaveLength(1);
  await comes('Failure Diagnosed', 3, failure);
  expect(statuses).toHaveLength(2);
});
