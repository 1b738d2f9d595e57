import { describe, expect, it } from 'vitest';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import { rulesOf } from '../../../lib/policy/rules.ts';
import { type Circumstances, frozen, inShort, ordered, override, policyOf, target } from '../frozen.ts';

type Row = [name: string, freezes: string[], at: string, expected: string, more?: Circumstances];

const weekend = 'id: weekend, every: { cron: "0 16 * * FRI", until: "0 8 * * MON" }';
const nights = 'id: nights, every: { cron: "0 22 * * *", until: "0 6 * * *" }';
const hours = 'id: hours, kind: allow, every: { cron: "0 9 * * MON-FRI", until: "0 17 * * MON-FRI" }';
const yearEnd = 'id: year-end, once: { from: 2026-12-19T00:00, until: 2027-01-04T09:00 }';
const sunday = '2026-11-22T12:00Z';
const tuesday = '2026-11-24T12:00Z';
const toMonday = 'deny until 2026-11-23T07:00Z';

const windows: Row[] = [
  ['in the middle', [weekend], sunday, toMonday],
  ['before it begins', [weekend], '2026-11-20T14:59:59.999Z', 'allow'],
  ['as it begins', [weekend], '2026-11-20T15:00Z', toMonday],
  ['the moment before it ends', [weekend], '2026-11-23T06:59:59.999Z', toMonday],
  ['as it ends', [weekend], '2026-11-23T07:00Z', 'allow'],
  ['overnight, before midnight', [nights], '2026-11-24T22:30Z', 'deny until 2026-11-25T05:00Z'],
  ['overnight, after midnight', [nights], '2026-11-25T04:59Z', 'deny until 2026-11-25T05:00Z'],
  ['overnight, at noon', [nights], tuesday, 'allow'],
  [
    'over the end of a month',
    ['every: { cron: "0 18 L * *", until: "0 6 1 * *" }'],
    '2026-11-30T20:00Z',
    'deny until 2026-12-01T05:00Z',
  ],
  [
    'over the end of February',
    ['every: { cron: "0 18 L * *", duration: 12h }'],
    '2027-02-28T18:00Z',
    'deny until 2027-03-01T05:00Z',
  ],
  [
    'over the end of a leap February',
    ['every: { cron: "0 18 L * *", duration: 12h }'],
    '2028-02-29T18:00Z',
    'deny until 2028-03-01T05:00Z',
  ],
  ['on a 28th that is not the last', ['every: { cron: "0 18 L * *", duration: 12h }'], '2028-02-28T18:00Z', 'allow'],
  [
    'on the 30th, in a month without a 31st',
    ['every: { cron: "0 0 31 * *", duration: 24h }'],
    '2026-11-30T12:00Z',
    'allow',
  ],
  [
    'on the 31st',
    ['every: { cron: "0 0 31 * *", duration: 24h }'],
    '2026-12-31T12:00Z',
    'deny until 2026-12-31T23:00Z',
  ],
  ['over the end of a year', [yearEnd], '2026-12-31T23:30Z', 'deny until 2027-01-04T08:00Z'],
  ['once, before', [yearEnd], '2026-12-18T22:59Z', 'allow'],
  ['once, as it begins', [yearEnd], '2026-12-18T23:00Z', 'deny until 2027-01-04T08:00Z'],
  ['once, as it ends', [yearEnd], '2027-01-04T08:00Z', 'allow'],
  ['once, years later', [yearEnd], '2031-12-25T12:00Z', 'allow'],
  [
    'on each day, in its hour',
    ['every: { cron: "0 9 * * *", duration: 1h }'],
    '2026-11-24T08:30Z',
    'deny until 2026-11-24T09:00Z',
  ],
  [
    'by the day of the month or the weekday, as in cron',
    ['every: { cron: "0 0 1 * MON", duration: 1h }'],
    '2026-11-30T23:00Z',
    'deny until 2026-12-01T00:00Z',
  ],
  ['in the far future', [weekend], '2060-01-03T12:00Z', 'deny until 2060-01-05T07:00Z'],
  ['in the far past', [weekend], '2001-01-06T12:00Z', 'deny until 2001-01-08T07:00Z'],
];

