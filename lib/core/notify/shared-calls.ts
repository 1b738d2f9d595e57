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
  called: string[];
  broadcast: boolean;
  /** The execution that ended the series. */
  endedBy?: string;
  /** The series had ended before this call was made, so its own execution tells of the end. */
  late?: true;
}

export interface CallSeries {
  calls: SharedCall[];
  /** The newest execution that ended a series. */
  success?: { executionId: string; startedAt: number };
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
    return known && known.at >= call.at ? known : endedEarlier(call, series);
  });
  return { ...series, calls: [...others, ...renewed].sort((a, b) => b.at - a.at).slice(0, MOST) };
}

function endedEarlier(call: SharedCall, { success }: CallSeries): SharedCall {
  if (success === undefined || success.startedAt <= call.startedAt) return call;
  return { ...call, endedBy: success.executionId, late: true };
}

/** @returns the own calls, and those of other executions since then that no other execution has ended */
export function openCalls({ calls }: CallSeries, executionId: string, since: number): SharedCall[] {
  return calls.filter((call) => {
    const isMine = call.endedBy === undefined || (call.endedBy === executionId && !call.late);
    return call.executionId === executionId || (isMine && call.at >= since - TOLERANCE);
  });
}

export interface SeriesEnd {
  executionId: string;
  startedAt: number;
  since: number;
}

/** A success ends calls of executions before it. Of two that succeed at once, only the first does. */
export function endedBy({ calls, success }: CallSeries, { executionId, startedAt, since }: SeriesEnd): CallSeries {
  const isBefore = (call: SharedCall) => call.executionId === executionId || call.startedAt < startedAt;
  const isOpen = (call: SharedCall) => call.endedBy === undefined && call.at >= since - TOLERANCE;
  const newest = success && success.startedAt >= startedAt ? success : { executionId, startedAt };
  const ended = calls.map((call) => (isOpen(call) && isBefore(call) ? { ...call, endedBy: executionId } : call));
  return { calls: ended, success: newest };
}
