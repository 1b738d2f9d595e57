import type { Intent } from '../model/intent.ts';
import type { PlannedRequest } from './plan.ts';
import type { CommandResult } from './shared-state.ts';
import type { Command } from './types.ts';

/** AWS names Signalbox's role as the starter. The execution needs to know the person. */
export function planStarter({ id, request }: PlannedRequest, { about }: CommandResult, doneAt: number): Intent[] {
  const { user, name, command } = request;
  if (!startsExecution(command)) return [];
  return about.map(({ stage: _, ...execution }) => ({
    key: `starter:${id}:${execution.executionId}`,
    kind: 'once',
    effect: { type: 'sendNotice', execution, starter: { id, at: doneAt, act: command.type, user, name } },
    because: 'The execution needs to know who started it.',
    after: [],
    from: 0,
    giveUp: Number.POSITIVE_INFINITY,
  }));
}

function startsExecution(command: Command): command is Command & { type: 'release' | 'retry' | 'rollback' } {
  return command.type === 'release' || command.type === 'retry' || command.type === 'rollback';
}
