import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches } from '../../../lib/core/text/glob.ts';
import type { Contradiction } from '../../../lib/policy/check/contradictions.ts';
import { warnings } from '../../../lib/policy/check/warnings.ts';
import { didYouMeanName } from '../../../lib/policy/file/nearest-word.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import type { Policy } from '../../../lib/policy/file/schema.ts';
import { policyOf } from '../frozen.ts';

const now = Date.UTC(2026, 10, 22, 12);
const used = 'prod, test, deploys, builds, tagged, here, elsewhere, but-payments, but-deploy, but-quiet'.split(', ');
/** A freeze uses each scope at its own hour, because several of these scopes contain others. */
const weekly = (hour: number) => `every: { cron: "0 ${hour} * * MON", duration: 1h }`;
/** Fast to check. */
const single = (hour: number) => `once: { from: 2026-12-07T${hour}:00, until: 2026-12-07T${hour}:30 }`;
const hushed = (when: (hour: number) => string) =>
  used.map((scope, at) => `scope: ${scope}, id: ${scope}, ${when(10 + at)}`);
const hush = hushed(single);

const words = (found: Contradiction[]) => found.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);

function warningsOf(freeze: string): string {
  return words(warnings(policyOf([freeze]), now))
    .filter((warning) => warning.startsWith('freezes.'))
    .join('\n');
}

