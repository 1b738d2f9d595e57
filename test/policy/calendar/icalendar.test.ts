import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PolicyError, readPolicy } from '../../../lib/config/policy-file.ts';
import { readCalendar } from '../../../lib/policy/calendar/icalendar.ts';
import { CalendarError } from '../../../lib/policy/calendar/icalendar-lines.ts';
import { coming } from '../../../lib/policy/freeze/windows.ts';
import { frozen, inShort, policyOf, yamlOf } from '../frozen.ts';

function calendar(...events: string[]): string {
  const all = events.map((event, index) => {
    const uid = event.startsWith('UID:') ? '' : `UID:${index}\n`;
    return `BEGIN:VEVENT\n${uid}${event}\nEND:VEVENT`;
  });
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//', ...all, 'END:VCALENDAR']
    .join('\n')
    .replaceAll('\n', '\r\n');
}

const berlin = ';TZID=Europe/Berlin:';

/** The first `most` windows of a calendar from an instant on, in UTC. */
function windows(text: string, from: string, most = 3, more = 'ics: holidays.ics'): string[] {
  const policy = policyOf([more], '', { 'holidays.ics': text });
  const [freeze] = policy.freezes;
  if (!freeze) throw new Error('There is no freeze');
  return coming(policy, freeze, Date.parse(from), most).map(({ start, end }) =>
    [start, end].map((at) => new Date(at).toISOString().slice(0, 16)).join('/'),
  );
}

