import type { Accounts } from './aws/accounts.ts';
import type { SharedState } from './core/command/shared-state.ts';
import type { PolicyPort } from './core/model/policy-port.ts';
import type { BoardSources } from './effects/refresh-board.ts';
import type { Policy } from './policy/file/schema.ts';
import type { Times } from './policy/freeze/occurrences.ts';
import type { World } from './worker/reconcile.ts';

/** Loads rarely used parts on first use: together they are larger than the rest of the worker. */

export function onDemand(
  policy: Policy,
  accounts: Accounts,
  now: () => number,
  sources: BoardSources,
  region: string,
): Pick<World, 'diagnose' | 'publish' | 'putEvent' | 'calendar' | 'listBoard' | 'readBoard'> {
  const diagnosis = whenNeeded(async () => {
    const { createDiagnosis } = await import('./diagnosis/diagnose.ts');
    const compareWithLastSuccess = policy.diagnosis?.compareWithLastSuccess ?? true;
    return createDiagnosis({ now, rules: policy.signatures, accounts, compareWithLastSuccess });
  });
  const sns = whenNeeded(async () => (await import('./sns/publish.ts')).createSns());
  const events = whenNeeded(async () => (await import('./eventbridge/put-event.ts')).createPutEvent(region));
  const calendars = whenNeeded(async () => (await import('./effects/read-ssm-calendar.ts')).createReadSsmCalendar(now));
  const board = whenNeeded(async () => (await import('./effects/refresh-board.ts')).createRefreshBoard(sources));
  return {
    diagnose: async (effect) => (await diagnosis()).diagnose(effect),
    publish: async (effect) => (await sns()).publish(effect),
    putEvent: async (effect) => (await events()).putEvent(effect),
    calendar: async (effect) => (await calendars()).calendar(effect),
    listBoard: async (effect) => (await board()).listBoard(effect),
    readBoard: async (effect) => (await board()).readBoard(effect),
  };
}

/** Loads once and keeps the result. After a failure, the next call tries again. */
export function whenNeeded<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load();
    loading.catch(() => {
      loading = undefined;
    });
    return loading;
  };
}

export async function timesOf({ freezes, routes }: Policy): Promise<Times> {
  const crons = freezes.some(({ every }) => every !== undefined) || routes.some(({ digest }) => digest !== undefined);
  const calendars = freezes.some(({ ics }) => ics !== undefined);
  return {
    wallClock: crons ? (await import('./policy/calendar/cron.ts')).wallClock : undefined,
    icsOccurrences: calendars ? (await import('./policy/calendar/icalendar-occurrences.ts')).icsOccurrences : undefined,
  };
}

/** Nothing of events is loaded without a bus. */
export async function eventPlansOf(
  policy: Policy,
  times: Times,
): Promise<(orders: SharedState) => Pick<PolicyPort, 'events'>> {
  if (!policy.events) return () => ({});
  const { eventPlans } = await import('./policy/events/event-plans.ts');
  return (orders) => ({ events: eventPlans(policy, times, orders) });
}