describe('the warnings of a check', () => {
  it('are empty for a correct policy', () => {
    expect(warnings(policyOf(hush), now)).toEqual([]);
    expect(warnings(policyOf(hushed(weekly)), now)).toEqual([]);
    expect(warningsOf('every: { cron: "0 16 * * FRI", until: "0 8 * * MON" }')).toBe('');
  });

  it.each([
    ['every: { cron: "0 0 31 2 *", duration: 1h }', 'freezes.0: its cron never fires, so this freeze never starts'],
    ['once: { from: 2026-01-01T00:00, until: 2026-01-02T00:00 }', 'freezes.0: it has no further window'],
    [
      'kind: allow, once: { from: 2026-01-01T00:00, until: 2026-01-02T00:00 }',
      'it has no further window, so everything that it alone allows stays frozen',
    ],
    [
      'once: { from: 2026-12-01T00:00, until: 2027-01-05T00:00 }',
      'everything in it stays frozen for 35 days from Tue 1 Dec 2026 00:00 CET; CodePipeline does not continue an execution that waited more than 30 days',
    ],
    [
      'every: { cron: "0 0 * * *", until: "0 0 * * *" }',
      'everything in it stays frozen for more than a year; CodePipeline does not continue',
    ],
    [
      'every: { cron: "30 2 * * *", duration: 1h }',
      'it starts at 2027-03-28 02:30, a time that the clock skips; it starts when the clock changes, Sun 28 Mar 2027 03:00 CEST',
    ],
    [
      'every: { cron: "30 2 * * *", duration: 1h }',
      'it starts at 2027-10-31 02:30, a time that occurs twice (Sun 31 Oct 2027 02:30 CEST and Sun 31 Oct 2027 02:30 CET)',
    ],
    ['every: { cron: "0 22 * * *", until: "30 2 * * *" }', 'it ends at 2027-10-31 02:30, a time that occurs twice'],
    ['every: { cron: "10 2 * * *", until: "50 2 * * *" }', 'its window at 2027-03-28 02:10 does not happen'],
    [
      'kind: allow, every: { cron: "0 2 * * *", until: "45 2 * * *" }',
      'its window at 2027-10-31 02:00 does not happen',
    ],
    ['every: { cron: "0 2 * * *", until: "45 2 * * *" }', 'it starts at 2027-10-31 02:00, a time that occurs twice'],
    [
      'tz: Australia/Lord_Howe, every: { cron: "15 2 * * SUN", duration: 1h }',
      'it starts at 2027-10-03 02:15, a time that the clock skips',
    ],
    [
      'once: { from: 2027-03-28T02:30, until: 2027-03-28T06:00 }',
      'it starts at 2027-03-28 02:30, a time that the clock skips',
    ],
    [
      'every: { cron: "0 1 * * *", until: "0 2 * * *" }',
      'it ends at 2027-03-28 02:00, a time that the clock skips; it ends when',
    ],
    ['every: { cron: "30 2 * * SAT", duration: 1d }', 'it ends at 2027-03-28 02:30, a time that the clock skips'],
    ['once: { from: 2026-03-29T02:30, until: 2026-11-22T13:01 }', 'it starts at 2026-03-29 02:30, a time that'],
  ])('for %s contain: %s', (freeze, warning) => {
    expect(warningsOf(freeze)).toContain(warning);
  });

  it.each([
    'once: { from: 2026-12-01T00:00, until: 2026-12-31T00:00 }',
    'kind: allow, every: { cron: "0 0 * * *", until: "0 0 * * *" }',
    'tz: Asia/Kolkata, every: { cron: "30 2 * * *", duration: 1h }',
    'once: { from: 2026-03-29T02:30, until: 2026-04-01T06:00 }',
    'once: { from: 2026-03-29T02:30, until: 2026-11-22T13:00 }',
    'every: { cron: "30 3 * * *", duration: 1h }',
    'every: { cron: "0 1 * * *", duration: 2h }',
    `ssmCalendar: ["arn:aws:ssm:eu-central-1:111122223333:document/audit"]`,
  ])('for %s contain no clock change and no 30 days', (freeze) => {
    expect(warningsOf(freeze)).not.toMatch(/clock|more than 30 days|does not happen/);
  });

  it('report only the end of a past freeze, and no times of an SSM calendar', () => {
    const over = 'once: { from: 2026-03-29T02:30, until: 2026-04-01T06:00 }';
    expect(warningsOf(over)).toBe('freezes.0: it has no further window');
    expect(warningsOf('ssmCalendar: ["arn:aws:ssm:eu-central-1:111122223333:document/audit"]')).toBe('');
  });

  it('list at most four times of one freeze that a clock change affects', () => {
    expect(warningsOf('every: { cron: "*/5 2 * * *", duration: 1m }').split('\n')).toEqual(
      ['02:00', '02:05', '02:10', '02:15'].map(
        (time) =>
          `freezes.0: it starts at 2027-03-28 ${time}, a time that the clock skips; it starts when the clock changes, Sun 28 Mar 2027 03:00 CEST`,
      ),
    );
  });

  it('report duplicate freezes, unused scopes, and routes that add nothing', () => {
    const weekend = 'every: { cron: "0 16 * * FRI", until: "0 8 * * MON" }';
    expect(words(warnings(policyOf([weekend, weekend]), now))).toContain(
      'freezes.1: it has the same windows and scope as "a"',
    );
    const other = words(warnings(policyOf([weekend, `${weekend}, scope: prod`]), now));
    expect(other.filter((one) => one.includes('same'))).toEqual([]);
    const calendar = 'ssmCalendar: ["arn:aws:ssm:eu-central-1:111122223333:document/audit"]';
    for (const differs of ['kind: allow', 'tz: UTC', 'mode: report', 'except: [2026-12-18]']) {
      for (const freeze of [weekend, calendar]) {
        if (freeze === calendar && differs.startsWith('except')) continue;
        const found = words(warnings(policyOf([freeze, `${differs}, ${freeze}`]), now));
        expect(found.filter((one) => one.includes('same windows'))).toEqual([]);
      }
    }
    const calendars = [calendar, calendar, calendar.replace('audit', 'other')];
    expect(words(warnings(policyOf(calendars), now)).filter((one) => one.startsWith('freezes.'))).toEqual([
      'freezes.1: it has the same windows and scope as "a"',
    ]);
    expect(words(warnings(policyOf(hush.slice(1)), now))).toEqual(['scopes.prod: no rule uses this scope']);
    const commanded = policyOf(hush.slice(1), 'commands: [{ allow: [release], do: [mute], scope: prod }]');
    expect(warnings(commanded, now)).toEqual([]);
    const policy = policyOf(hush);
    const routes = [
      ...policy.routes,
      { scope: 'prod', channel: 'C0DEPLOYS' },
      { id: 'b', scope: 'prod', channel: 'C0OTHER' },
      { scope: 'prod', channel: 'C0OTHER', on: ['failed' as const] },
      { scope: 'all', channel: 'C0OTHER' },
      { scope: 'prod', channel: 'C0DEPLOYS', mention: ['here'] },
    ];
    expect(words(warnings({ ...policy, routes }, now))).toEqual([
      'routes.1: route routes.0 already sends all of this to the same places',
      'routes.3: route b already sends all of this to the same places',
    ]);
  });

  it('name people that a route never mentions', () => {
    const policy = policyOf(hush);
    const found = (route: Partial<Policy['routes'][number]>) =>
      words(warnings({ ...policy, routes: [{ scope: 'all', channel: 'C0A', ...route }] }, now));
    const why =
      'people are mentioned for failures and approvals, and "on" lists neither; add failed or approval, or remove this key';
    expect(found({ on: ['started', 'recovered'], mention: ['here'], call: ['U0ANN'] })).toEqual([
      `routes.0.mention: ${why}`,
      `routes.0.call: ${why}`,
    ]);
    expect(found({ on: [], board: true, mention: ['here'] })).toEqual([`routes.0.mention: ${why}`]);
    for (const on of [['failed'], ['approval'], undefined] as const) {
      expect(found({ on: on && [...on], mention: ['here'] })).toEqual([]);
    }
    expect(found({ on: ['started'], call: [] })).toEqual([]);
  });

  const topics = ['one', 'two'].map((name) => `arn:aws:sns:eu-central-1:111122223333:${name}`);
  it.each<[string, Partial<Policy['routes'][number]>, Partial<Policy['routes'][number]>, boolean]>([
    ['all its milestones', { on: ['failed', 'started'] }, { on: ['failed'] }, true],
    ['one of two milestones', { on: ['failed'] }, { on: ['failed', 'started'] }, false],
    ['some milestones of all', { on: ['failed'] }, {}, false],
    ['another channel', { channel: 'C0A' }, { channel: 'C0B' }, false],
    ['one channel', { channel: 'C0A' }, { channel: 'C0A' }, true],
    ['one of two topics', { sns: topics.slice(1) }, { sns: topics }, false],
    ['both topics', { sns: topics }, { sns: topics.slice(1) }, true],
    ['its mentions and more', { mention: ['here', 'U0ANN'] }, { mention: ['U0ANN'] }, true],
    ['fewer mentions', { mention: ['here'] }, { mention: ['here', 'U0ANN'] }, false],
    ['the same call', { call: ['leads'] }, { call: ['leads'] }, true],
    ['another call', { call: ['leads'] }, { call: [] }, false],
    ['all its topics and a channel', { channel: 'C0A', sns: topics }, { sns: topics.slice(1) }, true],
    ['its branches and more', { branches: ['main', 'dev'] }, { branches: ['main'] }, true],
    ['one of two branches', { branches: ['main'] }, { branches: ['main', 'dev'] }, false],
    ['one branch of all', { branches: ['main'] }, {}, false],
    ['its classes and more', { classes: ['source', 'timeout'] }, { classes: ['source'] }, true],
    ['one of two classes', { classes: ['source'] }, { classes: ['source', 'timeout'] }, false],
    ['one class of all', { classes: ['source'] }, {}, false],
    ['all, before one with a board', {}, { board: true }, false],
    ['every failure', { notify: 'every' }, { notify: 'every' }, true],
    ['only changes', { notify: 'changes' }, { notify: 'every' }, false],
    ['more than changes', { notify: 'every' }, { notify: 'changes' }, true],
    ['another scope', { scope: 'test' }, { scope: 'prod' }, false],
    ['a smaller scope', { scope: 'prod' }, {}, false],
  ])('compare a route with an earlier one that sends %s: %o, %o', (_, first, second, isIdle) => {
    const routes = [first, second].map((route) => ({ scope: 'all', ...route }));
    const found = words(warnings({ ...policyOf(hush), routes }, now)).filter((one) => !one.includes('.classes: '));
    expect(found).toEqual(isIdle ? ['routes.1: route routes.0 already sends all of this to the same places'] : []);
  });
});

