import { expect, it } from 'vitest';
import { calendarsOf, filesOf } from '../../../lib/policy/calendar/calendar-files.ts';
import type { Policy } from '../../../lib/policy/file/schema.ts';

/** The iCalendar files that a policy names, before and after they are read. */

it.each([
  ['each name once', 'freezes: [{ ics: a.ics }, { ics: B-1.ICS }, { ics: a.ics }]', ['a.ics', 'B-1.ICS']],
  [
    'no name with a folder',
    'freezes: [{ ics: ../a.ics }, { ics: sub/a.ics }, { ics: .a.ics }, { ics: a.ics.txt }]',
    [],
  ],
  ['nothing that is no name', 'freezes: [{ ics: 5 }, { ics: [a.ics] }, { every: {} }, null, 7]', []],
  ['nothing without a list of freezes', 'freezes: a.ics', []],
  ['nothing without freezes', 'version: 1', []],
  ['nothing of a text that is no YAML', '"', []],
])('are %s', (_, yaml, files) => {
  expect(filesOf(yaml)).toEqual(files);
});

const freezes = (...names: (string | undefined)[]) => ({ freezes: names.map((ics) => ({ ics })) }) as Policy;
const christmas = [
  'BEGIN:VCALENDAR',
  'BEGIN:VEVENT',
  'UID:1',
  'DTSTART;VALUE=DATE:20261225',
  'END:VEVENT',
  'END:VCALENDAR',
];

it('are read once each, and each that cannot be read is a problem of its freeze', () => {
  const files = {
    'a.ics': christmas.join('\n'),
    'wrong.ics': christmas.join('\n').replace('DTSTART;VALUE=DATE:20261225', 'hello\nDTSTART:20261332'),
    'denied.ics': new Error('EACCES'),
  };
  const { calendars, problems } = calendarsOf(
    freezes(undefined, 'a.ics', 'a.ics', 'none.ics', 'wrong.ics', 'denied.ics', 'toString'),
    files,
  );
  expect(Object.keys(calendars)).toEqual(['a.ics']);
  expect(problems.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([
    'freezes.3.ics none.ics: it was not read',
    expect.stringMatching(/^freezes\.4\.ics wrong\.ics:4: "hello" cannot be read/),
    'freezes.4.ics wrong.ics:5: there is no time "20261332"',
    'freezes.5.ics denied.ics: EACCES',
    'freezes.6.ics toString: it was not read',
  ]);
});
