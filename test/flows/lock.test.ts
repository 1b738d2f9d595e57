import { beforeEach, expect, it, vi } from 'vitest';
import { lock, lockWorld } from './lock-world.ts';

/** A lock from the command to its end, for the owner and for other people. */

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  return () => vi.unstubAllEnvs();
});

it('a lock asks its owner once for any number of waiting executions', async () => {
  const world = await lockWorld('QUEUED');
  await world.lock();
  for (let n = 0; n < 3; n++) world.push('bob');
  await world.calm(80);
  expect(world.entered).toEqual([]);
  expect(world.posts).toEqual([
    expect.stringMatching(/^<@U0ANN> aaaaaaa \(Bob\) waits for Prod of shop, which you locked/),
  ]);
});

it("a lock admits only the owner's execution, and ends with its success", async () => {
  const world = await lockWorld('QUEUED');
  await world.lock();
  const own = world.push('ann');
  world.push('bob');
  await world.calm(100);
  expect(world.entered).toMatchObject([
    { id: own, isOn: true },
    { who: 'bob', isOn: false },
  ]);
  expect(world.closed()).toBe(false);
});

it("a lock reports in QUEUED mode the execution before the owner's execution", async () => {
  const world = await lockWorld('QUEUED');
  await world.lock();
  world.push('bob');
  world.push('ann');
  await world.calm(120);
  expect(world.entered).toEqual([]);
  expect(
    world.posts.filter((text) => /Your execution .* before it in the queue waits aaaaaaa \(Bob\)/.test(text)),
  ).toHaveLength(1);
});

it("a lock reports in SUPERSEDED mode that a newer execution superseded the owner's execution", async () => {
  const world = await lockWorld('SUPERSEDED');
  await world.lock();
  world.push('ann');
  world.passes(1_200);
  world.push('bob');
  await world.calm(40);
  expect(world.entered).toEqual([]);
  expect(
    world.posts.filter((text) => /A newer execution superseded yours before it could enter Prod/.test(text)),
  ).toHaveLength(1);
});

it('a lock admits an execution of the owner that waited before the lock began', async () => {
  const world = await lockWorld('QUEUED');
  world.close('Until Monday');
  const own = world.push('ann');
  await world.calm(40);
  world.open();
  expect(world.entered).toMatchObject([{ id: own }]);
  world.push('ann');
  world.passes(3_500);
  await world.lock();
  await world.calm(60);
  expect(world.entered).toHaveLength(2);
});

it('a lock ends at its time', async () => {
  const world = await lockWorld('QUEUED');
  await world.lock();
  world.push('bob');
  await world.calm(40);
  world.passes(lock.until - lock.from - 120_000);
  await world.calm(160);
  expect(world.entered).toMatchObject([{ who: 'bob' }]);
});
