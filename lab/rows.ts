import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Row } from '../lib/core/model/row.ts';
import { fromItem } from '../lib/store/dynamo.ts';
import { TABLE } from './aws/stand-ins.ts';

/** Every row there is: for looking at, the product itself never asks for all. */
export async function readRows(dynamo: DynamoDBClient): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName: TABLE, ConsistentRead: true })) {
    rows.push(...Items.filter(({ sk }) => sk?.S === 'state').map(fromItem)); // the rest is the journal
  }
  return rows;
}

/** What was done for which execution, and the verdict's sentence, oldest first. */
export interface DoneEffect {
  at: number;
  execution: string;
  effect: string;
  because: string;
  /** Why it could not be done yet. */
  failing?: string;
}

export function effectsOf(rows: Row[]): DoneEffect[] {
  const done = rows.flatMap(({ execution, ledger }) =>
    Object.entries(ledger).map(([effect, { doneAt, claim, because = '', why }]) => ({
      at: doneAt ?? claim?.until ?? 0,
      execution: execution?.ref.executionId ?? '',
      effect,
      because,
      ...(why === undefined ? {} : { failing: why }),
    })),
  );
  return done.sort((a, b) => a.at - b.at || (a.effect < b.effect ? -1 : 1));
}