describe('a freeze by an iCalendar file', () => {
  it.each([
    [
      'whole days in the zone of the freeze',
      'DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227',
      ['2026-12-24T23:00/2026-12-26T23:00'],
    ],
    ['one day if the event has no end', 'DTSTART;VALUE=DATE:20261225', ['2026-12-24T23:00/2026-12-25T23:00']],
    [
      'one day if the end equals the start',
      'DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261225',
      ['2026-12-24T23:00/2026-12-25T23:00'],
    ],
    [
      'every year',
      'DTSTART;VALUE=DATE:20200501\nRRULE:FREQ=YEARLY',
      ['2027-04-30T22:00/2027-05-01T22:00', '2028-04-30T22:00/2028-05-01T22:00', '2029-04-30T22:00/2029-05-01T22:00'],
    ],
    [
      'every week, by the wall clock of its zone',
      `DTSTART${berlin}20261016T160000\nDTEND${berlin}20261019T080000\nRRULE:FREQ=WEEKLY`,
      ['2026-11-20T15:00/2026-11-23T07:00', '2026-11-27T15:00/2026-11-30T07:00', '2026-12-04T15:00/2026-12-07T07:00'],
    ],
    [
      'the last Friday of a month',
      `DTSTART${berlin}20260130T160000\nDURATION:PT8H\nRRULE:FREQ=MONTHLY;BYDAY=-1FR`,
      ['2026-11-27T15:00/2026-11-27T23:00', '2026-12-25T15:00/2026-12-25T23:00', '2027-01-29T15:00/2027-01-29T23:00'],
    ],
    [
      'the fourth Thursday of November',
      'DTSTART;VALUE=DATE:20201126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH',
      ['2026-11-25T23:00/2026-11-26T23:00', '2027-11-24T23:00/2027-11-25T23:00', '2028-11-22T23:00/2028-11-23T23:00'],
    ],
    [
      'a limited number of times',
      'DTSTART:20261120T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=5',
      ['2026-11-22T10:00/2026-11-22T11:00', '2026-11-23T10:00/2026-11-23T11:00', '2026-11-24T10:00/2026-11-24T11:00'],
    ],
    [
      'until an instant',
      `DTSTART${berlin}20261120T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20261123T090000Z`,
      ['2026-11-22T09:00/2026-11-22T10:00', '2026-11-23T09:00/2026-11-23T10:00'],
    ],
    [
      'until a day, inclusive',
      'DTSTART;VALUE=DATE:20261120\nRRULE:FREQ=DAILY;UNTIL=20261122',
      ['2026-11-19T23:00/2026-11-22T23:00'],
    ],
    [
      'until a day, although it starts at an hour',
      `DTSTART${berlin}20261120T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20261123`,
      ['2026-11-22T09:00/2026-11-22T10:00', '2026-11-23T09:00/2026-11-23T10:00'],
    ],
    [
      'except some occurrences',
      `DTSTART${berlin}20261120T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY\nEXDATE${berlin}20261123T100000,20261124T100000`,
      ['2026-11-22T09:00/2026-11-22T10:00', '2026-11-25T09:00/2026-11-25T10:00', '2026-11-26T09:00/2026-11-26T10:00'],
    ],
    [
      'except a day',
      `DTSTART${berlin}20261122T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20261123`,
      ['2026-11-22T09:00/2026-11-22T10:00', '2026-11-24T09:00/2026-11-24T10:00'],
    ],
    [
      'with an extra date',
      `DTSTART${berlin}20261122T100000\nDURATION:PT1H\nRDATE${berlin}20261201T120000`,
      ['2026-11-22T09:00/2026-11-22T10:00', '2026-12-01T11:00/2026-12-01T12:00'],
    ],
    [
      'in a zone with its Windows name',
      'DTSTART;TZID=Eastern Standard Time:20261201T080000\nDTEND;TZID=Eastern Standard Time:20261201T090000',
      ['2026-12-01T13:00/2026-12-01T14:00'],
    ],
    ...[
      '"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"',
      '"(GMT+01.00) Amsterdam / Berlin / Bern / Rome / Stockholm / Vienna"',
      'W. Europe Standard Time',
    ].map((zone): [string, string, string[]] => [
      `in the zone ${zone}`,
      `DTSTART;TZID=${zone}:20261201T080000\nDTEND;TZID=${zone}:20261201T090000`,
      ['2026-12-01T07:00/2026-12-01T08:00'],
    ]),
    [
      'in the zone "(UTC-05:00) Eastern Time (US & Canada)"',
      'DTSTART;TZID="(UTC-05:00) Eastern Time (US & Canada)":20261201T080000\nDURATION:PT1H',
      ['2026-12-01T13:00/2026-12-01T14:00'],
    ],
    [
      'in UTC with its Exchange name',
      'DTSTART;TZID="tzone://Microsoft/Utc":20261201T080000\nDURATION:PT1H',
      ['2026-12-01T08:00/2026-12-01T09:00'],
    ],
    [
      'in a zone with a path',
      'DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20261201T080000\nDURATION:P1D',
      ['2026-12-01T07:00/2026-12-02T07:00'],
    ],
    [
      'from one zone to another',
      `DTSTART${berlin}20261201T080000\nDTEND;TZID=America/New_York:20261201T080000`,
      ['2026-12-01T07:00/2026-12-01T13:00'],
    ],
    [
      'in the zone of the freeze, if the event has none',
      'DTSTART:20261201T080000\nDTEND:20261201T090000',
      ['2026-12-01T07:00/2026-12-01T08:00'],
    ],
    [
      'one calendar day over a clock change',
      `DTSTART${berlin}20270327T120000\nDURATION:P1D`,
      ['2027-03-27T11:00/2027-03-28T10:00'],
    ],
    [
      'exactly 24 hours over a clock change',
      `DTSTART${berlin}20270327T120000\nDURATION:PT24H`,
      ['2027-03-27T11:00/2027-03-28T11:00'],
    ],
    ['a week', `DTSTART${berlin}20261201T080000\nDURATION:P1W`, ['2026-12-01T07:00/2026-12-08T07:00']],
    [
      'a day, an hour, a minute and a second',
      `DTSTART${berlin}20261201T080000\nDURATION:P1DT1H1M60S`,
      ['2026-12-01T07:00/2026-12-02T08:02'],
    ],
    [
      'with extra and excluded times in another zone',
      `DTSTART${berlin}20261201T080000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2\nRDATE:20261204T100000Z\nEXDATE:20261202T070000Z`,
      ['2026-12-01T07:00/2026-12-01T08:00', '2026-12-04T10:00/2026-12-04T11:00'],
    ],
    [
      'at its start, although its rule does not match it',
      `DTSTART${berlin}20261201T080000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=1`,
      ['2026-12-01T07:00/2026-12-01T08:00', '2026-12-03T07:00/2026-12-03T08:00'],
    ],
    [
      'the last day of February',
      'DTSTART;VALUE=DATE:20260228\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1',
      ['2027-02-27T23:00/2027-02-28T23:00', '2028-02-28T23:00/2028-02-29T23:00', '2029-02-27T23:00/2029-02-28T23:00'],
    ],
    [
      '29 February',
      'DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=2',
      ['2028-02-28T23:00/2028-02-29T23:00'],
    ],
    [
      'days that only some of its months have',
      'DTSTART;VALUE=DATE:20261130\nRRULE:FREQ=MONTHLY;BYMONTH=11,12;BYMONTHDAY=31;COUNT=1',
      ['2026-11-29T23:00/2026-11-30T23:00', '2026-12-30T23:00/2026-12-31T23:00'],
    ],
    [
      'from the first day of a month, counted from its end',
      'DTSTART;VALUE=DATE:20270101\nRRULE:FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=-31;COUNT=1',
      ['2026-12-31T23:00/2027-01-01T23:00'],
    ],
    [
      'a day that its month has, beside one that it has not',
      'DTSTART;VALUE=DATE:20270228\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,30;COUNT=1',
      ['2027-02-27T23:00/2027-02-28T23:00'],
    ],
    [
      'the 31st of each month that has one',
      'DTSTART;VALUE=DATE:20261031\nRRULE:FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3',
      ['2026-12-30T23:00/2026-12-31T23:00', '2027-01-30T23:00/2027-01-31T23:00'],
    ],
    ['a day and 24 hours', `DTSTART${berlin}20261201T080000\nDURATION:P1DT24H`, ['2026-12-01T07:00/2026-12-03T07:00']],
    [
      'with an extra time on the day of an excluded one',
      `DTSTART${berlin}20261123T100000\nDURATION:PT1H\nEXDATE${berlin}20261123T100000\nRDATE${berlin}20261123T200000`,
      ['2026-11-23T19:00/2026-11-23T20:00'],
    ],
    [
      'until a time without a zone',
      `DTSTART${berlin}20261122T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20261123T093000`,
      ['2026-11-22T09:00/2026-11-22T10:00'],
    ],
    [
      'until a time in UTC, although the event has no zone',
      'DTSTART:20261122T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20261123T093000Z',
      ['2026-11-22T09:00/2026-11-22T10:00'],
    ],
    [
      'every second week, until a day',
      `DTSTART${berlin}20261123T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20261207;INTERVAL=2;WKST=SU`,
      ['2026-11-23T09:00/2026-11-23T10:00', '2026-12-07T09:00/2026-12-07T10:00'],
    ],
    [
      'from a time without a zone until one in UTC',
      'DTSTART:20261201T080000\nDTEND:20261201T090000Z',
      ['2026-12-01T07:00/2026-12-01T08:00'],
    ],
    [
      'until the first of two equal times in another zone',
      `DTSTART${berlin}20271107T010000\nDTEND;TZID=America/New_York:20271107T013000`,
      ['2027-11-07T00:00/2027-11-07T05:30'],
    ],
    ...['GMT', 'utc', 'Z'].map((zone): [string, string, string[]] => [
      `in UTC with the name ${zone}`,
      `DTSTART;TZID=${zone}:20261201T080000\nDURATION:PT1H`,
      ['2026-12-01T08:00/2026-12-01T09:00'],
    ]),
    ['with properties in small letters', 'dtstart;value=date:20261225', ['2026-12-24T23:00/2026-12-25T23:00']],
    [
      'although the event is marked as free',
      'DTSTART;VALUE=DATE:20261225\nTRANSP:TRANSPARENT',
      ['2026-12-24T23:00/2026-12-25T23:00'],
    ],
  ])('has windows: %s', (_, event, expected) => {
    expect(windows(calendar(event), '2026-11-22T00:00Z')).toEqual(expected);
  });

  it('uses the new time of a moved occurrence, and removes a cancelled one', () => {
    const rule = `UID:x\nDTSTART${berlin}20261120T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY`;
    const moved = `UID:x\nRECURRENCE-ID${berlin}20261123T100000\nDTSTART${berlin}20261123T150000\nDURATION:PT2H`;
    const off = `UID:x\nRECURRENCE-ID${berlin}20261122T100000\nDTSTART${berlin}20261122T100000\nDURATION:PT1H\nSTATUS:CANCELLED`;
    expect(windows(calendar(rule, moved, off), '2026-11-22T00:00Z', 2)).toEqual([
      '2026-11-23T14:00/2026-11-23T16:00',
      '2026-11-24T09:00/2026-11-24T10:00',
    ]);
    for (const status of ['CANCELLED', 'cancelled']) {
      const cancelled = calendar(`DTSTART;VALUE=DATE:20261225\nSTATUS:${status}`);
      expect(windows(cancelled, '2026-11-22T00:00Z')).toEqual([]);
    }
  });

  it('uses the new length of an occurrence that is named in another zone', () => {
    const rule = `UID:x\nDTSTART${berlin}20261123T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2`;
    const longer = `UID:x\nRECURRENCE-ID:20261123T090000Z\nDTSTART${berlin}20261123T100000\nDURATION:PT3H`;
    const other = longer.replace('DTSTART', 'SUMMARY:moved\nDTSTART').replace('T100000', 'T120000');
    expect(windows(calendar(rule, longer), '2026-11-22T00:00Z')).toEqual([
      '2026-11-23T09:00/2026-11-23T12:00',
      '2026-11-24T09:00/2026-11-24T10:00',
    ]);
    const stamped = calendar(rule, other).replace('UID:x', 'DTSTAMP:20260101T000000Z\r\nUID:x');
    for (const text of [calendar(rule, other), stamped]) {
      expect(windows(text, '2026-11-22T00:00Z')).toEqual([
        '2026-11-23T11:00/2026-11-23T14:00',
        '2026-11-24T09:00/2026-11-24T10:00',
      ]);
    }
  });

  it('keeps the occurrences of another series when one is moved', () => {
    const one = `UID:x\nDTSTART${berlin}20261123T100000\nDURATION:PT1H`;
    const other = `UID:y\nRECURRENCE-ID${berlin}20261123T100000\nDTSTART${berlin}20261124T150000\nDURATION:PT1H`;
    expect(windows(calendar(one, other), '2026-11-22T00:00Z', 2)).toEqual([
      '2026-11-23T09:00/2026-11-23T10:00',
      '2026-11-24T14:00/2026-11-24T15:00',
    ]);
  });

  it('reads every calendar of a file, and ignores custom parts and a byte order mark', () => {
    const [first, second] = ['20261125', '20261126'].map((day) => calendar(`DTSTART;VALUE=DATE:${day}`));
    const more = 'BEGIN:X-OURS\r\nX-COLOR:red\r\nEND:X-OURS\r\nBEGIN:VEVENT';
    const text = `\uFEFF${first}\r\n\r\n${second?.replace('BEGIN:VEVENT', more)}`;
    expect(windows(text, '2026-11-22T00:00Z')).toEqual(['2026-11-24T23:00/2026-11-26T23:00']);
  });

  it('ignores a line of blanks before the calendar', () => {
    const text = `  \r\n${calendar('DTSTART;VALUE=DATE:20261225')}`;
    expect(windows(text, '2026-11-22T00:00Z')).toEqual(['2026-12-24T23:00/2026-12-25T23:00']);
  });

  it('reads folded lines, and any line ending', () => {
    const folded = calendar('DTSTART;VALUE=DA\n TE:20261225\nSUMMARY:a\n\tb');
    for (const end of ['\r\n', '\n', '\r']) {
      expect(windows(folded.replaceAll('\r\n', end), '2026-11-22T00:00Z')).toEqual([
        '2026-12-24T23:00/2026-12-25T23:00',
      ]);
    }
  });

  it('sorts several events, includes an active one, and merges overlaps', () => {
    const text = calendar(
      'DTSTART;VALUE=DATE:20261225',
      'DTSTART;VALUE=DATE:20261101\nDTEND;VALUE=DATE:20261201',
      'DTSTART;VALUE=DATE:20261126',
    );
    expect(windows(text, '2026-11-22T00:00Z')).toEqual([
      '2026-10-31T23:00/2026-11-30T23:00',
      '2026-12-24T23:00/2026-12-25T23:00',
    ]);
  });

  it('is correct in the far future, and skips the exceptions of the policy', () => {
    const yearly = calendar('DTSTART;VALUE=DATE:20200101\nRRULE:FREQ=YEARLY');
    expect(windows(yearly, '2079-06-01T00:00Z', 1)).toEqual(['2079-12-31T23:00/2080-01-01T23:00']);
    expect(windows(yearly, '2026-06-01T00:00Z', 1, 'ics: holidays.ics, except: [2027-01-01]')).toEqual([
      '2027-12-31T23:00/2028-01-01T23:00',
    ]);
  });

  it('skips whole excepted days, and keeps the days before and after', () => {
    const daily = calendar('DTSTART;VALUE=DATE:20261123\nRRULE:FREQ=DAILY;COUNT=4');
    expect(windows(daily, '2026-11-22T00:00Z', 3, 'ics: holidays.ics, except: [2026-11-24/2026-11-25]')).toEqual([
      '2026-11-22T23:00/2026-11-23T23:00',
      '2026-11-25T23:00/2026-11-26T23:00',
    ]);
  });

  it('denies only inside its window', () => {
    const files = {
      'holidays.ics': calendar('DTSTART;VALUE=DATE:20201225\nDTEND;VALUE=DATE:20201227\nRRULE:FREQ=YEARLY'),
    };
    expect(inShort(frozen(['ics: holidays.ics'], '2026-12-24T22:59Z', { files }))).toBe('allow');
    expect(inShort(frozen(['ics: holidays.ics'], '2026-12-24T23:00Z', { files }))).toBe('deny until 2026-12-26T23:00Z');
  });

  it.each([
    ['an empty file', '', '1: there is no event in this file'],
    ['text that is not a calendar', 'hello', '1: this is not part of a calendar (BEGIN:VCALENDAR)'],
    ['no event', calendar(), '1: there is no event in this file'],
    ['a part without a begin', 'BEGIN:VCALENDAR\nEND:VEVENT', '2: END:VEVENT has no BEGIN:VEVENT'],
    ['a calendar without a begin', 'END:VCALENDAR', '1: END:VCALENDAR has no BEGIN:VCALENDAR'],
    ['a part without an end', 'BEGIN:VCALENDAR\nBEGIN:VEVENT \nSUMMARY:x', '2: BEGIN:VEVENT has no END:VEVENT'],
    [
      'a calendar without an end',
      'BEGIN:VCALENDAR\nBEGIN:vevent\nEND:VEVENT ',
      '1: BEGIN:VCALENDAR has no END:VCALENDAR',
    ],
    ['an event without a start', calendar('SUMMARY:x'), '4: event "x" has no start (DTSTART)'],
    ['an event without a summary', calendar('DTSTART:20261202T080000Z'), '6: event "0" has no end (DTEND or DURATION)'],
    [
      'an unknown zone',
      calendar('DTSTART;TZID=Europe/Berlinn:20261201T080000\nDURATION:PT1H'),
      '6: unknown time zone "Europe/Berlinn" in event "0"; did you mean "Europe/Berlin"?',
    ],
    ...['my-utc', 'utc-0'].map((zone): [string, string, string] => [
      `a zone that only contains another name: ${zone}`,
      calendar(`DTSTART;TZID=${zone}:20261201T080000\nDURATION:PT1H`),
      `6: unknown time zone "${zone}" in event "0"`,
    ]),
    [
      'an end before its start',
      calendar('DTSTART:20261202T080000Z\nDTEND:20261201T080000Z'),
      '7: DTEND is before the start of event "0"',
    ],
    [
      'an hourly rule',
      calendar('DTSTART:20261202T080000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY'),
      '8: FREQ=HOURLY is not supported (event "0")',
    ],
    [
      'a rule for every minute',
      calendar('DTSTART:20261202T080000Z\nDURATION:PT1H\nRRULE:FREQ=MINUTELY'),
      '8: FREQ=MINUTELY is not supported (event "0")',
    ],
    [
      'a rule for every second',
      calendar('DTSTART:20261202T080000Z\nDURATION:PT1H\nRRULE:FREQ=SECONDLY'),
      '8: FREQ=SECONDLY is not supported (event "0")',
    ],
    ...['BYMONTH=2;BYMONTHDAY=30', 'BYMONTH=4,6;BYMONTHDAY=31', 'BYMONTH=2;BYMONTHDAY=-30', 'BYMONTHDAY=0'].map(
      (rule): [string, string, string] => [
        `a day that never occurs: ${rule}`,
        calendar(`DTSTART:20261202T080000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY;${rule}`),
        '8: no day matches the recurrence rule of event "0"',
      ],
    ),
    [
      'an EXRULE',
      calendar('DTSTART:20261202T080000Z\nRRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY'),
      '8: EXRULE is not supported in event "0"',
    ],
    ...['RDATE', 'EXDATE'].map((name): [string, string, string] => [
      `a PERIOD as ${name}`,
      calendar(`DTSTART:20261202T080000Z\n${name};VALUE=PERIOD:20261203T080000Z/PT1H`),
      `7: ${name} (as PERIOD) is not supported in event "0"`,
    ]),
    [
      'a change of this and all future events',
      calendar(
        'UID:x\nDTSTART:20261202T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY',
        'UID:x\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261203T080000Z\nDTSTART:20261203T090000Z\nDURATION:PT1H',
      ),
      '4: event "x" changes this and all future events (RANGE), which is not supported: end one event and begin another',
    ],
    ['an invalid month', calendar('DTSTART;VALUE=DATE:20261301'), '6: there is no time "20261301"'],
    ['an invalid day', calendar('DTSTART;VALUE=DATE:20260231'), '6: there is no time "20260231"'],
    ['an invalid hour', calendar('DTSTART:20260201T240000Z\nDURATION:PT1H'), '6: there is no time "20260201T240000Z"'],
    [
      'an invalid minute',
      calendar('DTSTART:20260201T236000Z\nDURATION:PT1H'),
      '6: there is no time "20260201T236000Z"',
    ],
    [
      'an invalid second time',
      calendar('DTSTART:20260201T080000Z\nDURATION:PT1H\nEXDATE:20260202T080000Z,20260230T080000Z'),
      '8: there is no time "20260230T080000Z"',
    ],
    [
      'an unsupported part of a rule',
      calendar('DTSTART;VALUE=DATE:20260131\nRRULE:FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=BACKWARD'),
      '7: RSCALE of a recurrence rule is not supported',
    ],
    [
      'an end equal to its start',
      calendar('DTSTART:20261202T080000Z\nDTEND:20261202T080000Z'),
      '7: DTEND is the same as the start of event "0"',
    ],
    ...['PT0S', '-PT1H', '-P1D'].map((lasts): [string, string, string] => [
      `a duration of ${lasts}`,
      calendar(`DTSTART:20261202T080000Z\nDURATION:${lasts}`),
      '7: DURATION is not more than zero in event "0"',
    ]),
    ...['DTSTART', 'DTEND', 'RECURRENCE-ID'].map((name): [string, string, string] => [
      `${name} twice`,
      calendar(`${name}:20261202T080000Z\n${name}:20261203T080000Z\nDTSTART:20261202T070000Z`),
      `6: ${name} occurs twice in event "0"`,
    ]),
    [
      'two durations',
      calendar('DURATION:PT1H\nDURATION:PT2H\nDTSTART:20261202T070000Z'),
      '6: DURATION occurs twice in event "0"',
    ],
    [
      'an entry other than an event',
      calendar('DTSTART;VALUE=DATE:20261225').replace('BEGIN:VEVENT', 'BEGIN:VTODO\r\nEND:VTODO\r\nBEGIN:VEVENT'),
      '4: VTODO is not supported: only events count',
    ],
    [
      'a display name with a colon that is not quoted',
      calendar('DTSTART;TZID=(UTC+01:00) Berlin:20261201T080000'),
      '6: unknown time zone "(UTC+01" in event "0"',
    ],
    [
      'an event without an end line',
      calendar('DTSTART;VALUE=DATE:20261225').replace('END:VEVENT\r\n', ''),
      '4: BEGIN:VEVENT has no END:VEVENT before END:VCALENDAR in line 7',
    ],
    [
      'an event without a begin line',
      calendar('DTSTART;VALUE=DATE:20261225').replace('BEGIN:VEVENT\r\n', ''),
      '6: END:VEVENT has no BEGIN:VEVENT',
    ],
    [
      'a calendar without an end',
      calendar('DTSTART;VALUE=DATE:20261225').replace('\r\nEND:VCALENDAR', ''),
      '1: BEGIN:VCALENDAR has no END:VCALENDAR',
    ],
    [
      'an invalid rule',
      calendar('DTSTART:20261202T080000Z\nRRULE:FREQ=SOMETIMES'),
      '7: "RRULE:FREQ=SOMETIMES" cannot be read (invalid frequency "SOMETIMES" expected: "SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY, YEARLY")',
    ],
  ])('is refused with the line and the reason: %s', (_, text, problem) => {
    expect(() => policyOf(['ics: holidays.ics'], '', { 'holidays.ics': text })).toThrow(
      new Error(`freezes.0.ics: holidays.ics:${problem}`),
    );
  });
});

