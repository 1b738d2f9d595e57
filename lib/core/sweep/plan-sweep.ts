import { contentHash } from '../base/content-hash.ts';
import { holdAfter, SWEEP } from '../base/timing.ts';
import type { Row } from '../model/row.ts';
import type { SubjectKey } from '../model/subject.ts';

export interface Due {
  key: SubjectKey;
  dueAt: number;
}

/** Rows that one round sent and that are held until `until`, as content hashes of key and `dueAt`: each save by a
 *  worker moves `dueAt`, which also ends the hold. */
export interface Sent {
  until: number;
  times: number;
  rows: string[];
}

interface Candidate {
  key: SubjectKey;
  id: string;
  until: number;
  times: number;
}

/** Ticks in one round. Ten workers take about 5,000 a minute, and events must still get through between them. */
const MOST = 3_000;
/** Rows to remember: an item of DynamoDB holds 400 KB, and a row takes 14 bytes of it. */
const ROOM = 25_000;

/** A wake that is on its way comes first; if it is lost, the next sweep helps. */
export function sweepAt({ dueAt, wakeAt }: Pick<Row, 'dueAt' | 'wakeAt'>): number | undefined {
  if (dueAt === undefined || wakeAt === undefined || wakeAt > dueAt) return dueAt;
  return Math.max(dueAt, wakeAt + SWEEP);
}

/** Rows that were never sent go first, so rows that always fail cannot block them. */
export function planSweep(due: Due[], sent: Sent[], now: number): { candidates: Candidate[]; send: Candidate[] } {
  const known = new Map(sent.flatMap(({ rows, until, times }) => rows.map((id) => [id, { until, times }] as const)));
  const candidates = due.map(({ key, dueAt }) => {
    const id = contentHash([key, dueAt]);
    return { key, id, ...(known.get(id) ?? { until: 0, times: 0 }) };
  });
  const first = candidates.filter(({ times }) => times === 0);
  const again = candidates.filter(({ times, until }) => times > 0 && until <= now).sort((a, b) => a.until - b.until);
  const room = Math.max(0, ROOM - (candidates.length - first.length));
  return { candidates, send: [...first.slice(0, room), ...again].slice(0, MOST) };
}

export function rememberSent(candidates: Candidate[], accepted: ReadonlySet<SubjectKey>, now: number): Sent[] {
  const rounds = new Map<string, Sent>();
  for (const { key, id, ...before } of candidates) {
    const times = before.times + (accepted.has(key) ? 1 : 0);
    if (times === 0) continue;
    const until = accepted.has(key) ? now + holdAfter(times) : before.until;
    const round = rounds.get(`${until} ${times}`) ?? { until, times, rows: [] };
    round.rows.push(id);
    rounds.set(`${until} ${times}`, round);
  }
  return [...rounds.values()];
}