describe('rules without effect beside others', () => {
  const weekend = 'id: weekend, every: { cron: "0 16 * * FRI", until: "0 8 * * MON" }';
  const sunday = 'id: sunday, every: { cron: "0 6 * * SUN", duration: 4h }';
  const about = (...freezes: string[]) =>
    words(warnings(policyOf(freezes), now)).filter((one) => one.startsWith('freezes.'));

  it('are freezes with all windows inside those of a stricter freeze', () => {
    const idle = 'freezes.1: it adds nothing: "weekend" is active during all of its next 52 windows';
    expect(about(weekend, sunday)).toEqual([idle]);
    expect(about(weekend, `scope: prod, ${sunday}`)).toEqual([idle]);
    expect(about(`scope: prod, ${weekend}`, `scope: prod, ${sunday}`)).toEqual([idle]);
    expect(about(`scope: but-payments, ${weekend}`, `scope: but-payments, ${sunday}`)).toEqual([idle]);
    expect(
      about(
        `scope: prod, ${weekend}`,
        `scope: but-payments, ${sunday}`,
        `scope: test, ${sunday.replace('sunday', 'other')}`,
      ),
    ).toEqual([idle]);
    expect(about(weekend, `kind: allow, ${sunday}`)).toEqual([
      'freezes.1: it never allows a deployment: deny freeze "weekend" is active during all of its next 52 windows, and deny wins',
    ]);
    // Two windows that touch are one.
    const nights = ['every: { cron: "0 18 * * *", until: "0 0 * * *" }', 'every: { cron: "0 0 * * *", duration: 1h }'];
    expect(about(...nights, sunday)).toEqual([]);
  });

  it('are not freezes at another time, in another scope, or with other overrides', () => {
    expect(about(weekend, 'id: sunday, every: { cron: "0 6 * * SUN", duration: 27h }')).toEqual([]);
    expect(about(`scope: prod, ${weekend}`, sunday)).toEqual([]);
    expect(about(`scope: prod, ${weekend}`, `scope: test, ${sunday}`)).toEqual([]);
    expect(about(`kind: allow, ${weekend}`, sunday)).toEqual([]);
    expect(about(`mode: report, ${weekend}`, sunday)).toEqual([]);
    expect(about(`mode: report, ${weekend}`, `mode: report, ${sunday}`)).toHaveLength(1);
    const reports = (...freezes: string[]) =>
      words(warnings(policyOf(freezes, 'mode: report'), now)).filter((one) => one.startsWith('freezes.'));
    expect(reports(weekend, sunday)).toHaveLength(1);
    expect(reports(weekend, `mode: enforce, ${sunday}`)).toEqual([]);
    expect(reports(`mode: enforce, ${weekend}`, sunday)).toHaveLength(1);
    expect(about(`override: { allow: [release] }, ${weekend}`, sunday)).toEqual([]);
    const both = 'override: { allow: [release] }';
    expect(about(`${both}, ${weekend}`, `${both}, ${sunday}`)).toHaveLength(1);
    expect(about(weekend, `except: [2026-11-29], ${sunday}`)).toHaveLength(1);
    expect(about(`except: [2026-12-04], ${weekend}`, sunday)).toEqual([]);
  });

  it('are freezes inside a freeze that never ends', () => {
    const always = 'every: { cron: "0 0 * * *", until: "0 0 * * *" }';
    const idle = 'freezes.1: it adds nothing: "a" is active during all of its next';
    expect(about(always, sunday)).toContain(`${idle} 52 windows`);
    expect(about(always, 'id: b, every: { cron: "0 6 1 1 *", duration: 4h }')).toContain(`${idle} window`);
    const hourly = 'id: b, every: { cron: "0 * * * *", duration: 1m }';
    expect(about(always, hourly)).toContain(`${idle} 500 windows`);
    const more = Array.from(
      { length: 48 },
      (_, at) => `id: c${at}, ssmCalendar: ["arn:aws:ssm:eu-central-1:111122223333:document/cal-${at}"]`,
    );
    expect(about(always, hourly, ...more)).toContain(`${idle} 400 windows`);
  });

  it('are freezes that begin in more than a year only if others cover them', () => {
    const later = 'once: { from: 2030-01-01T00:00, until: 2030-01-01T05:00 }';
    expect(about(later)).toEqual([]);
    expect(about(`kind: allow, ${later}`)).toEqual([]);
    expect(about('every: { cron: "0 10 * * FRI", duration: 4h }', later)).toEqual([]);
    expect(about('every: { cron: "0 0 * * TUE", duration: 5h }', later)).toEqual([
      'freezes.1: it adds nothing: "a" is active during all of its next window',
    ]);
  });

  it('are retry rules after one that handles all their failures', () => {
    const asked = (...rules: string[]) => {
      const retry = `retry: [${rules.map((rule, index) => `{ id: r${index}, ${rule} }`).join(', ')}]`;
      return words(warnings(policyOf(hush, retry), now));
    };
    const never = 'retry.1: never used: the earlier rule "r0" handles all of these failures';
    expect(asked('scope: all', 'scope: prod, maxAttempts: 2')).toEqual([never]);
    expect(asked('scope: prod', 'scope: prod, when: { class: [throttling], providers: [CodeBuild] }')).toEqual([never]);
    const builds = 'when: { categories: [Build], providers: ["Code*"] }';
    expect(asked(`scope: all, ${builds}`, `scope: prod, ${builds}`)).toEqual([never]);
    expect(asked('scope: prod', 'scope: all')).toEqual([]);
    expect(asked('scope: all', 'scope: prod, when: { class: [throttling, capacity] }')).toEqual([]);
    expect(asked('scope: all, when: { categories: [Build] }', 'scope: prod')).toEqual([]);
    expect(asked('scope: all, when: { providers: [CodeBuild] }', 'scope: prod')).toEqual([]);
  });

  it('are retry rules beside a budget of nothing', () => {
    const asked = (text: string) => words(warnings(policyOf(hush, text), now));
    const rule = 'retry: [{ id: r0, scope: prod }]';
    expect(asked(`${rule}\nbudget: { ratio: 0, reserve: 0 }`)).toEqual([
      'budget: a ratio of 0 and a reserve of 0 allow no automatic retry, so no rule of `retry` acts; remove one of the two, or the rules',
    ]);
    expect(asked(`${rule}\nbudget: { ratio: 0, reserve: 1 }`)).toEqual([]);
    expect(asked(`${rule}\nbudget: { ratio: 0.1, reserve: 0 }`)).toEqual([]);
    expect(asked('budget: { ratio: 0, reserve: 0 }')).toEqual([]);
  });

  it('are scopes that exclude all that they include', () => {
    const emptied = (scope: string) => {
      const parsed = parsePolicy(`version: 1\nscopes: { s: { ${scope} } }\nroutes: [{ scope: s, channel: C0X }]\n`);
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      const found = words(warnings(parsed.policy, now));
      if (found.length > 0) expect(found).toEqual(['scopes.s: exclude removes everything that the scope selects']);
      return found.length > 0;
    };
    expect(emptied('pipelines: [a, b], exclude: { pipelines: [b, a] }')).toBe(true);
    expect(emptied('pipelines: [a], exclude: { pipelines: ["*"] }')).toBe(true);
    expect(emptied('stages: [Deploy], exclude: { pipelines: ["*"], stages: [Deploy] }')).toBe(true);
    expect(emptied('pipelines: [shop-*, shop-a?], exclude: { pipelines: ["sho*"] }')).toBe(true);
    expect(emptied('pipelines: [shop-*, pay], exclude: { pipelines: ["sho*"] }')).toBe(false);
    expect(emptied('pipelines: ["shop*"], exclude: { pipelines: [shop-*] }')).toBe(false);
    expect(emptied('pipelines: [a, b], exclude: { pipelines: [a] }')).toBe(false);
    expect(emptied('pipelines: [a], exclude: { stages: [Deploy] }')).toBe(false);
    expect(emptied('pipelines: [a], exclude: { pipelines: [a], regions: [us-east-1] }')).toBe(false);
    expect(emptied('pipelines: [a], exclude: { pipelines: [a], tags: { env: test } }')).toBe(false);
  });
});

