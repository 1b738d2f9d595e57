import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { pageRequest } from '../../../lab/page/serve.ts';
import { command } from '../../../lab/page/state.ts';

async function serve(): Promise<string> {
  const page = pageRequest();
  const server = createServer((req, res) => {
    if (!page(req, res)) res.writeHead(404).end('not the page');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ['/', 'text/html; charset=utf-8'],
  ['/?from=somewhere', 'text/html; charset=utf-8'],
  ['/page.css', 'text/css; charset=utf-8'],
  ['/main.js', 'text/javascript; charset=utf-8'],
  ['/icon.svg', 'image/svg+xml'],
])('%s is served as %s, and may load nothing from other sites', async (path, type) => {
  const answer = await fetch((await serve()) + path);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe(type);
  const policy = answer.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'; script-src 'self'");
  expect(policy).not.toContain('unsafe');
});

test.each(['/serve.ts', '/state.ts', '/tsconfig.json', '/..%2fclock.ts', '/lab/state', '/index.html/'])(
  '%s is not answered by the page',
  async (path) => {
    const answer = await fetch((await serve()) + path);
    expect([answer.status, await answer.text()]).toEqual([404, 'not the page']);
  },
);

test('only GET and HEAD are answered, and HEAD without a body', async () => {
  const url = await serve();
  expect((await fetch(url, { method: 'POST' })).status).toBe(404);
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('every file that the page loads exists', async () => {
  const url = await serve();
  const seen = new Set<string>();
  const asked = ['/'];
  for (let path = asked.pop(); path !== undefined; path = asked.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const answer = await fetch(url + path);
    expect(answer.status, path).toBe(200);
    const found = (await answer.text()).matchAll(/(?:from '|href="|src=")(\.{0,2}\/[\w./-]+)/g);
    asked.push(...[...found].map(([, next = '']) => new URL(next, url + path).pathname));
  }
  expect(seen.size).toBeGreaterThan(15);
});

test('the scripts in the browser pass the type checker', async () => {
  const config = new URL('../../../lab/page/tsconfig.json', import.meta.url).pathname;
  const tsc = new URL('../../../node_modules/.bin/tsc', import.meta.url).pathname;
  await expect(promisify(execFile)(tsc, ['-p', config])).resolves.toMatchObject({ stdout: '' });
});

test('a command is validated strictly', () => {
  expect(command.parse({ type: 'skip', ms: 60_000 })).toEqual({ type: 'skip', ms: 60_000 });
  const bare = { type: 'command', as: 'U0ANN', channel: 'C0DEPLOYS', text: '' };
  expect(command.parse(bare)).toEqual(bare);
  for (const wrong of [
    { type: 'explode' },
    { type: 'push' },
    { type: 'push', pipeline: 'p', extra: 1 },
    { type: 'skip', ms: -1 },
    { type: 'outcome', pipeline: 'p', stage: 's', action: 'a', how: 'somehow' },
    { type: 'command', as: 'U0ANN', text: 'help' },
    { type: 'command', as: 'Ann', channel: 'C0DEPLOYS', text: 'help' },
    { type: 'command', as: 'U0ANN', channel: 'C0DEPLOYS', text: 'x'.repeat(4_001) },
  ]) {
    expect(command.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
  }
});
