import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Row } from '../core/model/row.ts';
import type { SubjectKey } from '../core/model/subject.ts';
import { sweepAt } from '../core/sweep/plan-sweep.ts';
import { createDueRows } from './due-rows.ts';
import { pack, unpack } from './pack-row.ts';
import { putNextVersion } from './put-next-version.ts';
import type { Store } from './store.ts';
import type { TableApi } from './table-api.ts';

/** One item per subject:
 *    pk  `execution#…`     sk  'state'         version  N     format  N
 *    body  S, the row as JSON, or packed  B, the same gzipped if it has more than a kilobyte
 *    due  'due' and dueAt  N, when the sweep checks it; only while work is pending: the index `due` is sparse
 *    expiresAt  N, in seconds: TTL */
const STATE = { S: 'state' };

export function createDynamoStore(api: TableApi, table: string): Store {
  async function load(key: SubjectKey): Promise<Row | undefined> {
    const { Item } = await api.get({ TableName: table, Key: { pk: { S: key }, sk: STATE }, ConsistentRead: true });
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
      const isSaved = await putNextVersion(api, table, {
        item,
        loaded: row.version,
        now,
        isThere: () => isThere(saved),
      });
      return isSaved ? saved : undefined;
    },

    ...createDueRows(api, table),
  };
}

function keysOf(row: Row): Record<string, AttributeValue> {
  const dueAt = sweepAt(row);
  return {
    pk: { S: row.key },
    sk: STATE,
    ...(dueAt === undefined ? {} : { due: { S: 'due' }, dueAt: { N: String(dueAt) } }),
  };
}

export const fromItem = unpack;
