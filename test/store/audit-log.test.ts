import { globSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { TABLE } from '../../lab/aws/stand-ins.ts';
import { table } from '../../lab/aws/table.ts';
import { readRows } from '../../lab/rows.ts';
import type { AuditEntry } from '../../lib/core/model/audit-entry.ts';
import type { WriteAudit as RecordEffect } from '../../lib/core/model/effect.ts';
import { emptyRow } from '../../lib/core/model/row.ts';
import { createWriteAudit } from '../../lib/effects/write-audit.ts';
import { type AuditLog, journalKey } from '../../lib/store/audit-log.ts';
import { createMemoryAuditLog } from '../../lib/store/audit-log-memory.ts';
import { createDynamoAuditLogReader } from '../../lib/store/audit-log-read.ts';
import { createDynamoAuditLog } from '../../lib/store/audit-log-write.ts';
import { createDynamoStore } from '../../lib/store/dynamo.ts';
import { sdkTable } from '../../lib/store/table-sdk.ts';
import { labTable } from '../kit/wire-apis.ts';

const NOW = Date.UTC(2026, 10, 22, 10, 31);
const region = 'eu-central-1';
const credentials = { accessKeyId: 'lab', secretAccessKey: 'lab' };
const server = dynalite({ createTableMs: 0 });
const client = new DynamoDBClient({
  region,
  credentials,
  endpoint: async () => {
    const { port } = server.address() as AddressInfo;
    return { protocol: 'http:', hostname: '127.0.0.1', port, path: '/' };
  },
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await client.send(new CreateTableCommand(table(TABLE)));
});
afterAll(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

let pipelines = 0;
const pipeline = () => `payments-${pipelines++}`;

function entry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    account: '123456789012',
    region,
    pipeline: 'payments',
    executionId: '8f3a1c22-0000-4000-8000-000000000000',
    id: 'vote:Deploy/release:U0MIA',
    at: NOW,
    what: 'vote',
    stage: 'Deploy',
    action: 'release',
    who: ['U0MIA'],
    decision: 'approve',
    comment: 'ünïcödé ✔\nand a second line',
    because: 'U0MIA may approve: 1 of 2.',
    policy: '3f9a',
    ...changes,
  };
}

function createDynamo(api = sdkTable(client)): AuditLog {
  return { ...createDynamoAuditLog(api, TABLE), ...createDynamoAuditLogReader(api, TABLE) };
}

const overWire = labTable(() => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);

const journals: { name: string; create: () => AuditLog; runs: number }[] = [
  { name: 'memory', create: createMemoryAuditLog, runs: 1_000 },
  { name: 'dynamo', create: createDynamo, runs: 50 },
  { name: 'functions’ dynamo', create: () => createDynamo(overWire), runs: 50 },
];

