import type { SubjectKey } from '../core/model/subject.ts';
import type { Due } from '../core/sweep/plan-sweep.ts';
import type { Store } from './store.ts';
import { pagesOf, type TableApi } from './table-api.ts';

export const DUE_INDEX = 'due';

const PAGE = 1_000;

/** Separate from dynamo.ts: the sweep reads no row, so it loads nothing that knows what a row contains. */
export function createDueRows(api: TableApi, table: string): Pick<Store, 'due'> {
  return {
    async due(now, limit) {
      const pages = pagesOf(api, {
        TableName: table,
        IndexName: DUE_INDEX,
        KeyConditionExpression: 'due = :due AND dueAt <= :now',
        ExpressionAttributeValues: { ':due': { S: 'due' }, ':now': { N: String(now) } },
        ProjectionExpression: 'pk, dueAt',
        Limit: Math.min(limit, PAGE),
      });
      const found: Due[] = [];
      for await (const items of pages) {
        found.push(...items.map(({ pk, dueAt }) => ({ key: pk?.S as SubjectKey, dueAt: Number(dueAt?.N) })));
        if (found.length >= limit) break;
      }
      return found.slice(0, limit);
    },
  };
}
