import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type AuditLog, journalKey } from './audit-log.ts';

/** One item per entry, beside the rows:
 *
 *    pk  `journal#PIPELINE`     sk  `INSTANT#ID`     body  S, the entry as JSON
 *
 *  No expiresAt: who let something into production is asked long after the execution is forgotten, and an entry is
 *  small. */
export function createDynamoAuditLog(client: DynamoDBClient, table: string): Pick<AuditLog, 'write'> {
  return {
    async write(entry) {
      const { pk, sk } = journalKey(entry);
      const put = new PutItemCommand({
        TableName: table,
        Item: { pk: { S: pk }, sk: { S: sk }, body: { S: JSON.stringify(entry) } },
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      try {
        await client.send(put);
      } catch (error) {
        // It is there already: after a lost answer, or from a worker that died before it could say so.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}
