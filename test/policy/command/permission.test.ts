import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PermissionQuestion } from '../../../lib/core/model/policy-port.ts';
import { matches } from '../../../lib/core/text/glob.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import { contains, overlaps } from '../../../lib/policy/scope/glob-sets.ts';
import { draws } from '../../kit/draws.ts';
import { rules } from '../../kit/rules.ts';

const POLICY = `
version: 1
scopes:
  shops: { pipelines: ["shop-*", till] }
  deploys: { pipelines: ["shop-*"], stages: ["Deploy*"] }
  tagged: { tags: { env: prod } }
people:
  release: { slackGroups: [S0RELEASE] }
  mia: { users: [U0MIA] }
routes:
  - { scope: all, channel: C0ALL }
  - { scope: shops, channel: C0SHOPS }
freezes:
  - id: weekend
    kind: deny
    scope: all
    tz: UTC
    once: { from: "2020-01-01T00:00", until: "2099-01-01T00:00" }
    override: { allow: [release], maxFor: 2h }
  - { id: audit, kind: deny, scope: shops, tz: UTC, once: { from: "2020-01-01T00:00", until: "2099-01-01T00:00" } }
commands:
  - { allow: [release], do: [freeze, thaw, override, release], scope: all }
  - { allow: [mia], do: [freeze, override], scope: shops }
  - { allow: [mia], do: [thaw], scope: deploys }
  - { allow: [mia], do: [stop], scope: tagged }
`;

const ruled = rules(POLICY);
const known = { groups: { S0RELEASE: [1, { members: ['U0ANN'] }] as [number, { members: string[] }] } };
const globs = (...pipelines: string[]) => ({ type: 'globs' as const, pipelines });
const ask = (more: Partial<PermissionQuestion>) =>
  ruled.may({ user: 'U0ANN', act: 'freeze', about: globs('*'), known, ...more });
const hour = 3_600_000;

