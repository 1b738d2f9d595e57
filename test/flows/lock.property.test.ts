import fc from 'fast-check';
import { beforeEach, expect, it, vi } from 'vitest';
import { long } from '../kit/draws.ts';
import { lockWorld } from './lock-world.ts';

// Not a unit test: it plays complete histories, which takes seconds.

/** Only executions of the owner pass a locked transition, for any order of pushes, messages, calls and failures. */

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  return () => vi.unstubAllEnvs();
});

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('push' as const), who: fc.constantFrom('ann', 'bob') }) },
  // Two pushes in one second.
  { weight: 1, arbitrary: fc.record({ type: fc.constant('both' as const), first: fc.constantFrom('ann', 'bob') }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.nat({ max: 4_000 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('deliver' as const),
      places: fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('sweep' as const) }) },
);
const weather = fc.record({
  delays: fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 7 }),
  failures: fc.array(fc.record({ at: fc.nat({ max: 80 }), type: fc.constantFrom('throttled', 'lost') }), {
    maxLength: 4,
  }),
});

it.each(['SUPERSEDED', 'QUEUED'] as const)(
  'only executions of the owner pass a locked transition in %s mode',
  async (mode) => {
    const bearing = { passed: 0, kept: 0, ended: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 40 }),
        weather,
        fc.boolean(),
        async (steps, bad, ends) => {
          const world = await lockWorld(mode, bad as never);
          await world.lock();
          expect(world.closed()).toBe(true);
          // In half of the runs the lock never ends by a success, so that many executions meet it.
          const drop = () => {
            if (ends) return;
            const kept = world.queue.filter((body) => !body.includes('"signalbox":"command"'));
            world.queue.splice(0, world.queue.length, ...kept);
          };
          for (const one of steps) {
            drop();
            if (one.type === 'push') world.push(one.who as never);
            else if (one.type === 'both') {
              world.push(one.first as never);
              world.push(one.first === 'ann' ? 'bob' : 'ann');
            } else if (one.type === 'wait') world.passes(one.ms);
            else if (one.type === 'deliver') await world.deliver(one.places);
            else await world.sweep();
          }
          // The executions of the owner run one after the other, so the wait restarts with each.
          let [idle, gone] = [0, 0];
          for (let round = 0; round < 25 || (idle < 90 && world.head() === 'ann'); round++) {
            idle = world.entered.length > gone ? 0 : idle + 1;
            gone = world.entered.length;
            drop();
            await world.deliver([0, 1, 2, 3, 4, 5, 6, 7]);
            world.passes(4_000);
            await world.sweep();
          }
          const strangers = world.entered.filter(({ who, isOn }) => isOn && who !== 'ann');
          expect(strangers).toEqual([]);
          // No execution of the owner remains at the head of the queue.
          expect(world.head()).not.toBe('ann');
          bearing.passed += world.entered.filter(({ who, isOn }) => isOn && who === 'ann').length;
          bearing.kept += [...world.states().values()].filter((status) => status === 'InProgress').length;
          bearing.ended += world.isOn() ? 0 : 1;
        },
      ),
      long.draws(120),
    );
    expect(Math.min(...Object.values(bearing))).toBeGreaterThanOrEqual(long.atLeast(10));
  },
);
