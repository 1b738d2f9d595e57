import { contentHash } from '../base/content-hash.ts';
import { LONGEST_HOLD_OF_RELEASE, LONGEST_SCHEDULE } from '../base/timing.ts';
import { applyCommand, refuse } from '../command/authorize.ts';
import { frozenBy } from '../command/frozen-by.ts';
import { noStage } from '../command/messages.ts';
import { onPipeline } from '../command/on-pipeline.ts';
import type { PlannedRequest } from '../command/plan.ts';
import { channelsOf } from '../command/plan-manual-rule.ts';
import type { CommandResult, PipelineSnapshot } from '../command/shared-state.ts';
import type { ReleaseTerms, ScheduleCommand } from '../command/types.ts';
import type { Intent } from '../model/intent.ts';
import { nearest } from '../text/nearest.ts';
import { noFreezeNow, scheduledAnnouncement, scheduledConfirmation } from './messages.ts';
import type { ScheduledRelease } from './release.ts';

/** Stores a release for later. The permission is checked now and again when it is due. */
export function planSchedule(planned: PlannedRequest, command: ScheduleCommand): Intent[] {
  const { pipeline: name, where } = command.release;
  const meant = { type: 'release', pipeline: name, where, running: false };
  return onPipeline(
    planned,
    meant,
    () => [],
    (pipeline) => {
      const unknown = unknownStage(command.release, pipeline);
      if (unknown !== undefined) return refuse(planned, unknown);
      const frozen = frozenBy(planned, pipeline, planned.request.user)?.decision.because;
      if (command.at === undefined && frozen === undefined) return refuse(planned, noFreezeNow(name));
      return [schedule(planned, command, pipeline, frozen)];
    },
  );
}

function unknownStage({ revision, pipeline }: ReleaseTerms, { stages }: PipelineSnapshot): string | undefined {
  if (revision?.type !== 'stage' || (revision.pipeline ?? pipeline) !== pipeline) return undefined;
  const names = stages.map(({ name }) => name);
  const { stage } = revision;
  return names.includes(stage) ? undefined : noStage(pipeline, stage, names, nearest(stage, names, 1));
}

function schedule(
  planned: PlannedRequest,
  { release, at }: ScheduleCommand,
  { ref }: PipelineSnapshot,
  frozen: string | undefined,
): Intent {
  const { user: by, name, channel } = planned.request;
  const one: ScheduledRelease = {
    pipeline: ref,
    revision: release.revision,
    variables: release.variables,
    by,
    name,
    channel,
    created: planned.at,
    at,
    until: at === undefined ? planned.at + LONGEST_SCHEDULE : at + LONGEST_HOLD_OF_RELEASE,
  };
  const id = `release-${contentHash(planned.id).slice(-6)}`;
  const result: CommandResult = {
    type: 'done',
    because: scheduledConfirmation(id, one, at === undefined ? frozen : undefined),
    policy: planned.rules.version,
    announce: { text: scheduledAnnouncement(id, one), channels: channelsOf(planned, [ref.pipeline]) },
    about: [{ ...ref, executionId: '', stage: '' }],
  };
  return applyCommand(planned, result, { scheduled: { id, release: one } });
}
