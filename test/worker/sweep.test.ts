import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { worldOf } from '../../lib/cli/world.ts';
import { FIRST_HOLD, holdAfter } from '../../lib/core/base/timing.ts';
import { emptyRow } from '../../lib/core/model/row.ts';
import { BOARD, type SubjectKey } from '../../lib/core/model/subject.ts';
import { planSweep, rememberSent } from '../../lib/core/sweep/plan-sweep.ts';
import { groupBySubject } from '../../lib/inbox/group-by-subject.ts';
import { createMemoryStore } from '../../lib/store/memory.ts';
import { createMemoryValues } from '../../lib/store/versioned-values-memory.ts';
import { processBatch } from '../../lib/worker/process-batch.ts';
import { sweep } from '../../lib/worker/sweep.ts';
import { createInMemoryQueue } from '../kit/in-memory-queue.ts';
import { rules } from '../kit/rules.ts';

// Not a unit test: it processes ten thousand rows.

/** The real sweep, batches and loop with a simulated clock, and with the real number of workers and batch size. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const START = Date.UTC(2026, 10, 22);
const WORKERS = 10;
const BATCH = 50;
/** The time of a worker for a batch. */
const BUSY = 2 * SECOND;

function subject(n: number): SubjectKey {
  return `execution#123456789012#eu-central-1#shop-${n}#94fb261b-65d0-41ba-bea3-${String(n).padStart(12, '0')}`;
}

async function office({ due, failing = 0 }: { due: number; failing?: number }) {
  let now = START;
  const store = createMemoryStore();
  const values = createMemoryValues();
  const queue = createInMemoryQueue(() => now);
  // The longest due rows fail.
  const broken = new Set(Array.from({ length: failing }, (_, n) => subject(n)));
  const doneAt = new Map<SubjectKey, number>();
  for (let n = 0; n < due; n++) await store.save({ ...emptyRow(subject(n)), dueAt: START - 10 * MINUTE + n }, now);

  const loop = {
    store: {
      ...store,
      async save(row: Parameters<typeof store.save>[0], at: number) {
        if (broken.has(row.key)) throw new Error('It does not fit');
        doneAt.set(row.key, at);
        return store.save(row, at);
      },
    },
    rules: async () => rules(),
    world: worldOf(async () => []),
    findExecution: async () => undefined,
    now: () => now,
    id: () => 'claim',
    log: () => {},
  };

  /** @returns whether there was work */
  async function batch(): Promise<boolean> {
    const records = queue.receive(BATCH);
    const finished = processBatch(groupBySubject(records), Promise.resolve(loop), () => {});
    const results = await Promise.allSettled(records.map(({ messageId }) => finished(messageId)));
    for (const [n, { status }] of results.entries()) {
      if (status === 'fulfilled') queue.delete(records[n]?.messageId ?? '');
    }
    return records.length > 0;
  }

  return {
    store,
    queue,
    broken,
    doneAt,
    now: () => now,
    sweep: () => sweep({ store, values, queue, now: () => now }),
    async pass(length: number) {
      for (const until = now + length; now < until; now += BUSY) {
        if ((now - START) % MINUTE === 0) await sweep({ store, values, queue, now: () => now });
        for (let worker = 0; worker < WORKERS && (await batch()); worker++);
      }
    },
  };
}

