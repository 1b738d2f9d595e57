import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AllowanceRequest, RetryAllowance } from '../../lib/core/retry/allowance.ts';
import { createRetryAllowances } from '../../lib/store/retry-allowances.ts';
import type { ValueName, VersionedValues } from '../../lib/store/versioned-values.ts';
import { createMemoryValues } from '../../lib/store/versioned-values-memory.ts';
import { atLeast, draws } from '../kit/draws.ts';
import { createStage } from '../kit/stage.ts';

/** Retry allowances, requested by workers that race and die. */

const MINUTE = 60_000;
const budget = { window: 60 * MINUTE, ratio: 0, reserve: 2 };
const breaker = { sameSignature: 3, within: 15 * MINUTE, open: 30 * MINUTE };

function question(pipeline: string, retryKey: string, failedAt: number, more: Partial<AllowanceRequest> = {}) {
  const execution = { account: '1', region: 'eu', pipeline, executionId: `of ${retryKey}` };
  return { execution, retryKey, failedAt, signatures: [`only ${retryKey}`], budget, breaker, ...more };
}
const pipelineOf = (pipeline: string) => ({ account: '1', region: 'eu', pipeline });

function start(values: VersionedValues = createMemoryValues()) {
  const clock = { now: 1_000 * MINUTE };
  return { clock, values, allowances: createRetryAllowances(values, () => clock.now) };
}

describe('a retry allowance', () => {
  it('is granted until the budget of the pipeline is used up', async () => {
    const { clock, allowances } = start();
    const ask = (pipeline: string, key: string) => allowances.ask(question(pipeline, key, clock.now));
    expect(await ask('a', '1')).toEqual({ granted: true });
    expect(await ask('a', '2')).toEqual({ granted: true });
    expect(await ask('a', '3')).toEqual({
      granted: false,
      because: expect.stringContaining('retry budget of this pipeline is used up'),
    });
    expect(await ask('b', '4')).toEqual({ granted: true });
    clock.now += budget.window;
    expect(await ask('a', '3')).toEqual({ granted: true });
  });

  it('is granted for a share of the finished executions, including the requesting one', async () => {
    const { clock, allowances } = start();
    const share = { budget: { ...budget, reserve: 0, ratio: 0.5 } };
    for (const n of [1, 2, 3, 3, 3]) {
      await allowances.report({ pipeline: pipelineOf('a'), executionId: `e${n}`, firstEndedAt: clock.now - n });
    }
    const granted = [];
    for (const key of ['1', '2', '3', '4', '5', '6']) {
      // All six belong to one execution.
      const asked = { ...question('a', key, clock.now, share), execution: { ...pipelineOf('a'), executionId: 'me' } };
      granted.push((await allowances.ask(asked)).granted);
    }
    expect(granted).toEqual([true, true, false, false, false, false]);
  });

  it('stays granted after later events, and counts once', async () => {
    const { clock, allowances } = start();
    const first = question('a', '1', clock.now, { signatures: ['s'] });
    expect(await allowances.grantedAt(first)).toBeUndefined();
    expect(await allowances.ask(first)).toEqual({ granted: true });
    expect(await allowances.grantedAt(first)).toBe(clock.now);
    for (const name of ['b', 'c', 'd']) await allowances.ask(question(name, name, clock.now, { signatures: ['s'] }));
    expect(await allowances.ask(question('e', 'e', clock.now, { signatures: ['s'] }))).toMatchObject({
      granted: false,
    });
    for (let n = 0; n < 5; n++) expect(await allowances.ask(first)).toEqual({ granted: true });
    expect(await allowances.ask(question('a', '2', clock.now))).toEqual({ granted: true });
    expect(await allowances.ask(question('a', '3', clock.now))).toMatchObject({ granted: false });
  });

  it('is held during an outage without use of the budget, then granted one at a time', async () => {
    const { clock, allowances } = start();
    const failedAt = clock.now;
    const ask = (name: string) => allowances.ask(question(name, name, failedAt, { signatures: ['s'] }));
    expect([await ask('a'), await ask('b')]).toEqual([{ granted: true }, { granted: true }]);
    const held = await ask('c');
    expect(held).toMatchObject({ granted: false, until: failedAt + breaker.open });
    for (let n = 0; n < 5; n++) expect(await ask('c')).toEqual(held);
    clock.now += breaker.open;
    expect(await ask('d')).toEqual({ granted: true });
    expect(await ask('c')).toMatchObject({ granted: false, because: expect.stringContaining('goes first') });
    await allowances.report({ ...milestone('d'), retried: { retryKey: 'd', succeeded: false } });
    expect(await ask('c')).toMatchObject({ granted: false, until: clock.now + breaker.open });
    clock.now += breaker.open;
    expect(await ask('c')).toEqual({ granted: true });
    await allowances.report({ ...milestone('c'), retried: { retryKey: 'c', succeeded: true } });
    expect([await ask('e'), await ask('f'), await ask('g')]).toEqual(Array(3).fill({ granted: true }));
  });

  it('is held if three pipelines failed before the first request', async () => {
    const { clock, allowances } = start();
    const failedAt = clock.now;
    const trouble = { signatures: ['s'], failedAt, limits: breaker };
    for (const name of ['a', 'b', 'b', 'c']) await allowances.report({ ...milestone(name), trouble });
    clock.now += 60_000;
    for (const name of ['a', 'd']) {
      const asked = await allowances.ask(question(name, name, failedAt, { signatures: ['s'] }));
      expect(asked).toMatchObject({ granted: false, until: failedAt + breaker.open });
    }
    expect(await allowances.ask(question('a', 'x', failedAt, { signatures: ['t'] }))).toEqual({ granted: true });
  });

  it('leaves the probe to another pipeline if the budget refuses it', async () => {
    const { clock, allowances } = start();
    const failedAt = clock.now;
    const ask = (name: string, reserve: number) =>
      allowances.ask(question(name, name, failedAt, { signatures: ['s'], budget: { ...budget, reserve } }));
    for (const name of ['a', 'b', 'c']) await ask(name, 9);
    clock.now += breaker.open;
    expect(await ask('d', 0)).toEqual({
      granted: false,
      because: expect.stringContaining('retry budget of this pipeline is used up'),
    });
    expect(await ask('e', 1)).toEqual({ granted: true });
    expect(await ask('f', 1)).toMatchObject({ granted: false, until: expect.any(Number) });
    await allowances.release('e');
    expect(await ask('f', 1)).toEqual({ granted: true });
  });

  it('is not granted if the table fails', async () => {
    const broken: VersionedValues = {
      ...createMemoryValues(),
      load: async () => Promise.reject(new Error('no table')),
    };
    const { clock, allowances } = start(broken);
    await expect(allowances.ask(question('a', '1', clock.now))).rejects.toThrow('no table');
    const contested: VersionedValues = { ...createMemoryValues(), save: async () => false };
    await expect(start(contested).allowances.ask(question('a', '1', clock.now))).rejects.toThrow('times in a row');
  });

  const milestone = (name: string) => ({ pipeline: pipelineOf(name), executionId: `of ${name}` });
});

