import { truncate } from '../../core/text/truncate.ts';

/** What is wrong in a cron that the library refuses, in our words: its own name no field, or count from zero. */

const fields = [
  { name: 'minute', values: '0 to 59' },
  { name: 'hour', values: '0 to 23' },
  { name: 'day of the month', values: '1 to 31, or L for the last' },
  { name: 'month', values: 'JAN to DEC or 1 to 12' },
  { name: 'weekday', values: 'MON to SUN or 0 to 7' },
];

const FIELDS_ARE = 'a cron needs five fields: minute, hour, day of the month, month, weekday, as "0 16 * * FRI"';

const MOST_PARTS = 60;
const LONGEST_PART = 60;

/** @param isRight true if the library takes a whole pattern */
export function wrongCron(pattern: string, isRight: (pattern: string) => boolean): string | undefined {
  const [quote] = /["'`´“”„‟‘’‚‛«»]/.exec(pattern) ?? [];
  if (quote !== undefined) return `${quote} has no meaning in a cron; put straight quotes around it, as "0 16 * * FRI"`;
  const meant = meantBy(pattern.trim());
  if (meant !== undefined && !meant.includes('?') && isRight(meant))
    return `write "${meant}": a cron has a minute, an hour, a day of the month, a month and a weekday`;
  // The library also accepts dates and `@daily`. `?` is ambiguous: the current minute, or any minute.
  if (!/^\s*[^\s?@]+(\s+[^\s?@]+){4}\s*$/.test(pattern)) return FIELDS_ARE;
  if (isRight(pattern)) return undefined;
  const given = pattern.trim().split(/\s+/);
  const alone = (index: number, text: string) => isRight(given.map((_, at) => (at === index ? text : '*')).join(' '));
  const wrong = fields.flatMap(({ name, values }, index) => {
    const field = given[index] ?? '';
    if (alone(index, field)) return [];
    const parts = field.split(',', MOST_PARTS);
    const part = truncate(parts.find((one) => one !== '' && !alone(index, one)) ?? field, LONGEST_PART);
    return [`${name} "${part}": ${advice(part, values, (text) => alone(index, text))}`];
  });
  return wrong[0] ?? FIELDS_ARE;
}

/** The form of EventBridge, with a year and `?`, or a time of day. */
function meantBy(pattern: string): string | undefined {
  const [, inside = pattern, isAws] = /^cron\(((?:\S+ ){5}(\S+))\)$/.exec(pattern) ?? [];
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(pattern) ?? [];
  if (hour !== undefined) return `${Number(minute)} ${Number(hour)} * * *`;
  const given = (isAws === '*' ? inside.replace(/ \*$/, '') : inside).split(/\s+/);
  // EventBridge counts weekdays from 1, which is Sunday.
  if (given.length !== 5 || !given.includes('?') || /\d/.test(given[4] ?? '')) return undefined;
  return given.map((field, at) => (field === '?' && (at === 2 || at === 4) ? '*' : field)).join(' ');
}

function advice(part: string, values: string, isRight: (text: string) => boolean): string {
  const { base = '', step } = /^(?<base>[^/]*)\/(?<step>.*)$/.exec(part)?.groups ?? { base: part };
  const [first = '', last] = base.split('-');
  const isRange = /^(\d+|[A-Z]{3})-(\d+|[A-Z]{3})$/i.test(base);
  if (isRange && isRight(first) && isRight(last ?? ''))
    return isRight(base) ? STEPS : 'a range begins with its lower value; separate the values by commas instead';
  if (part.includes('#')) return NTH;
  return step !== undefined && (base === '' || isRight(base)) ? STEPS : `use ${values}`;
}

const NTH = 'use # for weekdays only, as FRI#1 to FRI#5, or FRI#L for the last';
const STEPS = 'a step is */N or FIRST-LAST/N, and N is at least 1 and not greater than the values';
