import { describe, expect, it } from 'vitest';
import { absorbSharedState, type ManualFreeze, type SharedState } from '../../../lib/core/command/shared-state.ts';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import type { Policy } from '../../../lib/policy/file/schema.ts';
import { freezeEdges } from '../../../lib/policy/freeze/edges.ts';
import { SharedStateSchema } from '../../../lib/store/schema/shared-state.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string) => Date.parse(`${text}:00Z`);

function edges(freeze: string, now: number, shared: SharedState = {}): string[] {
  const parsed = parsePolicy(`
version: 1
scopes: { prod: { pipelines: ["*-prod"], stages: [Deploy] } }
routes: [{ scope: all, channel: C0DEPLOYS }]
freezes: [${freeze}]
`);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join());
  return freezeEdges(parsed.policy, times, shared, now).map(({ edge, at: when, until, scope, kind, endedBy }) => {
    const more = [until === undefined ? '' : ` until ${iso(until)}`, endedBy ? ` by ${endedBy}` : ''].join('');
    return `${edge} ${iso(when)}${more} ${kind} ${scope.map(({ pipelines }) => pipelines?.join()).join()}`;
  });
}

const iso = (instant: number) => (Number.isFinite(instant) ? new Date(instant).toISOString().slice(0, 16) : 'ever');

const NIGHT = '{ id: night, kind: deny, scope: prod, tz: UTC, every: { cron: "0 22 * * *", until: "0 6 * * *" } }';

it('a freeze starts and ends with its windows, if they are near', () => {
  expect(edges(NIGHT, at('2026-11-23T12:00'))).toEqual([
    'start 2026-11-23T22:00 until 2026-11-24T06:00 deny *-prod',
    'end 2026-11-24T06:00 deny *-prod',
  ]);
});

it('an allow freeze starts when its window ends', () => {
  const office = '{ id: office, kind: allow, scope: prod, tz: UTC, every: { cron: "0 8 * * *", until: "0 18 * * *" } }';
  expect(edges(office, at('2026-11-23T12:00'))).toEqual([
    'start 2026-11-23T18:00 until 2026-11-24T08:00 allow *-prod',
    'end 2026-11-24T08:00 allow *-prod',
  ]);
});

it('a freeze in report mode neither starts nor ends', () => {
  expect(edges(NIGHT.replace('tz: UTC', 'tz: UTC, mode: report'), at('2026-11-23T12:00'))).toEqual([]);
});

it.each([
  ['25 hours and a millisecond before it', -25 * HOUR - 1, 0],
  ['25 hours before it', -25 * HOUR, 1],
  ['less than an hour after it', HOUR - 1, 1],
  ['an hour after it', HOUR, 0],
])('an edge is reported if it is near: %s', (_, later, count) => {
  const fair = NIGHT.replace(/every:.* }/, 'once: { from: 2026-11-23T22:00, until: 2026-12-24T06:00 } }');
  expect(edges(fair, at('2026-11-23T22:00') + later)).toHaveLength(count);
  const open = fair.replace('deny', 'allow');
  expect(edges(open, at('2026-12-24T06:00') + later)).toHaveLength(count);
});

it('a freeze has at most 50 windows reported at once', () => {
  const often = NIGHT.replace(/every:.* }/, 'every: { cron: "*/10 * * * *", duration: 5m } }');
  const counts = (kind: string) =>
    ['start', 'end'].map((edge) => {
      const found = edges(often.replace('deny', kind), at('2026-11-23T12:00'));
      return found.filter((one) => one.startsWith(edge)).length;
    });
  expect([counts('deny'), counts('allow')]).toEqual([
    [49, 50],
    [50, 49],
  ]);
});

it('a freeze has no edges if its times cannot be read', () => {
  const parsed = parsePolicy(
    `version: 1\nscopes: { prod: { stages: [Deploy] } }\nroutes: [{ scope: all, channel: C0ALL }]\nfreezes: [${NIGHT}]`,
  );
  expect(parsed.ok && freezeEdges(parsed.policy, {}, {}, at('2026-11-23T12:00'))).toEqual([]);
});

it('a freeze from Slack ends when a person ends it', () => {
  const now = at('2026-11-23T12:00');
  const rule = { type: 'freeze' as const, by: 'U0ANN', reason: 'a fair', from: now, until: now + 4 * HOUR };
  const orders = { 'freeze-1': { ...rule, pipelines: ['shop'] } };
  expect(edges('', now, { orders })).toEqual([
    'start 2026-11-23T12:00 until 2026-11-23T16:00 manual shop',
    'end 2026-11-23T16:00 manual shop',
  ]);
  const ended: SharedState['ended'] = { 'freeze-1': [now + HOUR, 'Ravi'] };
  expect(edges('', now + HOUR - 1, { orders, ended })).toContain('end 2026-11-23T13:00 by Ravi manual shop');
});

