import { describe, expect, it } from 'vitest';
import type { ManualFreeze, SharedState } from '../../../lib/core/command/shared-state.ts';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import type { Policy } from '../../../lib/policy/file/schema.ts';
import { freezeEdges } from '../../../lib/policy/freeze/edges.ts';

const HOUR = 3_600_000;
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

it('a freeze starts and ends with its windows, as far as they are near', () => {
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

it('a freeze that only reports has neither', () => {
  expect(edges(NIGHT.replace('tz: UTC', 'tz: UTC, mode: report'), at('2026-11-23T12:00'))).toEqual([]);
});

it('an edge that passed an hour ago is no news', () => {
  expect(edges(NIGHT, at('2026-11-23T22:59')).filter((edge) => edge.startsWith('start 2026-11-23'))).toHaveLength(1);
  expect(edges(NIGHT, at('2026-11-23T23:01')).filter((edge) => edge.startsWith('start 2026-11-23'))).toHaveLength(0);
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

  it('has all that the scope of the policy has', () => {
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