const together: Row[] = [
  [
    'the longer of two',
    [weekend, 'once: { from: 2026-11-22T00:00, until: 2026-11-25T00:00 }'],
    sunday,
    'deny until 2026-11-24T23:00Z',
  ],
  [
    'the shorter of two ends first',
    [weekend, 'once: { from: 2026-11-22T00:00, until: 2026-11-22T14:00 }'],
    sunday,
    toMonday,
  ],
  [
    'one that begins before the other ends',
    [weekend, 'once: { from: 2026-11-23T07:00, until: 2026-11-23T12:00 }'],
    sunday,
    'deny until 2026-11-23T11:00Z',
  ],
  [
    'one that begins as the other ends',
    [weekend, 'once: { from: 2026-11-23T08:00, until: 2026-11-23T12:00 }'],
    sunday,
    'deny until 2026-11-23T11:00Z',
  ],
  [
    'one that begins just after the other ended',
    [weekend, 'once: { from: 2026-11-23T08:01, until: 2026-11-23T12:00 }'],
    sunday,
    toMonday,
  ],
  [
    'a chain of three',
    [
      weekend,
      'once: { from: 2026-11-23T01:00, until: 2026-11-23T20:00 }',
      'once: { from: 2026-11-23T20:00, until: 2026-11-24T20:00 }',
    ],
    sunday,
    'deny until 2026-11-24T19:00Z',
  ],
  ['over the year', [weekend, yearEnd], '2026-12-18T20:00Z', 'deny until 2027-01-04T08:00Z'],
  [
    'with itself: two whole days that meet',
    ['every: { cron: "0 0 * * SAT,SUN", duration: 24h }'],
    '2026-11-21T12:00Z',
    'deny until 2026-11-22T23:00Z',
  ],
  ['with itself: occurrences that overlap', ['every: { cron: "0 0 * * *", duration: 30h }'], tuesday, 'deny'],
  ['with itself: occurrences that meet', ['every: { cron: "0 0 * * *", until: "0 0 * * *" }'], tuesday, 'deny'],
  [
    'until the same hour: the first end counts',
    ['every: { cron: "0 8,12 * * *", until: "0 18 * * *" }'],
    '2026-11-24T13:00Z',
    'deny until 2026-11-24T17:00Z',
  ],
  ['allowed while an allow window is open', [hours], tuesday, 'allow'],
  ['denied outside an allow window', [hours], '2026-11-24T20:00Z', 'deny until 2026-11-25T08:00Z'],
  ['denied until an allow window opens', [hours], '2026-11-24T07:59Z', 'deny until 2026-11-24T08:00Z'],
  ['allowed as an allow window opens', [hours], '2026-11-24T08:00Z', 'allow'],
  ['denied as an allow window closes', [hours], '2026-11-24T16:00Z', 'deny until 2026-11-25T08:00Z'],
  [
    'one of two allow windows is enough',
    [hours, 'kind: allow, once: { from: 2026-11-22T00:00, until: 2026-11-23T00:00 }'],
    sunday,
    'allow',
  ],
  [
    'until the earlier of two allow windows opens',
    [hours, 'kind: allow, once: { from: 2026-11-22T14:00, until: 2026-11-23T00:00 }'],
    sunday,
    'deny until 2026-11-22T13:00Z',
  ],
  [
    'denied although an allow window is open',
    [hours, 'once: { from: 2026-11-24T12:00, until: 2026-11-24T14:00 }'],
    tuesday,
    'deny until 2026-11-24T13:00Z',
  ],
  [
    'until the freeze ends inside an allow window',
    [hours, 'once: { from: 2026-11-22T00:00, until: 2026-11-24T12:00 }'],
    sunday,
    'deny until 2026-11-24T11:00Z',
  ],
  [
    'past an allow window that is completely denied',
    [hours, 'once: { from: 2026-11-23T00:00, until: 2026-11-24T00:00 }'],
    sunday,
    'deny until 2026-11-24T08:00Z',
  ],
  [
    'past the end of the freeze, until the allow window opens',
    [hours, weekend],
    sunday,
    'deny until 2026-11-23T08:00Z',
  ],
  [
    'no allow window is left',
    ['kind: allow, once: { from: 2026-01-01T00:00, until: 2026-01-02T00:00 }'],
    sunday,
    'deny',
  ],
];

