import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { canonical, isSame, merge } from '../../../lib/core/base/merge.ts';
import { absorb, type Execution, type Fact, inOrder, partialExecution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { draws } from '../../kit/draws.ts';
import { runs } from '../../kit/runs.ts';

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')),
  ),
})).value;

describe('join', () => {
  it('gives the same result with swapped sides', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(canonical(merge(a, b))).toBe(canonical(merge(b, a)));
      }),
    );
  });
  it('gives the same result in any grouping', () => {
    fc.assert(
      fc.property(json, json, json, (a, b, c) => {
        expect(canonical(merge(merge(a, b), c))).toBe(canonical(merge(a, merge(b, c))));
      }),
    );
  });
  it('changes nothing for a repeated value', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(canonical(merge(merge(a, b), b))).toBe(canonical(merge(a, b)));
      }),
    );
  });
});

describe('values', () => {
  it('are equal exactly if they have the same canonical text', () => {
    const few = fc.constantFrom(
      undefined,
      null,
      0,
      'x',
      [],
      {},
      [undefined],
      { a: undefined },
      { b: 0 },
      { toString: 'x' },
    );
    const value = fc.oneof(few, json, fc.array(few, { maxLength: 2 }), fc.dictionary(fc.constantFrom('a', 'b'), few));
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(isSame(a, b)).toBe(canonical(a) === canonical(b));
        expect(isSame(a, structuredClone(a))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('absorb', () => {
  const all = [...Object.entries(runs)].map(([name, events]) => ({ name, events: events.map(read) }));

  it.each(all)('gives one summary of $name in every order and with duplicate events', ({ events }) => {
    const expected = storyOf(events);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(fc.constantFrom(...events), { maxLength: 20 }),
        fc.nat(40),
        (once, again, at) => {
          const mixed = [...once.slice(0, at), ...again, ...once.slice(at)];
          expect(storyOf(mixed)).toBe(expected);
        },
      ),
      draws(1000),
    );
  });
});

function read(event: object): Execution {
  return readEvent(event) as Execution;
}

function storyOf(executions: Execution[]): string {
  return canonical(summarize(executions.reduce<Execution | undefined>(absorb, undefined) as Execution));
}

it('a run that a list reports without its attempt stands in the order of the attempt that its event has', () => {
  const run = (runId: string, state: 'STARTED' | 'FAILED', at: number, attempt?: number): Fact => ({
    type: 'action',
    stage: 'Build',
    action: 'compile',
    state,
    at,
    runId,
    attempt,
  });
  const known = [
    run('r2', 'STARTED', 20, 2),
    run('r1', 'STARTED', 10, 1),
    run('r2', 'FAILED', 30),
    run('r1', 'FAILED', 30, 1),
  ];
  for (const facts of [known, known.toReversed()]) {
    const found = inOrder(partialExecution({ account: '1', region: 'eu', pipeline: 'p', executionId: 'e' }, { facts }));
    const failed = found.filter(({ state }) => state === 'FAILED');
    expect(failed.map((fact) => (fact.type === 'action' ? [fact.runId, fact.attempt] : []))).toEqual([
      ['r1', 1],
      ['r2', 2],
    ]);
  }
});
