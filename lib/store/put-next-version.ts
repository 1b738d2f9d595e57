import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { KEEP } from '../core/base/timing.ts';
import { formatAttribute } from './format.ts';
import { isConditionFailed, type TableApi } from './table-api.ts';

export interface Next {
  /** With its keys. */
  item: Record<string, AttributeValue>;
  /** The version that was loaded; 0 if there was none. */
  loaded: number;
  now: number;
  /** Whether the table has exactly this item. */
  isThere: () => Promise<boolean>;
}

/** The only lock: puts an item as the next version if no other worker put one since it was loaded.
 *  @returns false if another worker was first */
export async function putNextVersion(
  api: TableApi,
  table: string,
  { item, loaded, now, isThere }: Next,
): Promise<boolean> {
  const isNew = loaded === 0;
  const input = {
    TableName: table,
    Item: {
      ...item,
      ...formatAttribute(),
      version: { N: String(loaded + 1) },
      expiresAt: { N: String(Math.ceil((now + KEEP) / 1000)) },
    },
    ConditionExpression: isNew ? 'attribute_not_exists(pk)' : 'version = :loaded',
    ...(isNew ? {} : { ExpressionAttributeValues: { ':loaded': { N: String(loaded) } } }),
  };
  try {
    await api.put(input);
    return true;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    // The client repeats a put after a lost answer, so the first write may be our own.
    return isThere();
  }
}
