import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { KEEP } from '../core/base/timing.ts';
import { assertFormat, formatAttribute } from './format.ts';
import type { ValueName, VersionedValue, VersionedValues } from './versioned-values.ts';

/** One item per value, in the same table as the rows:
 *    pk  the value's name           sk  'cell'     version  N
 *    body  S, the value as JSON     expiresAt  N, in seconds: TTL */
const CELL = { S: 'cell' };

export function createDynamoValues(client: DynamoDBClient, table: string): VersionedValues {
  async function read(name: ValueName): Promise<{ text?: string | undefined; version: number }> {
    const get = new GetItemCommand({ TableName: table, Key: { pk: { S: name }, sk: CELL }, ConsistentRead: true });
    const { Item } = await client.send(get);
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
      const put = new PutItemCommand({
        TableName: table,
        Item: {
          pk: { S: name },
          sk: CELL,
          version: { N: String(version + 1) },
          ...formatAttribute(),
          body: { S: text },
          expiresAt: { N: String(Math.ceil((now + KEEP) / 1000)) },
        },
        ConditionExpression: version === 0 ? 'attribute_not_exists(pk)' : 'version = :loaded',
        ...(version === 0 ? {} : { ExpressionAttributeValues: { ':loaded': { N: String(version) } } }),
      });
      try {
        await client.send(put);
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // The SDK repeats a put after a lost answer, so the first write may be our own. An equal value is harmless.
        const there = await read(name);
        return there.version === version + 1 && there.text === text;
      }
    },
  };
}
