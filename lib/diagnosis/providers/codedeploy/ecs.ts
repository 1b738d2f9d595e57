import { ECSClient } from '@aws-sdk/client-ecs';
import { partsOfArn } from '../../../core/text/arn.ts';
import type { Aws } from '../../ask-aws.ts';
import { readStoppedTasks, type Task, type TaskFailure, taskFailure } from '../ecs/tasks.ts';
import type { Failure } from './event.ts';
import type { Deployment } from './records.ts';

/** If the new task set of a blue/green deployment does not start, only its tasks have the reason. */
export async function readReplacementTasks(aws: Aws, failures: Failure[]): Promise<Task[] | undefined> {
  const failure = failures.find(({ target, event }) => target.kind === 'ecs' && event.lifecycleEventName === 'Install');
  // `arn:…:service/<cluster>/<service>`
  const [, cluster, service] = partsOfArn(failure?.target.arn).resource.split('/');
  if (!service) return undefined;
  return readStoppedTasks(aws, new ECSClient(aws.config), cluster, service);
}

export function replacementFailure(
  tasks: Task[],
  failures: Failure[],
  { deployment, since }: { deployment: Deployment | undefined; since: number | undefined },
): TaskFailure | undefined {
  const failure = taskFailure(tasks, { startedBy: failures.flatMap(({ target }) => target.taskSets), since });
  const message = deployment?.errorInformation?.message;
  return failure && { ...failure, evidence: [...failure.evidence, ...(message ? [message] : [])] };
}
