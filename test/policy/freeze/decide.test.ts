import { describe, expect, it } from 'vitest';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import { rulesOf } from '../../../lib/policy/rules.ts';
import { type Circumstances, frozen, inShort, ordered, override, policyOf } from '../frozen.ts';

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
    'on the 31st, in a month that has none',
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
    'on each day as it begins and ends',
    ['every: { cron: "0 9 * * *", duration: 1h }'],
    '2026-11-24T08:30Z',
    'deny until 2026-11-24T09:00Z',
  ],
  [
    'by the day of the month or of the week, as cron has it',
    ['every: { cron: "0 0 1 * MON", duration: 1h }'],
    '2026-11-30T23:00Z',
    'deny until 2026-12-01T00:00Z',
  ],
  ['far away', [weekend], '2060-01-03T12:00Z', 'deny until 2060-01-05T07:00Z'],
  ['long ago', [weekend], '2001-01-06T12:00Z', 'deny until 2001-01-08T07:00Z'],
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
  ['allowed while a window that allows is on', [hours], tuesday, 'allow'],
  ['denied outside of it', [hours], '2026-11-24T20:00Z', 'deny until 2026-11-25T08:00Z'],
  ['denied until its opening', [hours], '2026-11-24T07:59Z', 'deny until 2026-11-24T08:00Z'],
  ['allowed as it opens', [hours], '2026-11-24T08:00Z', 'allow'],
  ['denied as it shuts', [hours], '2026-11-24T16:00Z', 'deny until 2026-11-25T08:00Z'],
  [
    'one of two that allow is enough',
    [hours, 'kind: allow, once: { from: 2026-11-22T00:00, until: 2026-11-23T00:00 }'],
    sunday,
    'allow',
  ],
  [
    'of two that allow the earlier opening',
    [hours, 'kind: allow, once: { from: 2026-11-22T14:00, until: 2026-11-23T00:00 }'],
    sunday,
    'deny until 2026-11-22T13:00Z',
  ],
  [
    'denied though it is allowed too',
    [hours, 'once: { from: 2026-11-24T12:00, until: 2026-11-24T14:00 }'],
    tuesday,
    'deny until 2026-11-24T13:00Z',
  ],
  [
    'to the opening that nothing denies',
    [hours, 'once: { from: 2026-11-22T00:00, until: 2026-11-24T12:00 }'],
    sunday,
    'deny until 2026-11-24T11:00Z',
  ],
  [
    'past an opening that is wholly denied',
    [hours, 'once: { from: 2026-11-23T00:00, until: 2026-11-24T00:00 }'],
    sunday,
    'deny until 2026-11-24T08:00Z',
  ],
  ['past the end of what denies, to the opening', [hours, weekend], sunday, 'deny until 2026-11-23T08:00Z'],
  [
    'nothing that allows is left',
    ['kind: allow, once: { from: 2026-01-01T00:00, until: 2026-01-02T00:00 }'],
    sunday,
    'deny',
  ],
];

