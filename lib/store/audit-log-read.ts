import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { AuditEntry } from '../core/model/audit-entry.ts';
import { type AuditLog, journalRange } from './audit-log.ts';
import { assertFormat, parseText } from './format.ts';
import { AuditEntrySchema } from './schema/audit-entry.ts';
import { pagesOf, type TableApi } from './table-api.ts';

/** Separate from audit-log-write.ts, because only people read the audit log, with permissions of their own. */
export function createDynamoAuditLogReader(api: TableApi, table: string): Pick<AuditLog, 'read'> {
  return {
    async read(pipeline, window) {
      const range = journalRange(pipeline, window);
      if (!range) return [];
      const pages = pagesOf(api, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': { S: range.pk }, ':from': { S: range.from }, ':to': { S: range.to } },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: Math.min(window.limit, PAGE),
      });
      const newestFirst: AuditEntry[] = [];
      for await (const items of pages) {
        newestFirst.push(...items.map(toEntry));
        if (newestFirst.length >= window.limit) break;
      }
      return newestFirst.slice(0, window.limit).reverse();
    },
  };
}

/** A DynamoDB answer of one megabyte holds no more items. */
const PAGE = 1_000;

function toEntry(item: Record<string, AttributeValue>): AuditEntry {
  const { pk, sk, body } = item;
  const name = `The item ${pk?.S} ${sk?.S}`;
  assertFormat(name, item);
  if (body?.S === undefined) throw new Error(`${name} holds no entry`);
  return parseText(name, AuditEntrySchema, body.S);
}