describe('the warnings of a check with the names of pipelines', () => {
  const start = `version: 1
people: { all: { users: [U0ANN] } }
`;
  function about(yaml: string, pipelines: string[]): string[] {
    const parsed = parsePolicy(`${start}${yaml}`);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const found = warnings(parsed.policy, now, { pipelines }).filter(({ message }) => message.includes('pipeline'));
    return found.map(({ path, message }) => {
      const { line, column } = parsed.placeOf(path);
      return `${line}:${column} ${path.map(String).join('.')}: ${message}`;
    });
  }
  const scoped = (scope: string) => `scopes: { some: ${scope} }\nroutes: [{ scope: some, channel: C0X }]`;

  it.each([
    ['pipelines: [pay, shop-prod]', ['3:31 scopes.some.pipelines.0: no pipeline matches "pay"']],
    [
      'pipelines: [shop-prd, pay-*]',
      ['3:31 scopes.some.pipelines.0: no pipeline matches "shop-prd"; did you mean "shop-prod"?'],
    ],
    [
      'pipelines: ["*-prd", pay-*]',
      ['3:31 scopes.some.pipelines.0: no pipeline matches "*-prd"; did you mean "shop-prod"?'],
    ],
    [
      'pipelines: ["shop-prodx?", "*"]',
      ['3:31 scopes.some.pipelines.0: no pipeline matches "shop-prodx?"; did you mean "shop-prod"?'],
    ],
    ['pipelines: ["zz*", "*"]', ['3:31 scopes.some.pipelines.0: no pipeline matches "zz*"']],
    [
      'pipelines: [pay-test], exclude: { pipelines: [lab-*] }',
      ['3:65 scopes.some.exclude.pipelines.0: no pipeline matches "lab-*"'],
    ],
    [
      'pipelines: ["*-test"], exclude: { pipelines: [pay-*] }',
      [
        '3:11 scopes.some: no pipeline matches this scope',
        '4:12 routes.0.scope: the rule applies to no pipeline: none matches scope "some"',
      ],
    ],
    ['stages: [Nowhere], accounts: ["1*"], tags: { env: prod }', []],
    ['pipelines: ["*"], exclude: { pipelines: ["*"], tags: { env: prod } }', []],
    ['pipelines: ["*"], exclude: { pipelines: ["*"], stages: [Deploy] }', []],
  ])('for { %s } are %j', (scope, expected) => {
    expect(about(scoped(`{ ${scope} }`), ['shop-prod', 'pay-test'])).toEqual(expected);
  });

  it('report every kind of rule that matches no pipeline', () => {
    const yaml = `scopes: { gone: { pipelines: [gone] } }
routes: [{ scope: all, channel: C0X }, { scope: gone, channel: C0Y }]
approvals: [{ id: a, scope: gone, require: [{ from: [all] }] }]
freezes: [{ id: f, kind: deny, scope: gone, tz: UTC, every: { cron: "0 0 * * SUN", duration: 1h } }]
retry: [{ id: r, scope: gone }]
commands: [{ allow: [all], do: [mute], scope: gone }]
`;
    expect(about(yaml, ['shop']).map((warning) => warning.split(' ')[1])).toEqual([
      'scopes.gone:',
      'scopes.gone.pipelines.0:',
      'routes.1.scope:',
      'approvals.0.scope:',
      'freezes.0.scope:',
      'retry.0.scope:',
      'commands.0.scope:',
    ]);
    expect(about(yaml, ['shop', 'gone'])).toEqual([]);
  });
});

