import { ownProperty } from '../base/own-property.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import { maybeSince } from '../outbox-pauses.ts';
import { planCancel } from '../scheduled/plan-cancel.ts';
import { planSchedule } from '../scheduled/plan-schedule.ts';
import { applyCommand, refusal } from './authorize.ts';
import { tooLate } from './messages.ts';
import { planManualRule } from './plan-manual-rule.ts';
import { planOperation } from './plan-operation.ts';
import { planQuery } from './plan-query.ts';
import { planResults } from './plan-result.ts';
import { planUnfreeze } from './plan-unfreeze.ts';
import { refreshKey } from './refresh.ts';
import type { CommandRequest, SharedState } from './shared-state.ts';
import { isOperation, isQuery } from './types.ts';

export interface PlannedRequest {
  id: string;
  at: number;
  request: CommandRequest;
  state: SharedState;
  rules: PolicyPort;
  outbox: Outbox;
  now: number;
}

/** Decided once, after the look-ups, and refused at once if only its end would come first. Final, then reported. */
export function planCommands(planned: PlannedRequest): Intent[] {
  const decided = ownProperty(planned.state.ruled, planned.id);
  if (decided) return planResults(planned, decided[1], decided[0]);
  const end = lateAt(planned);
  if (planned.now >= end) return [late(planned, end)];
  const open = planOpen(planned);
  const isHopeless = open.every(({ key }) => (planned.outbox[key]?.notBefore ?? 0) >= end);
  return isHopeless ? [late(planned, 0)] : [...open, late(planned, end)];
}

function planOpen(planned: PlannedRequest): Intent[] {
  const { command } = planned.request;
  if (isQuery(command)) return planQuery(planned, command);
  if (isOperation(command)) return planOperation(planned, command);
  switch (command.type) {
    case 'thaw':
      return planUnfreeze(planned, command);
    case 'schedule':
      return planSchedule(planned, command);
    case 'cancel':
      return planCancel(planned, command);
    default:
      return planManualRule(planned, command);
  }
}

/** Milliseconds. By then the person has stopped waiting, or has found another way. */
const EXPIRES = 600_000;

/** Not while a worker holds the lease. */
function lateAt({ id, at, outbox }: PlannedRequest): number {
  return Math.max(at + EXPIRES, outbox[`operate:${id}`]?.claim?.until ?? 0);
}

function late(planned: PlannedRequest, from: number): Intent {
  const { id, outbox, request } = planned;
  const tried = outbox[`operate:${id}`];
  const why = [tried, outbox[refreshKey(id)], outbox[`identify:${id}`]].find((entry) => entry?.why)?.why;
  const mayHaveHappened = (tried?.doneAt ?? maybeSince(tried)) !== undefined;
  const because = tooLate(request, why, mayHaveHappened);
  return { ...applyCommand(planned, refusal(planned, because)), key: `late:${id}`, from };
}
