import type { Approvals } from './approval/types.ts';
import type { Row } from './model/row.ts';
import { machineOf } from './text/person.ts';

/** Newest votes kept per person and run: pressing a button must not fill a row. The audit keeps every vote. */
const KEPT = 5;

export function trimVotes(row: Row): Row {
  const { votes } = row.execution?.approvals ?? {};
  if (!row.execution || !votes) return row;
  const forgotten: string[] = [];
  const kept = mapValues(withoutMany(votes, forgotten), (byUser, run) =>
    mapValues(byUser, (casts, user) => {
      const newest = Object.keys(casts).sort((a, b) => Number(b) - Number(a));
      forgotten.push(...newest.slice(KEPT).map((at) => `${run}:${user}@${at}`));
      return Object.fromEntries(newest.slice(0, KEPT).map((at) => [at, casts[at]]));
    }),
  ) as Approvals['votes'];
  if (forgotten.length === 0) return row;
  const outbox = { ...row.ledger };
  for (const vote of forgotten) {
    delete outbox[`whisper:${vote}`];
    delete outbox[`whisper:${vote}:newer`];
    delete outbox[`record:vote:${vote}`];
  }
  return {
    ...row,
    ledger: outbox,
    execution: { ...row.execution, approvals: { ...row.execution.approvals, votes: kept } },
  };
}

/** A machine names the run that it votes on, so it could name any number of them. Runs with the vote of a person stay. */
const MACHINE_RUNS = 20;

function withoutMany(votes: Votes, forgotten: string[]): Votes {
  const runs = Object.entries(votes).map(([run, byUser]) => {
    const casts = Object.values(byUser);
    const at = Math.max(0, ...casts.flatMap((all) => Object.keys(all).map(Number)));
    return { run, byUser, at, isMachine: Object.keys(byUser).every((user) => machineOf(user) !== undefined) };
  });
  const machines = runs.filter(({ isMachine }) => isMachine).sort((a, b) => b.at - a.at);
  const dropped = new Set(machines.slice(MACHINE_RUNS).map(({ run }) => run));
  for (const { run, byUser } of runs.filter((one) => dropped.has(one.run))) {
    for (const [user, casts] of Object.entries(byUser)) {
      forgotten.push(...Object.keys(casts).map((at) => `${run}:${user}@${at}`));
    }
  }
  return Object.fromEntries(Object.entries(votes).filter(([run]) => !dropped.has(run)));
}

type Votes = NonNullable<Approvals['votes']>;

function mapValues<T, U>(record: Record<string, T>, change: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