const changes: Row[] = [
  // Berlin: on 28 March 2027 02:00 becomes 03:00, on 25 October 2026 03:00 becomes 02:00.
  [
    'in Berlin, begins in the hour that is not there: with the jump',
    ['every: { cron: "30 2 * * *", until: "0 6 * * *" }'],
    '2027-03-28T01:00Z',
    'deny until 2027-03-28T04:00Z',
  ],
  ['in Berlin, before the jump', ['every: { cron: "30 2 * * *", until: "0 6 * * *" }'], '2027-03-28T00:59Z', 'allow'],
  [
    'in Berlin, ends in the hour that is not there: with the jump',
    ['every: { cron: "0 1 * * *", until: "30 2 * * *" }'],
    '2027-03-28T00:30Z',
    'deny until 2027-03-28T01:00Z',
  ],
  [
    'in Berlin, wholly in the hour that is not there: never',
    ['every: { cron: "10 2 * * *", until: "50 2 * * *" }'],
    '2027-03-28T01:00Z',
    'allow',
  ],
  [
    'in Berlin, a duration is elapsed over the jump',
    ['every: { cron: "0 1 * * *", duration: 2h }'],
    '2027-03-28T01:59Z',
    'deny until 2027-03-28T02:00Z',
  ],
  [
    'in Berlin, begins in the hour that is there twice: the first',
    ['every: { cron: "30 2 * * *", until: "0 6 * * *" }'],
    '2026-10-25T00:30Z',
    'deny until 2026-10-25T05:00Z',
  ],
  [
    'in Berlin, ends in the hour that is there twice: the last',
    ['every: { cron: "0 1 * * *", until: "30 2 * * *" }'],
    '2026-10-25T01:29Z',
    'deny until 2026-10-25T01:30Z',
  ],
  [
    'in Berlin, what allows opens the second time',
    ['kind: allow, every: { cron: "30 2 * * *", until: "0 6 * * *" }'],
    '2026-10-25T00:45Z',
    'deny until 2026-10-25T01:30Z',
  ],
  [
    'in Berlin, what allows shuts the first time',
    ['kind: allow, every: { cron: "0 1 * * *", until: "30 2 * * *" }'],
    '2026-10-25T00:30Z',
    'deny until 2026-10-26T00:00Z',
  ],
  [
    'in Berlin, a duration is elapsed over the second hour',
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
    'in Berlin, a weekend over the change ends on the wall clock',
    [weekend],
    '2026-10-24T12:00Z',
    'deny until 2026-10-26T07:00Z',
  ],
  // New York: on 14 March 2027 02:00 becomes 03:00, on 1 November 2026 02:00 becomes 01:00.
  [
    'in New York, begins in the hour that is not there',
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
    'in New York, begins in the hour that is there twice',
    ['tz: America/New_York, every: { cron: "30 1 * * *", until: "0 6 * * *" }'],
    '2026-11-01T05:30Z',
    'deny until 2026-11-01T11:00Z',
  ],
  [
    'in New York, ends in the hour that is there twice',
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
    'on Lord Howe, begins in the half hour that is not there',
    ['tz: Australia/Lord_Howe, every: { cron: "15 2 * * *", until: "0 6 * * *" }'],
    '2026-10-03T15:30Z',
    'deny until 2026-10-03T19:00Z',
  ],
  [
    'on Lord Howe, before that',
    ['tz: Australia/Lord_Howe, every: { cron: "15 2 * * *", until: "0 6 * * *" }'],
    '2026-10-03T15:29Z',
    'allow',
  ],
  [
    'on Lord Howe, begins in the half hour that is there twice',
    ['tz: Australia/Lord_Howe, every: { cron: "45 1 * * *", until: "0 6 * * *" }'],
    '2027-04-03T14:45Z',
    'deny until 2027-04-03T19:30Z',
  ],
  [
    'on Lord Howe, ends in the half hour that is there twice',
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
  ['not on a day that is excepted', [`${weekend}, except: [2026-11-20]`], sunday, 'allow'],
  ['not in days that are', [`${weekend}, except: [2026-11-18/2026-11-20]`], sunday, 'allow'],
  ['by the day it begins, not the days it lasts', [`${weekend}, except: [2026-11-21/2026-11-30]`], sunday, toMonday],
  [
    'by the local day',
    ['every: { cron: "30 0 * * *", duration: 2h }, except: [2026-11-24]'],
    '2026-11-23T23:45Z',
    'allow',
  ],
  [
    'and on the next again',
    ['every: { cron: "30 0 * * *", duration: 2h }, except: [2026-11-24]'],
    '2026-11-24T23:45Z',
    'deny until 2026-11-25T01:30Z',
  ],
  ['an exception to what allows shuts', [`${hours}, except: [2026-11-24]`], tuesday, 'deny until 2026-11-25T08:00Z'],
];

const scopes: Row[] = [
  ['the pipelines named', [`scope: prod, ${weekend}`], sunday, toMonday],
  ['no others', [`scope: test, ${weekend}`], sunday, 'allow'],
  ['the stages named', [`scope: deploys, ${weekend}`], sunday, toMonday],
  ['no other stages', [`scope: builds, ${weekend}`], sunday, 'allow'],
  [
    'any stage where none is asked about',
    [`scope: builds, ${weekend}`],
    sunday,
    toMonday,
    { target: { stage: undefined } },
  ],
  ['the account and Region', [`scope: here, ${weekend}`], sunday, toMonday],
  ['no other Region', [`scope: elsewhere, ${weekend}`], sunday, 'allow'],
  ['a Region that is not known', [`scope: elsewhere, ${weekend}`], sunday, toMonday, { target: { region: undefined } }],
  ['not what is excluded', [`scope: but-payments, ${weekend}`], sunday, 'allow'],
  ['not the stage that is excluded', [`scope: but-deploy, ${weekend}`], sunday, 'allow'],
  ['but the others', [`scope: but-deploy, ${weekend}`], sunday, toMonday, { target: { stage: 'Test' } }],
  ['the tags named', [`scope: tagged, ${weekend}`], sunday, toMonday, { target: { tags: { env: 'prod' } } }],
  ['no other tags', [`scope: tagged, ${weekend}`], sunday, 'allow', { target: { tags: { env: 'dev' } } }],
  ['tags that are not known', [`scope: tagged, ${weekend}`], sunday, toMonday],
  ['what is perhaps excluded', [`scope: but-quiet, ${weekend}`], sunday, toMonday],
  ['not what surely is', [`scope: but-quiet, ${weekend}`], sunday, 'allow', { target: { tags: { quiet: 'yes' } } }],
  ['nothing that allows elsewhere', [`scope: test, ${hours}`], sunday, 'allow'],
];

const day = ['2026-11-22T00:00Z', '2026-11-22T18:00Z'] as const;
const orders: Row[] = [
  ['an override lifts', [weekend], sunday, 'allow', { orders: { o: override(...day) } }],
  ['from its start on', [weekend], '2026-11-22T00:00Z', 'allow', { orders: { o: override(...day) } }],
  ['not before', [weekend], '2026-11-21T23:59Z', 'deny until 2026-11-22T00:00Z', { orders: { o: override(...day) } }],
  ['not from its end on', [weekend], '2026-11-22T18:00Z', toMonday, { orders: { o: override(...day) } }],
  [
    'not after it was taken back',
    [weekend],
    sunday,
    toMonday,
    { orders: { o: override(...day) }, ended: { o: [Date.parse('2026-11-22T11:00Z'), 'U0LEE'] } },
  ],
  ['the freeze it names', [weekend], sunday, 'allow', { orders: { o: override(...day, { freezes: ['weekend'] }) } }],
  ['no other', [weekend], sunday, toMonday, { orders: { o: override(...day, { freezes: ['year-end'] }) } }],
  [
    'not what else denies',
    [weekend, 'once: { from: 2026-11-22T00:00, until: 2026-11-22T14:00 }'],
    sunday,
    'deny until 2026-11-22T13:00Z',
    { orders: { o: override(...day, { freezes: ['weekend'] }) } },
  ],
  [
    'the pipelines it names',
    [weekend],
    sunday,
    toMonday,
    { orders: { o: override(...day, { pipelines: ['search-*'] }) } },
  ],
  ['the stages it names', [weekend], sunday, toMonday, { orders: { o: override(...day, { stages: ['Build'] }) } }],
  [
    'not for longer than the freeze lets it',
    [`${weekend}, override: { allow: [release], maxFor: 4h }`],
    sunday,
    toMonday,
    { orders: { o: override(...day) } },
  ],
  ['a window that should be on', [hours], sunday, 'allow', { orders: { o: override(...day) } }],
  [
    'one window and not the other that could be on',
    [hours, 'kind: allow, once: { from: 2026-11-23T00:00, until: 2026-11-24T00:00 }'],
    sunday,
    'deny until 2026-11-22T23:00Z',
    { orders: { o: override(...day, { freezes: ['hours'] }) } },
  ],
  ['what is ordered holds', [], sunday, 'deny until 2026-11-22T18:00Z', { orders: { o: ordered(...day) } }],
  ['where it is ordered', [], sunday, 'allow', { orders: { o: ordered(...day, ['search-*']) } }],
  ['in the stage it is ordered for', [], sunday, 'allow', { orders: { o: ordered(...day, ['*'], ['Build']) } }],
  [
    'until it is taken back',
    [],
    sunday,
    'allow',
    { orders: { o: ordered(...day) }, ended: { o: [Date.parse('2026-11-22T11:00Z'), 'U0LEE'] } },
  ],
  ['together with the policy', [weekend], sunday, toMonday, { orders: { o: ordered(...day) } }],
  [
    'longer than the policy',
    [weekend],
    sunday,
    'deny until 2026-11-24T00:00Z',
    { orders: { o: ordered('2026-11-22T00:00Z', '2026-11-24T00:00Z') } },
  ],
  [
    'though all of the policy is overridden',
    [weekend],
    sunday,
    'deny until 2026-11-22T18:00Z',
    { orders: { o: ordered(...day), p: override('2026-11-22T00:00Z', '2026-11-24T00:00Z') } },
  ],
  [
    'unless it is named',
    [],
    sunday,
    'allow',
    { orders: { o: ordered(...day), p: override(...day, { freezes: ['o'] }) } },
  ],
];

const modes: Row[] = [
  ['only reported', [`${weekend}, mode: report`], sunday, 'report until 2026-11-23T07:00Z'],
  ['all only reported', [weekend], sunday, 'report until 2026-11-23T07:00Z', { top: 'mode: report' }],
  ['reported, but this one', [`${weekend}, mode: enforce`], sunday, toMonday, { top: 'mode: report' }],
  [
    'held by what is enforced, and only as long',
    [`${weekend}, mode: enforce`, `mode: report, once: { from: 2026-11-22T00:00, until: 2026-11-25T00:00 }`],
    sunday,
    toMonday,
  ],
  [
    'a window that allows, only reported, opens nothing',
    [hours, 'kind: allow, mode: report, once: { from: 2026-11-22T00:00, until: 2026-11-23T00:00 }'],
    sunday,
    'deny until 2026-11-23T08:00Z',
  ],
  [
    'and shuts nothing',
    ['kind: allow, mode: report, once: { from: 2026-11-23T00:00, until: 2026-11-24T00:00 }'],
    sunday,
    'report until 2026-11-22T23:00Z',
  ],
];

describe('a freeze', () => {
  const tables = {
    'in time': windows,
    together,
    'when the clock is changed': changes,
    'with exceptions': except,
    'is about': scopes,
    'and orders': orders,
    'by mode': modes,
  };
  for (const [what, rows] of Object.entries(tables)) {
    describe(what, () => {
      it.each(rows)('%s', (_, freezes, at, expected, more) => {
        expect(inShort(frozen(freezes, at, more))).toBe(expected);
      });
    });
  }

  it('is decided in more than sixty ways here', () => {
    expect(Object.values(tables).flat().length).toBeGreaterThan(60);
  });
});

describe('the ruling on a freeze', () => {
  const because = (freezes: string[], at = sunday, more: Circumstances = {}) =>
    frozen(freezes, at, more).decision.because;
  const release = `${weekend}, override: { allow: [release] }`;

  it.each<[string[], string, Circumstances?]>([
    [[release], 'Frozen by "weekend" until Mon 08:00 CET. release may override it with a reason.'],
    [[weekend], 'Frozen by "weekend" until Mon 08:00 CET.'],
    [
      [`${weekend}, override: { allow: [release, leads], reason: optional }`],
      'Frozen by "weekend" until Mon 08:00 CET. release or leads may override it.',
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
      'Frozen by "weekend" until Mon 08:00 CET and by "b" until Sun 6 Dec 2026 09:00 CET. Deployments may continue from Mon 7 Dec 2026 08:00 CET. release may override "weekend" with a reason.',
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
  ])('says %s: %s', (freezes, expected, more) => {
    expect(because(freezes, sunday, more)).toBe(expected);
  });

  it('says nothing of an override where nothing would be held', () => {
    expect(because([weekend], tuesday, { orders: { o: override('2026-11-24T00:00Z', '2026-11-25T00:00Z') } })).toBe(
      'No freeze is active for Deploy of payments-prod.',
    );
  });

  it('says of a window that an override of everything lifts it, while it would hold', () => {
    const told = (at: string, more: Parameters<typeof override>[2] = {}) =>
      rulesOf(policyOf([weekend, yearEnd]), 'test', times, { orders: { o: override(...day, more) } })
        .windows(Date.parse(at))
        .map((window) => window.because);
    const yearEndStarts = '"year-end" starts Sat 19 Dec 2026 00:00 CET.';
    const isActive = ['"weekend" is active until Mon 08:00 CET.', yearEndStarts];
    expect(told(sunday)).toEqual(['"weekend" is overridden by Ann until Sun 19:00 CET: hotfix.', yearEndStarts]);
    expect(told('2026-11-22T18:00Z')).toEqual(isActive);
    expect(told(sunday, { pipelines: ['search-*'] })).toEqual(isActive);
    expect(told(sunday, { stages: ['Build'] })).toEqual(isActive);
    expect(told(sunday, { freezes: ['year-end'] })).toEqual(isActive);
  });

  it('has a part for each rule that covers it, the ones that say no by name', () => {
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

  it('closes again what a person opened as soon as one of its rules wants that', () => {
    const other = 'id: other, once: { from: 2026-11-22T00:00, until: 2026-11-25T00:00 }';
    expect(frozen([weekend, other], sunday).reopened).toBe('respect');
    expect(frozen([weekend, `${other}, reopened: close`], sunday).reopened).toBe('close');
    expect(frozen([weekend, `${other}, reopened: close`], '2026-11-21T12:00Z').reopened).toBe('respect');
  });

  it('knows when it could change next', () => {
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
    expect(next([], sunday)).toBe(undefined);
  });
});
