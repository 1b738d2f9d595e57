import { DescribeTasksCommand, type ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import * as z from 'zod/mini';
import type { Aws } from '../../ask-aws.ts';
import type { Finding } from '../../provider.ts';
import { count, filled, instant, listOf } from '../lenient-schema.ts';
import { endingOf } from './ending.ts';

const Container = z.object({ name: filled, exitCode: count, reason: filled });
export type Container = z.output<typeof Container>;

export const Task = z.object({
  taskArn: filled,
  startedBy: filled,
  stopCode: filled,
  stoppedReason: filled,
  stoppedAt: instant,
  containers: listOf(Container),
});
export type Task = z.output<typeof Task>;

const TaskArns = z.object({ taskArns: listOf(z.string()) });
const Tasks = z.object({ tasks: listOf(Task) });

/** @returns empty if there are none left: ECS keeps stopped tasks for at least one hour only */
export async function readStoppedTasks(
  aws: Aws,
  client: ECSClient,
  cluster: string | undefined,
  serviceName: string,
): Promise<Task[] | undefined> {
  const command = new ListTasksCommand({ cluster, serviceName, desiredStatus: 'STOPPED' });
  const listed = await aws.ask('the list of stopped tasks', () => client.send(command), TaskArns);
  const tasks = listed?.taskArns ?? [];
  if (tasks.length === 0) return listed && [];
  const described = await aws.ask(
    'the stopped tasks',
    () => client.send(new DescribeTasksCommand({ cluster, tasks })),
    Tasks,
  );
  return described?.tasks;
}

export type TaskFailure = Pick<Finding, 'cause' | 'codes' | 'evidence'> & { taskArn: string | undefined };

/** The most common ending among the tasks of a deployment.
 *  @param startedBy the deployments or task sets that started them; without any such task,
 *  tasks count that stopped after `since` */
export function taskFailure(
  tasks: Task[],
  { startedBy, since = 0 }: { startedBy: string[]; since: number | undefined },
): TaskFailure | undefined {
  const ofDeployment = tasks.filter((task) => task.startedBy !== undefined && startedBy.includes(task.startedBy));
  const recent = tasks.filter(({ stoppedAt = since }) => stoppedAt >= since);
  const endings = (ofDeployment.length > 0 ? ofDeployment : recent).flatMap((task) => endingOf(task) ?? []);
  const kinds = [...Map.groupBy(endings, ({ what, codes }) => `${what} ${codes[0]}`).values()];
  const [main = [], ...others] = kinds.sort((a, b) => b.length - a.length);
  const [first] = main;
  if (!first) return undefined;
  const times = main.length > 1 ? ` (${main.length} tasks)` : '';
  return {
    cause: `${first.what}${times}${first.reason ? `: ${first.reason}` : ''}`,
    codes: first.codes,
    evidence: [main, ...others].flatMap(([example]) => example?.lines ?? []).slice(0, 15),
    taskArn: first.taskArn,
  };
}
