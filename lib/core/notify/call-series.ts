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
  endedBy?: string | undefined;
}

export type CallSeries = SharedCall[];

const MOST = 30;
/** Events and the API may date one end differently. */
const TOLERANCE = 60_000;

/** Adds or replaces the calls of one execution. Repeats change nothing. */
export function withCalls(series: CallSeries, made: SharedCall[]): CallSeries {
  const same = (call: SharedCall) => (one: SharedCall) =>
    one.executionId === call.executionId && one.channel === call.channel;
  const others = series.filter((one) => !made.some(same(one)));
  const renewed = made.map((call) => {
    const known = series.find(same(call));
    return known && known.at >= call.at ? known : call;
  });
  return [...others, ...renewed].sort((a, b) => b.at - a.at).slice(0, MOST);
}

/** @returns the calls of other executions since then that no other execution has ended */
export function openCalls(series: CallSeries, executionId: string, since: number): SharedCall[] {
  return series.filter(
    (call) =>
      call.executionId !== executionId &&
      call.at >= since - TOLERANCE &&
      (call.endedBy === undefined || call.endedBy === executionId),
  );
}

export interface Ending {
  executionId: string;
  startedAt: number;
  since: number;
}

/** A success ends calls of executions before it. Of two that succeed at once, only the first does. */
export function endedBy(series: CallSeries, { executionId, startedAt, since }: Ending): CallSeries {
  const isBefore = (call: SharedCall) => call.executionId === executionId || call.startedAt < startedAt;
  const isOpen = (call: SharedCall) => call.endedBy === undefined && call.at >= since - TOLERANCE;
  return series.map((call) => (isOpen(call) && isBefore(call) ? { ...call, endedBy: executionId } : call));
}
