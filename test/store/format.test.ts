import type { AddressInfo } from 'node:net';
import {
  type AttributeValue,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { table } from '../../lab/aws/table.ts';
import { worldOf } from '../../lib/cli/world.ts';
import { readEvent } from '../../lib/codepipeline/read/event.ts';
import { type Execution, executionKey } from '../../lib/core/execution/facts.ts';
import type { Effect } from '../../lib/core/model/effect.ts';
import { outcome } from '../../lib/core/model/input.ts';
import { emptyRow } from '../../lib/core/model/row.ts';
import { createDynamoAuditLogReader } from '../../lib/store/audit-log-read.ts';
import { createDynamoStore } from '../../lib/store/dynamo.ts';
import { createRetryAllowances } from '../../lib/store/retry-allowances.ts';
import { sdkTable } from '../../lib/store/table-sdk.ts';
import { createDynamoValues } from '../../lib/store/versioned-values-dynamo.ts';
import { reconcile } from '../../lib/worker/reconcile.ts';
import { sweep } from '../../lib/worker/sweep.ts';
import { pipelineEvent } from '../kit/events.ts';
import { rules } from '../kit/rules.ts';

/** The treatment of items of another version. */

const NOW = Date.UTC(2026, 10, 22, 10);
const TABLE = 'signalbox';
const server = dynalite({ createTableMs: 0 });
let client: DynamoDBClient;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new DynamoDBClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'lab', secretAccessKey: 'lab' },
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  await client.send(new CreateTableCommand(table(TABLE)));
});
afterAll(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

async function put(pk: string, sk: string, body: object, more: Record<string, AttributeValue> = {}) {
  const Item = { pk: { S: pk }, sk: { S: sk }, version: { N: '3' }, body: { S: JSON.stringify(body) }, ...more };
  await client.send(new PutItemCommand({ TableName: TABLE, Item }));
}

async function stored(pk: string, sk: string): Promise<Record<string, AttributeValue>> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: TABLE, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }),
  );
  return Item ?? {};
}

const execution = readEvent(pipelineEvent('STARTED')) as Execution;
const key = executionKey(execution.ref);

/** Handles one message about the execution, and returns the performed effects. */
async function work(): Promise<{ performed: string[]; error: unknown }> {
  const performed: string[] = [];
  const done = async (effect: Exclude<Effect, { type: 'wake' }>) => {
    performed.push(effect.key);
    return [outcome(effect, { done: true, digest: effect.digest })];
  };
  const store = createDynamoStore(sdkTable(client), TABLE);
  const loop = {
    store,
    rules: async () => rules(),
    world: worldOf(done, {}),
    now: () => NOW,
    id: () => 'mine',
    log: () => {},
  };
  const error = await reconcile(key, [{ type: 'seen', execution }], loop).catch((error: unknown) => error);
  return { performed, error };
}

