import { expect, it } from 'vitest';
import { providerWarnings } from '../../../lib/policy/check/provider-warnings.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

const known = ['CodeBuild', 'ECS', 'EKS', 'Lambda'];

function warningsOf(providers: string): string[] {
  const retry = `retry: [{ id: r, scope: all, when: { providers: [${providers}] } }]`;
  const one = (provider: string, id: string) =>
    `  - { id: ${id}, provider: ${provider}, match: a, class: unknown, positive: a, negative: b }`;
  const first = providers.split(',')[0] ?? '';
  const parsed = parsePolicy(`version: 1
routes: [{ scope: all, channel: C0DEPLOYS }]
${retry}
signatures:
${one(first, 'a')}
${one(`[${providers}]`, 'b')}
`);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join());
  return providerWarnings(parsed.policy, known).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

it('a misspelt provider is named, where it stands', () => {
  const why = (name: string, near: string) =>
    `CodePipeline has no provider "${name}", so nothing matches; write "${near}"`;
  expect(warningsOf('codebuild, Lamda')).toEqual([
    `retry.0.when.providers.0: ${why('codebuild', 'CodeBuild')}`,
    `retry.0.when.providers.1: ${why('Lamda', 'Lambda')}`,
    `signatures.0.provider: ${why('codebuild', 'CodeBuild')}`,
    `signatures.1.provider.0: ${why('codebuild', 'CodeBuild')}`,
    `signatures.1.provider.1: ${why('Lamda', 'Lambda')}`,
  ]);
});

it.each(['CodeBuild, EKS', '"Code*"', 'our-own-runner', 'EC2', 'ECSS'])('no warning for %s', (providers) => {
  expect(warningsOf(providers)).toEqual([]);
});
