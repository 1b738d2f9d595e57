import { describe, expect, it } from 'vitest';
import type { ActionFact, Fact } from '../../../lib/core/execution/facts.ts';
import { trimFacts } from '../../../lib/core/execution/trim-facts.ts';

const action = (state: string, at: number, runId: string, more: object = {}): ActionFact =>
  ({
    type: 'action',
    stage: 'Build',
    action: 'compile',
    category: 'Build',
    state,
    at,
    runId,
    ...more,
  }) as unknown as ActionFact;
const result = { summary: 'why' };

function trimmed(facts: Record<string, Fact>, seen = facts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(trimFacts(facts, seen)).map(([id, fact]) => {
      const { at, begunAt, result } = fact as ActionFact & { begunAt?: number };
      return [id, [at, begunAt, result !== undefined]];
    }),
  );
}

describe('the facts of an action', () => {
  it('the end of a run keeps its start time, and the start is dropped', () => {
    const facts = { start: action('STARTED', 1, 'r1'), end: action('FAILED', 5, 'r1', { result }) };
    expect(trimmed(facts)).toEqual({ end: [5, 1, true] });
    expect(trimmed({ start: action('STARTED', 1, 'r1') })).toEqual({ start: [1, undefined, false] });
    expect(trimmed({ ...facts, other: action('STARTED', 7, 'r2') })).toMatchObject({ other: [7, undefined, false] });
  });

  it('only the last failure keeps its result', () => {
    const ok = { end: action('SUCCEEDED', 5, 'r1', { result }) };
    expect(trimmed(ok)).toEqual({ end: [5, undefined, false] });
    const twice = { first: action('FAILED', 5, 'r1', { result }), second: action('FAILED', 9, 'r2', { result }) };
    expect(trimmed(twice)).toEqual({ first: [5, undefined, false], second: [9, undefined, true] });
  });

  it('failures that are only counted are dropped, up to the count', () => {
    const facts = {
      old: action('FAILED', 3, 'r1'),
      same: action('FAILED', 5, 'r2'),
      later: action('FAILED', 6, 'r3'),
      counted: action('FAILED', 9, 'r4', { earlier: [5, 2] }),
    };
    expect(Object.keys(trimmed(facts)).sort()).toEqual(['counted', 'later']);
  });

  it('the end of a run gets all that its start knows', () => {
    const start = action('STARTED', 1, 'r1', { attempt: 2, provider: 'CodeBuild', region: 'eu', startedAt: 4, result });
    const end = action('FAILED', 5, 'r1', { startedAt: 3 });
    const facts = { start, end, stage: { type: 'stage', stage: 'Build', state: 'FAILED', at: 5 } as Fact };
    const whole = { ...end, attempt: 2, provider: 'CodeBuild', region: 'eu', startedAt: 4, begunAt: 1 };
    expect(trimFacts(facts, { end })).toEqual({ end: whole, stage: facts.stage });
  });

  it('a start belongs to the end of its own run alone, in its own stage', () => {
    const other = { start: action('STARTED', 1, 'r1'), end: action('FAILED', 5, 'r2') };
    expect(trimFacts(other, other)).toBe(other);
    const deploy = { start: action('STARTED', 1, 'r1'), end: action('FAILED', 5, 'r1', { stage: 'Deploy' }) };
    expect(trimFacts(deploy, deploy)).toBe(deploy);
    const unnamed = (attempt: number) => ({ runId: undefined, attempt });
    const byAttempt = { start: action('STARTED', 1, '', unnamed(2)), end: action('FAILED', 5, '', unnamed(2)) };
    expect(trimmed(byAttempt)).toEqual({ end: [5, 1, false] });
  });

  it('a failure keeps its result until another run begins', () => {
    const failed = { end: action('FAILED', 5_000, 'r1', { result }) };
    expect(trimmed({ ...failed, next: action('STARTED', 5_000, 'r2') })).toMatchObject({
      end: [5_000, undefined, true],
    });
    expect(trimmed({ ...failed, next: action('STARTED', 5_001, 'r2') })).toMatchObject({
      end: [5_000, undefined, false],
    });
    const same = action('FAILED', 6_000, 'r1', { result });
    expect(trimmed({ ...failed, same })).toEqual({ end: [5_000, undefined, true], same: [6_000, undefined, true] });
  });

  it('an approval keeps each result, which shows whether the decision was ours', () => {
    const approval = { category: 'Approval', result };
    const facts = { old: action('FAILED', 3, 'r1', approval), end: action('SUCCEEDED', 9, 'r2', approval) };
    expect(trimFacts(facts, facts)).toBe(facts);
  });

  it('nothing changes without new facts, or without facts to drop', () => {
    const facts = { start: action('STARTED', 1, 'r1'), end: action('FAILED', 5, 'r1') };
    expect(trimFacts(facts, {})).toBe(facts);
    const other = { x: { ...action('STARTED', 1, 'r9'), action: 'lint' } };
    expect(trimFacts(facts, other)).toBe(facts);
    const plain = { end: action('FAILED', 5, 'r1', { result }) };
    expect(trimFacts(plain, plain)).toBe(plain);
  });
});