const changes: Row[] = [
  // Berlin: on 28 March 2027 02:00 becomes 03:00, on 25 October 2026 03:00 becomes 02:00.
  [
    'in Berlin, starts in the skipped hour: at the jump',
    ['every: { cron: "30 2 * * *", until: "0 6 * * *" }'],
    '2027-03-28T01:00Z',
    'deny until 2027-03-28T04:00Z',
  ],
  ['in Berlin, before the jump', ['every: { cron: "30 2 * * *", until: "0 6 * * *" }'], '2027-03-28T00:59Z', 'allow'],
  [
    'in Berlin, ends in the skipped hour: at the jump',
    ['every: { cron: "0 1 * * *", until: "30 2 * * *" }'],
    '2027-03-28T00:30Z',
    'deny until 2027-03-28T01:00Z',
  ],
  [
    'in Berlin, completely in the skipped hour: never',
    ['every: { cron: "10 2 * * *", until: "50 2 * * *" }'],
    '2027-03-28T01:00Z',
    'allow',
  ],
  [
    'in Berlin, a duration is elapsed time over the jump',
    ['every: { cron: "0 1 * * *", duration: 2h }'],
    '2027-03-28T01:59Z',
    'deny until 2027-03-28T02:00Z',
  ],
  [
    'in Berlin, starts in the repeated hour: the first time',
    ['every: { cron: "30 2 * * *", until: "0 6 * * *" }'],
    '2026-10-25T00:30Z',
    'deny until 2026-10-25T05:00Z',
  ],
  [
    'in Berlin, ends in the repeated hour: the last time',
    ['every: { cron: "0 1 * * *", until: "30 2 * * *" }'],
    '2026-10-25T01:29Z',
    'deny until 2026-10-25T01:30Z',
  ],
  [
    'in Berlin, an allow window opens the second time',
    ['kind: allow, every: { cron: "30 2 * * *", until: "0 6 * * *" }'],
    '2026-10-25T00:45Z',
    'deny until 2026-10-25T01:30Z',
  ],
  [
    'in Berlin, an allow window closes the first time',
    ['kind: allow, every: { cron: "0 1 * * *", until: "30 2 * * *" }'],
    '2026-10-25T00:30Z',
    'deny until 2026-10-26T00:00Z',
  ],
  [
    'in Berlin, a duration is elapsed time over the repeated hour',
    ['every: { cron: "0 1 * * *", duration: 3h }'],
    '2026-10-25T01:59Z',
    'deny until 2026-10-25T02:00Z',
  ],
  [
    'in Berlin, a whole day is 25 hours long when the clock is set back',
    ['every: { cron: "0 0 * * SUN", duration: 24h }'],
    '2026-10-25T12:00Z',
    'deny until 2026-10-25T23:00Z',
  ],
  [
    'in Berlin, a whole day is 23 hours long when the clock is set forward',
    ['every: { cron: "0 0 * * SUN", duration: 24h }'],
    '2027-03-28T12:00Z',
    'deny until 2027-03-28T22:00Z',
  ],
  [
    'in Berlin, an allowed whole day is 25 hours long too',
    ['kind: allow, every: { cron: "0 0 * * SUN", duration: 24h }'],
    '2026-10-25T22:59Z',
    'allow',
  ],
  [
    'in Berlin, a weekend over the change ends by the wall clock',
    [weekend],
    '2026-10-24T12:00Z',
    'deny until 2026-10-26T07:00Z',
  ],
  // New York: on 14 March 2027 02:00 becomes 03:00, on 1 November 2026 02:00 becomes 01:00.
  [
    'in New York, starts in the skipped hour',
    ['tz: America/New_York, every: { cron: "30 2 * * *", until: "0 6 * * *" }'],
    '2027-03-14T07:00Z',
    'deny until 2027-03-14T10:00Z',
  ],
  [
    'in New York, the moment before the jump',
    ['tz: America/New_York, every: { cron: "30 2 * * *", until: "0 6 * * *" }'],
    '2027-03-14T06:59:59Z',
    'allow',
  ],
  [
    'in New York, starts in the repeated hour',
    ['tz: America/New_York, every: { cron: "30 1 * * *", until: "0 6 * * *" }'],
    '2026-11-01T05:30Z',
    'deny until 2026-11-01T11:00Z',
  ],
  [
    'in New York, ends in the repeated hour',
    ['tz: America/New_York, every: { cron: "0 0 * * *", until: "30 1 * * *" }'],
    '2026-11-01T06:29Z',
    'deny until 2026-11-01T06:30Z',
  ],
  [
    'in New York, once and over the change',
    ['tz: America/New_York, once: { from: 2026-11-01T00:00, until: 2026-11-01T12:00 }'],
    '2026-11-01T16:59Z',
    'deny until 2026-11-01T17:00Z',
  ],
  // Lord Howe: on 4 October 2026 02:00 becomes 02:30, on 4 April 2027 02:00 becomes 01:30.
  [
    'on Lord Howe, starts in the skipped half hour',
    ['tz: Australia/Lord_Howe, every: { cron: "15 2 * * *", until: "0 6 * * *" }'],
    '2026-10-03T15:30Z',
    'deny until 2026-10-03T19:00Z',
  ],
  [
    'on Lord Howe, before the jump',
    ['tz: Australia/Lord_Howe, every: { cron: "15 2 * * *", until: "0 6 * * *" }'],
    '2026-10-03T15:29Z',
    'allow',
  ],
  [
    'on Lord Howe, starts in the repeated half hour',
    ['tz: Australia/Lord_Howe, every: { cron: "45 1 * * *", until: "0 6 * * *" }'],
    '2027-04-03T14:45Z',
    'deny until 2027-04-03T19:30Z',
  ],
  [
    'on Lord Howe, ends in the repeated half hour',
    ['tz: Australia/Lord_Howe, every: { cron: "0 1 * * *", until: "45 1 * * *" }'],
    '2027-04-03T15:14Z',
    'deny until 2027-04-03T15:15Z',
  ],
  [
    'in India, half an hour off',
    ['tz: Asia/Kolkata, every: { cron: "0 9 * * *", until: "0 10 * * *" }'],
    '2026-11-24T03:30Z',
    'deny until 2026-11-24T04:30Z',
  ],
  [
    'in UTC',
    ['tz: UTC, every: { cron: "0 9 * * *", until: "0 10 * * *" }'],
    '2026-11-24T09:00Z',
    'deny until 2026-11-24T10:00Z',
  ],
];

