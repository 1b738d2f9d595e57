import type { Approvals } from './approval/types.ts';
import type { Row } from './model/row.ts';

/** Newest votes kept per person and run: pressing a button must not fill a row. The audit keeps every vote. */
const KEPT = 5;

export function trimVotes(row: Row): Row {
  const { votes } = row.execution?.approvals ?? {};
  if (!row.execution || !votes) return row;
  const forgotten: string[] = [];
  const kept = mapValues(votes, (byUser, run) =>
    mapValues(byUser, (casts, user) => {
      const newest = Object.keys(casts).sort((a, b) => Number(b) - Number(a));
      forgotten.push(...newest.slice(KEPT).map((at) => `${run}:${user}@${at}`));
      return Object.fromEntries(newest.slice(0, KEPT).flatMap((at) => (casts[at] ? [[at, casts[at]]] : [])));
    }),
  ) as Approvals['votes'];
  if (forgotten.length === 0) return row;
  const outbox = { ...row.ledger };
  for (const vote of forgotten) {
    delete outbox[`whisper:${vote}`];
    delete outbox[`record:vote:${vote}`];
  }
  return {
    ...row,
    ledger: outbox,
    execution: { ...row.execution, approvals: { ...row.execution.approvals, votes: kept } },
  };
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
