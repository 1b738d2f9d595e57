import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { table } from '../lab/table.ts';
import type { ExecutionKey } from '../lib/core/execution.ts';
import { emptyRow, type Row } from '../lib/core/row.ts';
import { createDynamoStore } from '../lib/store/dynamo.ts';
import { createMemoryStore } from '../lib/store/memory.ts';
import type { Store } from '../lib/store/store.ts';

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
  await client.send(new CreateTableCommand(table('signalbox')));
});
afterAll(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

let subjects = 0;
const subject = (): ExecutionKey => `execution#test#${subjects++}`;

const stores: { name: string; create: () => Store }[] = [
  { name: 'memory', create: createMemoryStore },
  { name: 'dynamo', create: () => createDynamoStore(client, 'signalbox') },
];

describe.each(stores)('the $name store', ({ create }) => {
  it('knows nothing of what was never saved', async () => {
    expect(await create().load(subject())).toBeUndefined();
  });

  it('gives back what was saved, as the next version', async () => {
    const store = create();
    const row: Row = { ...emptyRow(subject()), ledger: { describe: { doneAt: NOW, why: 'ünïcödé ✔' } } };
    const saved = await store.save(row, NOW);
    expect(saved).toEqual({ ...row, version: 1 });
    expect(await store.load(row.key)).toEqual(saved);
  });

  it('lets only the first of two savers save', async () => {
    const store = create();
    const row = emptyRow(subject());
    const both = await Promise.all([store.save(row, NOW), store.save(row, NOW)]);
    expect(both.filter((saved) => saved !== undefined)).toHaveLength(1);
    const loaded = (await store.load(row.key)) as Row;
    const next = await Promise.all([1, 2, 3, 4].map((n) => store.save({ ...loaded, dueAt: NOW + n }, NOW)));
    expect(next.filter((saved) => saved !== undefined)).toHaveLength(1);
    expect(await store.save({ ...loaded, dueAt: NOW + 5 }, NOW)).toBeUndefined();
    expect((await store.load(row.key))?.version).toBe(2);
  });

  it('does not save what was made from a row that is not there', async () => {
    const store = create();
    expect(await store.save({ ...emptyRow(subject()), version: 7 }, NOW)).toBeUndefined();
  });

  it('keeps a row that is far larger than an item may be as plain text', async () => {
    const store = create();
    const key = subject();
    const facts = Array.from({ length: 1000 }, (_, n) => {
      const result = { summary: `The build of part ${n} did not succeed because of ${'reasons '.repeat(80)}` };
      return [`action|Build|part-${n}|FAILED|${n}`, { type: 'action', stage: 'Build', action: `part-${n}`, result }];
    });
    const row = {
      ...emptyRow(key),
      execution: { ref: {}, about: {}, facts: Object.fromEntries(facts) },
    } as unknown as Row;
    expect(JSON.stringify(row).length).toBeGreaterThan(600_000);
    await store.save(row, NOW);
    expect(await store.load(key)).toEqual({ ...row, version: 1 });
  });

  it('finds what is due, the longest due first, and nothing else', async () => {
    const store = create();
    const keys = [subject(), subject(), subject(), subject()];
    const early = NOW - 10 ** 9;
    const dues = [early - 1000, early - 3000, early + 1, undefined];
    for (const [n, key] of keys.entries()) await store.save({ ...emptyRow(key), dueAt: dues[n] }, NOW);
    expect(await store.due(early, 10)).toEqual([keys[1], keys[0]]);
    expect(await store.due(early, 1)).toEqual([keys[1]]);
    const row = (await store.load(keys[1] as ExecutionKey)) as Row;
    await store.save({ ...row, dueAt: undefined }, NOW);
    expect(await store.due(early, 10)).toEqual([keys[0]]);
  });
});
