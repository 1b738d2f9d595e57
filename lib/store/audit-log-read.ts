import { type AttributeValue, type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import type { AuditEntry } from '../core/model/audit-entry.ts';
import { type AuditLog, journalRange } from './audit-log.ts';

/** The reading side of journal-write.ts. It stands apart because no function reads the journal: only people do, with
 *  rights of their own. */
export function createDynamoAuditLogReader(client: DynamoDBClient, table: string): Pick<AuditLog, 'read'> {
  return {
    async read(pipeline, window) {
      const range = journalRange(pipeline, window);
      if (!range) return [];
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':pk': { S: range.pk }, ':from': { S: range.from }, ':to': { S: range.to } },
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: Math.min(window.limit, PAGE),
        },
      );
      const newestFirst: AuditEntry[] = [];
      for await (const { Items = [] } of pages) {
        newestFirst.push(...Items.map(toEntry));
        if (newestFirst.length >= window.limit) break;
      }
      return newestFirst.slice(0, window.limit).reverse();
    },
  };
}

/** No more than an answer of DynamoDB, a megabyte, can hold. */
const PAGE = 1_000;

function toEntry({ pk, sk, body }: Record<string, AttributeValue>): AuditEntry {
  if (body?.S === undefined) throw new Error(`The item ${pk?.S} ${sk?.S} holds no entry`);
  return JSON.parse(body.S) as AuditEntry;
}