const except: Row[] = [
  ['not on an excepted day', [`${weekend}, except: [2026-11-20]`], sunday, 'allow'],
  ['not once, if the day it starts is excepted', [`${yearEnd}, except: [2026-12-19]`], '2026-12-20T12:00Z', 'allow'],
  ['not in a range of excepted days', [`${weekend}, except: [2026-11-18/2026-11-20]`], sunday, 'allow'],
  ['by the day it starts, not the days it lasts', [`${weekend}, except: [2026-11-21/2026-11-30]`], sunday, toMonday],
  [
    'by the local day',
    ['every: { cron: "30 0 * * *", duration: 2h }, except: [2026-11-24]'],
    '2026-11-23T23:45Z',
    'allow',
  ],
  [
    'again on the next day',
    ['every: { cron: "30 0 * * *", duration: 2h }, except: [2026-11-24]'],
    '2026-11-24T23:45Z',
    'deny until 2026-11-25T01:30Z',
  ],
  [
    'an exception of an allow window closes it',
    [`${hours}, except: [2026-11-24]`],
    tuesday,
    'deny until 2026-11-25T08:00Z',
  ],
];

const scopes: Row[] = [
  ['the listed pipelines', [`scope: prod, ${weekend}`], sunday, toMonday],
  ['no other pipelines', [`scope: test, ${weekend}`], sunday, 'allow'],
  ['the listed stages', [`scope: deploys, ${weekend}`], sunday, toMonday],
  ['no other stages', [`scope: builds, ${weekend}`], sunday, 'allow'],
  [
    'any stage if the question names none',
    [`scope: builds, ${weekend}`],
    sunday,
    toMonday,
    { target: { stage: undefined } },
  ],
  ['the account and Region', [`scope: here, ${weekend}`], sunday, toMonday],
  ['no other Region', [`scope: elsewhere, ${weekend}`], sunday, 'allow'],
  ['an unknown Region', [`scope: elsewhere, ${weekend}`], sunday, toMonday, { target: { region: undefined } }],
  ['no excluded pipeline', [`scope: but-payments, ${weekend}`], sunday, 'allow'],
  ['no excluded stage', [`scope: but-deploy, ${weekend}`], sunday, 'allow'],
  ['a stage that is not excluded', [`scope: but-deploy, ${weekend}`], sunday, toMonday, { target: { stage: 'Test' } }],
  ['the listed tags', [`scope: tagged, ${weekend}`], sunday, toMonday, { target: { tags: { env: 'prod' } } }],
  ['no other tags', [`scope: tagged, ${weekend}`], sunday, 'allow', { target: { tags: { env: 'dev' } } }],
  ['unknown tags', [`scope: tagged, ${weekend}`], sunday, toMonday],
  ['a pipeline that may be excluded', [`scope: but-quiet, ${weekend}`], sunday, toMonday],
  [
    'no pipeline that is certainly excluded',
    [`scope: but-quiet, ${weekend}`],
    sunday,
    'allow',
    { target: { tags: { quiet: 'yes' } } },
  ],
  ['nothing if the allow window is in another scope', [`scope: test, ${hours}`], sunday, 'allow'],
];

