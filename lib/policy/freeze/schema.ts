import * as z from 'zod';
import { whyNoCron } from '../calendar/cron.ts';
import { isZone, zones } from '../calendar/zone.ts';
import { DURATION, milliseconds } from '../file/duration.ts';
import { didYouMean } from '../file/nearest-word.ts';
import { duration, id } from '../file/schema-fields.ts';

/** A value with the wrong form is one slip: `abort` leaves out what depends on the form. */

/** Local times stay text, because only the zone determines their instants, and zone rules change. */

export const Mode = z.enum(['enforce', 'report']);
export type Mode = z.infer<typeof Mode>;

const zonesAre = 'expected a time zone AREA/CITY, as Europe/Berlin, or UTC';
export const zone = z.string(zonesAre).superRefine((name, context) => {
  if (isZone(name)) return;
  const message = `unknown time zone "${name}"${didYouMean(name, zones()) || '; expected AREA/CITY, as Europe/Berlin, or UTC'}`;
  context.addIssue({ code: 'custom', message });
});

export const cron = z.string('expected a cron in quotes, as "0 16 * * FRI"').superRefine((pattern, context) => {
  const message = whyNoCron(pattern);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

const localsAre = 'expected a local time YYYY-MM-DDTHH:MM without an offset; tz is its time zone';
const local = z
  .string(localsAre)
  .regex(/^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/, { error: localsAre, abort: true })
  .refine((text) => isDay(text.slice(0, 10)), { error: 'this day does not exist', abort: true });

const daysAre = 'expected a day YYYY-MM-DD, or days FIRST/LAST';
const days = z
  .string(daysAre)
  .regex(/^\d{4}-\d\d-\d\d(\/\d{4}-\d\d-\d\d)?$/, { error: daysAre, abort: true })
  .refine((text) => text.split('/').every(isDay), { error: 'this day does not exist', abort: true })
  .refine((text) => (text.split('/')[0] ?? '') <= (text.split('/')[1] ?? text), 'the first day is after the last');

const Every = z
  .strictObject({ cron, until: cron.optional(), duration: duration.optional() })
  .refine(
    (every) => (every.until === undefined) !== (every.duration === undefined),
    'give either "until" (a cron) or "duration"',
  );

const Once = z
  .strictObject({ from: local, until: local })
  .refine(({ from, until }) => from < until, '"until" must be after "from"');

const announcementsAre = 'expected "start", "end" or a time before the start, as 30m or 24h';
const announcement = z
  .string(announcementsAre)
  .refine((text) => text === 'start' || text === 'end' || DURATION.test(text), announcementsAre)
  .transform((text) => (text === 'start' || text === 'end' ? text : milliseconds(text)));

const Calendar = z
  .string()
  .regex(
    /^arn:aws[\w-]*:ssm:[\w-]+:\d{12}:document\/[\w.-]{3,128}$/,
    'expected the ARN of an SSM change calendar, arn:aws:ssm:REGION:ACCOUNT:document/NAME',
  );

const Override = z.strictObject({
  allow: z.array(z.string()).min(1),
  reason: z.enum(['required', 'optional']).default('required'),
  maxFor: duration.default(14_400_000),
});

export const Freeze = z
  .strictObject({
    id,
    kind: z.enum(['deny', 'allow']),
    scope: z.string(),
    tz: zone.optional(),
    every: Every.optional(),
    once: Once.optional(),
    ics: z
      .string()
      .regex(/^[\w-][\w.-]*\.ics$/i, 'expected the name of an iCalendar file beside the policy, as holidays.ics')
      .optional(),
    ssmCalendar: z.array(Calendar).min(1).optional(),
    except: z.array(days).min(1).optional(),
    announce: z.array(announcement).min(1).optional(),
    override: Override.optional(),
    reopened: z.enum(['respect', 'close']).default('respect'),
    mode: Mode.optional(),
  })
  .refine(
    ({ every, once, ics, ssmCalendar }) =>
      [every, once, ics, ssmCalendar].filter((source) => source !== undefined).length === 1,
    'give exactly one of every, once, ics and ssmCalendar',
  )
  .refine(({ tz, ssmCalendar }) => tz !== undefined || ssmCalendar !== undefined, { path: ['tz'], error: zonesAre })
  .refine(({ except, ssmCalendar }) => except === undefined || ssmCalendar === undefined, {
    path: ['except'],
    error: 'except is not possible with an SSM calendar; remove the event from the calendar, or override the freeze',
  })
  // With an SSM calendar, the zone is only used in messages.
  .transform((freeze) => ({ ...freeze, tz: freeze.tz ?? 'UTC' }));
export type Freeze = z.infer<typeof Freeze> & {
  /** The team that owns the file; absent: the main file. */
  team?: string;
};

function isDay(text: string): boolean {
  return z.iso.date().safeParse(text).success;
}
