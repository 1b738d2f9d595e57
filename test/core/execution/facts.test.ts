import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { canonical, isSame, merge } from '../../../lib/core/base/merge.ts';
import {
  type ActionFact,
  absorb,
  allFacts,
  type Execution,
  executionKey,
  type Fact,
  factId,
  inOrder,
  isRunning,
  newestFactAt,
  order,
  partialExecution,
  refOfKey,
} from '../../../lib/core/execution/facts.ts';
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

const ref = { account: '1', region: 'eu', pipeline: 'p', executionId: 'e' };
const compile: ActionFact = { type: 'action', stage: 'Build', action: 'compile', state: 'STARTED', at: 5 };

it('the key of an execution has its place, and gives it back', () => {
  expect(executionKey(ref)).toBe('execution#1#eu#p#e');
  expect(refOfKey('execution#1#eu#p#e')).toEqual(ref);
  expect(refOfKey('execution#1')).toEqual({ account: '1', region: '', pipeline: '', executionId: '' });
});

it.each<[string, Fact]>([
  ['action|Build|compile|STARTED|r1', { ...compile, runId: 'r1', attempt: 2 }],
  ['action|Build|compile|STARTED|2', { ...compile, attempt: 2 }],
  ['action|Build|compile|STARTED|5', compile],
  ['stage|Build|FAILED|2', { type: 'stage', stage: 'Build', state: 'FAILED', at: 5, attempt: 2 }],
  ['stage|Build|FAILED|5', { type: 'stage', stage: 'Build', state: 'FAILED', at: 5 }],
  ['pipeline|STOPPED|1', { type: 'pipeline', state: 'STOPPED', at: 5, attempt: 1 }],
  ['pipeline|STOPPED|5', { type: 'pipeline', state: 'STOPPED', at: 5 }],
])('%s names a fact in a row', (id, fact) => {
  expect(factId(fact)).toBe(id);
});

it.each<[string, Partial<Fact>, Partial<Fact>]>([
  ['its instant', { at: 4, attempt: 3, state: 'FAILED' }, { at: 5 }],
  ['its attempt', { attempt: 1, state: 'FAILED' }, { attempt: 2 }],
  ['its attempt, if that of the other is unknown', { state: 'FAILED' }, { attempt: 1 }],
  ['its state: a start is before a stop', { state: 'STARTED' }, { state: 'STOPPING' }],
  ['its state: a stop is before an end', { state: 'STOPPING' }, { state: 'FAILED' }],
  ['its state: a retry is before an end', { state: 'RESUMED' }, { state: 'ABANDONED' }],
  ['the name of its state', { state: 'CANCELED' }, { state: 'FAILED' }],
])('a fact comes before another by %s', (_, earlier, later) => {
  const fact = (more: Partial<Fact>) => ({ type: 'pipeline', state: 'STARTED', at: 5, ...more }) as Fact;
  expect(order(fact(earlier), fact(later))).toBeLessThan(0);
  expect(order(fact(later), fact(earlier))).toBeGreaterThan(0);
  expect(order(fact(later), fact(later))).toBe(0);
});

it('facts of one place in the order come by their ids', () => {
  const names = (facts: Fact[]) => inOrder(partialExecution(ref, { facts })).map((fact) => factId(fact).slice(0, 14));
  const facts: Fact[] = [
    { ...compile, action: 'b' },
    { ...compile, action: 'a' },
    { type: 'pipeline', state: 'RESUMED', at: 5 },
  ];
  const expected = ['pipeline|RESUM', 'action|Build|a', 'action|Build|b'];
  for (const mixed of [facts, facts.toReversed()]) expect(names(mixed)).toEqual(expected);
});

it('an end that has absorbed its start shows both, and the newest fact is the end', () => {
  const known = { attempt: 1, startedAt: 3, runId: 'r1', category: 'Build', provider: 'CodeBuild', region: 'eu' };
  const end: ActionFact = { ...compile, ...known, state: 'FAILED', at: 9, begunAt: 5, result: { code: 'C' } };
  const execution = partialExecution(ref, { facts: [end] });
  const start = { ...compile, ...known };
  expect(inOrder(execution)).toEqual([start, end]);
  expect(allFacts(execution)).toEqual({
    'action|Build|compile|STARTED|r1': start,
    'action|Build|compile|FAILED|r1': end,
  });
  expect(newestFactAt(execution)).toBe(9);
  expect(newestFactAt(partialExecution(ref, {}))).toBe(0);
  const again = partialExecution(ref, { facts: [end, { ...compile, runId: 'r1', at: 7 }] });
  expect(inOrder(again)).toEqual([{ ...start, at: 7 }, end]);
});

it('an action that ended has the attempt of its run, and other facts keep what they have', () => {
  const facts: Fact[] = [
    { ...compile, runId: 'r1', attempt: 2 },
    { ...compile, state: 'FAILED', at: 9, runId: 'r1' },
    { ...compile, action: 'lint', state: 'FAILED', at: 9 },
    { ...compile, action: 'test', state: 'FAILED', at: 9, attempt: 4 },
    { type: 'stage', stage: 'Build', state: 'FAILED', at: 9, attempt: 3 },
  ];
  expect(inOrder(partialExecution(ref, { facts })).map(({ attempt }) => attempt)).toEqual([2, undefined, 2, 3, 4]);
});

it.each(['STARTED', 'RESUMED', 'STOPPING'] as const)('an execution runs while it is %s', (state) => {
  expect(isRunning(state)).toBe(true);
});

it.each(['SUCCEEDED', 'FAILED', 'STOPPED', 'CANCELED', 'SUPERSEDED', 'ABANDONED'] as const)(
  'nothing runs that is %s',
  (state) => {
    expect(isRunning(state)).toBe(false);
  },
);

it('one read may report a fact twice, and an execution that learns nothing stays the same', () => {
  const twice = partialExecution(ref, { facts: [compile, { ...compile, provider: 'CodeBuild' }], retries: {} });
  expect(twice).toEqual({
    ref,
    about: {},
    facts: { 'action|Build|compile|STARTED|5': { ...compile, provider: 'CodeBuild' } },
    retries: {},
  });
  expect(absorb(twice, partialExecution(ref, { facts: [compile] }))).toBe(twice);
});