const day = ['2026-11-22T00:00Z', '2026-11-22T18:00Z'] as const;
const orders: Row[] = [
  ['an override lifts it', [weekend], sunday, 'allow', { orders: { o: override(...day) } }],
  [
    'an override counts from its start on',
    [weekend],
    '2026-11-22T00:00Z',
    'allow',
    { orders: { o: override(...day) } },
  ],
  [
    'an override does not count before its start',
    [weekend],
    '2026-11-21T23:59Z',
    'deny until 2026-11-22T00:00Z',
    { orders: { o: override(...day) } },
  ],
  [
    'an override does not count from its end on',
    [weekend],
    '2026-11-22T18:00Z',
    toMonday,
    { orders: { o: override(...day) } },
  ],
  [
    'an override does not count after its withdrawal',
    [weekend],
    sunday,
    toMonday,
    { orders: { o: override(...day) }, ended: { o: [Date.parse('2026-11-22T11:00Z'), 'U0LEE'] } },
  ],
  [
    'an override lifts the freeze it names',
    [weekend],
    sunday,
    'allow',
    { orders: { o: override(...day, { freezes: ['weekend'] }) } },
  ],
  [
    'an override lifts no other freeze',
    [weekend],
    sunday,
    toMonday,
    { orders: { o: override(...day, { freezes: ['year-end'] }) } },
  ],
  [
    'an override does not lift a second active freeze',
    [weekend, 'once: { from: 2026-11-22T00:00, until: 2026-11-22T14:00 }'],
    sunday,
    'deny until 2026-11-22T13:00Z',
    { orders: { o: override(...day, { freezes: ['weekend'] }) } },
  ],
  [
    'an override lifts only the pipelines it names',
    [weekend],
    sunday,
    toMonday,
    { orders: { o: override(...day, { pipelines: ['search-*'] }) } },
  ],
  [
    'an override lifts only the stages it names',
    [weekend],
    sunday,
    toMonday,
    { orders: { o: override(...day, { stages: ['Build'] }) } },
  ],
  [
    'an override does not last longer than the freeze allows',
    [`${weekend}, override: { allow: [release], maxFor: 4h }`],
    sunday,
    toMonday,
    { orders: { o: override(...day) } },
  ],
  ['an override lifts a closed allow window', [hours], sunday, 'allow', { orders: { o: override(...day) } }],
  [
    'an override lifts one allow window and not the other',
    [hours, 'kind: allow, once: { from: 2026-11-23T00:00, until: 2026-11-24T00:00 }'],
    sunday,
    'deny until 2026-11-22T23:00Z',
    { orders: { o: override(...day, { freezes: ['hours'] }) } },
  ],
  ['a manual freeze holds', [], sunday, 'deny until 2026-11-22T18:00Z', { orders: { o: ordered(...day) } }],
  ['a manual freeze holds only its pipelines', [], sunday, 'allow', { orders: { o: ordered(...day, ['search-*']) } }],
  ['a manual freeze holds only its stages', [], sunday, 'allow', { orders: { o: ordered(...day, ['*'], ['Build']) } }],
  [
    'a manual freeze holds until its withdrawal',
    [],
    sunday,
    'allow',
    { orders: { o: ordered(...day) }, ended: { o: [Date.parse('2026-11-22T11:00Z'), 'U0LEE'] } },
  ],
  ['a manual freeze holds together with the policy', [weekend], sunday, toMonday, { orders: { o: ordered(...day) } }],
  [
    'a manual freeze can hold longer than the policy',
    [weekend],
    sunday,
    'deny until 2026-11-24T00:00Z',
    { orders: { o: ordered('2026-11-22T00:00Z', '2026-11-24T00:00Z') } },
  ],
  [
    'a manual freeze holds although the policy is overridden',
    [weekend],
    sunday,
    'deny until 2026-11-22T18:00Z',
    { orders: { o: ordered(...day), p: override('2026-11-22T00:00Z', '2026-11-24T00:00Z') } },
  ],
  [
    'an override lifts a manual freeze that it names',
    [],
    sunday,
    'allow',
    { orders: { o: ordered(...day), p: override(...day, { freezes: ['o'] }) } },
  ],
];