describe('the nearest name to a pattern', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 8 });
  it('is one that the pattern matches, if any', () => {
    fc.assert(
      fc.property(word, fc.array(word, { minLength: 1 }), fc.nat(7), (name, names, at) => {
        const glob = `${name.slice(0, at)}*${name.slice(at)}`.replace(/b$/, '?');
        const [, near = ''] = /"(.*)"/.exec(didYouMeanName(glob, [...names, name])) ?? [];
        expect(matches(glob, near)).toBe(true);
      }),
    );
  });
});

describe('a freeze that is probably a mistake', () => {
  const about = (freeze: string, top?: string) =>
    words(warnings(policyOf([freeze], top), now)).filter((one) => one.startsWith('freezes.'));

  it.each([
    ['every: { cron: "0 3 1-7 * SAT", duration: 1h }', true],
    ['every: { cron: "0 3 * * FRI", until: "0 3 13 * MON" }', true],
    ['every: { cron: "0 3 1-7 * +SAT", duration: 1h }', false],
    ['every: { cron: "0 3 * * SAT#1", duration: 1h }', false],
    ['every: { cron: "0 3 1 * *", duration: 1h }', false],
  ])('%s matches either day: %s', (freeze, isEither) => {
    expect(about(freeze).some((one) => one.includes('fires on every day that matches the day of the month or'))).toBe(
      isEither,
    );
  });

  it('overlaps itself', () => {
    expect(about('every: { cron: "0 * 15 JAN *", duration: 24h }')).toContain(
      'freezes.0: its windows overlap: the window from 2027-01-15 00:00 is still active when the next starts at 2027-01-15 01:00; together they are one window',
    );
    const whole = 'every: { cron: "0 0 * * SAT,SUN", duration: 24h }';
    expect(about(whole)).toEqual([]);
    expect(about('every: { cron: "0 22 * * *", duration: 24h }').join()).not.toContain('overlap');
  });

  it.each([
    ['once: { from: 2026-12-19T00:00, until: 2026-12-26T00:00 }', undefined],
    ['once: { from: 2026-12-19T00:00, until: 2026-12-26T00:01 }', '7 days from Sat 19 Dec 2026 00:00 CET; an approval'],
    ['once: { from: 2026-12-01T00:00, until: 2026-12-31T00:00 }', '30 days from Tue 1 Dec 2026 00:00 CET; an approval'],
    [
      'once: { from: 2026-12-01T00:00, until: 2026-12-31T00:01 }',
      '30 days from Tue 1 Dec 2026 00:00 CET; CodePipeline',
    ],
    [
      'tz: UTC, every: { cron: "0 0 1 1,3 *", until: "0 0 10 1,5 *" }',
      '70 days from Mon 1 Mar 2027 00:00 UTC; CodePipeline',
    ],
    ['kind: allow, every: { cron: "0 9 * * MON", duration: 8h }', undefined],
    [
      'kind: allow, every: { cron: "0 9 1,15 * *", duration: 8h }',
      '13 days from Tue 1 Dec 2026 17:00 CET; an approval',
    ],
  ])('%s lasts longer than an approval: %s', (freeze, warning) => {
    const found = about(freeze).find((one) => one.includes('stays frozen'));
    if (warning === undefined) expect(found).toBe(undefined);
    else expect(found).toContain(warning);
  });

  it('leaves no long pause between allow windows if another one may be open', () => {
    const rare = (id: string) => `kind: allow, id: ${id}, every: { cron: "0 9 1,15 * *", duration: 8h }`;
    const found = (...freezes: string[]) =>
      words(warnings(policyOf(freezes), now)).filter((one) => one.includes('stays frozen for'));
    expect(found(rare('a'), 'every: { cron: "0 0 * * SAT", duration: 4h }')).toHaveLength(1);
    expect(found(rare('a'), rare('b').replace('1,15', '8,22'))).toEqual([]);
  });

  it('has an override that no rule under commands permits, or that is longer than any override', () => {
    const freeze = `${single(12)}, override: { allow: [release, leads] }`;
    const rule = (allow: string, scope: string, act = 'override') =>
      `commands: [{ allow: [${allow}], do: [${act}], scope: ${scope} }]`;
    const useless = (names: string, why = '') =>
      `freezes.0.override: no rule under "commands" allows ${names} the command override for these pipelines${why}, so they cannot override this freeze`;
    expect(about(freeze, 'commands: []')).toEqual([useless('"release" or "leads"')]);
    expect(about(freeze, rule('release, leads', 'all', 'freeze'))).toEqual([useless('"release" or "leads"')]);
    expect(about(freeze, rule('release', 'all'))).toEqual([useless('"leads"')]);
    expect(about(freeze, rule('release, leads', 'prod'))).toEqual([]);
    expect(about(`${freeze}, scope: test`, rule('release, leads', 'prod'))).toEqual([useless('"release" or "leads"')]);
    for (const names of ['tagged', 'here', 'elsewhere', 'but-payments']) {
      const useless = expect.stringContaining('allows "release" or "leads" the command override for these pipelines (');
      expect(about(freeze, rule('release, leads', names))).toEqual([useless]);
    }
    expect(about(`${freeze}, scope: deploys`, rule('release, leads', 'builds'))).toEqual([
      useless('"release" or "leads"'),
    ]);
    expect(about(`${freeze}, scope: deploys`, rule('release, leads', 'prod'))).toEqual([]);
    expect(about(`${freeze}, scope: deploys`, rule('release, leads', 'deploys'))).toEqual([]);
    const needs = 'and override needs a scope of pipelines and stages alone, because it names pipelines by patterns';
    expect(about(freeze, rule('release, leads', 'tagged'))).toEqual([
      useless('"release" or "leads"', ` (scope tagged has "tags", ${needs})`),
    ]);
    const rules = [
      '{ allow: [release, leads], do: [override], scope: tagged }',
      '{ allow: [release], do: [override], scope: tagged }',
      '{ allow: [leads], do: [override], scope: here }',
      '{ allow: [release], do: [freeze], scope: elsewhere }',
    ];
    expect(about(`${single(12)}, override: { allow: [release] }`, `commands: [${rules}]`)).toEqual([
      useless('"release"', ` (scope tagged has "tags", ${needs})`),
    ]);
    expect(about(`${single(12)}, override: { allow: [release], maxFor: 14d }`)).toEqual([]);
    expect(about(`${single(12)}, override: { allow: [release], maxFor: 15d }`)).toEqual([
      'freezes.0.override: an override ends after at most 14 d, so a longer maxFor has no effect',
    ]);
  });

  it('has an exception on a day on which no window begins', () => {
    const weekend = 'every: { cron: "0 16 * * FRI", until: "0 8 * * MON" }';
    expect(about(`${weekend}, except: [2026-12-25, 2027-01-04, 2027-03-26/2027-03-27, 2027-03-27/2027-03-28]`)).toEqual(
      [
        'freezes.0.except: no window begins on 2027-01-04, so this exception removes nothing',
        'freezes.0.except: no window begins on 2027-03-27/2027-03-28, so this exception removes nothing',
      ],
    );
    expect(about(`${weekend}, except: [2026-01-05]`)).toEqual([]);
    expect(about('every: { cron: "30 23 * * FRI", duration: 1h }, except: [2026-12-25]')).toEqual([]);
    const midnight = 'every: { cron: "0 0 * * FRI", duration: 1h }';
    expect(about(`${midnight}, except: [2026-12-25]`)).toEqual([]);
    expect(about(`${midnight}, except: [2026-12-24]`)).toHaveLength(1);
  });

  it('cannot be overridden alone if its id means all freezes', () => {
    const own = 'override: { allow: [release] }';
    for (const id of ['all', 'All', '"*"']) {
      const [found] = about(`${single(12)}, id: ${id}, ${own}`);
      expect(found).toContain('in Slack means all freezes, so this one cannot be overridden alone; give it another id');
      expect(found).toMatch(/^freezes\.0\.id: /);
    }
    expect(about(`${single(12)}, id: all`)).toEqual([]);
    expect(about(`${single(12)}, id: all-shops, ${own}`)).toEqual([]);
    expect(about(`${single(12)}, id: overall, ${own}`)).toEqual([]);
  });

  it('is an allow window inside several deny freezes together, or inside one with an override', () => {
    const pair = (...freezes: string[]) =>
      words(warnings(policyOf(freezes), now)).filter((one) => one.startsWith('freezes.2') || one.includes('allows a'));
    const night = 'every: { cron: "0 18 * * *", until: "0 0 * * *" }';
    const morning = 'every: { cron: "0 0 * * *", until: "0 9 * * *" }';
    expect(pair(night, morning, 'kind: allow, every: { cron: "0 22 * * *", duration: 4h }').join()).toMatch(
      /^freezes\.2: it never allows a deployment: deny freeze "a" and "b" are active/,
    );
    expect(pair(night, morning, 'kind: allow, every: { cron: "0 22 * * *", duration: 12h }')).toEqual([]);
    expect(pair(night, morning, 'every: { cron: "0 22 * * *", duration: 4h }')).toEqual([]);
    const allowed = 'kind: allow, every: { cron: "0 6 * * SUN", duration: 4h }';
    const longer = 'every: { cron: "0 16 * * FRI", until: "0 20 * * MON" }';
    expect(pair('every: { cron: "0 16 * * FRI", until: "0 8 * * MON" }', longer, allowed)).toContain(
      'freezes.2: it never allows a deployment: deny freeze "a" is active during all of its next 52 windows, and deny wins',
    );
    const open = 'id: weekend, override: { allow: [release] }, every: { cron: "0 16 * * FRI", until: "0 8 * * MON" }';
    expect(pair(open, 'kind: allow, every: { cron: "0 6 * * SUN", duration: 4h }').join()).toContain(
      '"weekend" is active',
    );
  });
});

