import * as z from 'zod/mini';
import { type Ending, endingOf } from '../ecs/ending.ts';
import { count, filled, listOf, part } from '../lenient-schema.ts';
import { readMessage } from '../message-only/message.ts';

/** The error of the service behind a failed state. */
export interface Known {
  message: string;
  codes: string[];
  lines: string[];
}

/** Each service that a state can call has its own form of cause. No key has two meanings. */
const Cause = z.object({
  errorType: filled,
  errorMessage: filled,
  trace: listOf(z.string()),
  stackTrace: listOf(z.string()),
  TaskArn: filled,
  StopCode: filled,
  StoppedReason: filled,
  Containers: listOf(z.object({ Name: filled, ExitCode: count, Reason: filled })),
  Build: part({
    Phases: listOf(
      z.object({
        PhaseType: filled,
        PhaseStatus: filled,
        Contexts: listOf(z.object({ StatusCode: filled, Message: filled })),
      }),
    ),
  }),
  Error: filled,
  Cause: filled,
  /** Glue, and Batch. */
  ErrorMessage: filled,
  StatusReason: filled,
});
type Cause = z.output<typeof Cause>;

export function readCause(text: string): Known {
  const cause = parsed(text);
  return (cause && (ofFunction(cause) ?? ofTask(cause) ?? ofBuild(cause) ?? ofOther(cause))) ?? ofText(text);
}

function parsed(text: string): Cause | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return Cause.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function ofFunction({ errorType, errorMessage, trace, stackTrace }: Cause): Known | undefined {
  if (!errorMessage) return undefined;
  const lines = [...trace, ...stackTrace].flatMap((line) => line.split('\n')).filter((line) => line.trim() !== '');
  return { message: errorMessage, codes: errorType ? [errorType] : [], lines };
}

function ofTask({ TaskArn, StopCode, StoppedReason, Containers }: Cause): Known | undefined {
  const containers = Containers.map(({ Name, ExitCode, Reason }) => ({
    name: Name,
    exitCode: ExitCode,
    reason: Reason,
  }));
  const task = { taskArn: TaskArn, stopCode: StopCode, stoppedReason: StoppedReason, containers };
  const ending: Ending | undefined = endingOf({ ...task, startedBy: undefined, stoppedAt: undefined });
  if (!ending) return undefined;
  const { what, reason, codes, lines } = ending;
  return { message: reason ? `${what}: ${reason}` : what, codes, lines };
}

function ofBuild({ Build }: Cause): Known | undefined {
  const phase = Build?.Phases.find(({ PhaseStatus = 'SUCCEEDED' }) => PhaseStatus !== 'SUCCEEDED');
  const context = phase?.Contexts[0];
  if (!context?.Message) return undefined;
  const { Message, StatusCode } = context;
  const message = `build phase ${phase?.PhaseType ?? 'unknown'}: ${Message}`;
  return { message, codes: StatusCode ? [StatusCode] : [], lines: [] };
}

function ofOther({ Error: error, Cause: inner, ErrorMessage, StatusReason }: Cause): Known | undefined {
  // The cause is at most 32 KB, so the nesting is shallow.
  const inside = inner ? readCause(inner) : undefined;
  const message = inside?.message ?? ErrorMessage ?? StatusReason ?? error;
  return message
    ? { message, codes: [...(inside?.codes ?? []), error ?? []].flat(), lines: inside?.lines ?? [] }
    : undefined;
}

function ofText(text: string): Known {
  const { text: message, codes } = readMessage(text);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return { message: message.slice(0, 500), codes, lines: lines.length > 1 ? lines : [] };
}
