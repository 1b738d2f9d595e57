import { beforeEach, describe, expect, it, vi } from 'vitest';
import { lockWorld } from '../flows/lock-world.ts';
import { sampled } from '../kit/draws.ts';

// Not a unit test: it plays a history of forty rounds for each step at which a worker dies.

/** A worker dies at each load, save and effect in turn, before the step, or after it and before the worker
 *  has its result. The queue delivers its messages again, and the sweep sends the due rows. */

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  return () => vi.unstubAllEnvs();
});

async function play(mode: 'SUPERSEDED' | 'QUEUED', kill: { step: number; when: 'before' | 'after' }) {
  let step = 0;
  let isCounting = false;
  let die = () => {};
  const death = () => {
    die();
    return new Promise<never>(() => {});
  };
  const world = await lockWorld(mode, undefined, async (go) => {
    const mine = isCounting ? step++ : -2;
    if (mine === kill.step && kill.when === 'before') return death();
    const value = await go();
    return mine === kill.step ? death() : value;
  });
  /** The queue keeps the messages of a dead worker. */
  const worked = async (work: () => Promise<void>, again: string[]) => {
    const died = new Promise<boolean>((done) => {
      die = () => done(true);
    });
    if (await Promise.race([work().then(() => false), died])) world.queue.push(...again);
  };
  await world.lock();
  isCounting = true;
  const own = world.push('ann');
  for (let round = 0; round < 40; round++) {
    if (round === 3) world.push('bob');
    const taken = world.queue.slice(0, 8);
    await worked(() => world.deliver([0, 0, 0, 0, 0, 0, 0, 0]), taken);
    world.passes(4_000);
    await worked(() => world.sweep(), []);
  }
  return { world, own, steps: step };
}

describe.each(['SUPERSEDED', 'QUEUED'] as const)(
  'a lock in %s mode, with a worker that dies at each step in turn',
  (mode) => {
    it('admits only the execution of its owner, and ends', async () => {
      const { steps } = await play(mode, { step: -1, when: 'before' });
      expect(steps).toBeGreaterThan(20);
      let through = 0;
      for (const dies of sampled(steps)) {
        for (const when of ['before', 'after'] as const) {
          const { world, own } = await play(mode, { step: dies, when });
          const where = `${when} step ${dies}`;
          expect(
            world.entered.filter(({ who, isOn }) => isOn && who !== 'ann'),
            where,
          ).toEqual([]);
          // Without a worker, a newer execution may have superseded the owner's. Then the lock continues.
          const isSuperseded = world.states().get(own) === 'Superseded';
          expect(mode === 'SUPERSEDED' || !isSuperseded, where).toBe(true);
          expect(
            world.entered.some(({ id }) => id === own),
            where,
          ).toBe(!isSuperseded);
          expect([world.isOn(), world.closed()], where).toEqual([isSuperseded, isSuperseded]);
          if (!isSuperseded) through++;
        }
      }
      expect(through).toBeGreaterThan(sampled(steps).length);
    });
  },
);