it('a freeze that starts soon has its end, even if that is far away', () => {
  const weekend = '{ id: weekend, kind: deny, scope: prod, tz: UTC, every: { cron: "0 16 * * FRI", duration: 64h } }';
  expect(edges(weekend, at('2026-11-27T12:00'))).toEqual(['start 2026-11-27T16:00 until 2026-11-30T08:00 deny *-prod']);
});

describe('a freeze by Change Calendars', () => {
  const [ops, sales] = ['Ops', 'Sales'].map((name) => `arn:aws:ssm:eu-central-1:123456789012:document/${name}`);
  const by = (kind: string, ...arns: (string | undefined)[]) =>
    `{ id: ops, kind: ${kind}, scope: prod, ssmCalendar: [${arns.map((arn) => `"${arn}"`).join()}] }`;

  /** All edges that are due at the readings or a minute later, each once. `10:00 closed 20:00`: time, state, change. */
  function put(freeze: string, ...readings: string[]): string[] {
    let known: SharedState = {};
    const due = readings.flatMap((reading) => {
      const [time, state, ...more] = reading.split(' ');
      const turns = more.filter((one) => one !== 'Sales').map((one) => at(`2026-11-24T${one}`));
      const asOf = at(`2026-11-24T${time}`);
      const arn = `${more.includes('Sales') ? sales : ops}`;
      const board = { calendars: { [arn]: { read: [asOf, { state, turns }] } } } as SharedState;
      known = SharedStateSchema.parse(absorbSharedState({ board: known, ledger: {} }, board, asOf).board);
      return [asOf, asOf + MINUTE].flatMap((now) => edges(freeze, now, known).filter((edge) => isDue(edge, now)));
    });
    const texts = due.map((edge) => edge.replace(/2026-11-24T/g, '').replace(/ (deny|allow).*/, ''));
    const isFirst = (text: string, index: number) => !texts.slice(0, index).some((one) => idOf(one) === idOf(text));
    return texts.filter(isFirst);
  }

  const idOf = (text: string) => text.split(' until ')[0];
  const isDue = (edge: string, now: number) => Date.parse(`${edge.split(' ')[1]}Z`) <= now;

  it('ends when a person opens the calendar before its time', () => {
    const early = ['10:00 open 10:01 20:00', '10:02 closed 20:00', '12:00 open', '12:01 open', '20:00 open'];
    expect(put(by('deny', ops), ...early)).toEqual(['start 10:01 until 20:00', 'end 12:00']);
    expect(put(by('allow', ops), ...early)).toEqual(['start 10:01 until 20:00', 'end 12:00']);
  });

  it('starts and ends when a person closes a calendar and opens it', () => {
    const readings = ['10:00 open', '10:01 closed', '10:02 closed', '10:04 open', '10:06 closed'];
    expect(put(by('deny', ops), ...readings)).toEqual([
      'start 10:01 until ever',
      'end 10:04',
      'start 10:06 until ever',
    ]);
  });

  it('starts at the announced time, although a later reading came first', () => {
    expect(put(by('deny', ops), '10:00 open 10:04 20:00', '10:05 closed 20:00')).toEqual(['start 10:04 until 20:00']);
  });

  it('ends with the last of its calendars', () => {
    const readings = ['10:00 open', '10:00 open Sales', '10:01 closed', '10:02 closed Sales', '10:05 open'];
    expect(put(by('deny', ops, sales), ...readings)).toEqual(['start 10:01 until ever']);
    expect(put(by('deny', ops, sales), ...readings, '10:07 open Sales')).toContain('end 10:07');
  });

  it('that is closed at the first reading has no start', () => {
    expect(put(by('deny', ops), '10:00 closed', '10:01 closed')).toEqual([]);
  });

  it.each([
    ['closed at its first reading ends with its next change', 'closed', ['14:00'], ['end 14:00']],
    ['that closed as it was read does so too', 'open', ['12:00', '14:00'], ['end 14:00']],
    ['that is open starts with its next change', 'open', ['14:00'], ['start 14:00 until ever']],
  ])('%s', (_, state, turns, expected) => {
    const now = at('2026-11-24T12:00');
    const read = [now, { state, turns: turns.map((turn) => at(`2026-11-24T${turn}`)) }];
    const found = edges(by('deny', ops), now, { calendars: { [ops ?? '']: { read } } } as SharedState);
    expect(found.map((edge) => edge.replace('2026-11-24T', '').replace(/ deny.*/, ''))).toEqual(expected);
  });

  it('ends with the first reading after a long gap', () => {
    expect(put(by('deny', ops), '10:00 closed 10:30', '12:00 open')).toEqual(['end 12:00']);
  });
});

