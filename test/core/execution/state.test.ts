import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution, inOrder } from '../../../lib/core/execution/facts.ts';
import { attemptOf, stateOf } from '../../../lib/core/execution/state.ts';
import { nextStage } from '../../../lib/core/execution/waiting.ts';
import { pipelineEvent, stageEvent } from '../../kit/events.ts';

const at = (second: number, attempt?: number) => ({
  at: new Date(Date.UTC(2026, 10, 22, 10, 0, second)).toISOString().replace('.000', ''),
  ...(attempt === undefined ? {} : { attempt }),
});

function stateAfter(...events: object[]): [string, number] {
  const all = events.map((event) => readEvent(event) as Execution).reduce<Execution | undefined>(absorb, undefined);
  const facts = inOrder(all as Execution);
  const { state, at } = stateOf(facts, attemptOf(facts));
  return [state, (at - Date.UTC(2026, 10, 22, 10)) / 1_000];
}

describe('the state of a pipeline', () => {
  const started = pipelineEvent('STARTED', at(0));
  const stage = stageEvent('Build', 'STARTED', at(1));

  it('is its last reported state, if nothing began after it', () => {
    expect(stateAfter(started, stage)).toEqual(['STARTED', 1]);
    expect(stateAfter(started, stage, pipelineEvent('SUCCEEDED', at(9)))).toEqual(['SUCCEEDED', 9]);
    expect(stateAfter(started, stage, pipelineEvent('STOPPING', at(5)))).toEqual(['STOPPING', 5]);
  });

  it('is running again if a stage began after its end', () => {
    const failed = pipelineEvent('FAILED', at(5));
    expect(stateAfter(started, failed, stageEvent('Build', 'RESUMED', at(9, 2)))).toEqual(['RESUMED', 9]);
    expect(stateAfter(started, pipelineEvent('STOPPING', at(5)), stageEvent('Build', 'STARTED', at(9)))).toEqual([
      'STARTED',
      9,
    ]);
  });

  it.each(['FAILED', 'STOPPED', 'CANCELED'])(
    'is %s if a stage ended in that state and the pipeline event is lost',
    (state) => {
      expect(stateAfter(started, stage, stageEvent('Build', state, at(7)))).toEqual([state, 7]);
      expect(stateAfter(started, stageEvent('Build', state, at(7)), stageEvent('Build', 'RESUMED', at(8, 2)))).toEqual([
        'RESUMED',
        8,
      ]);
      expect(stateAfter(started, stage, stageEvent('Build', state, at(7)), pipelineEvent('STOPPED', at(8)))).toEqual([
        'STOPPED',
        8,
      ]);
    },
  );
});

it('the attempt is the greatest that is reported, or the number of times that a stage was resumed', () => {
  const resumed = (attempt?: number) => ({ type: 'stage', stage: 'A', state: 'RESUMED', at: 1, attempt }) as const;
  expect(attemptOf([])).toBe(1);
  expect(attemptOf([resumed(), resumed()])).toBe(3);
  expect(attemptOf([resumed(5), resumed(4), resumed()])).toBe(5);
  expect(attemptOf([{ type: 'pipeline', state: 'RESUMED', at: 1 }])).toBe(1);
  expect(attemptOf([{ type: 'stage', stage: 'A', state: 'STARTED', at: 1 }])).toBe(1);
});

describe('the stage that should start next', () => {
  const stages = (...states: string[]) =>
    states.map((state, n) => ({ state, name: `S${n}` })) as Parameters<typeof nextStage>[0]['stages'];

  it('is the first pending stage, if all stages before it succeeded', () => {
    expect(nextStage({ state: 'STARTED', stages: stages('SUCCEEDED', 'PENDING', 'PENDING') })).toBe('S1');
    expect(nextStage({ state: 'STARTED', stages: stages('SUCCEEDED', 'STARTED', 'PENDING') })).toBeUndefined();
    expect(nextStage({ state: 'STARTED', stages: stages('SUCCEEDED', 'FAILED', 'PENDING') })).toBeUndefined();
    expect(nextStage({ state: 'STARTED', stages: stages('PENDING', 'PENDING') })).toBeUndefined();
    expect(nextStage({ state: 'STARTED', stages: stages('SUCCEEDED') })).toBeUndefined();
  });

  it('is never one that was passed without an event: CodePipeline skipped it, or its events are lost', () => {
    expect(nextStage({ state: 'STARTED', stages: stages('SUCCEEDED', 'PENDING', 'STARTED') })).toBeUndefined();
    expect(nextStage({ state: 'STARTED', stages: stages('SUCCEEDED', 'PENDING', 'SUCCEEDED', 'PENDING') })).toBe('S3');
    expect(nextStage({ state: 'STARTED', stages: stages('PENDING', 'SUCCEEDED', 'PENDING') })).toBeUndefined();
  });

  it.each(['STOPPING', 'FAILED', 'SUCCEEDED'] as const)('is none when the pipeline is %s', (state) => {
    expect(nextStage({ state, stages: stages('SUCCEEDED', 'PENDING') })).toBeUndefined();
  });
});
