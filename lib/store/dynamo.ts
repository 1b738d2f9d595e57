import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { KEEP } from '../core/base/timing.ts';
import type { Row } from '../core/model/row.ts';
import type { SubjectKey } from '../core/model/subject.ts';
import { type Due, sweepAt } from '../core/sweep/plan-sweep.ts';
import { pack, unpack } from './pack-row.ts';
import type { Store } from './store.ts';

/** One item per subject:
 *
 *    pk  `execution#…`     sk  'state'         version  N
 *    body  S, the row as JSON, or packed  B, the same gzipped when it has more than a kilobyte
 *    due  'due' and dueAt  N, when the sweep looks after it; only while something is to be done: the sparse index `due`
 *         holds just those
 *    expiresAt  N, in seconds: TTL
 */
const STATE = { S: 'state' };
export const DUE_INDEX = 'due';

/** No more than an answer of DynamoDB, a megabyte, can hold. */
const PAGE = 1_000;

export function createDynamoStore(client: DynamoDBClient, table: string): Store {
  async function load(key: SubjectKey): Promise<Row | undefined> {
    const get = new GetItemCommand({ TableName: table, Key: { pk: { S: key }, sk: STATE }, ConsistentRead: true });
    const { Item } = await client.send(get);
    return Item && unpack(Item);
  }

  /** Two savers never save the same: each has a claim of its own in what it saves, or nothing to do. */
  async function isThere(row: Row): Promise<boolean> {
    return JSON.stringify(await load(row.key)) === JSON.stringify(row);
  }

  return {
    load,

    async save(row, now) {
      const { row: saved, body } = pack({ ...row, version: row.version + 1 });
      const isNew = row.version === 0;
      const put = new PutItemCommand({
        TableName: table,
        Item: { ...keysOf(saved, now), ...body },
        ConditionExpression: isNew ? 'attribute_not_exists(pk)' : 'version = :loaded',
        ...(isNew ? {} : { ExpressionAttributeValues: { ':loaded': { N: String(row.version) } } }),
      });
      try {
        await client.send(put);
        return saved;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // The SDK repeats a put whose answer was lost: then who was first may have been ourselves.
        return (await isThere(saved)) ? saved : undefined;
      }
    },

    async due(now, limit) {
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          IndexName: DUE_INDEX,
          KeyConditionExpression: 'due = :due AND dueAt <= :now',
          ExpressionAttributeValues: { ':due': { S: 'due' }, ':now': { N: String(now) } },
          ProjectionExpression: 'pk, dueAt',
          Limit: Math.min(limit, PAGE),
        },
      );
      const found: Due[] = [];
      for await (const { Items = [] } of pages) {
        found.push(...Items.map(({ pk, dueAt }) => ({ key: pk?.S as SubjectKey, dueAt: Number(dueAt?.N) })));
        if (found.length >= limit) break;
      }
      return found.slice(0, limit);
    },
  };
}

function keysOf(row: Row, now: number): Record<string, AttributeValue> {
  const dueAt = sweepAt(row);
  return {
    pk: { S: row.key },
    sk: STATE,
    version: { N: String(row.version) },
    expiresAt: { N: String(Math.ceil((now + KEEP) / 1000)) },
    ...(dueAt === undefined ? {} : { due: { S: 'due' }, dueAt: { N: String(dueAt) } }),
  };
}

export const fromItem = unpack;
