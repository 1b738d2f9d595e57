import { describe, expect, it } from 'vitest';
import {
  type ActionFact,
  type Fact,
  inOrder,
  type PipelineState,
  partialExecution,
  type StageFact,
} from '../../../lib/core/execution/facts.ts';
import { isFailing, isFlaky, type Stage, stagesOf } from '../../../lib/core/execution/stages.ts';

/** The stages and actions of an execution, as its facts show them. */

const SECOND = 1_000;
const ref = { account: '1', region: 'eu', pipeline: 'p', executionId: 'e' };

function action(path: string, state: ActionFact['state'], at: number, more: Partial<ActionFact> = {}): Fact {
  const [stage = '', name = ''] = path.split('/');
  return { type: 'action', stage, action: name, state, at: at * SECOND, category: 'Build', ...more };
}
const stage = (name: string, state: StageFact['state'], at: number, attempt?: number): Fact => ({
  type: 'stage',
  stage: name,
  state,
  at: at * SECOND,
  attempt,
});
const stages = (facts: Fact[], outcome: PipelineState = 'STARTED', structure: string[] = []) =>
  stagesOf(inOrder(partialExecution(ref, { facts })), structure, outcome);
const statesOf = (...given: Parameters<typeof stages>) => stages(...given).map(({ name, state }) => `${name} ${state}`);
const actionsOf = (...given: Parameters<typeof stages>) =>
  stages(...given).flatMap(({ actions }) => actions.map(({ name, state }) => `${name} ${state}`));

describe('the stages', () => {
  it('stand in the order of the pipeline, then of their starts', () => {
    const facts = [stage('C', 'STARTED', 1), stage('A', 'STARTED', 2), stage('B', 'STARTED', 3)];
    expect(statesOf(facts)).toEqual(['C SUCCEEDED', 'A SUCCEEDED', 'B STARTED']);
    expect(statesOf(facts.slice(1), 'STARTED', ['A', 'D', 'B', 'E'])).toEqual([
      'A SUCCEEDED',
      'D PENDING',
      'B STARTED',
      'E PENDING',
    ]);
  });

  it.each<[PipelineState, string]>([
    ['STARTED', 'STARTED'],
    ['STOPPING', 'STARTED'],
    ['SUCCEEDED', 'SUCCEEDED'],
    ['FAILED', 'FAILED'],
    ['STOPPED', 'STOPPED'],
    ['CANCELED', 'CANCELED'],
    ['SUPERSEDED', 'SUCCEEDED'],
  ])('end with an execution that is %s, without an event: %s', (outcome, state) => {
    expect(statesOf([stage('A', 'STARTED', 1)], outcome)).toEqual([`A ${state}`]);
    expect(statesOf([stage('A', 'FAILED', 1)], outcome)).toEqual(['A FAILED']);
  });

  it('have not succeeded if an action failed before a newer execution took over', () => {
    expect(statesOf([stage('A', 'STARTED', 1), action('A/x', 'FAILED', 2)], 'SUPERSEDED')).toEqual(['A STARTED']);
    const other = [stage('A', 'STARTED', 1), action('A/x', 'SUCCEEDED', 2)];
    expect(statesOf(other, 'SUPERSEDED')).toEqual(['A SUCCEEDED']);
  });

  it('run if only an action is known, and again if one begins after their end', () => {
    expect(statesOf([action('A/x', 'SUCCEEDED', 1)])).toEqual(['A STARTED']);
    const ended = [stage('A', 'FAILED', 5, 1), action('A/x', 'STARTED', 4, { attempt: 1 })];
    expect(statesOf(ended)).toEqual(['A FAILED']);
    expect(statesOf([...ended, action('A/x', 'STARTED', 6, { attempt: 2, runId: 'r2' })])).toEqual(['A RESUMED']);
    const running = [stage('A', 'STARTED', 1), action('A/x', 'STARTED', 6)];
    expect(statesOf(running)).toEqual(['A STARTED']);
  });

  it('have the attempt of their last event, if it is not the first', () => {
    const attempt = (facts: Fact[]) => stages(facts)[0];
    expect(attempt([stage('A', 'STARTED', 1, 1)])).not.toHaveProperty('attempt');
    expect(attempt([stage('A', 'STARTED', 1)])).not.toHaveProperty('attempt');
    expect(attempt([stage('A', 'STARTED', 1, 1), stage('A', 'RESUMED', 5, 2)])?.attempt).toBe(2);
  });

  it('are asked for again with another structure or outcome', () => {
    const facts = inOrder(partialExecution(ref, { facts: [stage('A', 'STARTED', 1)] }));
    const ask = (structure: string[], outcome: PipelineState) =>
      stagesOf(facts, structure, outcome).map(({ name, state }) => `${name} ${state}`);
    expect(ask(['A'], 'STARTED')).toEqual(['A STARTED']);
    expect(ask(['A'], 'FAILED')).toEqual(['A FAILED']);
    expect(ask(['A', 'B'], 'FAILED')).toEqual(['A FAILED', 'B PENDING']);
    expect(stagesOf(facts, ['A'], 'FAILED')).toEqual(stagesOf(facts, ['A'], 'FAILED'));
  });
});