const modes: Row[] = [
  ['only reported', [`${weekend}, mode: report`], sunday, 'report until 2026-11-23T07:00Z'],
  ['all only reported', [weekend], sunday, 'report until 2026-11-23T07:00Z', { top: 'mode: report' }],
  ['all only reported, except this one', [`${weekend}, mode: enforce`], sunday, toMonday, { top: 'mode: report' }],
  [
    'held by the enforced freeze, and only as long',
    [`${weekend}, mode: enforce`, `mode: report, once: { from: 2026-11-22T00:00, until: 2026-11-25T00:00 }`],
    sunday,
    toMonday,
  ],
  [
    'an allow window, only reported, opens nothing',
    [hours, 'kind: allow, mode: report, once: { from: 2026-11-22T00:00, until: 2026-11-23T00:00 }'],
    sunday,
    'deny until 2026-11-23T08:00Z',
  ],
  [
    'an allow window, only reported, closes nothing',
    ['kind: allow, mode: report, once: { from: 2026-11-23T00:00, until: 2026-11-24T00:00 }'],
    sunday,
    'report until 2026-11-22T23:00Z',
  ],
];

describe('a freeze', () => {
  const tables = {
    'in time': windows,
    together,
    'over clock changes': changes,
    'with exceptions': except,
    covers: scopes,
    'with manual rules': orders,
    'by mode': modes,
  };
  for (const [what, rows] of Object.entries(tables)) {
    describe(what, () => {
      it.each(rows)('%s', (_, freezes, at, expected, more) => {
        expect(inShort(frozen(freezes, at, more))).toBe(expected);
      });
    });
  }

  it('has more than sixty cases here', () => {
    expect(Object.values(tables).flat().length).toBeGreaterThan(60);
  });
});

