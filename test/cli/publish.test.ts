import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createObjects, type Objects } from '../../lab/aws/objects.ts';
import { serve } from '../../lab/serve.ts';
import { check } from '../../lib/cli/check.ts';
import { explain } from '../../lib/cli/explain.ts';
import { writablePlace } from '../../lib/cli/publish/place.ts';
import { type PublishOptions, publish } from '../../lib/cli/publish/publish.ts';
import { policyFrom, readPolicy } from '../../lib/config/policy-file.ts';

const TO = 's3://signalbox-policy/live/policy.json';
const PATH = '/signalbox-policy/live/policy.json';
const MAIN = `version: 1
scopes:
  pay: { pipelines: ["pay-*"] }
routes: [{ id: all, scope: all, channel: C0ONE }]
teams: { pay: { file: pay.yml, scopes: [pay] } }
`;
const NIGHT = `freezes:
  - { id: night, kind: deny, scope: pay, tz: UTC, every: { cron: "0 22 * * *", duration: 8h } }
`;

let folder: string;
let objects: Objects;
const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
const run = (more: Partial<PublishOptions> = {}) =>
  publish([folder], { policy: 'infra/policy.yml', to: TO, json: false, ...more }, undefined);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-'));
  put('main.yml', MAIN);
  put('pay.yml', NIGHT);
  objects = createObjects();
  const server = await serve(objects.request, 0);
  onTestFinished(server.stop);
  process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${server.port}`;
  Object.assign(process.env, { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'lab', AWS_SECRET_ACCESS_KEY: 'lab' });
});

describe('publish', () => {
  it('puts all files into one document of the same policy', async () => {
    const { version } = await readPolicy(folder);
    expect((await run()).text.split('\n')).toEqual([
      `${folder} is valid: policy ${version}`,
      `${TO} holds no policy yet`,
      `published policy ${version} to ${TO}; it holds within a minute`,
    ]);
    const document = objects.get(PATH) ?? '';
    expect(policyFrom(document, TO).version).toBe(version);
    expect(JSON.parse(document).files).toEqual({ 'main.yml': MAIN, 'pay.yml': NIGHT });
    // A fetched document is checked like its files.
    put('document.json', document);
    expect((await readPolicy(join(folder, 'document.json'))).version).toBe(version);
  });

  it('shows the changes, and publishes nothing with --dry-run', async () => {
    await run();
    const before = (await readPolicy(folder)).version;
    put('main.yml', MAIN.replace('C0ONE', 'C0TWO'));
    put('pay.yml', NIGHT.replace('id: night', 'id: nights'));
    const { text } = await run({ 'dry-run': true });
    expect(text.split('\n').slice(1)).toEqual([
      `changes from policy ${before}:`,
      '  ~ routes all',
      '  - freezes night',
      '  + freezes nights',
      `nothing was published to ${TO} (--dry-run)`,
    ]);
    expect(policyFrom(objects.get(PATH) ?? '', TO).version).toBe(before);
    await run();
    expect((await run()).text).toContain('no rule changes: policy');
    expect(JSON.parse((await run({ json: true })).text)).toMatchObject({ published: true, changes: [] });
  });

  it('shows a changed order of rules, because the first matching rule decides', async () => {
    const retry = (...ids: string[]) => `${MAIN}retry: [${ids.map((id) => `{ id: ${id}, scope: all }`).join()}]\n`;
    put('main.yml', retry('x', 'y', 'z'));
    await run();
    put('main.yml', retry('y', 'new', 'x'));
    expect((await run({ 'dry-run': true })).text.split('\n').slice(2, -1)).toEqual([
      '  - retry z',
      '  + retry new',
      '  ~ retry (their order)',
    ]);
    put('main.yml', retry('y', 'x', 'z'));
    const { text } = await run();
    expect(text).toContain('\n  ~ retry (their order)\n');
    expect(text).not.toContain('no rule changes');
    put('main.yml', `# of the same rules\n${retry('y', 'x', 'z')}`);
    expect(JSON.parse((await run({ json: true })).text).changes).toEqual([]);
  });

  it('reports a change between two versions even if no rule differs', async () => {
    await run();
    put('main.yml', `${MAIN}machines: {}\n`);
    expect((await run()).text).toContain('\n  ~ something that is not a rule\n');
  });

  it.each(['"2"', '"#2"'])('does not confuse the rule %s with the second rule', async (id) => {
    const routes = (channel: string, second: string) =>
      MAIN.replace(
        /routes: .*/,
        `routes: [{ id: ${id}, scope: all, channel: ${channel} }, { scope: all, channel: ${second} }]`,
      );
    put('main.yml', routes('C0OLD', 'C0SAME'));
    await run();
    put('main.yml', routes('C0NEW', 'C0SAME'));
    expect((await run()).text).toContain(`\n  ~ routes ${JSON.parse(id)}\n`);
    put('main.yml', routes('C0NEW', 'C0OTHER'));
    expect(JSON.parse((await run({ json: true })).text).changes).toEqual([
      { type: 'changed', section: 'routes', name: '#2' },
    ]);
  });

  it('publishes nothing if the policy has errors, or the place cannot be written', async () => {
    put('pay.yml', NIGHT.replace('scope: pay', 'scope: all'));
    await expect(run()).rejects.toThrow(`${join(folder, 'pay.yml')}:2:30 freezes.0.scope: "all" is everything`);
    expect(objects.answers).toEqual([]);
    put('pay.yml', NIGHT);
    objects.refuse([403, 'AccessDenied']);
    await expect(run()).rejects.toThrow(`${TO} could not be written, so nothing changed there: AccessDenied`);
  });

  it('denies a dry run that cannot read what is published, and no other one', async () => {
    const dry = { 'dry-run': true };
    expect(await run(dry)).toMatchObject({ isYes: true });
    objects.put(PATH, 'version: 2');
    expect(await run(dry)).toMatchObject({ isYes: true });
    objects.refuse([403, 'AccessDenied']);
    const { text, isYes } = await run(dry);
    expect(text).toContain(`what ${TO} holds now cannot be compared: AccessDenied`);
    expect(isYes).toBe(false);
  });

  it('refuses an invalid place or size', async () => {
    await expect(run({ to: 'https://example.com' })).rejects.toThrow('"https://example.com" is not a place');
    await expect(run({ to: undefined })).rejects.toThrow('publish needs --to');
    put('pay.yml', `${NIGHT}# ${'x'.repeat(9_000)}\n`);
    await expect(run({ to: 'ssm:/signalbox/policy' })).rejects.toThrow(
      /bytes, and an SSM parameter holds 8192 at most. Publish it to S3/,
    );
    await expect(publish([], { policy: folder, json: false, 'dry-run': true }, TO)).resolves.toMatchObject({
      isYes: true,
    });
  });
});

