import type {
  ActionExecutionDetail,
  PipelineDeclaration,
  PipelineExecutionSummary,
  StageState,
} from '@aws-sdk/client-codepipeline';
import type { CodePipeline } from '../../lab/codepipeline/engine.ts';
import { artifactAhead } from '../../lib/codepipeline/read/artifact-ahead.ts';
import { deploymentsIn } from '../../lib/codepipeline/read/deployments.ts';
import { deployingStages } from '../../lib/codepipeline/refresh/deployments.ts';
import type { ArtifactProof } from '../../lib/core/where/artifact.ts';

export interface Proven {
  pipeline: string;
  proof: ArtifactProof;
}

/** The proof of each approval and of the current state of each stage, over everything that the simulator ran. */
export function proofsIn({ codepipeline }: { codepipeline: CodePipeline }): Proven[] {
  const read = (operation: string, input: object) => dated(codepipeline.call(operation, input)) as Answers;
  return codepipeline.snapshot().flatMap(({ name }) => {
    const { pipeline } = read('GetPipeline', { name });
    const { stageStates: states = [] } = read('GetPipelineState', { name });
    const executions = all(read, 'ListPipelineExecutions', name, 'pipelineExecutionSummaries');
    const actions = all(read, 'ListActionExecutions', name, 'actionExecutionDetails');
    const asked = actions
      .filter(({ input }) => input?.actionTypeId?.category === 'Approval')
      .flatMap((one) => {
        const { pipelineExecutionId: executionId = '', stageName: stage = '', actionName: action = '' } = one;
        return artifactAhead(pipeline?.stages ?? [], { executionId, stage, action }, actions) ?? [];
      });
    const listed = { states, executions, actions, succeeded: new Map<string, string[]>() };
    const now = deploymentsIn(deployingStages(pipeline), listed).flatMap(({ artifact }) => artifact ?? []);
    return [...asked, ...now].map((proof) => ({ pipeline: name, proof }));
  });
}

interface Answers {
  pipeline?: PipelineDeclaration;
  stageStates?: StageState[];
  pipelineExecutionSummaries?: PipelineExecutionSummary[];
  actionExecutionDetails?: ActionExecutionDetail[];
  nextToken?: string;
}

const MOST_PAGES = 20;

function all<K extends 'pipelineExecutionSummaries' | 'actionExecutionDetails'>(
  read: (operation: string, input: object) => Answers,
  operation: string,
  pipelineName: string,
  items: K,
): NonNullable<Answers[K]> {
  const found: unknown[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page === 0 || (nextToken !== undefined && page < MOST_PAGES); page++) {
    const answer = read(operation, { pipelineName, nextToken });
    found.push(...(answer[items] ?? []));
    nextToken = answer.nextToken;
  }
  return found as NonNullable<Answers[K]>;
}

/** The client returns dates; the wire has seconds. */
function dated(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(dated);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => {
      const isTime = (key === 'startTime' || key === 'lastUpdateTime') && typeof value === 'number';
      return [key, isTime ? new Date(value * 1000) : dated(value)];
    }),
  );
}