describe.each(journals)('the $name journal', ({ create, runs }) => {
  it('is empty at first', async () => {
    expect(await create().read(pipeline(), { limit: 10 })).toEqual([]);
  });

  it('returns an entry with all fields, only for its pipeline', async () => {
    const journal = create();
    const [one, other] = [entry({ pipeline: pipeline() }), entry({ pipeline: pipeline(), comment: undefined })];
    await journal.write(one);
    await journal.write(other);
    expect(await journal.read(one.pipeline, { limit: 10 })).toEqual([one]);
    expect(await journal.read(other.pipeline, { limit: 10 })).toEqual([other]);
    expect(await journal.read('payments', { limit: 10 })).toEqual([]);
  });

  it('accepts the same entry any number of times and keeps it once', async () => {
    const journal = create();
    const one = entry({ pipeline: pipeline() });
    await Promise.all([1, 2, 3, 4].map(() => journal.write(one)));
    await journal.write(one);
    expect(await journal.read(one.pipeline, { limit: 10 })).toEqual([one]);
  });

  it('never replaces a written entry', async () => {
    const journal = create();
    const first = entry({ pipeline: pipeline() });
    await journal.write(first);
    await journal.write({ ...first, decision: 'reject', who: ['U0EVE'], because: 'It never was so.' });
    expect(await journal.read(first.pipeline, { limit: 10 })).toEqual([first]);
  });

  it('shares no objects with its callers', async () => {
    const journal = create();
    const one = entry({ pipeline: pipeline() });
    await journal.write(one);
    (await journal.read(one.pipeline, { limit: 1 }))[0]?.who.push('U0EVE');
    one.who.push('U0EVE');
    expect((await journal.read(one.pipeline, { limit: 1 }))[0]?.who).toEqual(['U0MIA']);
  });

  it('returns entries of one instant in the order of their ids, not of the writes', async () => {
    const journal = create();
    const name = pipeline();
    for (const id of ['b', 'c#1', 'a', 'c']) await journal.write(entry({ pipeline: name, id }));
    await journal.write(entry({ pipeline: name, id: 'z', at: NOW - 1 }));
    const entries = await journal.read(name, { limit: 10 });
    expect(entries.map(({ id }) => id)).toEqual(['z', 'a', 'b', 'c', 'c#1']);
    expect((await journal.read(name, { limit: 2 })).map(({ id }) => id)).toEqual(['c', 'c#1']);
  });

  it('answers any window with its newest entries, oldest first', async () => {
    // Close together and around the end of a year, so that windows end on entries and the instants differ as text.
    const at = fc.integer({ min: -3, max: 3 }).map((offset) => Date.UTC(2027, 0, 1) + offset);
    const written = fc.array(fc.record({ at, id: fc.constantFrom('a', 'b', 'B', '#', '~') }), { maxLength: 20 });
    const window = fc.record({
      since: fc.option(at, { nil: undefined }),
      until: fc.option(at, { nil: undefined }),
      limit: fc.integer({ min: 0, max: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(written, window, async (keys, { since, until, limit }) => {
        const journal = create();
        const name = pipeline();
        const entries = keys.map((key, n) => entry({ pipeline: name, because: `${n}`, ...key }));
        for (const one of entries) await journal.write(one);
        const first = entries.filter((one, n) => entries.findIndex((e) => e.at === one.at && e.id === one.id) === n);
        const inside = first
          .filter((one) => one.at >= (since ?? 0) && one.at < (until ?? Number.POSITIVE_INFINITY))
          .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
        expect(await journal.read(name, { since, until, limit })).toEqual(limit === 0 ? [] : inside.slice(-limit));
      }),
      { numRuns: runs },
    );
  });

  it('accepts bounds outside the calendar', async () => {
    const journal = create();
    const one = entry({ pipeline: pipeline() });
    await journal.write(one);
    const { MAX_SAFE_INTEGER: never } = Number;
    expect(await journal.read(one.pipeline, { since: -never, until: never, limit: 10 })).toEqual([one]);
    expect(await journal.read(one.pipeline, { since: never, until: -never, limit: 10 })).toEqual([]);
  });

  it('reads a journal of two megabytes to its end, or up to the limit', async () => {
    const journal = create();
    const name = pipeline();
    const comment = 'because '.repeat(500);
    const all = Array.from({ length: 500 }, (_, n) => entry({ pipeline: name, id: `vote:${n}`, at: NOW + n, comment }));
    for (let n = 0; n < all.length; n += 100) {
      await Promise.all(all.slice(n, n + 100).map((one) => journal.write(one)));
    }
    expect(await journal.read(name, { limit: 5_000 })).toEqual(all);
    expect(await journal.read(name, { limit: 500 })).toEqual(all);
    expect(await journal.read(name, { limit: 499 })).toEqual(all.slice(1));
    expect(await journal.read(name, { limit: 3 })).toEqual(all.slice(-3));
    expect(await journal.read(name, { since: NOW + 10, until: NOW + 400, limit: 300 })).toEqual(all.slice(100, 400));
  });
});

describe('the dynamo journal', () => {
  it('requests no more entries than it returns, and stops', async () => {
    const asked: number[] = [];
    const item = { pk: { S: 'journal#p' }, sk: { S: 'x' }, body: { S: JSON.stringify(entry()) } };
    // An endless table: each page announces a next page.
    const endless = createServer(async (req, res) => {
      let text = '';
      for await (const chunk of req) text += chunk;
      const { Limit } = JSON.parse(text) as { Limit: number };
      asked.push(Limit);
      const Items = Array.from({ length: Math.min(Limit, 400) }, () => item);
      const { pk, sk } = item;
      res.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      res.end(JSON.stringify({ Items, Count: Items.length, LastEvaluatedKey: { pk, sk } }));
    });
    await new Promise<void>((done) => endless.listen(0, '127.0.0.1', done));
    const endpoint = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
    const behind = new DynamoDBClient({ region, credentials, endpoint });
    onTestFinished(() => {
      behind.destroy();
      endless.close();
    });
    const reader = createDynamoAuditLogReader(sdkTable(behind), TABLE);
    expect(await reader.read('p', { limit: 1_001 })).toHaveLength(1_001);
    expect(asked).toHaveLength(3);
    expect(await reader.read('p', { limit: 7 })).toHaveLength(7);
    expect(asked.slice(3)).toEqual([7]);
  });

  it('writes an item that is readable in the console, without an index key or an expiry', async () => {
    const one = entry({ pipeline: pipeline() });
    await createDynamo().write(one);
    const { pk, sk } = journalKey(one);
    const { Item } = await client.send(new GetItemCommand({ TableName: TABLE, Key: { pk: { S: pk }, sk: { S: sk } } }));
    expect(Item).toEqual({
      pk: { S: `journal#${one.pipeline}` },
      sk: { S: `2026-11-22T10:31:00.000Z#${one.id}` },
      format: { N: '1' },
      body: { S: JSON.stringify(one) },
    });
  });

  it('does not appear among the rows', async () => {
    const row = { ...emptyRow('execution#journal'), dueAt: 1 };
    const store = createDynamoStore(sdkTable(client), TABLE);
    await store.save(row, NOW);
    await createDynamo().write(entry({ pipeline: pipeline() }));
    expect(await readRows(client)).toEqual([{ ...row, version: 1 }]);
    expect(await store.due(NOW, 10)).toEqual([{ key: row.key, dueAt: 1 }]);
  });

  it('has no code to read entries in the deployed functions', () => {
    const code = globSync('dist/functions/*.mjs').map((path) => readFileSync(path, 'utf8'));
    const holding = (text: string) => code.filter((file) => file.includes(text)).length;
    expect(holding('journal#')).toBe(1);
    expect(holding('pk = :pk')).toBe(0);
  });
});

describe('the recorder', () => {
  const effect: RecordEffect = {
    type: 'writeAudit',
    key: 'record:vote',
    because: 'Decisions are written down.',
    digest: 'd1',
    claim: 'mine',
    entry: entry(),
  };

  it('writes the entry and reports success, also the second time', async () => {
    const journal = createMemoryAuditLog();
    const { writeAudit } = createWriteAudit(journal);
    const done = [{ type: 'outcome', key: 'record:vote', claim: 'mine', result: { done: true, digest: 'd1' } }];
    expect(await writeAudit(effect)).toEqual(done);
    expect(await writeAudit(effect)).toEqual(done);
    expect(await journal.read('payments', { limit: 10 })).toEqual([effect.entry]);
  });

  it('reports the reason of a failure, so that the write is retried', async () => {
    const throttling = createServer((_, res) => {
      res.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      const __type = 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException';
      res.end(JSON.stringify({ __type, message: 'Too much at once' }));
    });
    await new Promise<void>((done) => throttling.listen(0, '127.0.0.1', done));
    const endpoint = `http://127.0.0.1:${(throttling.address() as AddressInfo).port}`;
    const busy = new DynamoDBClient({ region, credentials, endpoint, maxAttempts: 2 });
    onTestFinished(() => {
      busy.destroy();
      throttling.close();
    });
    const [outcome] = await createWriteAudit(createDynamoAuditLog(sdkTable(busy), TABLE)).writeAudit(effect);
    expect(outcome).toMatchObject({
      type: 'outcome',
      claim: 'mine',
      result: { done: false, why: 'ProvisionedThroughputExceededException: Too much at once' },
    });
    expect(outcome).not.toHaveProperty('result.lasting');
  });
});
