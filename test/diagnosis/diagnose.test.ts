import { globSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createPlayer } from '../../lab/providers/player.ts';
import { type Recording, readRecording } from '../../lab/providers/recording.ts';
import { diagnose, providers } from '../../lib/diagnosis/diagnose.ts';
import { actionOf } from '../kit/provider.ts';

/** Every provider, called as the worker calls it: with the real SDK clients over HTTP. */

const recordings = globSync('events/providers/*.json').map((file) => ({
  name: file.replaceAll('\\', '/').slice('events/providers/'.length, -'.json'.length),
  recording: readRecording(file),
}));

/** Providers without calls of their own: the message in CodePipeline is the only source. */
const messageOnly = ['CodeCommit', 'CodeStarSourceConnection', 'DeviceFarm', 'ECR', 'GitHub', 'Jenkins', 'S3'];

beforeEach(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'lab', AWS_SECRET_ACCESS_KEY: 'lab' });
});

async function serve(listener: RequestListener): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
}

/** A clock that leaves a tenth of a second after the first look. */
function hurried(): () => number {
  let looks = 0;
  return () => (looks++ === 0 ? 0 : 8_900);
}

describe('the providers', () => {
  it('all have a recording, and no other provider has one', () => {
    const recorded = new Set(recordings.map(({ recording }) => recording.provider));
    expect([...recorded].sort()).toEqual([...new Set([...Object.keys(providers), ...messageOnly])].sort());
  });

  it('with calls have recordings of a failure and of a success', () => {
    // Several names may share one provider.
    const who = ({ recording }: (typeof recordings)[number]) => String(providers[recording.provider]);
    const asked = recordings.filter(({ recording }) => recording.calls.length > 0);
    const succeeded = new Set(recordings.filter(({ name }) => name.endsWith('.succeeded')).map(who));
    expect(asked.filter((one) => !succeeded.has(who(one)))).toEqual([]);
    const failed = new Set(recordings.filter(({ name }) => !name.endsWith('.succeeded')).map(who));
    expect(asked.filter((one) => !failed.has(who(one)))).toEqual([]);
  });

  it('all load, each with its functions', async () => {
    const loaded = await Promise.all(Object.values(providers).map((load) => load()));
    expect(loaded.every((one) => typeof one.fetch === 'function' && typeof one.explain === 'function')).toBe(true);
    const files = globSync('lib/diagnosis/providers/*/*.ts');
    expect(files.length).toBeGreaterThan(10);
  });
});

describe.each(recordings)('$name', ({ recording }) => {
  it('has a cause in words, with few calls, and is short enough to store', async () => {
    const player = createPlayer(recording.calls);
    await serve(player.request);
    const result = await diagnose(actionOf(recording), { now: Date.now });
    expect(result.cause).toMatch(/\S/);
    expect(result.cause).not.toMatch(/^undefined|`undefined`|\[object|NaN/);
    expect(JSON.stringify(result).length).toBeLessThan(8_000);
    expect(player.asked.length).toBeLessThanOrEqual(5);
    expect(player.asked.filter((operation) => operation.endsWith('LogEvents')).length).toBeLessThanOrEqual(3);
  });
});

const [one] = Object.values(Object.groupBy(recordings, ({ recording }) => recording.provider)).map((all) => all);
const firsts = Object.values(Object.groupBy(recordings, ({ recording }) => recording.provider))
  .map((all) => all?.find(({ name }) => !name.endsWith('.succeeded')))
  .filter((first) => first !== undefined);

describe.each(firsts)('when every call for $name fails', ({ recording }) => {
  const asks = (result: { missing: string[] }) => recording.calls.length === 0 || result.missing.length > 0;

  it('the diagnosis reports a denial', async () => {
    await serve((_, res) => refuse(res, 400, 'AccessDeniedException', 'User is not authorized'));
    const result = await diagnose(actionOf(recording), { now: Date.now });
    expect(result.cause).toMatch(/\S/);
    expect(asks(result)).toBe(true);
    expect(result.missing.join()).not.toContain('[object');
  });

  it('the diagnosis reports a missing resource', async () => {
    await serve((_, res) => refuse(res, 404, 'ResourceNotFoundException', 'There is no such thing'));
    expect(asks(await diagnose(actionOf(recording), { now: Date.now }))).toBe(true);
  });

  it('the diagnosis stops waiting for an answer in time', async () => {
    await serve(() => {});
    const result = await diagnose(actionOf(recording), { now: hurried() });
    expect(asks(result)).toBe(true);
  });
});

it('a diagnosis reports throttling for every provider', async () => {
  await serve((_, res) => refuse(res, 400, 'ThrottlingException', 'Rate exceeded'));
  // In parallel, because each client pauses between its attempts.
  const all = firsts.map(async ({ name, recording }) => {
    const { missing } = await diagnose(actionOf(recording), { now: Date.now });
    return recording.calls.length === 0 || missing.length > 0 ? [] : [name];
  });
  expect((await Promise.all(all)).flat()).toEqual([]);
});

describe('a diagnosis', () => {
  const action = actionOf({ ...(one?.[0]?.recording as Recording), provider: 'NobodyKnows' });

  it('of an unknown provider has the message of CodePipeline', async () => {
    const result = await diagnose({ ...action, message: 'The frobnicator is out of frobs' }, { now: Date.now });
    expect(result).toMatchObject({ cause: 'The frobnicator is out of frobs', class: 'unknown', retryable: false });
  });

  it('accepts invalid provider names', async () => {
    for (const provider of ['__proto__', 'constructor', '']) {
      const result = await diagnose({ ...action, provider, message: 'It broke' }, { now: Date.now });
      expect(result.cause).toBe('It broke');
    }
  });

  it('contains no secret', async () => {
    const key = `AKIA${'ABCDEFGHIJKLMNOP'}`;
    const result = await diagnose(
      { ...action, message: `Denied for ${key} with password=hunter2secret` },
      { now: Date.now },
    );
    expect(JSON.stringify(result)).not.toMatch(/AKIAABCD|hunter2/);
  });
});

function refuse(res: import('node:http').ServerResponse, status: number, type: string, message: string): void {
  res.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type });
  res.end(JSON.stringify({ __type: type, message }));
}
