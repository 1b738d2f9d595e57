import * as z from 'zod';

/** Explains the error in a time, and how to write it. Empty if the error is unknown. */
export function slipIn(text: string): string {
  const day = /^\d{4}-\d\d-\d\d/.exec(text)?.[0];
  if (day === undefined) return '';
  if (!z.iso.date().safeParse(day).success) return ` There is no day ${day}.`;
  const rest = text.slice(day.length);
  const faults = slips.filter(({ form }) => form.test(rest));
  const right = faults.reduce((fixed, { form, by }) => fixed.replace(form, by), rest);
  const whys = faults.map(({ why }) => why);
  if (whys.length > 0 && /^T\d\d:\d\d/.test(right)) return ` ${whys.join(' ')} For example: ${day}${right}`;
  const [, hour = '', minute = ''] = /^T(\d\d):(\d\d)/.exec(rest) ?? [];
  return Number(hour) > 23 || Number(minute) > 59 ? ` There is no time ${hour}:${minute}.` : '';
}

const slips = [
  { form: /^t/, by: 'T', why: 'The T between day and time is a capital.' },
  { form: /^ +(?=\d)/, by: 'T', why: 'Between day and time stands a T, not a blank.' },
  { form: /(?<=\d) +(?=Z|[+-]\d)/i, by: '', why: 'No blank stands before the offset.' },
  { form: /z$/, by: 'Z', why: 'The Z is a capital.' },
  { form: /([+-]\d\d)(\d\d)$/, by: '$1:$2', why: 'The offset has a colon.' },
  { form: /([+-]\d\d)$/, by: '$1:00', why: 'The offset has its minutes, after a colon.' },
  { form: /^([T\s]?\s*\d\d)(?= *(Z|[+-]|$))/i, by: '$1:00', why: 'The time has its minutes.' },
];
