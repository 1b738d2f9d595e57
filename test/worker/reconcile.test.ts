import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { worldOf } from '../../lib/cli/world.ts';
import { readEvent } from '../../lib/codepipeline/read/event.ts';
import { type Execution, executionKey } from '../../lib/core/execution/facts.ts';
import { outcome } from '../../lib/core/model/input.ts';
import { createMemoryStore } from '../../lib/store/memory.ts';
import type { Store } from '../../lib/store/store.ts';
import { type Line, reconcile } from '../../lib/worker/reconcile.ts';
import { pipelineEvent } from '../kit/events.ts';
import { CHANNEL, rules, TOPIC } from '../kit/rules.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

it('a hanging effect does not block the outcomes of other effects', async () => {
  const store = createMemoryStore();
  const done = async (effect: { key: string; claim: string; digest: string }) => [
    outcome(effect, { done: true, digest: effect.digest, message: { channel: CHANNEL, ts: '1' } }),
  ];
  const never = () => new Promise<never>(() => {});
  const world = worldOf(done, { publish: never });
  const execution = readEvent(pipelineEvent('STARTED')) as Execution;
  const key = executionKey(execution.ref);
  const now = () => Date.UTC(2026, 10, 22, 10);
  const loop = { store, rules: async () => rules(), world, now, id: () => 'claim', log: () => {} };

  const running = reconcile(key, [{ type: 'seen', execution }], loop);
  await vi.advanceTimersByTimeAsync(60_000);
  await running;
  const [row] = store.rows();
  expect(row?.ledger[`show:${CHANNEL}`]).toMatchObject({ message: { ts: '1' } });
  expect(row?.ledger[`publish:${TOPIC}:started@1`]).toMatchObject({
    tries: 1,
    why: expect.stringContaining('no answer within 12 s'),
  });
});

it('a step that only records successes has no log line', async () => {
  const { lines, saves } = await playStarted((store) => store);
  expect(saves()).toBe(3);
  expect(lines.flatMap((line) => (line.message === 'step' ? [line.effects.map(({ key }) => key)] : []))).toEqual([
    ['describe:stages'],
    [`show:${CHANNEL}`, `publish:${TOPIC}:started@1`],
  ]);
});

it('a message needs one load for any number of steps', async () => {
  const { loads, saves } = await playStarted((store) => store);
  expect(saves()).toBeGreaterThan(2);
  expect(loads()).toBe(1);
});

it('a lost race needs one more load, and keeps the row of the winner', async () => {
  const { loads, store } = await playStarted((store) => ({
    ...store,
    async save(row, now) {
      const [current] = store.rows();
      // Another worker saves after the first step, while its effects run.
      if (row.version === 1 && current?.version === 1) await store.save({ ...current, wakeAt: 42 }, now);
      return store.save(row, now);
    },
  }));
  expect(loads()).toBe(2);
  const [row] = store.rows();
  expect(row?.wakeAt).toBe(42);
  expect(row?.ledger[`show:${CHANNEL}`]).toMatchObject({ message: { ts: '1' } });
});

async function playStarted(around: (store: ReturnType<typeof createMemoryStore>) => Store) {
  const store = createMemoryStore();
  const inner = around(store);
  let loads = 0;
  let saves = 0;
  const counted: Store = {
    ...inner,
    async load(key) {
      loads++;
      return inner.load(key);
    },
    async save(row, now) {
      saves++;
      return inner.save(row, now);
    },
  };
  const done = async (effect: { key: string; claim: string; digest: string }) => [
    outcome(effect, { done: true, digest: effect.digest, message: { channel: CHANNEL, ts: '1' } }),
  ];
  const execution = readEvent(pipelineEvent('STARTED')) as Execution;
  const now = () => Date.UTC(2026, 10, 22, 10);
  let claims = 0;
  const lines: Line[] = [];
  const loop = {
    store: counted,
    rules: async () => rules(),
    world: worldOf(done),
    now,
    id: () => `claim-${claims++}`,
    log: (line: Line) => void lines.push(line),
  };
  await reconcile(executionKey(execution.ref), [{ type: 'seen', execution }], loop);
  return { store, lines, loads: () => loads, saves: () => saves };
}
