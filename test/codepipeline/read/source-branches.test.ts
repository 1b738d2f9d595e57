import { expect, it } from 'vitest';
import { configuredBranches, fetchedBranches } from '../../../lib/codepipeline/read/source-branches.ts';

const source = (actionName: string, more: object) => ({
  actionName,
  status: 'Succeeded' as const,
  input: { actionTypeId: { category: 'Source' as const, owner: 'AWS' as const, provider: 'CodeCommit', version: '1' } },
  ...more,
});
const configuredBy = (configuration: Record<string, string>, resolvedConfiguration?: Record<string, string>) => ({
  input: { ...source('', {}).input, configuration, resolvedConfiguration },
});

it('the branch that a source fetched comes from its output, or from a variable in its configuration', () => {
  const actions = [
    source('app', { output: { outputVariables: { BranchName: 'second' } } }),
    source('app', { output: { outputVariables: { BranchName: 'first' } } }),
    source('bucket', { output: { outputVariables: { ETag: 'x' } } }),
    source('filled', configuredBy({ BranchName: '#{variables.b}' }, { BranchName: 'fix/1' })),
    // A Git trigger may have fetched another one.
    source('fixed', configuredBy({ BranchName: 'main' }, { BranchName: 'main' })),
    { ...source('failed', { output: { outputVariables: { BranchName: 'main' } } }), status: 'Failed' as const },
  ];
  expect(fetchedBranches(actions)).toEqual({ app: 'second', filled: 'fix/1' });
});

it('the configured branches come from the sources that have one, whatever its key', () => {
  const action = (name: string, category: 'Source' | 'Build', configuration: Record<string, string>) => ({
    name,
    configuration,
    actionTypeId: { category, owner: 'AWS' as const, provider: 'P', version: '1' },
  });
  const actions = [
    action('app', 'Source', { BranchName: 'main' }),
    action('old', 'Source', { Branch: 'develop' }),
    action('bucket', 'Source', { S3Bucket: 'b' }),
    action('build', 'Build', { BranchName: 'none' }),
  ];
  expect(configuredBranches({ stages: [{ name: 'Source', actions }] })).toEqual({ app: 'main', old: 'develop' });
  expect(configuredBranches({})).toEqual({});
});