describe('a permission', () => {
  it('is granted to the people of a rule, inside its scope', () => {
    const allowed = { rule: 'commands', outcome: 'allow', because: 'People in "release" may freeze this.' };
    expect(ask({})).toEqual({ decision: allowed, lookUp: { groups: ['S0RELEASE'], emails: [] } });
    expect(ask({ user: 'U0MIA', about: globs('shop-*', 'till') }).decision.outcome).toBe('allow');
    expect(ask({ user: 'U0MIA', about: globs('shop-api') }).decision.outcome).toBe('allow');
    expect(ask({ user: 'U0JO' }).decision).toMatchObject({
      outcome: 'deny',
      because: expect.stringMatching(/^Only people in "release"/),
    });
  });

  it.each([['*'], ['sho*'], ['shop-*,bank'], ['s?op-a']])(
    'is denied if a rule allows only a part of it: %s',
    (what) => {
      expect(ask({ user: 'U0MIA', about: globs(...what.split(',')) }).decision.outcome).toBe('deny');
    },
  );

  it('lists the commands that some person surely may use on a stage', () => {
    const target = { account: '1', region: 'r', pipeline: 'shop-api', stage: 'Deploy' };
    expect(ruled.acts(target).sort()).toEqual(['freeze', 'override', 'release', 'thaw']);
    expect(ruled.acts({ ...target, tags: { env: 'prod' } })).toContain('stop');
    expect(rules().acts(target)).toEqual([]);
  });

  it('is denied if the policy has no rule', () => {
    const because = 'The policy allows no one to roll back from Slack: no rule under "commands" has it.';
    expect(ask({ act: 'rollback' })).toEqual({
      decision: { rule: 'commands', outcome: 'deny', because },
      lookUp: { groups: [], emails: [] },
    });
    expect(rules().may({ user: 'U0ANN', act: 'freeze', about: globs('*'), known }).decision.outcome).toBe('deny');
  });

  it('names the scopes that allow a command, if they do not cover all of it', () => {
    const only = (more: Partial<PermissionQuestion>) => ask({ about: globs('bank'), ...more }).decision.because;
    const rest = 'Use narrower patterns, or the AWS console.';
    expect(only({ act: 'stop' })).toBe(
      `The policy allows no one to stop all of this from Slack, only in tagged. ${rest}`,
    );
    expect(only({ act: 'retry' })).toBe(
      'The policy allows no one to retry from Slack: no rule under "commands" has it.',
    );
  });

  it('is denied for a command with patterns, however narrow, if the scope has more than names', () => {
    const policy = (scope: string) =>
      POLICY.replace('tagged: {', `some: ${scope}\n  tagged: {`).replace(
        'do: [stop], scope: tagged',
        'do: [mute], scope: some',
      );
    const denied = (scope: string) =>
      rules(policy(scope)).may({ user: 'U0MIA', act: 'mute', about: globs('shop-api'), known }).decision;
    const rest =
      'and mute needs a scope of pipelines and stages alone, because it names pipelines by patterns. Change the policy, or use the AWS console.';
    expect(denied('{ pipelines: ["shop-*"], exclude: { pipelines: [till] }, regions: [eu-central-1] }')).toMatchObject({
      outcome: 'deny',
      because: `The policy allows no one to mute this from Slack: scope some has "regions" and "exclude", ${rest}`,
    });
    expect(denied('{ pipelines: ["shop-*"] }').outcome).toBe('allow');
    expect(denied('{ pipelines: [till] }').because).toContain('only in some. Use narrower patterns');
  });

  it('waits for the look-up of people', () => {
    expect(ask({ known: {} })).toEqual({
      decision: {
        rule: 'commands',
        outcome: 'wait',
        because: 'Signalbox is looking up the members of S0RELEASE.',
      },
      lookUp: { groups: ['S0RELEASE'], emails: [] },
    });
    const failedLookUp = { groups: { S0RELEASE: [1, { why: 'missing_scope' }] as [number, { why: string }] } };
    expect(ask({ known: failedLookUp }).decision).toMatchObject({
      outcome: 'deny',
      because: expect.stringContaining('missing_scope'),
    });
  });

  it('depends on stages if the scope does', () => {
    const thaw = { user: 'U0MIA', act: 'thaw' as const };
    expect(ask({ ...thaw, about: globs('shop-api') }).decision.outcome).toBe('deny');
    expect(ask({ ...thaw, about: { ...globs('shop-api'), stages: ['Deploy-eu'] } }).decision.outcome).toBe('allow');
  });

  it('is for all stages of one pipeline that it concerns, and for none without any', () => {
    const subject = { account: '1', region: 'eu', pipeline: 'shop-api' };
    const outcome = (...stages: string[]) =>
      ask({ user: 'U0MIA', act: 'thaw', about: { type: 'pipeline', subject, stages } }).decision.outcome;
    expect([outcome('Deploy'), outcome('Deploy', 'Deploy-eu'), outcome('Deploy', 'Build'), outcome()]).toEqual([
      'allow',
      'allow',
      'deny',
      'deny',
    ]);
  });

  it('is denied if tags are unknown, and for patterns in a scope with tags', () => {
    const subject = { account: '1', region: 'eu', pipeline: 'shop' };
    const stop = { user: 'U0MIA', act: 'stop' as const };
    const about = (tags?: Record<string, string>) => ({
      type: 'pipeline' as const,
      subject: { ...subject, tags },
      stages: ['A'],
    });
    expect(ask({ ...stop, about: about({ env: 'prod' }) }).decision.outcome).toBe('allow');
    expect(ask({ ...stop, about: about({ env: 'test' }) }).decision.outcome).toBe('deny');
    expect(ask({ ...stop, about: about() }).decision.outcome).toBe('deny');
    expect(ask({ ...stop, about: globs('shop') }).decision.outcome).toBe('deny');
  });
});

