import { GetCalendarStateCommand, type GetCalendarStateResponse, SSMClient } from '@aws-sdk/client-ssm';
import { byRegion, inTime } from '../aws/client-config.ts';
import type { CalendarReading, CalendarStatus } from '../core/command/shared-state.ts';
import { outcome } from '../core/model/input.ts';
import { partsOfArn } from '../core/text/arn.ts';
import { truncate } from '../core/text/truncate.ts';
import type { World } from '../worker/reconcile.ts';

/** Reads calendars one by one, because SSM combines its answers. A failed read is stored to explain a freeze. */
export function createReadSsmCalendar(now: () => number): Pick<World, 'calendar'> {
  const clientIn = byRegion((region) => new SSMClient({ region, ...inTime(2_000) }));
  return {
    async calendar(effect) {
      const { arn, digest } = effect;
      const at = now();
      const learnt = (status: CalendarStatus) =>
        ({ type: 'ordered', board: { calendars: { [arn]: status } } }) as const;
      try {
        const reading = await read(clientIn(partsOfArn(arn).region), arn);
        return [learnt({ read: [at, reading] }), outcome(effect, { done: true, digest })];
      } catch (error) {
        const why = whyOf(error, arn);
        return [learnt({ failed: [at, why] }), outcome(effect, { done: false, why })];
      }
    },
  };
}

/** Reads the state now and after the next transition, so that a freeze can show its end. */
async function read(client: SSMClient, arn: string): Promise<CalendarReading> {
  const now = await ask(client, arn);
  if (now.State !== 'OPEN' && now.State !== 'CLOSED') throw new Error(`SSM says neither OPEN nor CLOSED: ${now.State}`);
  const next = instantOf(now);
  const state = now.State === 'OPEN' ? 'open' : 'closed';
  if (next === undefined) return { state, turns: [] };
  // One second later is certainly after the transition. If this call fails, only the transition after it is unknown.
  const then = await ask(client, arn, isoOf(next + 1_000)).catch(() => undefined);
  const last = then?.State === now.State ? undefined : instantOf(then);
  return { state, turns: last !== undefined && last > next ? [next, last] : [next] };
}

function ask(client: SSMClient, arn: string, AtTime?: string): Promise<GetCalendarStateResponse> {
  return client.send(new GetCalendarStateCommand({ CalendarNames: [arn], AtTime }));
}

/** SSM itself uses whole seconds. */
function isoOf(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}

function instantOf({ NextTransitionTime: text = '' }: GetCalendarStateResponse = {}): number | undefined {
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

function whyOf(error: unknown, arn: string): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  switch (name) {
    case 'AccessDeniedException':
      return `${name}: give Signalbox's role ssm:GetCalendarState for ${arn}, and if it is another account's have it shared`;
    case 'InvalidDocument':
      return `${name}: there is no ${arn}, or its account does not share it; mend the policy or the calendar`;
    case 'InvalidDocumentType':
    case 'UnsupportedCalendarException':
      return `${name}: ${arn} is not a calendar that SSM can read; correct the policy or the calendar`;
    default:
      return truncate(`${name}: ${message}`, 200);
  }
}
