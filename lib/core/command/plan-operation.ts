import { ownProperty } from '../base/own-property.ts';
import { GIVE_UP_READING } from '../base/timing.ts';
import { isHeld } from '../freeze/held.ts';
import type { Intent } from '../model/intent.ts';
import { applyCommand, authorize, refusal } from './authorize.ts';
import { nameOf } from './messages.ts';
import { doubtAbout, noPipeline } from './pipeline-names.ts';
import type { PlannedRequest } from './plan.ts';
import type { PipelineSnapshot, StageSnapshot, StatusSnapshot } from './shared-state.ts';
import type { OperationCommand } from './types.ts';

/** Something is to be done to a pipeline: it is read, the policy is asked, then the freezes; what acts looks once more. */
export function planOperation(press: PlannedRequest, command: OperationCommand): Intent[] {
  const { id, at, asked, rules } = press;
  const sight = seen(press);
  if (!sight) return [look(press, { ...command, pipelines: [command.pipeline], running: command.type === 'stop' })];
  const [pipeline] = sight.pipelines;
  if (!pipeline) return no(press, noPipeline(command.pipeline, command.where, sight));
  const doubt = doubtAbout(sight, (name) => `/signalbox ${command.type} ${name}`);
  if (doubt !== undefined) return no(press, doubt);

  const stages = concerned(command, pipeline);
  const subject = { ...pipeline.ref, tags: pipeline.tags };
  const names = stages.length > 0 ? stages : pipeline.stages.map(({ name }) => name);
  return authorize(press, { about: { type: 'pipeline', subject, stages: names } }, () => {
    const aim = aimOf(command, pipeline);
    if ('because' in aim) return no(press, aim.because);
    const frozen = frozenBy(press, command, pipeline, names);
    if (frozen !== undefined) return no(press, frozen);
    const because = `The policy lets ${asked.name ?? asked.user} ${command.type} ${command.pipeline}.`;
    return [
      {
        key: `operate:${id}`,
        kind: 'once',
        effect: {
          type: 'operate',
          what: command.type,
          id,
          at,
          by: nameOf(asked),
          user: asked.user,
          pipeline: pipeline.ref,
          ...aim,
          reason: command.reason,
          policy: rules.version,
          channels: [...new Set([asked.channel, ...rules.audience([command.pipeline])])],
        },
        decision: { rule: 'commands', outcome: 'allow', because },
        after: [],
        from: 0,
        giveUp: Number.POSITIVE_INFINITY,
      },
    ];
  });
}

/** Pipelines as they were read for this command. */
export function seen({ id, board }: PlannedRequest): StatusSnapshot | undefined {
  return ownProperty(board.sights, id)?.[1];
}

interface Looking {
  pipelines: string[];
  where?: string[] | undefined;
  running: boolean;
}

export function look({ id, rules }: PlannedRequest, { pipelines, where, running }: Looking): Intent {
  return {
    key: `sight:${id}`,
    kind: 'again',
    effect: { type: 'refreshStatus', id, pipelines, where, tags: rules.readsTags, running },
    decision: { rule: 'sight', outcome: 'allow', because: 'Somebody asked for it.' },
    after: [],
    from: 0,
    giveUp: GIVE_UP_READING,
  };
}

function no(press: PlannedRequest, because: string): Intent[] {
  return [applyCommand(press, refusal(press, because))];
}

/** Names of the stages that it is about. */
function concerned({ type, stage }: OperationCommand, { stages }: PipelineSnapshot): string[] {
  if (stage !== undefined) return [stage];
  return type === 'retry' ? stages.filter(hasFailed).map(({ name }) => name) : stages.map(({ name }) => name);
}

function hasFailed({ status }: StageSnapshot): boolean {
  return status === 'Failed' || status === 'Stopped';
}

type Aim = { stage?: string | undefined; execution?: string | undefined } | { because: string };

/** Which stage and execution it is, where there is no doubt. */
function aimOf(
  { type, pipeline: name, stage, execution }: OperationCommand,
  { stages, running }: PipelineSnapshot,
): Aim {
  const found = stages.find((one) => one.name === stage);
  if (stage !== undefined && !found) {
    return { because: `${name} has no stage "${stage}"; it has ${stages.map((one) => one.name).join(', ')}.` };
  }
  switch (type) {
    case 'release':
      return {};
    case 'rollback':
      return { stage, execution };
    case 'retry': {
      const failed = found ? [found] : stages.filter(hasFailed);
      const [first, second] = failed;
      // The button's execution may be one that no stage shows any more; that is for whoever reads it again.
      if (execution !== undefined && first && !second) return { stage: first.name, execution };
      if (!first || !hasFailed(first))
        return { because: `Nothing failed in ${stage ?? name}, so there is nothing to retry.` };
      if (second) {
        return {
          because: `${failed.map((one) => one.name).join(' and ')} failed: say which, as in /signalbox retry ${name} ${first.name}.`,
        };
      }
      return { stage: first.name, execution: first.executionId };
    }
    case 'stop': {
      const meant = running.filter((id) => execution === undefined || id.startsWith(execution));
      const [only, another] = meant;
      if (only === undefined) return { because: `No execution of ${name} that could be stopped is under way.` };
      if (another !== undefined) {
        return {
          because: `Several executions of ${name} are under way: ${meant.join(', ')}. Say which, as in /signalbox stop ${name} ${only.slice(0, 8)} because …`,
        };
      }
      return { execution: only };
    }
    default:
      return type satisfies never;
  }
}

/** To stop and to roll back is always safe, or more urgent. */
function frozenBy(
  { rules, now }: PlannedRequest,
  { type }: OperationCommand,
  { ref, tags }: PipelineSnapshot,
  stages: string[],
): string | undefined {
  if (type === 'stop' || type === 'rollback') return undefined;
  const policyAnswers = stages.map((stage) => rules.freeze({ ...ref, tags, stage }, now));
  return policyAnswers.find(isHeld)?.decision.because;
}