describe('the actions of a stage', () => {
  it('stand in the order of their first starts, then of their names', () => {
    const facts = [
      action('A/late', 'STARTED', 2, { runId: 'l1' }),
      action('A/b', 'STARTED', 1, { runId: 'b1' }),
      action('A/a', 'STARTED', 1, { runId: 'a1' }),
      action('A/b', 'FAILED', 9, { runId: 'b1' }),
      action('A/counted', 'STARTED', 8, { runId: 'c2', earlier: [5, 1, 1, 0] }),
    ];
    expect(actionsOf(facts)).toEqual(['counted STARTED', 'a STARTED', 'b FAILED', 'late STARTED']);
  });

  it('have the last run, what is known of it, and the number of runs', () => {
    const kind = { provider: 'CodeBuild', region: 'eu' };
    const facts = [
      action('A/x', 'FAILED', 20, { runId: 'r1', result: { code: 'old', url: 'https://old' } }),
      action('A/x', 'STARTED', 30, { runId: 'r2', ...kind }),
      action('A/x', 'FAILED', 40, { runId: 'r2', startedAt: 7, result: { code: 'C' } }),
      action('A/x', 'FAILED', 41, { earlier: [9, 4, 3, 1], startedAt: 8, result: { message: 'exit 1' } }),
    ];
    expect(stages(facts)[0]?.actions).toEqual([
      {
        name: 'x',
        state: 'FAILED',
        category: 'Build',
        ...kind,
        runId: 'r2',
        at: 41_000,
        startedAt: 8,
        runs: 6,
        failed: 5,
        code: 'C',
        message: 'exit 1',
      },
    ]);
  });

  it('have no result of an earlier state of the run', () => {
    const facts = [
      action('A/x', 'FAILED', 20, { runId: 'r1', result: { code: 'C' } }),
      action('A/x', 'SUCCEEDED', 21, { runId: 'r1' }),
    ];
    expect(stages(facts)[0]?.actions[0]).not.toHaveProperty('code');
  });

  it('have succeeded if their stage has, except approvals, which a read decides', () => {
    const both = [
      action('A/x', 'STARTED', 1),
      action('A/ask', 'STARTED', 1, { category: 'Approval' }),
      action('A/y', 'FAILED', 1),
      stage('A', 'SUCCEEDED', 2),
    ];
    expect(actionsOf(both)).toEqual(['ask STARTED', 'x SUCCEEDED', 'y FAILED']);
    expect(actionsOf(both, 'SUCCEEDED')).toEqual(['ask SUCCEEDED', 'x SUCCEEDED', 'y FAILED']);
    expect(actionsOf(both.slice(0, 3))).toEqual(['ask STARTED', 'x STARTED', 'y FAILED']);
  });

  it('are pending after a retry of their stage until they start again, unless they have succeeded', () => {
    const facts = [
      action('A/x', 'FAILED', 2, { attempt: 1 }),
      action('A/y', 'SUCCEEDED', 2, { attempt: 1 }),
      stage('A', 'FAILED', 3, 1),
      stage('A', 'RESUMED', 9, 2),
    ];
    expect(actionsOf(facts, 'RESUMED')).toEqual(['x PENDING', 'y SUCCEEDED']);
    expect(actionsOf([...facts, action('A/x', 'STARTED', 10, { attempt: 2 })], 'RESUMED')).toEqual([
      'x STARTED',
      'y SUCCEEDED',
    ]);
    expect(actionsOf([...facts, stage('A', 'FAILED', 11, 2)], 'FAILED')).toEqual(['x FAILED', 'y SUCCEEDED']);
    expect(actionsOf(facts.slice(0, 3), 'FAILED')).toEqual(['x FAILED', 'y SUCCEEDED']);
  });
});

it('a stage is failing while others of its actions run', () => {
  const failing = (state: Stage['state'], ...actions: string[]) =>
    isFailing({ name: 'A', state, actions: actions.map((one) => ({ state: one })) as Stage['actions'] });
  expect(failing('STARTED', 'SUCCEEDED', 'FAILED')).toBe(true);
  expect(failing('RESUMED', 'FAILED')).toBe(true);
  expect(failing('STARTED', 'SUCCEEDED')).toBe(false);
  expect(failing('FAILED', 'FAILED')).toBe(false);
  expect(failing('PENDING', 'FAILED')).toBe(false);
});

it('an action is flaky if it passed after a failure, and no person decided it', () => {
  const flaky = { name: 'x', state: 'SUCCEEDED', at: 1, runs: 2, failed: 1, category: 'Build' } as const;
  expect(isFlaky(flaky)).toBe(true);
  expect(isFlaky({ ...flaky, failed: 0 })).toBe(false);
  expect(isFlaky({ ...flaky, state: 'FAILED' })).toBe(false);
  expect(isFlaky({ ...flaky, category: 'Approval' })).toBe(false);
});
