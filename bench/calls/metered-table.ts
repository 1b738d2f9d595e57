import type { AttributeValue, GetItemInput, PutItemInput, QueryInput } from '@aws-sdk/client-dynamodb';
import type { TableApi } from '../../lib/store/table-api.ts';

/** DynamoDB in memory, with the units of on-demand tables: a put costs the larger of both items for each kilobyte, a
 *  consistent read each four kilobytes, and the index one for an entry that comes or goes and two for one that moves. */
export interface Units {
  puts: number;
  write: number;
  index: number;
  gets: number;
  read: number;
}

type Item = Record<string, AttributeValue>;

export function createMeteredTable() {
  const items = new Map<string, Item>();
  const units: Units = { puts: 0, write: 0, index: 0, gets: 0, read: 0 };
  const keyOf = ({ pk, sk }: Item) => `${pk?.S} ${sk?.S}`;

  function put({ Item: item = {}, ConditionExpression, ExpressionAttributeValues }: PutItemInput): object {
    const before = items.get(keyOf(item));
    units.puts++;
    units.write += Math.ceil(Math.max(sizeOf(item), before ? sizeOf(before) : 0) / 1024);
    const isMet =
      ConditionExpression === 'attribute_not_exists(pk)'
        ? before === undefined
        : before?.version?.N === ExpressionAttributeValues?.[':loaded']?.N;
    if (!isMet) throw Object.assign(new Error('Another was first'), { name: 'ConditionalCheckFailedException' });
    const [due, was] = [item.dueAt?.N, before?.dueAt?.N];
    if (due !== was) units.index += due !== undefined && was !== undefined ? 2 : 1;
    items.set(keyOf(item), item);
    return {};
  }

  function get({ Key = {} }: GetItemInput): object {
    const item = items.get(keyOf(Key));
    units.gets++;
    units.read += item ? Math.ceil(sizeOf(item) / 4096) : 1;
    return item ? { Item: item } : {};
  }

  /** The due rows, as the sweep asks for them. */
  function query({ ExpressionAttributeValues }: QueryInput): object {
    const now = Number(ExpressionAttributeValues?.[':now']?.N);
    const Items = [...items.values()].filter(({ dueAt }) => dueAt?.N !== undefined && Number(dueAt.N) <= now);
    units.gets++;
    units.read += 0.5 * Math.max(1, Math.ceil(Items.reduce((sum, item) => sum + sizeOf(keysOf(item)), 0) / 4096));
    return { Items };
  }

  const table: TableApi = {
    get: async (input) => get(input),
    put: async (input) => put(input),
    query: async (input) => query(input),
  };
  return { table, units };
}

function keysOf({ pk, sk, due, dueAt }: Item): Item {
  return Object.fromEntries(Object.entries({ pk, sk, due, dueAt }).filter(([, value]) => value)) as Item;
}

/** Names and values. A number takes a byte for two digits, and one more. */
function sizeOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, { S, N, B }]) => {
    const value = S !== undefined ? Buffer.byteLength(S) : N !== undefined ? Math.ceil(N.length / 2) + 1 : B?.length;
    return sum + name.length + (value ?? 1);
  }, 0);
}