describe('a freeze decision', () => {
  const because = (freezes: string[], at = sunday, more: Circumstances = {}) =>
    frozen(freezes, at, more).decision.because;
  const release = `${weekend}, override: { allow: [release] }`;

  it.each<[string[], string, Circumstances?]>([
    [[release], 'Frozen by "weekend" until Mon 08:00 CET. People in "release" may override it with a reason.'],
    [[weekend], 'Frozen by "weekend" until Mon 08:00 CET.'],
    [
      [`${weekend}, override: { allow: [release, leads], reason: optional }`],
      'Frozen by "weekend" until Mon 08:00 CET. People in "release" or "leads" may override it.',
    ],
    [
      [weekend, hours],
      'Frozen by "weekend" until Mon 08:00 CET; "hours" allows deployments again from Mon 23 Nov 2026 09:00 CET. Deployments may continue from Mon 23 Nov 2026 09:00 CET.',
    ],
    [
      [`${weekend}, override: { allow: [release] }`],
      'Frozen by "weekend" until Mon 08:00 CET.',
      { top: 'commands: []' },
    ],
    [[`${weekend}, tz: America/New_York`], 'Frozen by "weekend" until Mon 08:00 EST.'],
    [
      [release, 'once: { from: 2026-11-22T00:00, until: 2026-12-06T09:00 }'],
      'Frozen by "weekend" until Mon 08:00 CET and by "b" until Sun 6 Dec 2026 09:00 CET. Deployments may continue from Mon 7 Dec 2026 08:00 CET. People in "release" may override "weekend" with a reason.',
    ],
    [[hours], 'Frozen: "hours" allows deployments again from Mon 23 Nov 2026 09:00 CET.'],
    [
      [`${weekend}, mode: report`],
      'Would be frozen by "weekend" until Mon 08:00 CET. Report mode: Signalbox holds nothing.',
    ],
    [
      [`scope: tagged, ${weekend}`],
      'Frozen by "weekend" until Mon 08:00 CET, if it covers this pipeline (its tags, account or Region are unknown).',
    ],
    [['tz: UTC, every: { cron: "0 0 * * *", duration: 24h }'], 'Frozen by "a" for more than a year.'],
    [[weekend], 'Allowed: Ann overrides "weekend" until Sun 19:00 CET: hotfix', { orders: { o: override(...day) } }],
    [[], 'Frozen by the freeze of Lee until Sun 18:00 UTC (outage).', { orders: { o: ordered(...day) } }],
    [[], 'No freeze covers Deploy of payments-prod.'],
    [[yearEnd], 'No freeze is active for Deploy of payments-prod.'],
    [[yearEnd], 'No freeze is active for payments-prod.', { target: { stage: undefined } }],
  ])('explains %s: %s', (freezes, expected, more) => {
    expect(because(freezes, sunday, more)).toBe(expected);
  });

  it('mentions no override if no freeze is active', () => {
    expect(because([weekend], tuesday, { orders: { o: override('2026-11-24T00:00Z', '2026-11-25T00:00Z') } })).toBe(
      'No freeze is active for Deploy of payments-prod.',
    );
  });

  it('reports that an override of everything lifts an active window', () => {
    const reasons = (at: string, more: Parameters<typeof override>[2] = {}) =>
      rulesOf(policyOf([weekend, yearEnd]), 'test', times, { orders: { o: override(...day, more) } })
        .windows(Date.parse(at))
        .map((window) => window.because);
    const yearEndStarts = '"year-end" starts Sat 19 Dec 2026 00:00 CET.';
    const isActive = ['"weekend" is active until Mon 08:00 CET.', yearEndStarts];
    expect(reasons(sunday)).toEqual(['"weekend" is overridden by Ann until Sun 19:00 CET: hotfix.', yearEndStarts]);
    expect(reasons('2026-11-22T18:00Z')).toEqual(isActive);
    expect(reasons(sunday, { pipelines: ['search-*'] })).toEqual(isActive);
    expect(reasons(sunday, { stages: ['Build'] })).toEqual(isActive);
    expect(reasons(sunday, { freezes: ['year-end'] })).toEqual(isActive);
  });

  it('has a part for each rule that covers it, and lists the rules that deny', () => {
    const policyAnswer = frozen(
      [weekend, yearEnd, `scope: test, id: other, ${hours.replace('id: hours, ', '')}`],
      sunday,
    );
    expect(policyAnswer.rules).toEqual(['weekend']);
    expect(policyAnswer.decision.under).toEqual([
      { rule: 'weekend', outcome: 'deny', because: '"weekend" is active until Mon 08:00 CET.' },
      { rule: 'year-end', outcome: 'allow', because: '"year-end" starts Sat 19 Dec 2026 00:00 CET.' },
    ]);
  });

  it('has an outcome for each rule that covers it', () => {
    const open = 'id: open, kind: allow, once: { from: 2026-11-22T00:00, until: 2026-11-23T00:00 }';
    const outcomes = (freezes: string[], more?: Circumstances) =>
      (frozen(freezes, sunday, more).decision.under ?? []).map(({ rule, outcome }) => `${rule} ${outcome}`);
    expect(outcomes([weekend, yearEnd, hours])).toEqual(['weekend deny', 'year-end allow', 'hours deny']);
    expect(outcomes([hours, open])).toEqual(['hours skip', 'open allow']);
    expect(outcomes([weekend, hours], { orders: { o: override(...day) } })).toEqual(['weekend skip', 'hours skip']);
    const unread = rulesOf(policyOf([weekend, yearEnd]), 'test', {}).freeze(target, Date.parse(sunday));
    expect(unread.decision.under?.map(({ outcome }) => outcome)).toEqual(['deny', 'allow']);
    const overridden = rulesOf(policyOf([weekend]), 'test', {}, { orders: { o: override(...day) } });
    expect(overridden.freeze(target, Date.parse(sunday)).decision.outcome).toBe('deny');
    expect(unread.decision.because).toContain('unknown (what its times are read with was not loaded)');
  });

  it('holds without the iCalendar file that it names', () => {
    const event = 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20261225\nEND:VEVENT\nEND:VCALENDAR';
    const policy = policyOf(['ics: days.ics'], '', { 'days.ics': event });
    const because = (calendars: typeof policy.calendars) =>
      rulesOf({ ...policy, calendars }, 'test', times).freeze(target, Date.parse(sunday)).decision.because;
    expect(because({})).toContain('are unknown (days.ics was not read)');
    expect(because(policy.calendars)).toBe('No freeze is active for Deploy of payments-prod.');
  });

  it('has no parts and no change if nothing covers it', () => {
    const because = 'No freeze covers Deploy of payments-prod.';
    expect(frozen([], sunday)).toStrictEqual({
      decision: { rule: 'freeze', outcome: 'allow', because },
      next: undefined,
      report: false,
      rules: [],
      reopened: 'respect',
    });
  });

  it('closes what a person opened if one of its active rules requires it', () => {
    const other = 'id: other, once: { from: 2026-11-22T00:00, until: 2026-11-25T00:00 }';
    expect(frozen([weekend, other], sunday).reopened).toBe('respect');
    expect(frozen([weekend, `${other}, reopened: close`], sunday).reopened).toBe('close');
    expect(frozen([weekend, `${other}, reopened: close`], '2026-11-21T12:00Z').reopened).toBe('respect');
  });

  it('has the time of its next possible change', () => {
    const next = (freezes: string[], at: string, more: Circumstances = {}) => {
      const instant = frozen(freezes, at, more).next;
      return instant === undefined ? undefined : new Date(instant).toISOString();
    };
    expect(next([weekend], sunday)).toBe('2026-11-23T07:00:00.000Z');
    expect(next([weekend], tuesday)).toBe('2026-11-27T15:00:00.000Z');
    expect(next([weekend, hours], sunday)).toBe('2026-11-23T07:00:00.000Z');
    expect(next([weekend], sunday, { orders: { o: override(...day) } })).toBe('2026-11-22T18:00:00.000Z');
    // The freeze ends before its override does.
    const long = { orders: { o: override('2026-11-22T00:00Z', '2026-11-25T00:00Z') } };
    expect(next([weekend], sunday, long)).toBe('2026-11-23T07:00:00.000Z');
    expect(next([yearEnd], '2027-02-01T00:00Z')).toBe(undefined);
    const later = { o: override('2026-11-22T14:00Z', '2026-11-22T18:00Z') };
    expect(next([weekend], sunday, { orders: later })).toBe('2026-11-22T14:00:00.000Z');
    for (const at of ['2026-11-22T11:00Z', '2026-11-22T14:00Z']) {
      const withdrawn = { orders: later, ended: { o: [Date.parse(at), 'U0LEE'] as [number, string] } };
      expect(next([weekend], sunday, withdrawn)).toBe('2026-11-23T07:00:00.000Z');
    }
    expect(next([], sunday)).toBe(undefined);
  });
});