it('racing and dying workers never get more retries than the budget allows', async () => {
  const bearing = { deaths: 0, granted: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ pipeline: fc.constantFrom('a', 'b'), key: fc.nat({ max: 9 }) }), {
        minLength: 4,
        maxLength: 12,
      }),
      fc.nat({ max: 3 }),
      fc.array(fc.nat({ max: 1_000 }), { minLength: 30, maxLength: 60 }),
      async (askers, reserve, choice) => {
        const stage = createStage(choice);
        const memory = createMemoryValues();
        const values: VersionedValues = {
          load: (name: ValueName) => stage.pass(() => memory.load(name)),
          save: (...saved) => stage.pass(() => memory.save(...saved)),
        };
        const { allowances, clock } = start(values);
        const answers: { pipeline: string; key: string; allowance: RetryAllowance }[] = [];
        const worker = (pipeline: string, key: string) => async () => {
          const asked = question(pipeline, key, clock.now, { budget: { ...budget, reserve } });
          answers.push({ pipeline, key, allowance: await allowances.ask(asked) });
        };
        const workers = askers.map(({ pipeline, key }) => worker(pipeline, `${pipeline}${key}`));
        // Dead workers request again, as with the queue.
        let left = await stage.settle(workers);
        bearing.deaths += left.length;
        stage.spare();
        while (left.length > 0) left = await stage.settle(left);

        expect(answers).toHaveLength(workers.length);
        for (const pipeline of ['a', 'b']) {
          const mine = answers.filter((answer) => answer.pipeline === pipeline);
          const keys = new Set(mine.map(({ key }) => key));
          const granted = new Set(mine.filter(({ allowance }) => allowance.granted).map(({ key }) => key));
          expect(granted.size).toBe(Math.min(reserve, keys.size));
          for (const { key, allowance } of mine) expect(allowance.granted).toBe(granted.has(key));
          bearing.granted += granted.size;
          bearing.refused += keys.size - granted.size;
        }
      },
    ),
    draws(500),
  );
  expect(bearing.deaths).toBeGreaterThanOrEqual(atLeast(100));
  expect(Math.min(bearing.granted, bearing.refused)).toBeGreaterThanOrEqual(atLeast(100));
});

it('racing workers never get two first retries after an outage', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 1_000 }), { minLength: 20, maxLength: 40 }), async (choice) => {
      const stage = createStage(choice, 0);
      const memory = createMemoryValues();
      const { allowances: before, clock } = start(memory);
      const failedAt = clock.now;
      const of = (name: string) => question(name, name, failedAt, { signatures: ['s'] });
      for (const name of ['x', 'y', 'z']) await before.ask(of(name));
      const values: VersionedValues = {
        load: (name: ValueName) => stage.pass(() => memory.load(name)),
        save: (...saved) => stage.pass(() => memory.save(...saved)),
      };
      const racing = start(values);
      racing.clock.now = failedAt + breaker.open;
      const answers: RetryAllowance[] = [];
      await stage.settle(
        ['a', 'b', 'c', 'd', 'e'].map((name) => async () => {
          answers.push(await racing.allowances.ask(of(name)));
        }),
      );
      expect(answers.filter(({ granted }) => granted)).toHaveLength(1);
      expect(answers).toHaveLength(5);
    }),
    draws(200),
  );
});
