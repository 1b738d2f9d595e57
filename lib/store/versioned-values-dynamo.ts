import { assertFormat } from './format.ts';
import { putNextVersion } from './put-next-version.ts';
import type { TableApi } from './table-api.ts';
import type { ValueName, VersionedValue, VersionedValues } from './versioned-values.ts';

/** One item per value, in the same table as the rows:
 *    pk  the value's name           sk  'cell'     version  N     format  N
 *    body  S, the value as JSON     expiresAt  N, in seconds: TTL */
const CELL = { S: 'cell' };

export function createDynamoValues(api: TableApi, table: string): VersionedValues {
  async function read(name: ValueName): Promise<{ text?: string; version: number }> {
    const { Item } = await api.get({ TableName: table, Key: { pk: { S: name }, sk: CELL }, ConsistentRead: true });
    if (!Item) return { version: 0 };
    assertFormat(`The item ${name}`, Item);
    if (Item.body?.S === undefined) throw new Error(`The item ${name} holds no value`);
    return { text: Item.body.S, version: Number(Item.version?.N) };
  }

  return {
    async load(name): Promise<VersionedValue> {
      const { text, version } = await read(name);
      return text === undefined ? { version } : { value: JSON.parse(text), version };
    },

    async save(name, value, version, now) {
      const text = JSON.stringify(value);
      return putNextVersion(api, table, {
        item: { pk: { S: name }, sk: CELL, body: { S: text } },
        loaded: version,
        now,
        // A value of another worker that is equal to ours does no harm.
        async isThere() {
          const there = await read(name);
          return there.version === version + 1 && there.text === text;
        },
      });
    },
  };
}
