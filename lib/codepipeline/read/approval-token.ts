import type { ActionExecutionDetail, StageState } from '@aws-sdk/client-codepipeline';

export type Token = { token: string } | { why: string };

/** The token of exactly this run. The pipeline's state shows one per stage, for the execution that is there, and none
 *  in PARALLEL mode. In that mode the token is the external id of the listed run. */
export function tokenOf(run: ActionExecutionDetail, stages: StageState[]): Token {
  const listed = uuid(run.output?.executionResult?.externalExecutionId);
  const shown = shownFor(run, stages);
  if (!shown) return listed ? { token: listed } : { why: 'CodePipeline does not show the token of this approval yet' };
  // The state's token for this very run is valid by contract. The external id is a token in PARALLEL mode only.
  if (shown.isBound || !listed || listed === shown.token) return { token: shown.token };
  return { why: 'CodePipeline shows two different tokens for this approval' };
}

export function isTokenOf(token: string, run: ActionExecutionDetail, stages: StageState[]): boolean {
  const found = tokenOf(run, stages);
  return 'token' in found && found.token === token;
}

/** @returns isBound: the state names the run, not only its execution */
function shownFor(run: ActionExecutionDetail, stages: StageState[]): { token: string; isBound: boolean } | undefined {
  const stage = stages.find(({ stageName }) => stageName === run.stageName);
  if (stage?.latestExecution?.pipelineExecutionId !== run.pipelineExecutionId) return undefined;
  const latest = stage?.actionStates?.find(({ actionName }) => actionName === run.actionName)?.latestExecution;
  const isBound = latest?.actionExecutionId !== undefined;
  if (!latest?.token || (isBound && latest.actionExecutionId !== run.actionExecutionId)) return undefined;
  return { token: latest.token, isBound };
}

/** Other actions have other external ids, and AWS may change those of approvals. */
function uuid(text: string | undefined): string | undefined {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text ?? '') ? text : undefined;
}