describe('a row', () => {
  it('gets the number of its format', async () => {
    await createDynamoStore(sdkTable(client), TABLE).save(emptyRow('execution#numbered'), NOW);
    expect((await stored('execution#numbered', 'state')).format).toEqual({ N: '1' });
  });

  it('without a number is read as format 1, and keeps fields of another version', async () => {
    const row = { ...emptyRow(key), version: 3, later: { field: 1 }, ledger: { 'show:C1': { doneAt: 1, later: 2 } } };
    await put(key, 'state', row);
    const store = createDynamoStore(sdkTable(client), TABLE);
    const loaded = await store.load(key);
    expect(loaded).toEqual(row);
    if (loaded) await store.save(loaded, NOW);
    expect(await store.load(key)).toEqual({ ...row, version: 4 });
  });

  it('of a newer format stays unchanged without effects, and the message is retried with the reason', async () => {
    await put(key, 'state', { unknown: 'shape' }, { format: { N: '2' } });
    const before = await stored(key, 'state');
    const { performed, error } = await work();
    expect(error).toMatchObject({
      name: 'NewerFormat',
      message: `The row ${key} has format 2, and this version of Signalbox reads up to format 1. A newer version stored it. Deploy that version again; until then this item stays as it is.`,
    });
    expect(performed).toEqual([]);
    expect(await stored(key, 'state')).toEqual(before);
  });

  it('is not overwritten if another version replaces it during the work', async () => {
    const store = createDynamoStore(sdkTable(client), TABLE);
    const row = { ...emptyRow(key), version: 3 };
    await put(key, 'state', row);
    await put(key, 'state', { unknown: 'shape' }, { version: { N: '4' }, format: { N: '2' } });
    await expect(store.save({ ...row, dueAt: NOW }, NOW)).rejects.toThrow('has format 2');
    expect((await stored(key, 'state')).format).toEqual({ N: '2' });
  });

  it.each([
    ['ledger › show:C1 › doneAt', { ledger: { 'show:C1': { doneAt: 'yesterday' } } }],
    [
      'execution › facts › f › at',
      { execution: { ...execution, facts: { f: { type: 'stage', stage: 'A', state: 'FAILED' } } } },
    ],
    [
      'gates › survey › 1 › gates › 0 › open',
      { gates: { ref: execution.ref, survey: [1, { gates: [{ stage: 'A', waiting: [] }] }] } },
    ],
    [
      'board › orders › a › until',
      { board: { orders: { a: { type: 'mute', by: 'U1', reason: '', from: 1, pipelines: [] } } } },
    ],
  ])('with an invalid value at %s stays unchanged, and the error names it', async (path, part) => {
    await put(key, 'state', { ...emptyRow(key), version: 3, ...part });
    const { performed, error } = await work();
    expect(error).toMatchObject({
      name: 'Unreadable',
      message: expect.stringContaining(`${key} cannot be read: ${path}: `),
    });
    expect(performed).toEqual([]);
  });
});

describe('a retry budget', () => {
  it('of a newer format, or with an invalid value, grants nothing', async () => {
    const allowances = createRetryAllowances(createDynamoValues(sdkTable(client), TABLE), () => NOW);
    const question = { execution: execution.ref, retryKey: 'r1' };
    const { account, region, pipeline } = execution.ref;
    const name = `permits#${account}#${region}#${pipeline}`;
    await put(name, 'cell', { firsts: {}, retries: { r1: NOW } });
    expect(await allowances.grantedAt(question)).toBe(NOW);
    await put(name, 'cell', { firsts: {}, retries: { r1: 'now' } });
    await expect(allowances.grantedAt(question)).rejects.toThrow(`The item ${name} cannot be read: retries › r1`);
    await put(name, 'cell', {}, { format: { N: '2' } });
    await expect(allowances.grantedAt(question)).rejects.toThrow(`The item ${name} has format 2`);
  });
});

describe('the sweep', () => {
  it.each([
    ['has a newer format', { format: { N: '2' } }],
    ['is invalid', {}],
  ])('sends every due row, and keeps its own item, if the item %s', async (_, more) => {
    await put('sweep', 'cell', { unknown: 'shape' }, more);
    const before = await stored('sweep', 'cell');
    const sent: string[] = [];
    const swept = await sweep({
      store: { due: async () => [{ key, dueAt: NOW - 1 }] },
      values: createDynamoValues(sdkTable(client), TABLE),
      queue: { ticks: async (keys) => void sent.push(...keys) },
      now: () => NOW,
    });
    expect(swept).toEqual({ due: 1, sent: 2 });
    expect(sent).toEqual(['board', key]);
    expect(await stored('sweep', 'cell')).toEqual(before);
  });
});

describe('an audit entry', () => {
  it('of a newer format, or with an invalid value, causes an error with its name', async () => {
    const reader = createDynamoAuditLogReader(sdkTable(client), TABLE);
    const sk = '2026-11-22T10:00:00.000Z#1';
    await put('journal#newer', sk, {}, { format: { N: '2' } });
    await put('journal#odd', sk, { id: '1' });
    await expect(reader.read('newer', { limit: 5 })).rejects.toThrow(`The item journal#newer ${sk} has format 2`);
    await expect(reader.read('odd', { limit: 5 })).rejects.toThrow(
      `The item journal#odd ${sk} cannot be read: account`,
    );
  });
});
