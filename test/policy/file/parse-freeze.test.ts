import { describe, expect, it } from 'vitest';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import { parsePolicy, printProblem } from '../../../lib/policy/file/parse.ts';
import { freezing } from '../../../lib/policy/freeze/decide.ts';
import { inShort, policyOf, target, yamlOf } from '../frozen.ts';

function problems(...freezes: string[]): string {
  const parsed = parsePolicy(yamlOf(freezes));
  return parsed.ok ? '' : parsed.problems.map((problem) => printProblem('policy.yml', problem)).join('\n');
}

const AUDIT = 'arn:aws:ssm:eu-central-1:111122223333:document/audit';
const every = 'every: { cron: "0 16 * * FRI", until: "0 8 * * MON" }';

describe('freezes in the policy file', () => {
  it('are parsed with defaults, and with unchanged local times', () => {
    const policy = policyOf([
      `${every}, announce: [24h, start, end], override: { allow: [release] }, except: [2026-12-24, 2026-12-27/2026-12-30]`,
      'once: { from: 2026-12-19T00:00, until: 2027-01-04T09:00 }',
      'every: { cron: "0 2 * * *", duration: 90m }',
    ]);
    expect(policy).toMatchObject({
      mode: 'enforce',
      freezes: [
        {
          reopened: 'respect',
          announce: [86_400_000, 'start', 'end'],
          override: { allow: ['release'], reason: 'required', maxFor: 14_400_000 },
          except: ['2026-12-24', '2026-12-27/2026-12-30'],
        },
        { once: { from: '2026-12-19T00:00', until: '2027-01-04T09:00' } },
        { every: { cron: '0 2 * * *', duration: 5_400_000 } },
      ],
    });
    expect(policy.freezes[1]?.mode).toBe(undefined);
  });

  it.each([
    [
      `${every}, tz: Europe/Berln`,
      'policy.yml:18:93 freezes.0.tz: unknown time zone "Europe/Berln"; did you mean "Europe/Berlin"?',
    ],
    [`${every}, tz: CET`, 'freezes.0.tz: unknown time zone "CET"; expected AREA/CITY, as Europe/Berlin, or UTC'],
    [`${every}, tz: "+01:00"`, 'freezes.0.tz: unknown time zone "+01:00"'],
    [`${every}, kind: dney`, 'freezes.0.kind: "dney" is not one of deny, allow; did you mean "deny"?'],
    [`${every}, scope: prood`, 'freezes.0.scope: unknown scope "prood"; did you mean "prod"?'],
    [`${every}, anounce: [start]`, 'freezes.0.anounce: unknown key; did you mean "announce"?'],
    // One wrong letter is a typing error, even if the word is a key elsewhere.
    [`${every}, scopes: prod`, 'freezes.0.scopes: unknown key; did you mean "scope"?'],
    [`${every}, announce: [begin]`, 'freezes.0.announce.0: expected "start", "end"'],
    [
      `${every}, override: { allow: [relese] }`,
      'freezes.0.override.allow.0: unknown people "relese"; did you mean "release"?',
    ],
    [
      `${every}, override: { allow: [release], reason: maybe }`,
      'freezes.0.override.reason: "maybe" is not one of required, optional',
    ],
    [`${every}, override: { maxFor: 4h }`, 'freezes.0.override.allow: '],
    [`${every}, mode: '“report”'`, 'freezes.0.mode: write report'],
    [`${every}, mode: "  «report»"`, 'freezes.0.mode: write report'],
    [`${every}, override: { allow: [release], maxFor: '„2h“' }`, 'freezes.0.override.maxFor: write "2h"'],
    [`${every}, reopened: shut`, 'freezes.0.reopened: "shut" is not one of respect, close'],
    [`${every}, mode: reprot`, 'freezes.0.mode: "reprot" is not one of enforce, report; did you mean "report"?'],
    ['announce: [start]', 'freezes.0: give exactly one of every, once, ics and ssmCalendar'],
    [`${every}, ics: x.ics`, 'freezes.0: give exactly one of every, once, ics and ssmCalendar'],
    [`${every}, ssmCalendar: ["${AUDIT}"]`, 'freezes.0: give exactly one of every, once, ics and ssmCalendar'],
    ['ssmCalendar: []', 'freezes.0.ssmCalendar: '],
    [`ssmCalendar: "${AUDIT}"`, 'freezes.0.ssmCalendar: '],
    [`ssmCalendars: ["${AUDIT}"]`, 'freezes.0.ssmCalendars: unknown key; did you mean "ssmCalendar"?'],
    ['ssmCalendar: [audit]', 'freezes.0.ssmCalendar.0: expected the ARN of an SSM change calendar'],
    [
      'ssmCalendar: ["arn:aws:ssm:eu-central-1:1:document/audit"]',
      'freezes.0.ssmCalendar.0: expected the ARN of an SSM change calendar',
    ],
    [
      'ssmCalendar: ["arn:aws:ssm:eu-central-1:111122223333:parameter/audit"]',
      'freezes.0.ssmCalendar.0: expected the ARN of an SSM change calendar',
    ],
    [
      `ssmCalendar: ["${AUDIT}"], except: [2026-12-25]`,
      'freezes.0.except: except is not possible with an SSM calendar; remove the event from the calendar',
    ],
    [`ssmCalendar: ["${AUDIT}"], tz: Europe/Berln`, 'freezes.0.tz: unknown time zone "Europe/Berln"'],
    ['every: { cron: "0 16 * * FRI" }', 'freezes.0.every: give either "until" (a cron) or "duration"'],
    [
      'every: { cron: "0 16 * * FRI", until: "0 8 * * MON", duration: 8h }',
      'freezes.0.every: give either "until" (a cron) or "duration"',
    ],
    [
      'every: { cron: "0 16 * * FRI", untill: "0 8 * * MON" }',
      'freezes.0.every.untill: unknown key; did you mean "until"?',
    ],
    ['every: { cron: "0 25 * * FRI", duration: 8h }', 'freezes.0.every.cron: '],
    ['every: { cron: "16:00", duration: 8h }', 'freezes.0.every.cron: write "0 16 * * *": a cron has a minute'],
    [
      'every: { cron: "0 16 * * FRI", until: "0 0 31 2 *" }',
      'freezes.0.every.until: this cron never fires, so the freeze would never end',
    ],
    [
      'once: { from: 2026-12-19, until: 2027-01-04 }',
      'freezes.0.once.from: expected a local time YYYY-MM-DDTHH:MM without an offset',
    ],
    ['once: { from: 2026-12-19T00:00Z, until: 2027-01-04T09:00Z }', 'freezes.0.once.from: expected a local time'],
    ['once: { from: 2026-02-30T00:00, until: 2027-01-04T09:00 }', 'freezes.0.once.from: this day does not exist'],
    ['once: { from: 2027-01-04T09:00, until: 2027-01-04T09:00 }', 'freezes.0.once: "until" must be after "from"'],
    [`${every}, except: [2026-12]`, 'freezes.0.except.0: expected a day YYYY-MM-DD'],
    [`${every}, except: [2026-12-30/2026-12-27]`, 'freezes.0.except.0: the first day is after the last'],
    [`${every}, except: [2026-02-29]`, 'freezes.0.except.0: this day does not exist'],
  ])('may not have %s', (freeze, problem) => {
    expect(problems(freeze)).toContain(problem);
  });

  it('use SSM calendars of any partition, Region and account, with or without a zone for messages', () => {
    const text = `version: 1
routes: [{ scope: all, channel: C0DEPLOYS }]
freezes:
  - { id: a, kind: deny, scope: all, ssmCalendar: ["${AUDIT}", "arn:aws-us-gov:ssm:us-gov-west-1:444455556666:document/Ops_1.x-y"] }
  - { id: b, kind: allow, scope: all, tz: Asia/Tokyo, ssmCalendar: ["arn:aws-cn:ssm:cn-north-1:444455556666:document/cal"] }
`;
    const parsed = parsePolicy(text);
    expect(parsed).toMatchObject({ ok: true, policy: { freezes: [{ tz: 'UTC' }, { tz: 'Asia/Tokyo' }] } });
  });

  it('need a zone if they have their own times', () => {
    const parsed = parsePolicy(yamlOf([every]).replace('tz: Europe/Berlin, ', ''));
    expect(parsed).toMatchObject({
      problems: [{ key: 'freezes.0.tz', message: 'expected a time zone AREA/CITY, as Europe/Berlin, or UTC' }],
    });
  });

  it('have unique ids', () => {
    expect(problems(`id: x, ${every}`, `id: x, ${every}`)).toContain('freezes.1.id: another freeze has the id "x"');
  });

  it('freeze everything if their windows cannot be computed, for example on another machine', () => {
    const policy = policyOf([`${every}, override: { allow: [release] }`]);
    const [freeze] = policy.freezes;
    const broken = [
      { ...policy, freezes: [{ ...freeze, tz: 'Mars/Olympus' }] },
      { ...policy, freezes: [{ ...freeze, every: { cron: 'soon', duration: 1 } }] },
      { ...policy, freezes: [{ ...freeze, every: undefined, ics: 'lost.ics' }] },
      { ...policy, freezes: [{ ...freeze, kind: 'allow', tz: 'Mars/Olympus' }] },
    ] as (typeof policy)[];
    const everywhere = {
      orders: { o: { type: 'override', by: 'U0ANN', reason: 'x', from: 0, until: 9e12, pipelines: ['*'] } },
    } as const;
    const all = [...broken.map((one) => [one, times] as const), [policy, {}] as const];
    for (const [one, loaded] of all) {
      for (const board of [{}, everywhere]) {
        const policyAnswer = freezing(one, loaded, board).freeze(target, Date.UTC(2026, 10, 24));
        expect(inShort(policyAnswer)).toBe('deny');
        expect(policyAnswer.decision.because).toContain('Frozen because the windows of "a" are unknown (');
        expect(policyAnswer.decision.because).toContain('It cannot be overridden');
      }
    }
  });
});
