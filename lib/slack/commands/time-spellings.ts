import { nearest } from '../../core/text/nearest.ts';
import { twoDigits } from './local-day.ts';

/** Other spellings of times. One that has a single reading for everyone is only simplified. */

const rules: [RegExp, string][] = [
  [/[,;]+/g, ' '],
  [/\b([ap])\.m\b\.?/gi, '$1m'],
  [/(:\d\d:\d\d)\.\d+/g, '$1'],
  [/[.!?]+(?=\s|$)/g, ''],
  [/(\d:\d\d) ?(?:h|hrs|uhr|o['’]clock)(?=\s|$)/gi, '$1'],
  [/\b(\d{4})[/.](\d\d)[/.](\d\d)\b/g, '$1-$2-$3'],
  [/\s+/g, ' '],
];

export function simplified(text: string): string {
  return rules.reduce((left, [spelling, simple]) => left.replace(spelling, simple), text).trim();
}

/** Times that an unclear text can mean, each written clearly. Some of them may not exist. */
export function meanings(text: string): string[] {
  if (/^(?:eod|cob|(?:the )?end of (?:the )?(?:business )?day|tonight|this evening)$/i.test(text)) {
    return ['18:00', 'midnight'];
  }
  return [...clocks(text), ...dates(text), ...corrected(text)];
}

const hours = /^(?<before>.* )?(?<hour>\d{1,2})(?: ?uhr)?$/i;
const minutes = /^(?<before>.* )?(?<hour>\d{1,2})[.h]?(?<minute>\d\d)(?: ?uhr)?$/i;

/** `9`, `mon 18`, `18.30`, `1800`. */
function clocks(text: string): string[] {
  const { before = '', hour = '', minute = '00' } = (hours.exec(text) ?? minutes.exec(text))?.groups ?? {};
  if (hour === '') return [];
  const day = before.replace(/(^| )at $/, '$1');
  const isHalf = hours.test(text) && Number(hour) > 0 && Number(hour) <= 12;
  const both = isHalf ? [Number(hour), Number(hour) + 12] : [Number(hour)];
  return both.map((one) => `${day}${twoDigits(one)}:${minute}`);
}

const numbers = /^(?<one>\d{1,2})(?<mark>[./-])(?<other>\d{1,2})\k<mark>(?<year>\d{4}|\d\d)(?<rest> .*)?$/;

/** `01.12.2026`: the day stands before the month, or behind it. */
function dates(text: string): string[] {
  const { one = '', other = '', year = '', rest = ' 09:00' } = numbers.exec(text)?.groups ?? {};
  if (year === '') return [];
  const both = [
    [other, one],
    [one, other],
  ].map(([month = '', day = '']) => `20${year.slice(-2)}-${twoDigits(month)}-${twoDigits(day)}${rest}`);
  return [...new Set(both)];
}

const words = [
  ...['today', 'tomorrow', 'noon', 'midnight'],
  ...['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
];

function corrected(text: string): string[] {
  const meant = text.replace(/[a-z]{4,}/gi, (word) => nearest(word, words, 1)[0] ?? word);
  return meant === text ? [] : [meant];
}
