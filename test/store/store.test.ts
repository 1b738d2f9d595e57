import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { table } from '../../lab/aws/table.ts';
import { readEvent } from '../../lib/codepipeline/read/event.ts';
import { type Execution, type ExecutionKey, executionKey, type Fact, factId } from '../../lib/core/execution/facts.ts';
import { summarize } from '../../lib/core/execution/summary.ts';
import { emptyRow, type Row } from '../../lib/core/model/row.ts';
import { createDynamoStore } from '../../lib/store/dynamo.ts';
import { createMemoryStore } from '../../lib/store/memory.ts';
import type { Store } from '../../lib/store/store.ts';
import type { TableApi } from '../../lib/store/table-api.ts';
import { sdkTable } from '../../lib/store/table-sdk.ts';
import { randomOf } from '../kit/big-run.ts';
import { actionEvent } from '../kit/events.ts';
import { labTable } from '../kit/wire-apis.ts';

const NOW = Date.UTC(2026, 10, 22);
const server = dynalite({ createTableMs: 0 });
const client = new DynamoDBClient({
  region: 'eu-central-1',
  credentials: { accessKeyId: 'lab', secretAccessKey: 'lab' },
  endpoint: async () => {
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    return { protocol: 'http:', hostname: '127.0.0.1', port, path: '/' };
  },
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  for (const name of ['signalbox', 'signalbox-wire']) await client.send(new CreateTableCommand(table(name)));
});
afterAll(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const overWire = labTable(() => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);

let subjects = 0;
const subject = (): ExecutionKey => `execution#test#${subjects++}`;

const stores: { name: string; create: () => Store }[] = [
  { name: 'memory', create: createMemoryStore },
  { name: 'dynamo', create: () => createDynamoStore(sdkTable(client), 'signalbox') },
  { name: 'functions’ dynamo', create: () => createDynamoStore(overWire, 'signalbox-wire') },
];

const clients: [string, (endpoint: string) => TableApi][] = [
  [
    'the SDK',
    (endpoint) => {
      const credentials = { accessKeyId: 'lab', secretAccessKey: 'lab' };
      return sdkTable(new DynamoDBClient({ region: 'eu-central-1', credentials, endpoint, maxAttempts: 3 }));
    },
  ],
  ['the functions', (endpoint) => labTable(() => endpoint)],
];

describe('the dynamo store', () => {
  it.each(clients)(
    'recognizes its own save if the answer to the save was lost, with the client of %s',
    async (_, tableAt) => {
      const { port } = server.address() as AddressInfo;
      let lost = 0;
      // Forwards each request, and loses the answer of the first put of a row.
      const proxy = createServer(async (req, res) => {
        const { 'x-amz-target': target = '', authorization = '', 'x-amz-date': date = '' } = req.headers;
        const headers = {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': String(target),
          'x-amz-date': String(date),
          authorization,
        };
        const answer = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers, body: await text(req) });
        if (target.includes('PutItem') && lost++ === 0) req.socket.destroy();
        else res.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(await answer.text());
      });
      await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
      const endpoint = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const store = createDynamoStore(tableAt(endpoint), 'signalbox');
      const row: Row = { ...emptyRow(subject()), ledger: { 'show:C1': { claim: { id: 'mine', until: NOW } } } };
      expect(await store.save(row, NOW)).toEqual({ ...row, version: 1 });
      expect(lost).toBe(2);
      expect(await store.save({ ...row, ledger: {} }, NOW)).toBeUndefined();
      proxy.closeAllConnections();
      proxy.close();
    },
  );
});

describe('the body of an item', () => {
  const facts = (words: number) => ({
    describe: { doneAt: NOW, why: 'ünïcödé ✔ '.repeat(words) },
  });
  const stored = async (key: ExecutionKey) => {
    const get = new GetItemCommand({ TableName: 'signalbox', Key: { pk: { S: key }, sk: { S: 'state' } } });
    return (await client.send(get)).Item ?? {};
  };

  it('is text below a kilobyte and gzipped above, and both can be read', async () => {
    const store = createDynamoStore(sdkTable(client), 'signalbox');
    const small = { ...emptyRow(subject()), ledger: facts(1) };
    const large = { ...emptyRow(subject()), ledger: facts(200) };
    for (const row of [small, large]) await store.save(row, NOW);
    expect(Object.keys(await stored(small.key as ExecutionKey))).toContain('body');
    const { packed } = await stored(large.key as ExecutionKey);
    expect(packed?.B?.length).toBeLessThan(500);
    for (const row of [small, large]) expect(await store.load(row.key)).toEqual({ ...row, version: 1 });
  });

  it('can be text of any length, because earlier versions gzipped from 32 KB on', async () => {
    const store = createDynamoStore(sdkTable(client), 'signalbox');
    const row: Row = { ...emptyRow(subject()), version: 3, ledger: facts(2_000) };
    const Item = { pk: { S: row.key }, sk: { S: 'state' }, version: { N: '3' }, body: { S: JSON.stringify(row) } };
    await client.send(new PutItemCommand({ TableName: 'signalbox', Item }));
    expect(await store.load(row.key)).toEqual(row);
    expect(await store.save(row, NOW)).toEqual({ ...row, version: 4 });
    expect(await store.load(row.key)).toEqual({ ...row, version: 4 });
  });

  it('always fits: save drops details of a row that is too large, and returns the rest', async () => {
    const store = createDynamoStore(sdkTable(client), 'signalbox');
    const random = randomOf('texts');
    const text = () =>
      Array.from({ length: 1_000 }, () => String.fromCodePoint(0x4e00 + Math.floor(random() * 0x4000))).join('');
    const failed = Array.from({ length: 200 }, (_, n) =>
      actionEvent(`Build/part-${n}`, 'FAILED', { summary: text() }),
    ).map((event) => readEvent(event) as Execution);
    const { ref } = failed[0] as Execution;
    const execution = {
      ref,
      about: {},
      facts: Object.fromEntries(failed.flatMap(({ facts }) => Object.entries(facts))),
    };
    const row = { ...emptyRow(executionKey(ref)), execution };
    const saved = await store.save(row, NOW);
    expect(await store.load(row.key)).toEqual(saved);
    const { packed } = await stored(row.key as ExecutionKey);
    expect(packed?.B?.length).toBeLessThan(350_000);
    expect(saved?.execution && summarize(saved.execution).stages).toEqual(summarize(execution).stages);
  });
});

