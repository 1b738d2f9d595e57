import type { ActionDeclaration, ActionExecutionDetail, StageDeclaration } from '@aws-sdk/client-codepipeline';
import type { ArtifactProof } from '../../core/where/artifact.ts';
import { proofOf } from './artifact-proof.ts';
import { producerOf, type Taken, takenIn } from './artifacts.ts';

interface Waiting {
  executionId: string;
  stage: string;
  action: string;
}

/** Whether the next stage that deploys after the approval will get what the deploying stage before it ran.
 *  @param actions of the execution, and of the target if it is a roll-back
 *  @param origin the execution that built the artifacts: of a roll-back, its target
 *  @returns undefined if no two stages are to be compared */
export function artifactAhead(
  stages: StageDeclaration[],
  { executionId, stage, action }: Waiting,
  actions: ActionExecutionDetail[],
  origin = executionId,
): ArtifactProof | undefined {
  const here = stages.findIndex(({ name }) => name === stage);
  const order = stages[here]?.actions?.find(({ name }) => name === action)?.runOrder ?? 1;
  const isAhead = (index: number, { runOrder = 1 }: ActionDeclaration) =>
    index > here || (index === here && runOrder > order);
  const next = stages.findIndex((one, index) => deploys(one).some((each) => isAhead(index, each)));
  const before = stages.slice(0, Math.max(0, next)).findLast((one) => deploys(one).length > 0)?.name;
  if (before === undefined) return undefined;

  const inputs = deploys(stages[next]).flatMap(({ inputArtifacts = [] }) => inputArtifacts);
  const names = new Set(inputs.flatMap(({ name }) => name ?? []));
  const taken = [...names].map((name): Taken => {
    const at = Number.POSITIVE_INFINITY;
    const toCome = stages.flatMap(({ name: where = '', actions: all = [] }, index) => {
      const maker = all.find((one) => isAhead(index, one) && one.outputArtifacts?.some((each) => each.name === name));
      return maker ? [{ endedAt: at, isSource: false, built: { stage: where, action: maker.name ?? '' } }] : [];
    });
    return {
      name,
      executionId,
      origin,
      at,
      producer: toCome[0] ?? producerOf(actions, name, [executionId, origin], at),
    };
  });
  return proofOf(before, takenIn(actions, before, executionId) ?? takenIn(actions, before, origin), taken);
}

function deploys(stage: StageDeclaration | undefined): ActionDeclaration[] {
  return (stage?.actions ?? []).filter(({ actionTypeId }) => actionTypeId?.category === 'Deploy');
}
