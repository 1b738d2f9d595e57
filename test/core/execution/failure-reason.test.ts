import { expect, it } from 'vitest';
import { failureReason, personOf, reasonWithoutStage } from '../../../lib/core/execution/failure-reason.ts';
import type { FailureSummary, Summary } from '../../../lib/core/execution/summary.ts';

const NONE = 'CodePipeline gave no reason.';

it.each<[string, Partial<FailureSummary>, statusSummary: string | undefined, reason: string]>([
  ['its summary', { summary: 'Build failed' }, undefined, 'Build failed'],
  ['its message if that says more', { summary: 'Failed', message: 'Failed: exit 1' }, undefined, 'Failed: exit 1'],
  [
    'its summary if the message says less',
    { summary: 'Failed: exit 1', message: 'exit 1' },
    undefined,
    'Failed: exit 1',
  ],
  ['its message alone', { message: 'exit 1' }, undefined, 'exit 1'],
  ['its message of the same length', { summary: 'exit 1', message: 'exit 2' }, undefined, 'exit 2'],
  ['its summary, which is also its message', { summary: 'exit 1', message: 'exit 1' }, undefined, 'exit 1'],
  ['its code', { code: 'JobFailed' }, 'of the execution', 'JobFailed'],
  ['none', {}, 'of the execution', NONE],
])('the reason of a failed action is %s', (_, more, statusSummary, reason) => {
  expect(failureReason({ stage: 'Build', action: 'compile', ...more } as FailureSummary, statusSummary)).toBe(reason);
});

it('the reason of a stage without a failed action is that of the execution', () => {
  const stage = { stage: 'Build' } as FailureSummary;
  expect(failureReason(stage, 'It timed out')).toBe('It timed out');
  expect(failureReason(stage)).toMatch(/^No failed action is reported yet/);
});

it.each([
  ['arn:aws:sts::1:assumed-role/Developer/jo', 'jo'],
  ['arn:aws:iam::1:root', 'arn:aws:iam::1:root'],
  ['team/jo', 'team/jo'],
])('the person of %s is %s', (arn, person) => {
  expect(personOf(arn)).toBe(person);
});

it.each<[string, Partial<Summary>]>([
  ['Too old', { statusSummary: 'Too old' }],
  ['', {}],
  ['', { statusSummary: 'Too old', failures: [{ stage: 'Build' }] }],
  ['', { statusSummary: 'Too old', state: 'STOPPED' }],
])('the reason of a failure without a stage is "%s" with %j', (reason, more) => {
  expect(reasonWithoutStage({ state: 'FAILED', failures: [], ...more } as unknown as Summary)).toBe(reason);
});
