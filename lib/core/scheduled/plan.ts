import { ownProperty } from '../base/own-property.ts';
import { BEFORE_AN_EDGE, HEARD, KNOWN_FOR, LOOK_AT_HELD, SAME_TOKEN } from '../base/timing.ts';
import { applyCommand, refusal } from '../command/authorize.ts';
import { frozenBy } from '../command/frozen-by.ts';
import type { PlannedRequest } from '../command/plan.ts';
import { planOperation } from '../command/plan-operation.ts';
import { refresh, refreshKey } from '../command/refresh.ts';
import type { SharedState } from '../command/shared-state.ts';
import type { OperationCommand } from '../command/types.ts';
import { decidedAgain } from '../freeze/held.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import { maybeSince } from '../outbox-pauses.ts';
import { expired, noAnswerFromAws } from './messages.ts';
import { planHeld, planStarted } from './plan-results.ts';
import { dueAt, type ScheduledRelease } from './release.ts';

export interface PlannedRelease extends PlannedRequest {
  scheduled: ScheduledRelease;
  request: PlannedRequest['request'] & { command: OperationCommand };
}

/** Each scheduled release is planned like a command of its person at its time. */
export function planScheduled(state: SharedState, rules: PolicyPort, outbox: Outbox, now: number): Intent[] {
  const all = Object.entries(state.scheduled ?? {}).filter(([id]) => ownProperty(state.ended, id) === undefined);
  return all.flatMap(([id, scheduled]) => {
    const { by: user, name, channel, revision, variables, pipeline: ref } = scheduled;
    const { account, region, pipeline } = ref;
    const command = { type: 'release', pipeline, where: [account, region], revision, variables } as const;
    const request = { user, name, channel, command: { ...command, where: [account, region] } };
    return planRelease({ id, at: dueAt(scheduled), request, state, rules, outbox, now, scheduled });
  });
}

function planRelease(planned: PlannedRelease): Intent[] {
  const { id, state, now } = planned;
  const decided = ownProperty(state.ruled, id);
  if (decided) return planStarted(planned, decided[1], decided[0]);
  const end = expiry(planned);
  return now >= end.from ? [end] : [...planOpen(planned), end];
}

function planOpen(planned: PlannedRelease): Intent[] {
  const { id, state, now, scheduled, request } = planned;
  const due = Math.max(dueAt(scheduled), rulesHeardAt(state));
  const [readAt = 0, snapshot] = ownProperty(state.sights, id) ?? [];
  const isFresh = readAt > now - KNOWN_FOR;
  if (now < due) return [read(planned, isFresh ? due : due - BEFORE_AN_EDGE)];
  // Without a policy nothing acts, and the release waits for the next one.
  if (planned.rules.closed) return [read(planned, now + LOOK_AT_HELD)];
  if (isCancelAsked(planned)) return [];
  const [pipeline] = snapshot?.pipelines ?? [];
  if (!pipeline && snapshot?.unread?.length) return [read(planned, readAt + LOOK_AT_HELD)];
  const frozen = pipeline && frozenBy(planned, pipeline, request.user);
  if (frozen) return [...planHeld(planned, frozen.decision.because), read(planned, decidedAgain(frozen, now))];
  return isFresh ? planOperation(planned, request.command) : [read(planned, 0)];
}

function read(planned: PlannedRelease, from: number): Intent {
  const { pipeline, where } = planned.request.command;
  return { ...refresh(planned, { pipelines: [pipeline], where, depth: 'full' }), from };
}

/** From then on, every worker's rules have the freezes that this state has. */
function rulesHeardAt({ ruled = {} }: SharedState): number {
  const changed = Object.values(ruled).flatMap(([at, { moves }]) => (moves ? [at] : []));
  return Math.max(0, ...changed) + HEARD;
}

function isCancelAsked({ id, state: { asked = {}, ruled } }: PlannedRelease): boolean {
  return Object.entries(asked).some(([request, [, { command }]]) => {
    return command.type === 'cancel' && command.what === id && ownProperty(ruled, request) === undefined;
  });
}

/** A call that got no answer may have started an execution, and AWS does not know its token for ever. */
function expiry(planned: PlannedRelease): Intent {
  const { id, outbox, scheduled } = planned;
  const started = outbox[`operate:${id}`];
  const since = maybeSince(started);
  const until = since === undefined ? scheduled.until : Math.min(scheduled.until, since + SAME_TOKEN);
  const why = started?.why ?? outbox[refreshKey(id)]?.why ?? outbox[`identify:${id}`]?.why;
  const because = since === undefined ? expired(scheduled, why) : noAnswerFromAws;
  const from = Math.max(until, started?.claim?.until ?? 0);
  return { ...applyCommand(planned, refusal(planned, because)), key: `late:${id}`, from };
}
