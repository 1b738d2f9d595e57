import * as z from 'zod/mini';
import { count, filled, listOf, part } from '../lenient-schema.ts';

const Details = part({ error: filled, cause: filled });

/** Failure details have a key named after the event type: `TaskFailed` in `taskFailedEventDetails`. */
const HistoryEvent = z.pipe(
  z.looseObject({
    id: z.number(),
    previousEventId: count,
    type: z.string(),
    stateEnteredEventDetails: part({ name: filled }),
  }),
  z.transform(({ id, previousEventId, type, stateEnteredEventDetails: state, ...others }) => ({
    id,
    previousEventId,
    type,
    state: state?.name,
    failure: Details.parse(others[`${type[0]?.toLowerCase()}${type.slice(1)}EventDetails`]),
  })),
);
export type HistoryEvent = z.output<typeof HistoryEvent>;

export const History = z.object({ events: listOf(HistoryEvent) });

export interface Point {
  state: string | undefined;
  error?: string;
  cause?: string;
}

/** The state in which an execution ended.
 *  @param events newest first */
export function lastPoint(events: HistoryEvent[]): Point | undefined {
  const failed = events.find(
    ({ type, failure }) => !type.startsWith('Execution') && (failure?.error ?? failure?.cause),
  );
  const end = enteredBefore(events, events[0]);
  // A Fail state ends the execution with an error that was caught earlier.
  const last = failed && end?.type !== 'FailStateEntered' ? enteredBefore(events, failed) : end;
  if (!last && !failed) return undefined;
  return { state: last?.state, ...failed?.failure };
}

/** Follows the events' own references, because states of parallel branches are interleaved. */
function enteredBefore(events: HistoryEvent[], event: HistoryEvent | undefined): HistoryEvent | undefined {
  if (!event || event.state !== undefined) return event;
  // The id must decrease at every step, so that bad data cannot cause an endless loop.
  const before = events.find(({ id }) => id === event.previousEventId && id < event.id);
  return enteredBefore(events, before);
}