describe('a folder', () => {
  const options = () => ({ policy: folder, json: false });

  it('is checked as a whole, and each of its files must be named', async () => {
    expect((await check([folder], options(), () => 0)).text).toContain(`${folder} is valid: policy`);
    put('search.yml', NIGHT);
    await expect(readPolicy(folder)).rejects.toThrow(
      `${join(folder, 'search.yml')}: no team in ${join(folder, 'main.yml')} names this file, so its rules would be ignored`,
    );
    // If only the main file is named, it defines the other files.
    await expect(readPolicy(join(folder, 'main.yml'))).resolves.toMatchObject({ files: { main: 'main.yml' } });
  });

  it('needs one main file', async () => {
    put('signalbox.yml', MAIN);
    await expect(readPolicy(folder)).rejects.toThrow('only one of these can be the main file: signalbox.yml, main.yml');
    await expect(readPolicy(mkdtempSync(join(tmpdir(), 'signalbox-')))).rejects.toThrow('this folder has no main file');
  });

  it('is explained with the file of the team rule', async () => {
    const asked = { ...options(), pipeline: 'pay-one', stage: 'Deploy', at: '2026-12-01T23:00Z' };
    const { text } = await explain([], asked, () => Date.UTC(2026, 11, 1));
    expect(text).toContain(`deny  night (${join(folder, 'pay.yml')}:2): "night" is active`);
  });
});

describe('an SSM parameter', () => {
  it('is read when its version changes, and keeps its type when it is written', async () => {
    let parameter: { Version: number; Value: string } | undefined;
    const puts: Record<string, unknown>[] = [];
    const server = createServer(async (req, res) => {
      const input = (await json(req)) as { Value: string };
      const isPut = String(req.headers['x-amz-target']).endsWith('PutParameter');
      if (isPut) puts.push(input as Record<string, unknown>);
      if (isPut) parameter = { Version: (parameter?.Version ?? 0) + 1, Value: input.Value };
      const body = parameter ? { Parameter: { ...parameter, Name: '/p' } } : { __type: 'ParameterNotFound' };
      res.writeHead(parameter ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const store = writablePlace({ type: 'ssm', name: '/p' }, { endpoint });
    await expect(store.read()).rejects.toThrow('ssm:/p does not exist');
    await store.write('one');
    expect(await store.read()).toEqual({ id: '1', text: 'one' });
    expect(await store.read('1')).toBeUndefined();
    await store.write('two');
    expect(await store.read('1')).toEqual({ id: '2', text: 'two' });
    expect(puts.map(({ Type, Overwrite }) => [Type, Overwrite])).toEqual([
      ['String', false],
      [undefined, true],
    ]);
  });
});
