import * as z from 'zod/mini';
import { count, filled, instant, listOf, part } from '../lenient-schema.ts';

export const Deployment = z.object({
  deploymentInfo: part({
    status: filled,
    errorInformation: part({ code: filled, message: filled }),
    rollbackInfo: part({ rollbackDeploymentId: filled, rollbackMessage: filled }),
    deploymentOverview: part({
      Pending: count,
      InProgress: count,
      Succeeded: count,
      Failed: count,
      Skipped: count,
      Ready: count,
    }),
  }),
});
export type Deployment = NonNullable<z.output<typeof Deployment>['deploymentInfo']>;

export const TargetIds = z.object({ targetIds: listOf(z.string()) });

const LifecycleEvent = z.object({
  lifecycleEventName: filled,
  status: filled,
  endTime: instant,
  diagnostics: part({ errorCode: filled, scriptName: filled, message: filled, logTail: filled }),
});
export type LifecycleEvent = z.output<typeof LifecycleEvent>;

const shared = { targetId: filled, targetArn: filled, lifecycleEvents: listOf(LifecycleEvent) };

/** The four kinds of target have different key names but the same lifecycle. */
export interface Target {
  kind: 'instance' | 'ecs' | 'lambda' | 'cloudformation';
  name: string;
  arn: string | undefined;
  events: LifecycleEvent[];
  /** Only for ECS: the replacement task sets. */
  taskSets: string[];
}

const AnyTarget = z.object({
  instanceTarget: part(shared),
  ecsTarget: part({ ...shared, taskSetsInfo: listOf(z.object({ identifer: filled, taskSetLabel: filled })) }),
  lambdaTarget: part({ ...shared, lambdaFunctionInfo: part({ functionName: filled, functionAlias: filled }) }),
  cloudFormationTarget: part({ ...shared, resourceType: filled }),
});

export const Targets = z.object({
  deploymentTargets: z.pipe(
    listOf(AnyTarget),
    z.transform((targets) => targets.flatMap((each) => targetOf(each) ?? [])),
  ),
});

function targetOf(any: z.output<typeof AnyTarget>): Target | undefined {
  const { instanceTarget, ecsTarget, lambdaTarget, cloudFormationTarget } = any;
  const target = instanceTarget ?? ecsTarget ?? lambdaTarget ?? cloudFormationTarget;
  if (!target) return undefined;
  const { functionName, functionAlias } = lambdaTarget?.lambdaFunctionInfo ?? {};
  return {
    kind: instanceTarget ? 'instance' : ecsTarget ? 'ecs' : lambdaTarget ? 'lambda' : 'cloudformation',
    name: [functionName, functionName && functionAlias].filter(Boolean).join(':') || (target.targetId ?? 'a target'),
    arn: target.targetArn,
    events: target.lifecycleEvents,
    taskSets: (ecsTarget?.taskSetsInfo ?? []).flatMap((set) =>
      set.taskSetLabel === 'Green' && set.identifer ? set.identifer : [],
    ),
  };
}
