import type { Accounts } from './aws/accounts.ts';
import type { Policy } from './policy/file/schema.ts';
import type { Times } from './policy/freeze/occurrences.ts';
import type { World } from './worker/reconcile.ts';

/** What not every worker needs is loaded when it is needed: all of it together is more than the rest. */

/** @param accounts whose actions a diagnosis may read */
export function onDemand(
  policy: Policy,
  accounts: Accounts,
  now: () => number,
): Pick<World, 'diagnose' | 'publish' | 'calendar'> {
  const diagnosis = whenNeeded(async () => {
    const { createDiagnosis } = await import('./diagnosis/diagnose.ts');
    return createDiagnosis({ now, rules: policy.signatures, accounts });
  });
  const sns = whenNeeded(async () => (await import('./sns/publish.ts')).createSns());
  const calendars = whenNeeded(async () => (await import('./effects/read-ssm-calendar.ts')).createReadSsmCalendar(now));
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
    wallClock: crons ? (await import('./policy/calendar/cron.ts')).wallClock : undefined,
    icsOccurrences: calendars ? (await import('./policy/calendar/icalendar-occurrences.ts')).icsOccurrences : undefined,
  };
}
