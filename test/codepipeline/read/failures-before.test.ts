import type { PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { expect, it } from 'vitest';
import { failuresBefore, followsRollback } from '../../../lib/codepipeline/read/api-records.ts';

/** What the list of executions has before one of them. The number of each is the second of its start. */

const one = (at: number, status: string, executionType = 'STANDARD') =>
  ({
    pipelineExecutionId: `e${at}`,
    status,
    executionType,
    startTime: new Date(at * 1000),
    lastUpdateTime: new Date(at * 1000),
  }) as PipelineExecutionSummary;

it('failures count back to the last success', () => {
  const listed = [one(5, 'Succeeded'), one(4, 'Failed'), one(3, 'Stopped'), one(2, 'Failed'), one(1, 'Succeeded')];
  expect(failuresBefore(listed, 'e5')).toEqual([5_000, 2, 2_000]);
  expect(failuresBefore([...listed].reverse(), 'e5')).toEqual([5_000, 2, 2_000]);
  expect(failuresBefore(listed, 'e2')).toBeUndefined();
  expect(failuresBefore(listed, 'e9')).toBeUndefined();
});

it.each([0, 1])('a failure that began with a success is not hidden by it, listed as number %i', (index) => {
  const pair = [one(2, 'Succeeded'), { ...one(2, 'Failed', 'ROLLBACK'), pipelineExecutionId: 'rollback' }];
  const listed = [one(3, 'Succeeded'), ...(index === 0 ? pair : pair.toReversed())];
  expect(failuresBefore(listed, 'e3')).toEqual([3_000, 1, 2_000]);
});

it('the success before may be a roll-back', () => {
  expect(followsRollback([one(3, 'Failed'), one(2, 'Failed'), one(1, 'Succeeded', 'ROLLBACK')], 'e3')).toBe(true);
  expect(followsRollback([one(3, 'Failed'), one(2, 'Succeeded'), one(1, 'Succeeded', 'ROLLBACK')], 'e3')).toBe(
    undefined,
  );
});