describe('a time zone that the file defines', () => {
  const zone = (name: string, ...parts: [kind: string, from: string, to: string, rule?: string][]) => [
    'BEGIN:VTIMEZONE',
    `TZID:${name}`,
    ...parts.flatMap(([kind, from, to, rule]) => [
      `BEGIN:${kind}`,
      'DTSTART:16011028T030000',
      ...(rule ? [`RRULE:FREQ=YEARLY;${rule}`] : []),
      `TZOFFSETFROM:${from}`,
      `TZOFFSETTO:${to}`,
      `END:${kind}`,
    ]),
    'END:VTIMEZONE',
  ];
  const inZone = (lines: string[], name: string, local: string) =>
    calendar(`DTSTART;TZID="${name}":${local}\nDURATION:PT1H`).replace(
      'BEGIN:VEVENT',
      [...lines, 'BEGIN:VEVENT'].join('\r\n'),
    );
  const [october, march] = ['BYDAY=-1SU;BYMONTH=10', 'BYDAY=-1SU;BYMONTH=3'];
  const european = zone('Ours', ['STANDARD', '+0200', '+0100', october], ['DAYLIGHT', '+0100', '+0200', march]);
  const own = zone('Ours', ['STANDARD', '+0237', '+0137', october], ['DAYLIGHT', '+0137', '+0237', march]);

  it.each([
    [
      'with one offset',
      zone('Customized Time Zone', ['STANDARD', '+0200', '+0100']),
      '20261210T100000',
      '2026-12-10T09:00',
    ],
    ['as in Europe, in winter', european, '20261210T100000', '2026-12-10T09:00'],
    ['as in Europe, in summer', european, '20270610T100000', '2027-06-10T08:00'],
    ['with unusual offsets, in winter', own, '20261210T100000', '2026-12-10T08:23'],
    [
      'with its name after another property',
      own.toSpliced(1, 0, 'LAST-MODIFIED:20200101T000000Z'),
      '20261210T100000',
      '2026-12-10T08:23',
    ],
    ['with unusual offsets, in summer', own, '20270610T100000', '2027-06-10T07:23'],
  ])('is used: %s', (_, lines, local, start) => {
    const name = lines.find((line) => line.startsWith('TZID:'))?.replace('TZID:', '') ?? '';
    expect(windows(inZone(lines, name, local), '2026-11-22T00:00Z').map((window) => window.slice(0, 16))).toEqual([
      start,
    ]);
  });

  it('does not replace a zone of the database, and must be complete', () => {
    const renamed = own.map((line) => line.replace('TZID:Ours', 'TZID:Europe/Berlin'));
    expect(windows(inZone(renamed, 'Europe/Berlin', '20261210T100000'), '2026-11-22T00:00Z')).toEqual([
      '2026-12-10T09:00/2026-12-10T10:00',
    ]);
    expect(
      windows(inZone(zone('Europe/Berlin'), 'Europe/Berlin', '20261210T100000'), '2026-11-22T00:00Z'),
    ).toHaveLength(1);
    const empty = inZone(zone('Empty'), 'Empty', '20261210T100000');
    expect(() => windows(empty, '2026-11-22T00:00Z')).toThrow(
      /holidays\.ics:4: this time zone has neither STANDARD nor DAYLIGHT\n.*holidays\.ics:9: unknown time zone "Empty"/,
    );
  });
});

