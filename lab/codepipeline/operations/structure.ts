import { type Input, type Output, seconds } from '../api.ts';
import { bucketOf, madeBy, takenBy } from '../artifacts.ts';
import type { ActionDeclaration, RuleDeclaration, StageDeclaration } from '../declare.ts';
import { AwsError } from '../errors.ts';
import { findPipeline } from '../find.ts';
import { arn, type Context } from '../model.ts';
import { page } from '../page.ts';

type Declared = NonNullable<Output<'GetPipeline'>['pipeline']>;
type DeclaredAction = NonNullable<NonNullable<Declared['stages']>[number]['actions']>[number];

export function GetPipeline(context: Context, { name, version }: Input<'GetPipeline'>): Output<'GetPipeline'> {
  const pipeline = findPipeline(context, name);
  const { declaration } = pipeline;
  if (version !== undefined && version > pipeline.version) {
    throw new AwsError('PipelineVersionNotFoundException', `Pipeline '${name}' has no version ${version}`);
  }
  return {
    pipeline: {
      name,
      roleArn: `arn:aws:iam::${declaration.account}:role/codepipeline-${name}`,
      artifactStore: { type: 'S3', location: bucketOf(declaration) },
      stages: declaration.stages.map((stage, index) => ({
        name: stage.name,
        actions: stage.actions.map((action) => declared(action, declaration.stages.slice(0, index))),
        ...(stage.beforeEntry && { beforeEntry: conditionsOf(stage.beforeEntry) }),
        ...(stage.onSuccess && { onSuccess: conditionsOf(stage.onSuccess) }),
        ...(stage.onFailure && { onFailure: conditionsOf(stage.onFailure) }),
      })),
      ...(declaration.variables.length > 0 && { variables: declaration.variables }),
      version: version ?? pipeline.version,
      executionMode: declaration.mode,
      pipelineType: 'V2',
    },
    metadata: {
      pipelineArn: arn(declaration),
      created: seconds(pipeline.created),
      updated: seconds(pipeline.updated),
    },
  };
}

export function ListPipelines(context: Context, input: Input<'ListPipelines'>): Output<'ListPipelines'> {
  const { items, nextToken } = page([...context.pipelines.values()], ({ declaration }) => declaration.name, input);
  return {
    pipelines: items.map(({ declaration, version, created, updated }) => ({
      name: declaration.name,
      version,
      pipelineType: 'V2',
      executionMode: declaration.mode,
      created: seconds(created),
      updated: seconds(updated),
    })),
    nextToken,
  };
}

export function ListTagsForResource(
  context: Context,
  input: Input<'ListTagsForResource'>,
): Output<'ListTagsForResource'> {
  const pipeline = [...context.pipelines.values()].find(({ declaration }) => arn(declaration) === input.resourceArn);
  if (!pipeline) throw new AwsError('ResourceNotFoundException', `There is no resource ${input.resourceArn}`);
  const tags = Object.entries(pipeline.declaration.tags).map(([key, value]) => ({ key, value }));
  const { items, nextToken } = page(tags, ({ key }) => key, input);
  return { tags: items, nextToken };
}

function conditionsOf({ result, rules }: { result: 'FAIL' | 'ROLLBACK'; rules: RuleDeclaration[] }) {
  const each = rules.map(({ name, provider, configuration }) => ({
    name,
    ruleTypeId: { category: 'Rule' as const, owner: 'AWS' as const, provider, version: '1' },
    configuration,
  }));
  return { conditions: [{ result, rules: each }] };
}

function declared(action: ActionDeclaration, before: StageDeclaration[]): DeclaredAction {
  const { name, owner, category, provider, runOrder, configuration, region, timeoutInMinutes } = action;
  return {
    name,
    actionTypeId: { owner, category, provider, version: '1' },
    runOrder,
    configuration,
    inputArtifacts: takenBy(action, before).map((artifact) => ({ name: artifact })),
    outputArtifacts: madeBy(action).map((artifact) => ({ name: artifact })),
    region,
    timeoutInMinutes,
  };
}
