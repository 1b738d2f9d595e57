import { isHeld } from '../freeze/held.ts';
import { isOwner } from '../freeze/lock.ts';
import type { Intent } from '../model/intent.ts';
import type { PipelineSubject, PolicyPort } from '../model/policy-port.ts';
import { nearest } from '../text/nearest.ts';
import { personInWords } from '../text/person.ts';
import { authorize, refuse } from './authorize.ts';
import {
  allowedTo,
  lockedByAnother,
  noPipeline,
  noStage,
  nothingFailed,
  nothingToStop,
  severalFailed,
  severalRunning,
} from './messages.ts';
import { doubtAbout } from './pipeline-names.ts';
import type { PlannedRequest } from './plan.ts';
import { refresh, snapshotOf } from './refresh.ts';
import type { PipelineSnapshot, StageSnapshot } from './shared-state.ts';
import type { OperationCommand } from './types.ts';

/** Reads the pipeline, asks the policy, then the freezes. The effect checks the pipeline again before it acts. */
export function planOperation(planned: PlannedRequest, command: OperationCommand): Intent[] {
  const { id, at, request, rules } = planned;
  const snapshot = snapshotOf(planned);
  if (!snapshot) {
    const { pipeline, where, type } = command;
    return [refresh(planned, { pipelines: [pipeline], where, running: type === 'stop', depth: 'full' })];
  }
  const [pipeline] = snapshot.pipelines;
  if (!pipeline) return refuse(planned, noPipeline(command.pipeline, command.where, snapshot));
  const doubt = doubtAbout(snapshot, (name) => `/signalbox ${command.type} ${name}`);
  if (doubt !== undefined) return refuse(planned, doubt);

  const stages = concerned(command, pipeline);
  const subject = { ...pipeline.ref, tags: pipeline.tags };
  const names = stages.length > 0 ? stages : pipeline.stages.map(({ name }) => name);
  return authorize(planned, { about: { type: 'pipeline', subject, stages: names } }, () => {
    const target = targetOf(command, pipeline);
    if ('because' in target) return refuse(planned, target.because);
    const frozen = frozenBy(planned, command, pipeline, names);
    if (frozen !== undefined) return refuse(planned, frozen);
    return [
      {
        key: `operate:${id}`,
        kind: 'once',
        effect: {
          type: 'operate',
          what: command.type,
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

type Target = { stage?: string | undefined; execution?: string | undefined } | { because: string };

function targetOf(
  { type, pipeline: name, stage, execution }: OperationCommand,
  { stages, running }: PipelineSnapshot,
): Target {
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
    default:
      return type satisfies never;
  }
}

function lockedFor(
  user: string,
  rules: PolicyPort,
  pipeline: PipelineSubject,
  stages: string[],
  now: number,
): string | undefined {
  const locks = stages.flatMap((stage) => rules.locks({ ...pipeline, stage }, now));
  const other = locks.find(({ by }) => by !== user);
  return other && lockedByAnother(pipeline.pipeline, other);
}

/** An own lock lets the execution in. A freeze does not hold a stop, which is always safe, or a rollback, which is more urgent. */
function frozenBy(
  { request, rules, now }: PlannedRequest,
  { type }: OperationCommand,
  { ref, tags }: PipelineSnapshot,
  stages: string[],
): string | undefined {
  if (type === 'stop') return undefined;
  // CodePipeline rolls back past a closed transition, so a lock is asked here.
  if (type === 'rollback') return lockedFor(request.user, rules, { ...ref, tags }, stages, now);
  const policyAnswers = stages.map((stage) => rules.freeze({ ...ref, tags, stage }, now));
  return policyAnswers.find((one) => isHeld(one) && !isOwner(request.user, one.locks))?.decision.because;
}