describe('the freezes of a policy', () => {
  const asking = (freezes: string[], { orders, top }: Circumstances = {}) =>
    rulesOf(policyOf(freezes, top), 'test', times, { orders });
  const manual = { o: ordered(...day, ['shop', 'payments-*']) };

  it.each<[string, string[], string, boolean, next: string | undefined, Circumstances?]>([
    ['a freeze that is on', [weekend], sunday, true, '2026-11-23T07:00Z'],
    ['a freeze that is off', [weekend], tuesday, false, '2026-11-27T15:00Z'],
    ['a window that is closed', [hours], sunday, true, '2026-11-23T08:00Z'],
    ['a freeze and one in report mode', [weekend, `${nights}, mode: report`], sunday, true, '2026-11-23T07:00Z'],
    ['report mode only', [weekend], sunday, false, undefined, { top: 'mode: report' }],
    ['a freeze from Slack', [], sunday, true, '2026-11-22T18:00Z', { orders: manual }],
    ['an override', [weekend], sunday, true, '2026-11-23T07:00Z', { orders: { o: override(...day) } }],
    ['nothing', [], sunday, false, undefined],
  ])('are on or off, and change next, by their own times: %s', (_, freezes, at, on, next, more) => {
    const found = asking(freezes, more).frozen(Date.parse(at));
    expect(found).toEqual({ on, next: next === undefined ? undefined : Date.parse(next) });
  });

  it('are on if their times cannot be read', () => {
    const rules = rulesOf(policyOf([weekend]), 'test', {});
    expect(rules.frozen(Date.parse(sunday))).toEqual({ on: true, next: undefined });
  });

  it.each<[string, string[], string[], Circumstances?]>([
    ['every pipeline', [weekend], ['payments-prod', 'payments-test', 'shop']],
    ['the pipelines of its scope', [`scope: prod, ${weekend}`, `scope: tagged, ${hours}`], ['payments-prod']],
    [
      'the pipelines of each of them',
      [`scope: prod, ${weekend}`, `scope: test, ${hours}`],
      ['payments-prod', 'payments-test'],
    ],
    ['the pipelines that a person named', [], ['payments-prod', 'payments-test', 'shop'], { orders: manual }],
    ['no pipeline', [], []],
  ])('guard %s', (_, freezes, pipelines, more) => {
    const rules = asking(freezes, more);
    const all = ['payments-prod', 'payments-test', 'shop'];
    expect(all.filter((pipeline) => rules.guards({ ...target, pipeline, tags: {} }))).toEqual(pipelines);
    expect(rules.freezes).toBe(pipelines.length > 0);
  });

  it('are listed with their states, without those from Slack', () => {
    expect(asking([weekend, hours], { orders: manual }).windows(Date.parse(tuesday))).toEqual([
      { rule: 'weekend', outcome: 'skip', because: '"weekend" starts Fri 27 Nov 2026 16:00 CET.' },
      { rule: 'hours', outcome: 'skip', because: '"hours" allows deployments until Tue 17:00 CET.' },
    ]);
  });
});
