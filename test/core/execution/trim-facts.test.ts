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

  it('nothing changes without new facts, or without facts to drop', () => {
    const facts = { start: action('STARTED', 1, 'r1'), end: action('FAILED', 5, 'r1') };
    expect(trimFacts(facts, {})).toBe(facts);
    const other = { x: { ...action('STARTED', 1, 'r9'), action: 'lint' } };
    expect(trimFacts(facts, other)).toBe(facts);
    const plain = { end: action('FAILED', 5, 'r1', { result }) };
    expect(trimFacts(plain, plain)).toBe(plain);
  });
});
