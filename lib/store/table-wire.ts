import type { AttributeValue, GetItemOutput, QueryOutput } from '@aws-sdk/client-dynamodb';
import type { JsonCall } from '../aws/json-service.ts';
import type { TableApi } from './table-api.ts';

type Item = Record<string, AttributeValue>;

export const DYNAMODB_TARGET = 'DynamoDB_20120810';

/** On the wire, bytes are base64. They are attributes of an item here, never parts of one. */
export function wireTable(call: JsonCall): TableApi {
  return {
    async get(input) {
      const { Item } = (await call('GetItem', input)) as GetItemOutput;
      return { Item: Item && mapBytes(Item, (base64) => Buffer.from(String(base64), 'base64')) };
    },
    put: ({ Item = {}, ...input }) =>
      call('PutItem', { ...input, Item: mapBytes(Item, (bytes) => Buffer.from(bytes).toString('base64')) }),
    query: (input) => call('Query', input) as Promise<QueryOutput>,
  };
}

function mapBytes(item: Item, mapped: (bytes: Uint8Array) => unknown): Item {
  const entries = Object.entries(item).map(([name, value]) => [name, value.B ? { B: mapped(value.B) } : value]);
  return Object.fromEntries(entries);
}