/** The number of sends of each subject, without the shared state, which has a tick each minute. */
function sendings(sent: SubjectKey[]): Map<SubjectKey, number> {
  const counts = new Map<SubjectKey, number>();
  for (const key of sent) if (key !== BOARD) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

describe('ten thousand due rows, with a thousand that always fail', () => {
  it('are processed within five minutes except those, each with one message', async () => {
    const { queue, broken, doneAt, pass } = await office({ due: 10_000, failing: 1_000 });
    await pass(5 * MINUTE);
    const done = [...doneAt].filter(([key]) => key !== BOARD);
    expect(done).toHaveLength(9_000);
    expect(done.filter(([key]) => broken.has(key))).toEqual([]);
    const counts = sendings(queue.sent);
    expect(counts.size).toBe(10_000);
    expect([...counts.values()].filter((times) => times > 1)).toEqual([]);
    expect(queue.doubled).toEqual([]);
  });

  it('cause a message for each failing row after 0, 20 and 60 minutes and then hourly, never two in the queue', async () => {
    const { queue, broken, pass } = await office({ due: 1_100, failing: 1_000 });
    await pass(3 * 60 * MINUTE);
    const counts = sendings(queue.sent);
    expect([...broken].map((key) => counts.get(key)).filter((times) => times !== 4)).toEqual([]);
    expect(queue.doubled).toEqual([]);
    expect(queue.dead).toBe(4_000);
  });

  it('are processed when they can be saved again, and then count as new', async () => {
    const { store, queue, broken, doneAt, pass, now } = await office({ due: 1_100, failing: 1_000 });
    await pass(90 * MINUTE);
    const [once = BOARD] = broken;
    broken.clear();
    await pass(60 * MINUTE);
    expect([...doneAt.keys()].filter((key) => key !== BOARD)).toHaveLength(1_100);
    broken.add(once);
    const row = await store.load(once);
    if (row) await store.save({ ...row, dueAt: now() - 1 }, now());
    const before = sendings(queue.sent).get(once) ?? 0;
    await pass(25 * MINUTE);
    expect(sendings(queue.sent).get(once)).toBe(before + 2);
  });
});

describe('a sweep', () => {
  it('ticks the shared state exactly once in each round', async () => {
    const { store, queue, sweep } = await office({ due: 0 });
    await sweep();
    await store.save({ ...emptyRow(BOARD), dueAt: START }, START);
    expect(await sweep()).toEqual({ due: 0, sent: 1 });
    expect(queue.sent).toEqual([BOARD, BOARD]);
  });

  it('remembers the sent rows if the queue refuses the rest, and sends the rest next', async () => {
    const { store, queue, now } = await office({ due: 40 });
    const values = createMemoryValues();
    let refusals = 2;
    const refusing = {
      async ticks(keys: SubjectKey[]) {
        if (refusals-- > 0) throw new Error('The queue refused 10 ticks');
        await queue.ticks(keys);
      },
    };
    const parts = { store, values, queue: refusing, now };
    await expect(sweep(parts)).rejects.toThrow('The queue refused');
    expect(await sweep(parts)).toEqual({ due: 40, sent: 20 });
    expect(sendings(queue.sent).size).toBe(40);
    expect(queue.doubled.filter((key) => key !== BOARD)).toEqual([]);
  });

  it('stops in time if the queue is slow, and continues where it stopped', async () => {
    const { store, queue } = await office({ due: 2_000 });
    const values = createMemoryValues();
    let now = START;
    const slow = {
      async ticks(keys: SubjectKey[]) {
        now += 250;
        await queue.ticks(keys);
      },
    };
    const parts = { store, values, queue: slow, now: () => now };
    const swept = [await sweep(parts), await sweep(parts), await sweep(parts), await sweep(parts)];
    expect(swept.map(({ sent }) => sent > 500)).toEqual([true, true, true, false]);
    expect(sendings(queue.sent).size).toBe(2_000);
    expect(queue.doubled.filter((key) => key !== BOARD)).toEqual([]);
    expect(now - START).toBeLessThan(4 * 20 * SECOND);
  });

  it('sends rows that were never sent before failed rows, for any number and age of these', () => {
    const failing = Array.from({ length: 3_500 }, (_, n) => ({ key: subject(n), dueAt: n }));
    const { candidates } = planSweep(failing, [], 0);
    const sent = rememberSent(candidates, new Set(failing.map(({ key }) => key)), 0);
    const fresh = Array.from({ length: 10 }, (_, n) => ({ key: subject(9_000 + n), dueAt: START + n }));
    const { send } = planSweep([...failing, ...fresh], sent, START);
    expect(send).toHaveLength(3_000);
    expect(send.slice(0, 10).map(({ key }) => key)).toEqual(fresh.map(({ key }) => key));
  });

  it('holds a row longer than the queue may hold its message', () => {
    const queueFile = readFileSync('infra/queue.yml', 'utf8');
    const numberIn = (name: string) => Number(new RegExp(`${name}: (\\d+)`).exec(queueFile)?.[1]);
    const longest = numberIn('maxReceiveCount') * numberIn('VisibilityTimeout') * SECOND;
    expect(FIRST_HOLD).toBeGreaterThan(longest + 4 * MINUTE);
    expect([1, 2, 3, 9].map(holdAfter)).toEqual([20, 40, 60, 60].map((minutes) => minutes * MINUTE));
  });
});
