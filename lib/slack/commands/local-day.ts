import { DAY } from '../../core/base/units.ts';
import { MONTHS, WEEKDAYS } from './day-words.ts';

/** The day of a time, as people type it. Days are milliseconds, as if the place were in UTC. */

const DAY_OF_MONTH = String.raw`\d{1,2}(?:st|nd|rd|th)?`;
const DATES = String.raw`\d{4}-\d\d-\d\d|${DAY_OF_MONTH} (?:of )?${MONTHS}(?: 20\d\d)?|${MONTHS} ${DAY_OF_MONTH}(?: 20\d\d)?`;
export const DAYS = `today|tomorrow|(?:next )?${WEEKDAYS}|${DATES}`;

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** @param day in small letters
 *  @param isOver whether the time of day is over today
 *  @returns undefined for a day that does not exist; two days for `next friday`, if both may be meant */
export function daysOf(day: string, today: number, isOver: boolean): [number, number?] | undefined {
  if (day === 'today') return [today];
  if (day === 'tomorrow') return [today + DAY];
  const found = new RegExp(`^(?:${DATES})$`).test(day) ? dateOf(day, today) : undefined;
  if (found !== undefined) return [found];
  const [, next, name = ''] = /^(next )?([a-z]{3})/.exec(day) ?? [];
  const wanted = weekdays.indexOf(name);
  if (wanted < 0) return undefined;
  const weekday = new Date(today).getUTCDay();
  const ahead = (wanted - weekday + 7) % 7;
  const first = today + (ahead === 0 && (isOver || next) ? 7 : ahead) * DAY;
  // A week begins on Sunday for some people, and on Monday for others.
  const isThisWeek = ahead > 0 && (weekday === 0 || wanted === 0 || wanted > weekday);
  return next && isThisWeek ? [first, first + 7 * DAY] : [first];
}

function dateOf(day: string, today: number): number | undefined {
  if (/^\d{4}/.test(day)) return exactly(day);
  const month =
    months.indexOf(/[a-z]{3,}/.exec(day.replace(/\d+(?:st|nd|rd|th)| of /g, ' '))?.[0].slice(0, 3) ?? '') + 1;
  const [, date = ''] = /(?:^|\s)(\d{1,2})(?:\D|$)/.exec(day) ?? [];
  const [year] = /20\d\d/.exec(day) ?? [];
  const inYear = (one: number) => exactly(`${one}-${twoDigits(month)}-${twoDigits(date)}`);
  if (year) return inYear(Number(year));
  const now = new Date(today).getUTCFullYear();
  const thisYear = inYear(now);
  return thisYear !== undefined && thisYear < today ? inYear(now + 1) : thisYear;
}

function exactly(day: string): number | undefined {
  const midnight = Date.parse(`${day}T00:00Z`);
  return new Date(midnight || 0).toISOString().startsWith(day) ? midnight : undefined;
}

export function twoDigits(count: number | string): string {
  return String(count).padStart(2, '0');
}
