import { type AttributeValue, type DynamoDBClient, GetItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import type { Row } from '../core/model/row.ts';
import type { SubjectKey } from '../core/model/subject.ts';
import { type Due, sweepAt } from '../core/sweep/plan-sweep.ts';
import { pack, unpack } from './pack-row.ts';
import { putNextVersion } from './put-next-version.ts';
import type { Store } from './store.ts';

/** One item per subject:
 *    pk  `execution#…`     sk  'state'         version  N     format  N
 *    body  S, the row as JSON, or packed  B, the same gzipped if it has more than a kilobyte
 *    due  'due' and dueAt  N, when the sweep checks it; only while work is pending: the index `due` is sparse
 *    expiresAt  N, in seconds: TTL */
const STATE = { S: 'state' };
export const DUE_INDEX = 'due';

/** A DynamoDB answer of one megabyte holds no more items. */
const PAGE = 1_000;

export function createDynamoStore(client: DynamoDBClient, table: string): Store {
  async function load(key: SubjectKey): Promise<Row | undefined> {
    const get = new GetItemCommand({ TableName: table, Key: { pk: { S: key }, sk: STATE }, ConsistentRead: true });
    const { Item } = await client.send(get);
    return Item && unpack(Item);
  }

  /** Two workers never save equal rows: each row contains its worker's own lease, or there is nothing to do. */
  async function isThere(row: Row): Promise<boolean> {
    return JSON.stringify(await load(row.key)) === JSON.stringify(row);
  }

  return {
    load,

    async save(row, now) {
      const { row: saved, body } = pack({ ...row, version: row.version + 1 });
      const item = { ...keysOf(saved), ...body };
      const isSaved = await putNextVersion(client, table, {
        item,
        loaded: row.version,
        now,
        isThere: () => isThere(saved),
      });
      return isSaved ? saved : undefined;
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

function keysOf(row: Row): Record<string, AttributeValue> {
  const dueAt = row.lookAt ?? sweepAt(row);
  return {
    pk: { S: row.key },
    sk: STATE,
    ...(dueAt === undefined ? {} : { due: { S: 'due' }, dueAt: { N: String(dueAt) } }),
  };
}

export const fromItem = unpack;
