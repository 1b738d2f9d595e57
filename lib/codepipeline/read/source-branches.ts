import type { ActionExecutionDetail, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { isSource } from './source-revision.ts';
import { cut } from './text.ts';

/** Git refuses no length, and a row has little room. */
const LONGEST = 250;

export function fetchedBranches(actions: ActionExecutionDetail[]): Record<string, string> {
  const found = actions.filter(isSource).flatMap(({ actionName, input, output }): [string, string][] => {
    const branch = output?.outputVariables?.BranchName ?? filledIn(input);
    return actionName === undefined || !branch ? [] : [[actionName, cut(branch, LONGEST) ?? '']];
  });
  // A source that was retried is listed again, newest run first.
  return Object.fromEntries(found.toReversed());
}

/** A variable in the configuration has its value for this execution alone. */
function filledIn({ configuration, resolvedConfiguration }: ActionExecutionDetail['input'] = {}): string | undefined {
  return configuration && branchIn(configuration)?.includes('#{') ? branchIn(resolvedConfiguration) : undefined;
}

/** The branches that the sources of a pipeline are configured for. Sources without branches, such as S3, are left out. */
export function configuredBranches({ stages = [] }: Partial<PipelineDeclaration>): Record<string, string> {
  const actions = stages.flatMap((stage) => stage.actions ?? []);
  const sources = actions.filter(({ actionTypeId }) => actionTypeId?.category === 'Source');
  return Object.fromEntries(
    sources.flatMap(({ name = '', configuration }): [string, string][] => {
      const branch = branchIn(configuration);
      return branch ? [[name, cut(branch, LONGEST) ?? '']] : [];
    }),
  );
}

/** `Branch` is the key of the old GitHub source. */
function branchIn(configuration: Record<string, string> = {}): string | undefined {
  return configuration.BranchName ?? configuration.Branch;
}
