import type { Accounts } from './accounts.ts';
import type { Times } from './policy/freeze-times.ts';
import type { Policy } from './policy/schema.ts';
import type { World } from './run.ts';

/** What not every worker needs is loaded when it is needed: all of it together is more than the rest. */

/** @param accounts whose actions a diagnosis may read */
export function onDemand(
  policy: Policy,
  accounts: Accounts,
  now: () => number,
): Pick<World, 'diagnose' | 'publish' | 'calendar'> {
  const diagnosis = whenNeeded(async () => {
    const { createDiagnosis } = await import('./diagnosis/index.ts');
    return createDiagnosis({ now, rules: policy.signatures, accounts });
  });
  const sns = whenNeeded(async () => (await import('./sns.ts')).createSns());
  const calendars = whenNeeded(async () => (await import('./change-calendar.ts')).createChangeCalendars(now));
  return {
    diagnose: async (effect) => (await diagnosis()).diagnose(effect),
    publish: async (effect) => (await sns()).publish(effect),
    calendar: async (effect) => (await calendars()).calendar(effect),
  };
}

/** Once, and kept; after a bad start whoever needs it next tries again. */
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

/** Crons and calendars are libraries, loaded only where the policy has them. */
export async function timesOf({ freezes }: Policy): Promise<Times> {
  const crons = freezes.some(({ every }) => every !== undefined);
  const calendars = freezes.some(({ ics }) => ics !== undefined);
  return {
    wallClock: crons ? (await import('./policy/cron.ts')).wallClock : undefined,
    icsOccurrences: calendars ? (await import('./policy/calendar-times.ts')).icsOccurrences : undefined,
  };
}
