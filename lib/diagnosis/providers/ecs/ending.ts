import { serviceErrors } from '../../classify/service-error.ts';
import { readMessage } from '../message-only/message.ts';
import type { Container, Task } from './tasks.ts';

/** The end of a task. Endings with the same `what` and first code are one kind, even if ids in their texts differ. */
export interface Ending {
  what: string;
  reason: string | undefined;
  /** Most important first. */
  codes: string[];
  lines: string[];
  taskArn: string | undefined;
}

/** @returns undefined for a task that was stopped on purpose */
export function endingOf(task: Task): Ending | undefined {
  const { stopCode, stoppedReason = '', taskArn } = task;
  if (stopCode === 'UserInitiated') return undefined;
  // The scheduler also stops tasks that are replaced or scaled in.
  if (stopCode === 'ServiceSchedulerInitiated' && !/health check|unhealthy/i.test(stoppedReason)) return undefined;

  const container = culprit(task.containers);
  const fromTask = /^(Essential container|Task stopped)/i.test(stoppedReason) ? undefined : stoppedReason || undefined;
  const reason = fromTask ?? container?.reason;
  if (!reason && container?.exitCode === undefined) return undefined;
  return {
    what: whatHappened(task, container, reason),
    reason: reason && readMessage(reason).text,
    codes: [...(reason ? errorNames(reason) : []), ...(stopCode ? [stopCode] : [])],
    lines: linesOf(task),
    taskArn,
  };
}

/** The container that ended by itself; the others were then stopped by signal. */
function culprit(containers: Container[]): Container | undefined {
  const bySignal = [137, 143];
  return (
    containers.find(({ reason }) => reason !== undefined) ??
    containers.find(({ exitCode = 0 }) => exitCode !== 0 && !bySignal.includes(exitCode)) ??
    containers.find(({ exitCode = 0 }) => exitCode !== 0) ??
    containers.find(({ exitCode }) => exitCode !== undefined)
  );
}

function whatHappened({ stopCode }: Task, container: Container | undefined, reason: string | undefined): string {
  if (stopCode === 'TaskFailedToStart') return 'The task did not start';
  if (!container || reason !== container.reason) return 'The task was stopped';
  const name = `Container \`${container.name ?? 'without a name'}\``;
  if (container.exitCode === undefined) return `${name} failed`;
  return `${name} exited with code ${container.exitCode}`;
}

/** Exceptions of services come first: a name like ResourceInitializationError only names the step. */
function errorNames(reason: string): string[] {
  return [...new Set([...serviceErrors(reason), ...(reason.match(/\b[A-Z]\w*(?:Error|Exception)\b/g) ?? [])])];
}

function linesOf({ taskArn, stopCode, stoppedReason, containers }: Task): string[] {
  const id = taskArn?.split('/').at(-1) ?? 'of unknown id';
  return [
    `Task ${id}: ${[stopCode, stoppedReason].filter(Boolean).join(': ') || 'no reason given'}`,
    ...containers
      .filter(({ exitCode, reason = stoppedReason }) => exitCode !== undefined || reason !== stoppedReason)
      .map(({ name, exitCode, reason }) => {
        const exit = exitCode === undefined ? [] : [`exit code ${exitCode}`];
        return `  ${name ?? 'container'}: ${[...exit, reason ?? []].flat().join(', ')}`;
      }),
  ];
}
