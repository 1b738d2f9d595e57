import { describe, expect, it } from 'vitest';
import { whyNoCron } from '../../../lib/policy/calendar/cron.ts';

const five = 'a cron needs five fields: minute, hour, day of the month, month, weekday, as "0 16 * * FRI"';
const writeFields = (cron: string) =>
  `write "${cron}": a cron has a minute, an hour, a day of the month, a month and a weekday`;
const steps = 'a step is */N or FIRST-LAST/N, and N is at least 1 and not greater than the values';

describe('an invalid cron', () => {
  it.each([
    ['“0 16 * * FRI”', '“ has no meaning in a cron; put straight quotes around it, as "0 16 * * FRI"'],
    ["0 16 * * 'FRI'", '\' has no meaning in a cron; put straight quotes around it, as "0 16 * * FRI"'],
    ['16:00', writeFields('0 16 * * *')],
    ['08:30', writeFields('30 8 * * *')],
    [' 08:30 ', writeFields('30 8 * * *')],
    ['7:30', writeFields('30 7 * * *')],
    ['21:05', writeFields('5 21 * * *')],
    ['24:00', five],
    ['at 16:00', five],
    ['16:00:30', five],
    ['cron(0 16 ? * FRI *)', writeFields('0 16 * * FRI')],
    ['cron(0 16 ? * FRI 2027)', five],
    ['my cron(0 16 ? * FRI *)', five],
    ['cron(0 16 ? * FRI *) UTC', five],
    ['cron(0 16 ? * 6 *)', five],
    ['0 16 ? * 6', five],
    ['0 16 ? * FRI *', five],
    ['0  16 ? * FRI', writeFields('0 16 * * FRI')],
    ['0 0 16 ? * FRI', five],
    ['0 ? * * FRI', five],
    ['@daily', five],
    ['0 16 * * ?', writeFields('0 16 * * *')],
    ['0 16 * * FREITAG', 'weekday "FREITAG": use MON to SUN or 0 to 7'],
    ['0 16 * * MON,FREITAG', 'weekday "FREITAG": use MON to SUN or 0 to 7'],
    ['0 16 * * MON,,FRI', 'weekday "MON,,FRI": use MON to SUN or 0 to 7'],
    ['0 16 * * 8', 'weekday "8": use MON to SUN or 0 to 7'],
    [
      '0 16 * * FRI-MON',
      'weekday "FRI-MON": a range begins with its lower value; separate the values by commas instead',
    ],
    ['0 16 * * FRI#6', 'weekday "FRI#6": use # for weekdays only, as FRI#1 to FRI#5, or FRI#L for the last'],
    ['0 25 * * FRI', 'hour "25": use 0 to 23'],
    ['60 1 * * *', 'minute "60": use 0 to 59'],
    ['  60   1  * * *  ', 'minute "60": use 0 to 59'],
    ['1   25  * * *', 'hour "25": use 0 to 23'],
    ['0 16 * * FRI *', five],
    ['0 16 * * FRI ?', five],
    ['30-10 1 * * *', 'minute "30-10": a range begins with its lower value; separate the values by commas instead'],
    ['10-5 1 * * *', 'minute "10-5": a range begins with its lower value; separate the values by commas instead'],
    ['1-2-3 1 * * *', 'minute "1-2-3": use 0 to 59'],
    ['1-99 1 * * *', 'minute "1-99": use 0 to 59'],
    ['99 99 * * *', 'minute "99": use 0 to 59'],
    ['0 0 32 * *', 'day of the month "32": use 1 to 31, or L for the last'],
    ['0 0 L-3 * *', 'day of the month "L-3": use 1 to 31, or L for the last'],
    ['0 0 1 13 *', 'month "13": use JAN to DEC or 1 to 12'],
    ['*/0 * * * *', `minute "*/0": ${steps}`],
    ['5/15 * * * *', `minute "5/15": ${steps}`],
    ['/5 * * * *', `minute "/5": ${steps}`],
    ['x/5 * * * *', 'minute "x/5": use 0 to 59'],
    ['1-5/90 * * * *', `minute "1-5/90": ${steps}`],
    ['75 25 * * *', 'minute "75": use 0 to 59'],
  ])('is rejected with the field and the correct form: %s', (pattern, answer) => {
    expect(whyNoCron(pattern)).toBe(answer);
  });

  it('is shown in part if it is long', () => {
    expect(whyNoCron(`0 ${'25,'.repeat(20_000)}1 * * *`)).toBe('hour "25": use 0 to 23');
    expect(whyNoCron(`0 ${'2'.repeat(20_000)} * * *`)?.length).toBeLessThan(100);
  });
});

it.each(['0 16 * * FRI', '0 0 L * *', '0 0 * * 5L', '0 0 * * FRI#L', '*/15 6-20/2 1,15 JAN-MAR +MON', '0 0 15W * 7'])(
  'a cron may be %s',
  (pattern) => {
    expect(whyNoCron(pattern)).toBeUndefined();
  },
);
