import type { Intent } from '../model/intent.ts';
import { nearest } from '../text/nearest.ts';
import { personInWords } from '../text/person.ts';
import { refuse } from './authorize.ts';
import { frozenBy, lockedBy } from './frozen-by.ts';
import {
  allowedTo,
  conditionInParallel,
  failureConditionStays,
  noCondition,
  noStage,
  notDone,
  nothingFailed,
  nothingToStop,
  retryInParallel,
  rollbackInParallel,
  severalFailed,
  severalRunning,
} from './messages.ts';
import { onPipeline } from './on-pipeline.ts';
import type { PlannedRequest } from './plan.ts';
import type { Operation, PipelineSnapshot, StageSnapshot } from './shared-state.ts';
import type { OperationCommand } from './types.ts';

/** Reads the pipeline, asks the policy, then the freezes. The effect checks the pipeline again before it acts. */
export function planOperation(planned: PlannedRequest, command: OperationCommand): Intent[] {
  const { id, at, request, rules } = planned;
  const { type, pipeline: name, where } = command;
  const meant = { type, pipeline: name, where, running: type === 'stop' };
  const concerns = (pipeline: PipelineSnapshot) => concerned(command, pipeline);
  return onPipeline(planned, meant, concerns, (pipeline, stages) => {
    const target = targetOf(command, pipeline);
    if ('because' in target) return refuse(planned, target.because);
    const held = heldBy(planned, type, pipeline, stages);
    if (held !== undefined) return refuse(planned, held, notDone(held));
    return [
      {
        key: `operate:${id}`,
        kind: 'once',
        effect: {
          type: 'operate',
          what: type,
          id,
          at,
          by: personInWords(request),
          user: request.user,
          pipeline: pipeline.ref,
          ...target,
          reason: command.reason,
          ...(command.revision && { revision: command.revision }),
          ...(command.variables && { variables: command.variables }),
          policy: rules.version,
          channels: [...new Set([request.channel, ...rules.audience([command.pipeline])])],
        },
        because: allowedTo(request),
        after: [],
        from: 0,
        giveUp: Number.POSITIVE_INFINITY,
      },
    ];
  });
}

function concerned({ type, stage }: OperationCommand, { stages }: PipelineSnapshot): string[] {
  if (stage !== undefined) return [stage];
  return type === 'retry' ? stages.filter(hasFailed).map(({ name }) => name) : stages.map(({ name }) => name);
}

function hasFailed({ status }: StageSnapshot): boolean {
  return status === 'Failed' || status === 'Stopped';
}

type Target = Pick<Operation, 'stage' | 'execution' | 'condition'> | { because: string };

function targetOf(
  { type, pipeline: name, stage, execution }: OperationCommand,
  { stages, running, mode }: PipelineSnapshot,
): Target {
  const impossible = mode === 'PARALLEL' ? refusalInParallel(type, name, execution) : undefined;
  if (impossible !== undefined) return { because: impossible };
  const found = stages.find((one) => one.name === stage);
  if (stage !== undefined && !found) {
    const names = stages.map((one) => one.name);
    return { because: noStage(name, stage, names, nearest(stage, names, 1)) };
  }
  switch (type) {
    case 'release':
      return {};
    case 'rollback':
      return { stage, execution };
    case 'retry': {
      const failed = found ? [found] : stages.filter(hasFailed);
      const [first, second] = failed;
      // The button's execution may no longer be shown by any stage; the effect reads it again and decides.
      if (execution !== undefined && first && !second) return { stage: first.name, execution };
      if (!first || !hasFailed(first)) return { because: nothingFailed(stage ?? name) };
      if (second) {
        return {
          because: severalFailed(
            name,
            failed.map((one) => one.name),
          ),
        };
      }
      return { stage: first.name, execution: first.executionId };
    }
    case 'stop': {
      const meant = running.filter((id) => execution === undefined || id.startsWith(execution));
      const [only, another] = meant;
      if (only === undefined) return { because: nothingToStop(name) };
      return another === undefined ? { execution: only } : { because: severalRunning(name, meant) };
    }
    case 'override-condition':
      return conditionTarget(name, stage, found, execution);
    default:
      return type satisfies never;
  }
}

/** A stage has no state there, so a command that names no execution could mean any. */
function refusalInParallel(
  type: OperationCommand['type'],
  name: string,
  execution: string | undefined,
): string | undefined {
  if (type === 'override-condition') return conditionInParallel(name);
  if (type === 'rollback') return rollbackInParallel(name);
  return type === 'retry' && execution === undefined ? retryInParallel(name) : undefined;
}

function conditionTarget(
  name: string,
  stage = '',
  found: StageSnapshot | undefined,
  execution: string | undefined,
): Target {
  const { type, executionId, run } = found?.condition ?? {};
  if (type === undefined || (execution !== undefined && execution !== executionId))
    return { because: noCondition(name, stage, execution) };
  if (type === 'ON_FAILURE') return { because: failureConditionStays(name, stage) };
  return { stage, execution: executionId, condition: { type, ...(run !== undefined && { run }) } };
}

/** A freeze does not hold a stop, which is always safe, or a rollback, which is more urgent. CodePipeline rolls back past a
 *  closed transition, so a lock is asked here. */
function heldBy(
  planned: PlannedRequest,
  type: OperationCommand['type'],
  pipeline: PipelineSnapshot,
  stages: string[],
): string | undefined {
  const { user } = planned.request;
  if (type === 'stop') return undefined;
  if (type === 'rollback') return lockedBy(planned, pipeline, user, stages);
  return frozenBy(planned, pipeline, user, stages)?.decision.because;
}
