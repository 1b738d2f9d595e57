import { applyCommand, refuse } from '../command/authorize.ts';
import { allowedTo } from '../command/messages.ts';
import { onPipeline } from '../command/on-pipeline.ts';
import type { PlannedRequest } from '../command/plan.ts';
import { channelsOf } from '../command/plan-manual-rule.ts';
import type { CommandResult } from '../command/shared-state.ts';
import type { CancelCommand } from '../command/types.ts';
import type { Intent } from '../model/intent.ts';
import { maybeSince } from '../outbox-pauses.ts';
import { nearest } from '../text/nearest.ts';
import {
  cancelAnnouncement,
  cancelConfirmation,
  cancelledInWords,
  nothingToCancel,
  ownRelease,
  startsNow,
} from './messages.ts';
import { liveScheduled } from './release.ts';

/** The person who scheduled a release may cancel it, and so may each person who may release the pipeline. */
export function planCancel(planned: PlannedRequest, { what }: CancelCommand): Intent[] {
  const { request, state, outbox, rules, now } = planned;
  const live = liveScheduled(state);
  const [, release] = live.find(([id]) => id === what) ?? [];
  if (!release) {
    const names = live.flatMap(([id, one]) => [id, one.pipeline.pipeline]);
    return refuse(planned, nothingToCancel(what, live, nearest(what, names), now));
  }
  // A call that got no answer may have started it.
  if (maybeSince(outbox[`operate:${what}`]) !== undefined) return refuse(planned, startsNow(what, release));
  const { pipeline } = release;
  const cancel = (because: string) => {
    const inWords = cancelledInWords(what, release);
    const channels = channelsOf(planned, [pipeline.pipeline]);
    const result: CommandResult = {
      type: 'done',
      because: cancelConfirmation(inWords, because),
      policy: rules.version,
      announce: { text: cancelAnnouncement(request.user, inWords), channels },
      about: [{ ...pipeline, executionId: '', stage: '' }],
    };
    return [applyCommand(planned, result, { ended: { ids: [what], by: request.user } })];
  };
  if (request.user === release.by) return cancel(ownRelease);
  const where = [pipeline.account, pipeline.region];
  const meant = { type: 'release', pipeline: pipeline.pipeline, where, running: false };
  return onPipeline(
    planned,
    meant,
    () => [],
    () => cancel(allowedTo(request)),
  );
}
