import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { table } from '../../lab/aws/table.ts';
import { emptyRow } from '../../lib/core/model/row.ts';
import { createDynamoStore } from '../../lib/store/dynamo.ts';
import { sdkTable } from '../../lib/store/table-sdk.ts';
import type { ValueName, VersionedValues } from '../../lib/store/versioned-values.ts';
import { createDynamoValues } from '../../lib/store/versioned-values-dynamo.ts';
import { createMemoryValues } from '../../lib/store/versioned-values-memory.ts';
import { labTable } from '../kit/wire-apis.ts';

const NOW = Date.UTC(2026, 10, 22);
const server = dynalite({ createTableMs: 0 });
const portOf = () => (server.address() as AddressInfo).port;
const credentials = { accessKeyId: 'lab', secretAccessKey: 'lab' };
const client = new DynamoDBClient({
  region: 'eu-central-1',
  credentials,
  endpoint: async () => ({ protocol: 'http:', hostname: '127.0.0.1', port: portOf(), path: '/' }),
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await client.send(new CreateTableCommand(table('signalbox')));
});
afterAll(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const overWire = labTable(() => `http://127.0.0.1:${portOf()}`);

let names = 0;
const name = (): ValueName => `permits#test#${names++}`;

const kinds: { kind: string; create: () => VersionedValues }[] = [
  { kind: 'memory', create: createMemoryValues },
  { kind: 'dynamo', create: () => createDynamoValues(sdkTable(client), 'signalbox') },
  { kind: 'functions’ dynamo', create: () => createDynamoValues(overWire, 'signalbox') },
];

describe.each(kinds)('the $kind cells', ({ create }) => {
  it('are empty before the first save', async () => {
    expect(await create().load(name())).toEqual({ version: 0 });
  });

  it('return a copy of a saved value as the next version', async () => {
    const [values, cell] = [create(), name()];
    const value = { 'ünïcödé ✔': [1, { deep: true }] };
    expect(await values.save(cell, value, 0, NOW)).toBe(true);
    const loaded = await values.load(cell);
    expect(loaded).toEqual({ value, version: 1 });
    expect(loaded.value).not.toBe(value);
    expect(await values.save(cell, { other: 1 }, 1, NOW)).toBe(true);
    expect(await values.load(cell)).toEqual({ value: { other: 1 }, version: 2 });
  });

  it('save only the first of several concurrent changes', async () => {
    const [values, cell] = [create(), name()];
    const race = (version: number) => Promise.all([1, 2, 3, 4].map((n) => values.save(cell, { n }, version, NOW)));
    expect((await race(0)).filter((saved) => saved)).toHaveLength(1);
    expect((await race(1)).filter((saved) => saved)).toHaveLength(1);
    expect(await values.save(cell, { n: 9 }, 1, NOW)).toBe(false);
    expect(await values.save(cell, { n: 9 }, 7, NOW)).toBe(false);
    expect((await values.load(cell)).version).toBe(2);
  });

  it('are independent of each other', async () => {
    const [values, one, other] = [create(), name(), name()];
    await values.save(one, 1, 0, NOW);
    expect(await values.load(other)).toEqual({ version: 0 });
    await values.save('breaker', 2, (await values.load('breaker')).version, NOW);
    expect((await values.load(one)).value).toBe(1);
    expect((await values.load('breaker')).value).toBe(2);
  });
});

describe('the dynamo cells', () => {
  it('do not appear among the rows', async () => {
    const values = createDynamoValues(sdkTable(client), 'signalbox');
    const store = createDynamoStore(sdkTable(client), 'signalbox');
    await values.save('breaker', 1, (await values.load('breaker')).version, NOW);
    await store.save({ ...emptyRow('execution#beside'), dueAt: NOW }, NOW);
    expect(await store.due(NOW, 9)).toEqual([{ key: 'execution#beside', dueAt: NOW }]);
    expect(await store.load('breaker' as never)).toBeUndefined();
  });

  it('recognize their own save after a lost answer', async () => {
    let lost = 0;
    // Forwards each request, and loses the answer of the first put.
    const proxy = createServer(async (req, res) => {
      const { 'x-amz-target': target = '', authorization = '', 'x-amz-date': date = '' } = req.headers;
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': String(target),
        'x-amz-date': String(date),
        authorization,
      };
      const answer = await fetch(`http://127.0.0.1:${portOf()}`, { method: 'POST', headers, body: await text(req) });
      if (target.includes('PutItem') && lost++ === 0) req.socket.destroy();
      else res.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(await answer.text());
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    onTestFinished(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const endpoint = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const behind = new DynamoDBClient({ region: 'eu-central-1', credentials, endpoint, maxAttempts: 3 });
    const [values, cell] = [createDynamoValues(sdkTable(behind), 'signalbox'), name()];
    expect(await values.save(cell, { mine: true }, 0, NOW)).toBe(true);
    expect(lost).toBe(2);
    expect(await values.save(cell, { mine: false }, 0, NOW)).toBe(false);
    expect(await values.load(cell)).toEqual({ value: { mine: true }, version: 1 });
  });
});
