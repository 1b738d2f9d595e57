import { localAt } from './zone.ts';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mon 08:00 CET`: for instants less than a week away. */
export function dayAndTime(zone: string, instant: number): string {
  return written(zone, instant).short;
}

/** `Mon 4 Jan 2027 09:00 CET`. */
export function dateAndTime(zone: string, instant: number): string {
  return written(zone, instant).long;
}

const MINUTE = 60_000;

interface Written {
  short: string;
  long: string;
}

/** Cache: messages repeat the same window edges. */
const writtenTimes = new Map<string, Written>();
const MOST_WRITTEN = 2_000;

/** Rounded up to the minute, like every time that is shown. */
function written(zone: string, exact: number): Written {
  const instant = Math.ceil(exact / MINUTE) * MINUTE;
  const key = `${instant} ${zone}`;
  const remembered = writtenTimes.get(key);
  if (remembered) return remembered;
  const local = new Date(localAt(zone, instant));
  const day = weekdays[local.getUTCDay()];
  const date = `${local.getUTCDate()} ${months[local.getUTCMonth()]} ${local.getUTCFullYear()}`;
  const time = `${local.toISOString().slice(11, 16)} ${abbreviation(zone, instant)}`;
  const all = { short: `${day} ${time}`, long: `${day} ${date} ${time}` };
  if (writtenTimes.size >= MOST_WRITTEN) writtenTimes.clear();
  writtenTimes.set(key, all);
  return all;
}

/** Each English locale knows the abbreviations of its own zones; other locales print `GMT+1`. */
const englishes = ['en-US', 'en-GB', 'en-AU', 'en-NZ', 'en-IN', 'en-ZA'];
const formats = new Map<string, Intl.DateTimeFormat[]>();
const known = new Map<string, string>();

function abbreviation(zone: string, instant: number): string {
  const key = `${zone} ${localAt(zone, instant) - instant}`;
  const remembered = known.get(key);
  if (remembered !== undefined) return remembered;
  const parts = formatsOf(zone).flatMap((format) => format.formatToParts(instant));
  const names = parts.filter(({ type }) => type === 'timeZoneName').map(({ value }) => value);
  const name = names.find((one) => !/^GMT[+-]/.test(one)) ?? names[0] ?? zone;
  known.set(key, name);
  return name;
}

function formatsOf(timeZone: string): Intl.DateTimeFormat[] {
  const all =
    formats.get(timeZone) ??
    englishes.map((language) => new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'short' }));
  formats.set(timeZone, all);
  return all;
}