describe('warnings about late steps and unknown Regions', () => {
  it('list reminders and escalations after an approval expires', () => {
    const top = `approvals: [{ id: x, scope: all, require: [{ from: [release] }], remind: [1h, 8d, 7d], escalate: { after: 7d, to: leads } }, { id: y, scope: all, require: [{ from: [release] }], remind: [167h], escalate: { after: 167h, to: leads } }]`;
    expect(words(warnings(policyOf(hush, top), now))).toEqual([
      'approvals.0.remind.1: this reminder never happens: an approval expires after 7 days, unless its action has another timeout',
      'approvals.0.remind.2: this reminder never happens: an approval expires after 7 days, unless its action has another timeout',
      'approvals.0.escalate.after: this escalation never happens: an approval expires after 7 days, unless its action has another timeout',
    ]);
  });

  it('list unknown Regions, but not patterns', () => {
    const isRegion = (name: string) => name === 'eu-central-1';
    const parsed = parsePolicy(`version: 1
accounts: [{ id: "111122223333", regions: [eu-central-1, eu-centrl-1] }]
scopes: { s: { regions: ["eu-*", us-east-1, "eu-west-?"], exclude: { regions: [eu-central-1, eu-wst-1] } } }
routes: [{ scope: s, channel: C0X }]
`);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(words(warnings(parsed.policy, now, { isRegion }))).toEqual([
      'accounts.0.regions.1: AWS has no Region "eu-centrl-1" (as of this version of Signalbox)',
      'scopes.s.regions.1: AWS has no Region "us-east-1" (as of this version of Signalbox)',
      'scopes.s.exclude.regions.1: AWS has no Region "eu-wst-1" (as of this version of Signalbox)',
    ]);
    expect(words(warnings(parsed.policy, now))).toEqual([]);
  });
});
