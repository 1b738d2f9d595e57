import { describe, expect, it } from 'vitest';
import { warnings } from '../../lib/policy/warnings.ts';
import { policyOf } from './frozen.ts';

const now = Date.UTC(2026, 10, 22, 12);
const used = 'prod, test, deploys, builds, tagged, here, elsewhere, but-payments, but-deploy, but-quiet'.split(', ');
const hush = used.map((scope) => `scope: ${scope}, id: ${scope}, every: { cron: "0 12 * * MON", duration: 1h }`);

function told(freeze: string): string {
  return warnings(policyOf([freeze]), now)
    .filter((warning) => warning.startsWith('freezes.'))
    .join('\n');
}

describe('what a check warns of', () => {
  it('is nothing where there is nothing', () => {
    expect(warnings(policyOf(hush), now)).toEqual([]);
    expect(told('every: { cron: "0 16 * * FRI", until: "0 8 * * MON" }')).toBe('');
  });

  it.each([
    ['every: { cron: "0 0 31 2 *", duration: 1h }', 'freezes.0 (a): its cron never fires, so it never happens'],
    ['once: { from: 2026-01-01T00:00, until: 2026-01-02T00:00 }', 'freezes.0 (a): it does not happen any more'],
    [
      'kind: allow, once: { from: 2026-01-01T00:00, until: 2026-01-02T00:00 }',
      'what it alone allows is closed for good',
    ],
    [
      'once: { from: 2026-12-01T00:00, until: 2027-01-05T00:00 }',
      'it lasts for 35 days from Tue 1 Dec 2026 00:00 CET; CodePipeline resumes nothing',
    ],
    ['every: { cron: "0 0 * * *", until: "0 0 * * *" }', 'CodePipeline resumes nothing'],
    [
      'every: { cron: "30 2 * * *", duration: 1h }',
      'on 2027-03-28 02:30 the clock jumps over the time at which it begins; it begins with the jump, at Sun 28 Mar 2027 03:00 CEST',
    ],
    [
      'every: { cron: "30 2 * * *", duration: 1h }',
      'is there twice, at Sun 31 Oct 2027 02:30 CEST and Sun 31 Oct 2027 02:30 CET',
    ],
    [
      'every: { cron: "0 22 * * *", until: "30 2 * * *" }',
      'the time at which it ends, 2027-10-31 02:30, is there twice',
    ],
    ['every: { cron: "10 2 * * *", until: "50 2 * * *" }', 'the occurrence of 2027-03-28 02:10 vanishes'],
    ['kind: allow, every: { cron: "0 2 * * *", until: "45 2 * * *" }', 'the occurrence of 2027-10-31 02:00 vanishes'],
    [
      'tz: Australia/Lord_Howe, every: { cron: "15 2 * * SUN", duration: 1h }',
      'on 2027-10-03 02:15 the clock jumps over',
    ],
    ['once: { from: 2027-03-28T02:30, until: 2027-03-28T06:00 }', 'on 2027-03-28 02:30 the clock jumps over'],
  ])('of %s is that %s', (freeze, says) => {
    expect(told(freeze)).toContain(says);
  });

  it.each([
    'once: { from: 2026-12-01T00:00, until: 2026-12-31T00:00 }',
    'kind: allow, every: { cron: "0 0 * * *", until: "0 0 * * *" }',
    'tz: Asia/Kolkata, every: { cron: "30 2 * * *", duration: 1h }',
    'once: { from: 2026-03-29T02:30, until: 2026-04-01T06:00 }',
  ])('of %s is no change of the clock and no thirty days', (freeze) => {
    expect(told(freeze)).not.toMatch(/clock|30 days|vanishes/);
  });

  it('is that a freeze is said twice, that a scope is not used, and that a route adds nothing', () => {
    const weekend = 'every: { cron: "0 16 * * FRI", until: "0 8 * * MON" }';
    expect(warnings(policyOf([weekend, weekend]), now)).toContain('freezes.1 (b): it says the same as "a"');
    expect(warnings(policyOf([weekend, `${weekend}, scope: prod`]), now).filter((one) => one.includes('same'))).toEqual(
      [],
    );
    expect(warnings(policyOf(hush.slice(1)), now)).toEqual(['scopes.prod: nothing uses it']);
    const policy = policyOf(hush);
    const routes = [
      ...policy.routes,
      { scope: 'prod', channel: 'C0DEPLOYS' },
      { id: 'b', scope: 'prod', channel: 'C0OTHER' },
      { scope: 'prod', channel: 'C0OTHER', on: ['failed' as const] },
      { scope: 'all', channel: 'C0OTHER' },
      { scope: 'prod', channel: 'C0DEPLOYS', mention: ['here'] },
    ];
    expect(warnings({ ...policy, routes }, now)).toEqual([
      'routes.1: everything that it tells is told by routes.0 already',
      'routes.3: everything that it tells is told by b already',
    ]);
  });
});
