import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { worldOf } from '../lib/cli/world.ts';
import { readEvent } from '../lib/codepipeline/read.ts';
import { type Execution, executionKey } from '../lib/core/execution.ts';
import { outcome } from '../lib/core/input.ts';
import { run } from '../lib/run.ts';
import { createMemoryStore } from '../lib/store/memory.ts';
import { pipelineEvent } from './kit/events.ts';
import { CHANNEL, rules, TOPIC } from './kit/rules.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

it('an effect that hangs holds up no other’s word', async () => {
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

  const running = run(key, [{ type: 'seen', execution }], loop);
  await vi.advanceTimersByTimeAsync(60_000);
  await running;
  const [row] = store.rows();
  expect(row?.ledger[`show:${CHANNEL}`]).toMatchObject({ message: { ts: '1' } });
  expect(row?.ledger[`publish:${TOPIC}:started@1`]).toMatchObject({
    tries: 1,
    why: expect.stringContaining('in time'),
  });
});
