import { expect, it } from 'vitest';
import { branchesOf } from '../../../lib/core/execution/branches.ts';
import type { ExecutionDetails } from '../../../lib/core/execution/facts.ts';

const byEvent = { trigger: { type: 'CloudWatchEvent' } };
const byGit = { trigger: { type: 'WebhookV2' } };
const configured = { app: 'main', config: 'live' };

it.each<[string, ExecutionDetails, string[] | undefined]>([
  ['unknown before anything was read', {}, undefined],
  ['unknown before the pipeline was read', byEvent, undefined],
  ['unknown while the start is unknown', { configured }, undefined],
  ['those of all sources, if start and configuration are known', { ...byEvent, configured }, ['main', 'live']],
  ['that of the Git trigger alone', { sources: { '': { branch: 'fix/1' } }, configured }, ['fix/1']],
  ['that of the Git trigger before all others', { sources: { '': { branch: 'x' } }, branches: { app: 'y' } }, ['x']],
  ['unknown if a Git trigger reports none', { ...byEvent, sources: { '': { revision: 'a' } }, configured }, undefined],
  ['none for a tag', { sources: { '': { tag: 'v1' } }, configured }, []],
  ['none for a pipeline with sources without branches', { ...byEvent, configured: {} }, []],
  ['unknown if a Git trigger is known only by its name', { ...byGit, configured }, undefined],
  ['those that the sources of a Git trigger report', { ...byGit, configured, branches: { app: 'fix/1' } }, ['fix/1']],
  ['those that an event of a stage reports', { ...byGit, sources: { app: { branch: 'fix/2' } } }, ['fix/2']],
  ['the fetched one before the configured one', { ...byEvent, configured, branches: { app: 'hot' } }, ['hot', 'live']],
  ['unknown while a variable is not resolved', { ...byEvent, configured: { app: '#{variables.b}' } }, undefined],
  ['the value of a variable', { ...byEvent, configured: { app: '#{variables.b}' }, branches: { app: 'x' } }, ['x']],
  ['none for a rollback', { executionType: 'ROLLBACK', ...byEvent, configured }, []],
  ['none for a rollback that names what it goes back to', { rollbackOf: 'e1', ...byEvent, configured }, []],
  ['those of a start that is no rollback', { trigger: { type: 'RollbackTest' }, configured }, ['main', 'live']],
  ['none for a rollback that only its trigger names', { trigger: { type: 'ManualRollback' }, configured }, []],
])('the branches of an execution are %s', (_, about, expected) => {
  expect(branchesOf(about)).toEqual(expected);
});
