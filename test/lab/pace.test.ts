import { describe, expect, test } from 'vitest';
import { createAgenda } from '../../lab/time/agenda.ts';
import { createStillClock } from '../../lab/time/clock.ts';
import { createVirtualPace } from '../../lab/time/pace.ts';

/** Virtual time: the cases where it stands still, and the size of its jumps. */

function open() {
  const clock = createStillClock(1_000);
  const agenda = createAgenda(clock.now, () => {});
  const pace = createVirtualPace(clock, () => [agenda]);
  const done: [what: string, at: number][] = [];
  const at = (instant: number, what: string) => agenda.at(instant, () => done.push([what, clock.now()]));
  return { clock, pace, done, at };
}

describe('virtual time', () => {
  test('jumps to the next due entry, and stops when the awaited condition holds', async () => {
    const { clock, pace, done, at } = open();
    at(60_000, 'late');
    at(2_000, 'soon');
    at(2_000, 'too');
    at(90_000, 'never');
    expect(await pace.until(() => done.find(([what]) => what === 'late'))).toEqual(['late', 60_000]);
    expect(done).toEqual([
      ['soon', 2_000],
      ['too', 2_000],
      ['late', 60_000],
    ]);
    expect(clock.now()).toBe(60_000);
  });

  test('stands still while nothing waits for it', async () => {
    const { clock, done, at } = open();
    at(2_000, 'soon');
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect([clock.now(), done]).toEqual([1_000, []]);
  });

  test('stands still while there is work, even if that takes long', async () => {
    const { clock, pace, done, at } = open();
    const { promise, resolve } = Promise.withResolvers<void>();
    const working = pace.working(promise.then(() => done.push(['work', clock.now()])));
    at(2_000, 'soon');
    const soon = pace.until(() => done.find(([what]) => what === 'soon'));
    let looks = 0;
    // A waiter may look at the progress of the work, and end it.
    await pace.until(() => (++looks > 2 ? true : undefined));
    expect([clock.now(), done]).toEqual([1_000, []]);
    resolve();
    await working;
    await soon;
    expect(done).toEqual([
      ['work', 1_000],
      ['soon', 2_000],
    ]);
  });

  test('ends a wait exactly at its time limit', async () => {
    const { clock, pace, at } = open();
    at(100_000, 'later');
    expect(await pace.until(() => undefined, 5_500)).toBeUndefined();
    expect(clock.now()).toBe(6_500);
  });

  test('passes an error in a condition to its caller', async () => {
    const { pace } = open();
    const broken = pace.until(() => {
      throw new Error('I cannot look');
    });
    await expect(broken).rejects.toThrow('I cannot look');
  });
});
