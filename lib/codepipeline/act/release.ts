import {
  type CodePipelineClient,
  GetPipelineStateCommand,
  type PipelineDeclaration,
  type SourceRevision,
  type SourceRevisionOverride,
  StartPipelineExecutionCommand,
  type StartPipelineExecutionInput,
} from '@aws-sdk/client-codepipeline';
import type { WantedRevision } from '../../core/command/types.ts';
import type { Operate } from '../../core/model/effect.ts';
import { executionPages } from '../refresh/list-executions.ts';
import { noSuccessIn, nothingDone, noVariables, released, unknownStage } from './messages.ts';
import type { Result } from './operate.ts';
import { overridesFor, type Refused, revisionsThere, sourcesOf, wholeCommit } from './source-overrides.ts';

/** AWS recognises the token, so repeated calls start only one execution. */
export async function release(
  client: CodePipelineClient,
  { pipeline, id, revision, variables = {} }: Operate,
  declaration: PipelineDeclaration | undefined,
): Promise<Result> {
  const unknown = unknownVariables(declaration, variables);
  if (unknown.length > 0) {
    return { because: nothingDone(noVariables(pipeline.pipeline, unknown, variablesOf(declaration))) };
  }
  const chosen = revision && (await overrides(client, pipeline.pipeline, declaration, revision));
  if (chosen && 'because' in chosen) return { because: nothingDone(chosen.because) };
  const input: StartPipelineExecutionInput = {
    name: pipeline.pipeline,
    clientRequestToken: id.replaceAll(/[^a-zA-Z0-9-]/g, '-').slice(0, 128),
    ...(chosen && { sourceRevisions: chosen }),
    ...(Object.keys(variables).length > 0 && {
      variables: Object.entries(variables).map(([name, value]) => ({ name, value })),
    }),
  };
  const { pipelineExecutionId = '' } = await client.send(new StartPipelineExecutionCommand(input));
  return { executionId: pipelineExecutionId, ...released(pipeline.pipeline, pipelineExecutionId, chosen, variables) };
}

function variablesOf(declaration: PipelineDeclaration | undefined): string[] {
  return (declaration?.variables ?? []).flatMap(({ name }) => name ?? []);
}

function unknownVariables(declaration: PipelineDeclaration | undefined, given: Record<string, string>): string[] {
  const declared = variablesOf(declaration);
  return Object.keys(given).filter((name) => !declared.includes(name));
}

async function overrides(
  client: CodePipelineClient,
  name: string,
  declaration: PipelineDeclaration | undefined,
  revision: WantedRevision,
): Promise<SourceRevisionOverride[] | Refused> {
  const sources = sourcesOf(declaration);
  if (revision.type === 'stage') {
    const { stage, pipeline: other = name } = revision;
    const there = await revisionsIn(client, other, stage);
    return 'because' in there ? there : revisionsThere(name, sources, there, { stage, pipeline: other });
  }
  const chosen = overridesFor(name, sources, revision);
  if ('because' in chosen || revision.type !== 'commit') return chosen;
  const earlier = await executionPages(client, name).until((found) => found.length > 0);
  const known = earlier.flatMap(({ sourceRevisions = [] }) => sourceRevisions);
  return wholeCommit(name, chosen, known);
}

/** The revisions of the newest execution that succeeded in the stage. */
async function revisionsIn(
  client: CodePipelineClient,
  pipeline: string,
  stageName: string,
): Promise<SourceRevision[] | Refused> {
  const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name: pipeline }));
  const names = stageStates.flatMap((one) => one.stageName ?? []);
  if (!names.includes(stageName)) return { because: unknownStage({ stage: stageName, pipeline }, names) };
  const [newest] = await executionPages(client, pipeline, { succeededInStage: { stageName } }).until(
    (found) => found.length > 0,
  );
  return newest?.sourceRevisions ?? { because: noSuccessIn({ stage: stageName, pipeline }) };
}