describe.each(stores)('the $name store', ({ create }) => {
  it('has no row that was never saved', async () => {
    expect(await create().load(subject())).toBeUndefined();
  });

  it('returns a saved row as the next version', async () => {
    const store = create();
    const row: Row = { ...emptyRow(subject()), ledger: { describe: { doneAt: NOW, why: 'ünïcödé ✔' } } };
    const saved = await store.save(row, NOW);
    expect(saved).toEqual({ ...row, version: 1 });
    expect(await store.load(row.key)).toEqual(saved);
  });

  it('saves only the first of two concurrent changes', async () => {
    const store = create();
    const row = emptyRow(subject());
    const both = await Promise.all([
      store.save({ ...row, dueAt: NOW + 1 }, NOW),
      store.save({ ...row, dueAt: NOW + 2 }, NOW),
    ]);
    expect(both.filter((saved) => saved !== undefined)).toHaveLength(1);
    const loaded = (await store.load(row.key)) as Row;
    const next = await Promise.all([1, 2, 3, 4].map((n) => store.save({ ...loaded, dueAt: NOW + n }, NOW)));
    expect(next.filter((saved) => saved !== undefined)).toHaveLength(1);
    expect(await store.save({ ...loaded, dueAt: NOW + 5 }, NOW)).toBeUndefined();
    expect((await store.load(row.key))?.version).toBe(2);
  });

  it('rejects a change of a row that does not exist', async () => {
    const store = create();
    expect(await store.save({ ...emptyRow(subject()), version: 7 }, NOW)).toBeUndefined();
  });

  it('saves a row that is far too large for an item as plain text', async () => {
    const store = create();
    const key = subject();
    const facts = Array.from({ length: 1000 }, (_, n) => {
      const result = { summary: `The build of part ${n} did not succeed because of ${'reasons '.repeat(80)}` };
      const fact: Fact = { type: 'action', state: 'FAILED', stage: 'Build', action: `part-${n}`, at: NOW + n, result };
      return [factId(fact), fact] as const;
    });
    const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'test', executionId: 'large' };
    const row: Row = { ...emptyRow(key), execution: { ref, about: {}, facts: Object.fromEntries(facts) } };
    expect(JSON.stringify(row).length).toBeGreaterThan(600_000);
    await store.save(row, NOW);
    expect(await store.load(key)).toEqual({ ...row, version: 1 });
  });

  it('finds only due rows, the longest due first', async () => {
    const store = create();
    const keys = [subject(), subject(), subject(), subject()];
    const early = NOW - 10 ** 9;
    const dues = [early - 1000, early - 3000, early + 1, undefined];
    for (const [n, key] of keys.entries()) await store.save({ ...emptyRow(key), dueAt: dues[n] }, NOW);
    const [first, second] = [1, 0].map((n) => ({ key: keys[n], dueAt: dues[n] }));
    expect(await store.due(early, 10)).toEqual([first, second]);
    expect(await store.due(early, 1)).toEqual([first]);
    const row = (await store.load(keys[1] as ExecutionKey)) as Row;
    await store.save({ ...row, dueAt: undefined }, NOW);
    expect(await store.due(early, 10)).toEqual([second]);
  });

  it('leaves a row to its pending wake for one more sweep', async () => {
    const store = create();
    const woken = NOW - 2 * 10 ** 9;
    const row: Row = { ...emptyRow(subject()), dueAt: woken, wakeAt: woken };
    await store.save(row, NOW);
    expect(await store.due(woken + 59_999, 10)).toEqual([]);
    expect(await store.due(woken + 60_000, 10)).toEqual([{ key: row.key, dueAt: woken + 60_000 }]);
    // A wake at a later time does not count for a row that is due earlier.
    const later = { ...((await store.load(row.key)) as Row), wakeAt: woken + 30_000 };
    await store.save(later, NOW);
    expect(await store.due(woken, 10)).toEqual([{ key: row.key, dueAt: woken }]);
  });

  it('finds more rows than one answer of the table can hold', async () => {
    const store = create();
    const early = NOW - 3 * 10 ** 9;
    const rows = Array.from({ length: 1_050 }, (_, n) => ({ ...emptyRow(subject()), dueAt: early - n }));
    for (let n = 0; n < rows.length; n += 50) {
      await Promise.all(rows.slice(n, n + 50).map((row) => store.save(row, NOW)));
    }
    const expected = rows.map(({ key, dueAt }) => ({ key, dueAt })).reverse();
    expect(await store.due(early, 2_000)).toEqual(expected);
    expect(await store.due(early, 1_020)).toEqual(expected.slice(0, 1_020));
  });
});
