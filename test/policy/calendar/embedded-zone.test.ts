import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { embeddedZone } from '../../../lib/policy/calendar/embedded-zone.ts';

/** The zone that stands for a VTIMEZONE: a name of the database, or its offsets since an instant (both in seconds). */

type Part = [kind: 'STANDARD' | 'DAYLIGHT', from: string, to: string, ...more: string[]];

function zone(parts: Part[], preferred: string[] = [], more: string[] = []): string {
  const lines = parts.flatMap(([kind, from, to, ...rest]) => [
    `BEGIN:${kind}`,
    ...(rest.some((line) => line.startsWith('DTSTART')) ? [] : ['DTSTART:16010101T030000']),
    `TZOFFSETFROM:${from}`,
    `TZOFFSETTO:${to}`,
    ...rest,
    `END:${kind}`,
  ]);
  return read(['TZID:Ours', ...more, ...lines], preferred);
}

function read(lines: string[], preferred: string[] = []): string {
  const text = ['BEGIN:VTIMEZONE', ...lines, 'END:VTIMEZONE'].join('\r\n');
  return embeddedZone(
    new ICAL.Component(ICAL.parse(text) as ConstructorParameters<typeof ICAL.Component>[0]),
    preferred,
  );
}

const year = (rule: string) => `RRULE:FREQ=YEARLY;${rule}`;
const [october, march] = [year('BYDAY=-1SU;BYMONTH=10'), year('BYDAY=-1SU;BYMONTH=3')];
const european: Part[] = [
  ['STANDARD', '+0200', '+0100', october, 'DTSTART:16011028T030000'],
  ['DAYLIGHT', '+0100', '+0200', march, 'DTSTART:16010325T020000'],
];
const once = (at: string, from: string, to: string, ...more: string[]): Part => [
  'STANDARD',
  from,
  to,
  `DTSTART:${at}`,
  ...more,
];
const seconds = (text: string) => Date.parse(text) / 1000;

describe('a zone of the database stands for one that the file defines', () => {
  it.each<[string, Part[], preferred: string[], more: string[], name: string]>([
    ['if the file names it', european, [], ['X-LIC-LOCATION:Asia/Tokyo'], 'Asia/Tokyo'],
    [
      'if it is the first preferred one with the same clock',
      european,
      ['Asia/Tokyo', 'Europe/Rome', 'Europe/Paris'],
      [],
      'Europe/Rome',
    ],
    ['though the file names one that is none', european, ['Europe/Rome'], ['X-LIC-LOCATION:Rome'], 'Europe/Rome'],
    [
      'though its clock was another before 2024',
      [['STANDARD', '+0300', '+0300']],
      ['Europe/Volgograd'],
      [],
      'Europe/Volgograd',
    ],
    [
      'though its clock is another after 2037',
      [...european, once('20600101T000000', '+0100', '+0300')],
      ['Europe/Rome'],
      [],
      'Europe/Rome',
    ],
    [
      'though the file has a custom part',
      european,
      ['Europe/Rome'],
      ['BEGIN:X-OURS', 'X-COLOR:red', 'END:X-OURS'],
      'Europe/Rome',
    ],
  ])('%s', (_, parts, preferred, more, name) => {
    expect(zone(parts, preferred, more)).toBe(name);
  });

  it('if no preferred one has the same clock but another has', () => {
    const found = zone(european, ['Asia/Tokyo']);
    expect(found).toMatch(/^[A-Z][A-Za-z]+\/\w+$/);
    expect(zone(european, [found])).toBe(found);
  });
});

describe('offsets stand for a zone', () => {
  it.each<[string, Part[], preferred: string[], offsets: string]>([
    [
      'with one offset, which is many zones',
      [['STANDARD', '+0100', '+0100']],
      ['Asia/Tokyo'],
      `${seconds('1601-01-01T02:00Z')}=3600`,
    ],
    [
      'that changes its clock an hour before every other',
      [once('20240331T010000', '+0100', '+0200'), once('20241027T030000', '+0200', '+0100')],
      ['Europe/Rome'],
      `${seconds('2024-03-31T00:00Z')}=7200 ${seconds('2024-10-27T01:00Z')}=3600`,
    ],
    [
      'by each of its dates',
      [
        once('20300101T000000', '+0137', '+0237', 'RDATE:20310101T000000,20320101T000000'),
        once('20300601T000000', '+0237', '+0137', 'RDATE:20310601T000000'),
      ],
      [],
      [2030, 2031]
        .map((y) => `${seconds(`${y - 1}-12-31T22:23Z`)}=9420 ${seconds(`${y}-05-31T21:23Z`)}=5820`)
        .concat(`${seconds('2031-12-31T22:23Z')}=9420`)
        .join(' '),
    ],
    [
      'without those that ended before 2000, and without changes that change nothing',
      [
        once('19700101T000000', '+0500', '+0337'),
        once('19990101T000000', '+0337', '+0437'),
        once('20100101T000000', '+0437', '+0437'),
        once('20200101T000000', '+0437', '+0137'),
      ],
      [],
      `${seconds('1998-12-31T20:23Z')}=16620 ${seconds('2019-12-31T19:23Z')}=5820`,
    ],
    [
      'without one that ended as 2000 began',
      [once('19990101T000000', '+0337', '+0437'), once('20000101T043700', '+0437', '+0137')],
      [],
      `${seconds('2000-01-01T00:00Z')}=5820`,
    ],
    [
      'from the first on if all are later',
      [once('20100101T000000', '+0137', '+0437'), once('20200101T000000', '+0437', '+0137')],
      [],
      `${seconds('2009-12-31T22:23Z')}=16620 ${seconds('2019-12-31T19:23Z')}=5820`,
    ],
  ])('%s', (_, parts, preferred, offsets) => {
    expect(zone(parts, preferred)).toBe(`offsets ${offsets}`);
  });

  it.each([
    ['earlier', '02', '01'],
    ['later', '04', '03'],
  ])('that always changes its clock an hour %s than a preferred zone', (_, back, forward) => {
    const shifted: Part[] = [
      ['STANDARD', '+0200', '+0100', october, `DTSTART:16011028T${back}0000`],
      ['DAYLIGHT', '+0100', '+0200', march, `DTSTART:16010325T${forward}0000`],
    ];
    expect(zone(shifted, ['Europe/Rome'])).toMatch(/^offsets /);
  });

  it('until 2075 if a rule has no end', () => {
    const own: Part[] = [
      ['STANDARD', '+0137', '+0237', 'DTSTART:20700101T000000', year('BYMONTH=1')],
      ['DAYLIGHT', '+0237', '+0137', 'DTSTART:20700601T000000', year('BYMONTH=6')],
    ];
    const offsets = zone(own).split(' ').slice(1);
    expect(offsets).toHaveLength(12);
    expect(offsets.at(-1)).toBe(`${seconds('2075-05-31T21:23Z')}=5820`);
  });
});

it.each([
  ['neither STANDARD nor DAYLIGHT', ['TZID:Ours']],
  ['a part without TZOFFSETFROM', ['BEGIN:STANDARD', 'DTSTART:16010101T000000', 'TZOFFSETTO:+0100', 'END:STANDARD']],
  ['a part without TZOFFSETTO', ['BEGIN:DAYLIGHT', 'DTSTART:16010101T000000', 'TZOFFSETFROM:+0100', 'END:DAYLIGHT']],
  ['a part without DTSTART', ['BEGIN:STANDARD', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0100', 'END:STANDARD']],
])('a zone that has %s is refused', (what, lines) => {
  expect(() => read(lines)).toThrow(`this time zone has ${what}`);
});
