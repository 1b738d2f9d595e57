import { expect, it } from 'vitest';
import { startedForText, startText } from '../../../lib/core/execution/messages.ts';

it.each<[string | undefined, string | undefined, boolean, string]>([
  [undefined, 'ann', false, ''],
  ['StartPipelineExecution', 'ann', true, 'started manually by ann'],
  ['StartPipelineExecution', undefined, true, 'started manually'],
  ['ManualRollback', 'ann', false, 'rolled back manually by ann'],
  ['AutomatedRollback', 'ann', false, 'rolled back by CodePipeline'],
  ['CreatePipeline', 'ann', false, 'started because the pipeline was created'],
  ['Webhook', 'ann', false, 'started by a source change'],
  ['Webhook', 'ann', true, ''],
])('a start by %s of %s, with a change: %s, is "%s"', (type, person, hasChange, words) => {
  expect(startText(type, person, hasChange)).toBe(words);
});

it('a start for a person names the command', () => {
  expect((['release', 'retry', 'rollback'] as const).map((act) => startedForText(act, 'ann'))).toEqual([
    'released by ann',
    'retried by ann',
    'rolled back by ann',
  ]);
});