describe('the scope of an edge', () => {
  const now = at('2026-11-23T12:00');

  function scopeOf(scope: string, scopes: string, more = '', files: Record<string, string> = {}): object | undefined {
    const parsed = parsePolicy(
      `version: 1
scopes: { some: { pipelines: [shop] }, ${scopes} }
routes: [{ scope: all, channel: C0DEPLOYS }]
freezes: [${NIGHT.replace('prod', scope)}]
${more}`,
      files,
    );
    if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join());
    return freezeEdges(parsed.policy, times, {}, now).at(-1)?.scope;
  }

  it('has all fields of the scope in the policy', () => {
    const prod =
      'prod: { accounts: ["123456789012"], regions: ["eu-*"], tags: { env: prod, team: [web, shop] }, stages: [Deploy], exclude: { pipelines: ["sandbox-*"], tags: { quiet: "yes" } } }';
    expect(scopeOf('prod', prod)).toEqual([
      {
        accounts: ['123456789012'],
        regions: ['eu-*'],
        tags: { env: ['prod'], team: ['web', 'shop'] },
        stages: ['Deploy'],
        exclude: { pipelines: ['sandbox-*'], tags: { quiet: ['yes'] } },
      },
    ]);
  });

  it('is every pipeline for a freeze of everything', () => {
    expect(scopeOf('all', '')).toEqual([{ pipelines: ['*'] }]);
  });

  it('of a team has a part for the scope that the main file gives it', () => {
    const files = {
      'web.yml': `scopes: { blue: { pipelines: ["*-blue"] } }\nfreezes: [${NIGHT.replace('prod', 'blue').replace('night', 'blue')}]`,
    };
    const web = 'web: { pipelines: ["web-*"], accounts: ["123456789012"] }';
    const team = 'teams: { web: { file: web.yml, scopes: [web] } }';
    expect(scopeOf('some', web, team, files)).toEqual([
      { pipelines: ['*-blue'] },
      { pipelines: ['web-*'], accounts: ['123456789012'] },
    ]);
  });

  it('of a lock is its pipeline and its stages', () => {
    const { policy } = parsePolicy('version: 1\nroutes: [{ scope: all, channel: C0DEPLOYS }]') as { policy: Policy };
    const lock: ManualFreeze = {
      ...{ type: 'freeze', lock: true, by: 'U0ANN', reason: 'load', from: now, until: now + HOUR },
      ...{ pipelines: ['shop'], stages: ['Staging'] },
    };
    const orders = { 'freeze-1': lock };
    const found = freezeEdges(policy, times, { orders }, now);
    expect(found.map(({ edge }) => edge)).toEqual(['start', 'end']);
    for (const { kind, scope } of found) {
      expect([kind, scope]).toEqual(['lock', [{ pipelines: ['shop'], stages: ['Staging'] }]]);
    }
  });
});

it('each edge has an id that does not change, and one from Slack has its reason and its person', () => {
  const now = at('2026-11-23T12:00');
  const rule = { type: 'freeze' as const, by: 'U0ANN', name: 'ann', reason: 'a fair', from: now, until: now + HOUR };
  const shared: SharedState = { orders: { 'freeze-1': { ...rule, pipelines: ['shop'] } }, ended: {} };
  const parsed = parsePolicy(`
version: 1
scopes: { prod: { pipelines: ["*-prod"], stages: [Deploy] } }
routes: [{ scope: all, channel: C0DEPLOYS }]
freezes: [${NIGHT}]
`);
  if (!parsed.ok) throw new Error('The policy is wrong');
  const [start, end] = ['2026-11-23T22:00', '2026-11-24T06:00'].map(at);
  const found = freezeEdges(parsed.policy, times, shared, now);
  const night = { freeze: 'night', kind: 'deny', scope: [{ pipelines: ['*-prod'], stages: ['Deploy'] }] };
  const manual = { freeze: 'freeze-1', kind: 'manual', scope: [{ pipelines: ['shop'] }] };
  expect(found).toEqual([
    { ...night, id: `night/start@${start}`, edge: 'start', at: start, until: end },
    { ...night, id: `night/end@${end}`, edge: 'end', at: end, endedBy: undefined },
    {
      ...manual,
      id: 'freeze-1/start',
      edge: 'start',
      at: now,
      until: now + HOUR,
      reason: 'a fair',
      by: { id: 'U0ANN', name: 'ann' },
    },
    { ...manual, id: 'freeze-1/end', edge: 'end', at: now + HOUR, endedBy: undefined },
  ]);
});
