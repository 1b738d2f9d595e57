import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type AuditLog, journalKey } from './audit-log.ts';
import { formatAttribute } from './format.ts';

/** One item per entry, in the same table as the rows:
 *    pk  `journal#PIPELINE`     sk  `INSTANT#ID`     body  S, the entry as JSON
 *  No expiresAt: an audit is needed long after the execution is deleted, and an entry is small. */
export function createDynamoAuditLog(client: DynamoDBClient, table: string): Pick<AuditLog, 'write'> {
  return {
    async write(entry) {
      const { pk, sk } = journalKey(entry);
      const put = new PutItemCommand({
        TableName: table,
        Item: { pk: { S: pk }, sk: { S: sk }, body: { S: JSON.stringify(entry) }, ...formatAttribute() },
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      try {
        await client.send(put);
      } catch (error) {
        // The entry exists already: an answer was lost, or a worker died after it wrote the entry.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}