describe('an override', () => {
  const lift = (user: string, more: object) =>
    ask({
      user,
      act: 'override',
      about: globs('shop-api'),
      override: { length: hour, ordered: ['freeze-1'], ...more },
    });

  it('lifts each freeze that this person may override, and reports the others', () => {
    expect(lift('U0ANN', {})).toMatchObject({
      decision: { outcome: 'allow' },
      lifts: ['weekend'],
      leaves: [{ because: 'The policy lets no one override audit.' }],
    });
  });

  it('is refused if a named freeze does not allow it', () => {
    expect(lift('U0ANN', { freezes: ['weekend', 'audit'] }).decision).toMatchObject({ outcome: 'deny' });
    expect(lift('U0MIA', { freezes: ['weekend'] }).decision).toMatchObject({
      outcome: 'deny',
      because: expect.stringContaining('Only people in "release" may override weekend'),
    });
    expect(lift('U0ANN', { freezes: ['weekend'], length: 3 * hour }).decision.because).toBe(
      'weekend may be overridden for 2 h at most.',
    );
    expect(lift('U0ANN', { freezes: ['nothing'] }).decision.because).toContain('There is no freeze "nothing"');
  });

  it('lifts a freeze whose id has spaces, which the command splits into words', () => {
    const spaced = rules(POLICY.replace('id: weekend', 'id: "year end, 2026"'));
    const lifted = (...freezes: string[]) =>
      spaced.may({
        user: 'U0ANN',
        act: 'override',
        about: globs('shop-api'),
        known,
        override: { length: hour, ordered: [], freezes },
      });
    expect(lifted('year', 'end', '2026').lifts).toEqual(['year end, 2026']);
    expect(lifted('"year', 'end', '2026"').lifts).toEqual(['year end, 2026']);
    expect(lifted('year', 'end').decision.because).toContain('There is no freeze "year"');
    expect(lifted('yearend', '2026').decision.because).toContain('There is no freeze "yearend"');
  });

  it('means the freeze of which the words are the whole id, before one of which a word is the id', () => {
    const more = (id: string) =>
      `  - { id: ${id}, kind: deny, scope: all, tz: UTC, once: { from: "2020-01-01T00:00", until: "2099-01-01T00:00" }, override: { allow: [release] } }\ncommands:`;
    const lifted = (id: string, ...freezes: string[]) =>
      rules(
        POLICY.replace('id: audit,', 'id: sale, override: { allow: [release] },').replace('commands:', more(id)),
      ).may({
        user: 'U0ANN',
        act: 'override',
        about: globs('shop-api'),
        known,
        override: { length: hour, ordered: [], freezes },
      }).lifts;
    expect(lifted('"sale, winter"', 'sale', 'winter')).toEqual(['sale, winter']);
    expect(lifted('"weekend sale"', 'weekend', 'sale')).toEqual(['weekend', 'sale']);
  });

  it('is refused to a person whom no rule allows the command, although the freeze names them', () => {
    const denied = rules(POLICY.replace('do: [freeze, thaw, override, release]', 'do: [freeze]')).may({
      user: 'U0ANN',
      act: 'override',
      about: globs('shop-api'),
      known,
      override: { length: hour, ordered: [], freezes: ['weekend'] },
    });
    expect(denied).toEqual({
      decision: {
        rule: 'commands',
        outcome: 'deny',
        because: 'Only people in "mia" may override this, and you are not one of them. Ask one of them.',
      },
      lookUp: { groups: [], emails: [] },
    });
  });

  it('lifts a manual freeze if it names that freeze', () => {
    expect(lift('U0MIA', { freezes: ['freeze-1'] })).toMatchObject({
      decision: { outcome: 'allow' },
      lifts: ['freeze-1'],
    });
  });
});

describe('an announcement', () => {
  it('goes to the channels of the matching pipelines', () => {
    expect(ruled.audience(['shop-api'])).toEqual(['C0ALL', 'C0SHOPS']);
    expect(ruled.audience(['*-api'])).toEqual(['C0ALL', 'C0SHOPS']);
    expect(ruled.audience(['bank'])).toEqual(['C0ALL']);
  });
});

it('a command rule with unknown people or an unknown scope is refused', () => {
  const wrong = parsePolicy(
    POLICY.replace('allow: [mia], do: [stop], scope: tagged', 'allow: [mai], do: [stap], scope: taged'),
  );
  expect(wrong).toMatchObject({ ok: false });
  const dangling = parsePolicy(
    POLICY.replace('allow: [mia], do: [stop], scope: tagged', 'allow: [mai], do: [stop], scope: taged'),
  );
  const messages = dangling.ok ? [] : dangling.problems.map(({ key, message }) => `${key}: ${message}`);
  expect(messages).toEqual([
    'commands.3.allow.0: unknown people "mai"; did you mean "mia"?',
    'commands.3.scope: unknown scope "taged"; did you mean "tagged"?',
  ]);
});

describe('patterns as sets', () => {
  const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 5 }).map((all) => all.join(''));
  const names = (most: number): string[] =>
    most === 0 ? [''] : ['', ...names(most - 1).flatMap((rest) => [`a${rest}`, `b${rest}`, `c${rest}`])];
  const all = [...new Set(names(6))];

  it('contain another pattern only if they match all its names', () => {
    fc.assert(
      fc.property(pattern, pattern, (outer, inner) => {
        if (contains(outer, inner))
          expect(all.filter((name) => matches(inner, name) && !matches(outer, name))).toEqual([]);
        expect(contains(outer, outer)).toBe(true);
        expect(contains('*', inner)).toBe(true);
        expect(contains('?', '*')).toBe(false);
      }),
      draws(1_000),
    );
  });

  it('overlap exactly if both match some name', () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const shared = all.some((name) => matches(a, name) && matches(b, name));
        // Names longer than those listed may be shared too; none of these patterns needs more than ten.
        if (shared) expect(overlaps(a, b)).toBe(true);
        if (!shared && a.length + b.length <= 6) expect(overlaps(a, b)).toBe(false);
      }),
      draws(1_000),
    );
  });
});
