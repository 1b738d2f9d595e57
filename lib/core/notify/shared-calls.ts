import type { MessageRef } from '../model/effect.ts';

/** Calls about the failures of one pipeline. Its executions have rows of their own, so they share this. */
export interface SharedCall {
  executionId: string;
  channel: string;
  /** The live message of that execution; its thread has the call. */
  message: MessageRef;
  /** Start and end of the failed execution; milliseconds. */
  startedAt: number;
  at: number;
  reason: string;
  /** Stages that failed; absent in calls of earlier versions. */
  stages?: string[];
  called: string[];
  broadcast: boolean;
  endedBy?: string;
  /** The series had ended before this call was made, so its own execution tells of the end. */
  late?: true;
}

export interface CallSeries {
  calls: SharedCall[];
  success?: SeriesEnd;
}

export const emptySeries: CallSeries = { calls: [] };

const MOST = 30;
/** Events and the API may date one end differently. */
const TOLERANCE = 60_000;

/** Adds or replaces the calls of one execution. Repeats change nothing. */
export function withCalls(series: CallSeries, made: SharedCall[]): CallSeries {
  const same = (call: SharedCall) => (one: SharedCall) =>
    one.executionId === call.executionId && one.channel === call.channel;
  const others = series.calls.filter((one) => !made.some(same(one)));
  const renewed = made.map((call) => {
    const known = series.calls.find(same(call));
    const isNewer = known && (known.at > call.at || (known.at === call.at && known.endedBy !== undefined));
    return isNewer ? known : endedEarlier(call, series);
  });
  return { ...series, calls: [...others, ...renewed].sort((a, b) => b.at - a.at).slice(0, MOST) };
}

function endedEarlier(call: SharedCall, { success }: CallSeries): SharedCall {
  if (call.endedBy || success === undefined || success.startedAt <= call.startedAt || !isFor(call, success))
    return call;
  return { ...call, endedBy: success.executionId, late: true };
}

/** @param since the open calls of other executions from then on count
 *  @returns the own calls, those that this execution ended, and the open ones */
export function openCalls({ calls }: CallSeries, executionId: string, since: number): SharedCall[] {
  return calls.filter((call) => {
    const isEnd = call.endedBy === executionId && !call.late;
    const isOpen = call.endedBy === undefined && call.at >= since - TOLERANCE;
    return call.executionId === executionId || isEnd || isOpen;
  });
}

export interface SeriesEnd {
  executionId: string;
  startedAt: number;
  /** A roll-back restores only the stage that it ran. */
  restored?: string[];
}

function isFor({ stages = [] }: SharedCall, { restored }: SeriesEnd): boolean {
  return restored === undefined || stages.every((stage) => restored.includes(stage));
}

/** A success ends the calls of executions before it, however old: an earlier end may have been lost. Of two that succeed
 *  at once, only the first does. */
export function endedBy({ calls, success }: CallSeries, end: SeriesEnd): CallSeries {
  const { executionId, startedAt } = end;
  const isBefore = (call: SharedCall) =>
    call.executionId === executionId || (call.startedAt < startedAt && isFor(call, end));
  const newest = success && success.startedAt >= startedAt ? success : end;
  const ended = calls.map((call) =>
    call.endedBy === undefined && isBefore(call) ? { ...call, endedBy: executionId } : call,
  );
  return { calls: ended, success: newest };
}
