import { type AuditLog, journalKey } from './audit-log.ts';
import { formatAttribute } from './format.ts';
import { isConditionFailed, type TableApi } from './table-api.ts';

/** One item per entry, in the same table as the rows:
 *    pk  `journal#PIPELINE`     sk  `INSTANT#ID`     body  S, the entry as JSON
 *  No expiresAt: an audit is needed long after the execution is deleted, and an entry is small. */
export function createDynamoAuditLog(api: TableApi, table: string): Pick<AuditLog, 'write'> {
  return {
    async write(entry) {
      const { pk, sk } = journalKey(entry);
      const input = {
        TableName: table,
        Item: { pk: { S: pk }, sk: { S: sk }, body: { S: JSON.stringify(entry) }, ...formatAttribute() },
        ConditionExpression: 'attribute_not_exists(pk)',
      };
      try {
        await api.put(input);
      } catch (error) {
        // The entry exists already: an answer was lost, or a worker died after it wrote the entry.
        if (!isConditionFailed(error)) throw error;
      }
    },
  };
}