describe('every invalid entry', () => {
  it('is an error with its line, as is an unreadable line inside an entry', () => {
    const text = calendar(
      'SUMMARY:Christmas\nDTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261224',
      'DTSTART;VALUE=DATE:20261226',
      'SUMMARY:Party\nDTSTART;TZID=Mars/Olympus:20261201T080000\nDURATION:PT1H',
    );
    expect(() => windows(text, '2026-11-22T00:00Z')).toThrow(
      new Error(
        [
          'freezes.0.ics: holidays.ics:8: DTEND is before the start of event "Christmas"',
          'freezes.0.ics: holidays.ics:17: unknown time zone "Mars/Olympus" in event "Party"',
        ].join('\n'),
      ),
    );
    expect(() => windows(text.replace('DTSTART;VALUE=DATE:20261226', 'hello'), '2026-11-22T00:00Z')).toThrow(
      'holidays.ics:12: "hello" cannot be read',
    );
  });

  const problemsOf = (text: string) => {
    try {
      return readCalendar(text) && [];
    } catch (error) {
      return error instanceof CalendarError ? error.problems.map(({ line, message }) => `${line}: ${message}`) : error;
    }
  };

  it('is reported with all others of its event, and what follows a part is not judged any more', () => {
    const text = calendar('hello\nwor\n ld\nDTSTART;VALUE=DATE:20261225', 'nonsense').replace('END:VCALENDAR', '');
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^6: "hello" cannot be read/),
      expect.stringMatching(/^7: "world" cannot be read/),
    ]);
  });

  it('is reported before a part that follows it', () => {
    const text = calendar('hello\nBEGIN:VALARM\nnonsense\nEND:VALARM\nDTSTART;VALUE=DATE:20261225');
    expect(problemsOf(text)).toEqual([expect.stringMatching(/^6: "hello" cannot be read/)]);
  });

  it('is listed in the order of the lines, whatever it is', () => {
    const text = calendar('DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261224', 'SUMMARY:x').replace(
      'END:VCALENDAR',
      ['BEGIN:VTODO', 'END:VTODO', 'BEGIN:VTIMEZONE', 'TZID:Empty', 'END:VTIMEZONE', 'END:VCALENDAR'].join('\r\n'),
    );
    expect(problemsOf(text)).toEqual([
      '7: DTEND is before the start of event "0"',
      '9: event "x" has no start (DTSTART)',
      '13: VTODO is not supported: only events count',
      '15: this time zone has neither STANDARD nor DAYLIGHT',
    ]);
  });

  it('is in its event, not in an alarm before it', () => {
    const alarm = 'BEGIN:VALARM\nDURATION:PT5M\nEND:VALARM';
    expect(problemsOf(calendar(`DTSTART:20261202T080000Z\n${alarm}\nDURATION:PT0S`))).toEqual([
      '10: DURATION is not more than zero in event "0"',
    ]);
  });

  it.each([
    ['BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VEVENT', '3: END:VEVENT has no BEGIN:VEVENT'],
    [
      'BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR',
      '2: BEGIN:VEVENT has no END:VEVENT before END:VCALENDAR in line 3',
    ],
  ])('is a part without its other end: %j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it.each(['BYMONTH=13', 'BYMONTH=0', 'BYMONTHDAY=32'])('is a rule that has %s', (part) => {
    const problems = problemsOf(calendar(`DTSTART;VALUE=DATE:20261202\nRRULE:FREQ=YEARLY;${part}`));
    expect(problems).toEqual([expect.stringMatching(/^7: "RRULE:\S+" cannot be read \(BYMONTH.* invalid value /)]);
  });

  it.each(['20261201T230000Z', '20261201T005900Z', '20261231T235959'])('is not the time %s', (time) => {
    expect(problemsOf(calendar(`DTSTART:${time}\nDURATION:PT1H`))).toEqual([]);
  });

  it.each(['1:20261201', '20261201T08', '20261201x', '20260431'])('may be the time %s', (time) => {
    expect(problemsOf(calendar(`DTSTART;VALUE=DATE:20261201\nEXDATE:${time}`))).not.toEqual([]);
  });
});

describe('a policy that names an iCalendar file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('includes the content of the file, and its version depends on it', async () => {
    const file = write('policy.yml', yamlOf(['ics: holidays.ics']));
    write('holidays.ics', calendar('DTSTART;VALUE=DATE:20261225'));
    const one = await readPolicy(file);
    expect(JSON.parse(JSON.stringify(one.policy)).calendars['holidays.ics'].events).toHaveLength(1);
    write('holidays.ics', calendar('DTSTART;VALUE=DATE:20261226'));
    expect((await readPolicy(file)).version).not.toBe(one.version);
  });

  it('is refused if the file is missing, with the line', async () => {
    const file = write('alone.yml', yamlOf(['ics: nowhere.ics']));
    const error = await readPolicy(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PolicyError);
    expect((error as PolicyError).problems).toEqual([
      expect.stringMatching(/alone\.yml:\d+:\d+ freezes\.0\.ics: nowhere\.ics: there is no such file/),
    ]);
  });

  it('cannot name a file in another folder', async () => {
    const file = write('elsewhere.yml', yamlOf(['ics: ../holidays.ics']));
    await expect(readPolicy(file)).rejects.toThrow('expected the name of an iCalendar file beside the policy');
  });
});
