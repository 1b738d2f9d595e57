import { describe, expect, it } from 'vitest';
import type { CommandName } from '../../lib/core/command/types.ts';
import { type ExplainQuestion, explain } from '../../lib/policy/explain.ts';
import { ofBoard } from '../kit/rules.ts';

const policy = (count: number, mode = 'enforce', forbid = 'author') =>
  ofBoard(
    `version: 1
people: { release: { slackGroups: [S0REL], emails: [lead@example.com] } }
scopes: { prod: { stages: [Prod] } }
routes: [{ scope: all, channel: C0ALL }]
approvals: [{ id: two, scope: prod, require: [{ count: ${count}, from: [release] }], forbid: [${forbid}], reason: { min: 10 } }]
freezes: [{ id: night, kind: deny, mode: ${mode}, scope: prod, tz: UTC, once: { from: "2026-11-22T09:00", until: "2026-11-22T12:00" } }]
`,
    {},
  );
const NIGHT = Date.parse('2026-11-22T10:00Z');
const DAY = Date.parse('2026-11-22T13:00Z');
const END = Date.parse('2026-11-22T12:00Z');

function explained(rules: ReturnType<typeof policy>, now: number, more: Partial<ExplainQuestion> = {}) {
  const pipeline = { account: '1', region: 'eu', pipeline: 'shop' };
  const { under, ...answer } = explain(rules, { pipeline, stage: 'Prod', now, ...more });
  return { ...answer, under: under.map(({ rule }) => rule) };
}
const by = (user: string, ...groups: string[]) => ({ approval: { action: 'Ask', as: { user, groups } } });

describe('an explanation of a freeze', () => {
  const frozen = { decision: 'deny', because: 'Frozen by "night" until Sun 12:00 UTC.', until: END, under: ['freeze'] };

  it('has the decision, the reason and the end', () => {
    expect(explained(policy(1), NIGHT)).toEqual(frozen);
    expect(explained(policy(1), NIGHT, { stage: undefined })).toEqual(frozen);
    expect(explained(policy(1), DAY)).toEqual({
      decision: 'allow',
      because: 'No freeze is active for Prod of shop.',
      until: undefined,
      under: ['freeze'],
    });
  });

  it('allows if the freeze is only reported, and has no end', () => {
    expect(explained(policy(1, 'report'), NIGHT)).toMatchObject({
      decision: 'allow',
      because: expect.stringMatching(/^Would be frozen by "night"/),
      until: undefined,
    });
  });

  it('comes before that of an approval, and has the reasons of both', () => {
    expect(explained(policy(1), NIGHT, by('ann', 'S0REL'))).toEqual({ ...frozen, under: ['freeze', 'approval'] });
  });
});

describe('an explanation of an approval', () => {
  it.each<[string, number, Partial<ExplainQuestion>, object]>([
    [
      'without a person, with the missing votes',
      2,
      { approval: { action: 'Ask' } },
      { decision: 'wait', because: '0 of 2 approvals: two from "release" are needed.' },
    ],
    [
      'that no rule covers',
      1,
      { stage: 'Test', approval: { action: 'Ask' } },
      {
        decision: 'deny',
        because: 'No approval rule in the policy covers this approval. Decide in the AWS console, or add a rule.',
      },
    ],
    [
      'by a member of the group',
      1,
      by('ann', 'S0OPS', 'S0REL'),
      { decision: 'allow', because: '1 of 1 approved: ann ("release").' },
    ],
    [
      'by one of two required members',
      2,
      by('ann', 'S0REL'),
      { decision: 'wait', because: '1 of 2 approvals: one more from "release" is needed.' },
    ],
    [
      'by a listed e-mail, in any letter case',
      1,
      by('Lead@example.com'),
      { decision: 'allow', because: '1 of 1 approved: Lead@example.com ("release").' },
    ],
    [
      'by another person',
      2,
      by('bob', 'S0OPS'),
      { decision: 'deny', because: 'You are not in "release". Ask one of them to decide.' },
    ],
  ])('%s', (_, count, more, expected) => {
    expect(explained(policy(count), DAY, more)).toMatchObject({ ...expected, under: ['freeze', 'approval'] });
  });
});

it('an explanation of an approval without a name is of all rules, also of those for some actions', () => {
  const some = ofBoard(
    `version: 1
people: { release: { users: [U0ANN] } }
routes: [{ scope: all, channel: C0ALL }]
approvals: [{ id: one, scope: all, actions: [sign], require: [{ from: [release] }] }]
`,
    {},
  );
  expect(explained(some, DAY, { approval: {} }).decision).toBe('wait');
  expect(explained(some, DAY, { approval: { action: 'sign' } }).decision).toBe('wait');
  expect(explained(some, DAY, { approval: { action: 'Ask' } }).decision).toBe('deny');
});

describe('an explanation of a command', () => {
  const commands = ofBoard(
    `version: 1
people: { release: { slackGroups: [S0REL] }, all: { users: [U0ANN, U0BO] } }
scopes: { prod: { stages: [Prod] }, shop: { pipelines: ["shop*"] } }
routes: [{ scope: all, channel: C0ALL }]
commands:
  - { allow: [release], do: [release, override-condition], scope: prod }
  - { allow: [all], do: [freeze, lock, stop], scope: shop }
freezes: [{ id: night, kind: deny, scope: prod, tz: UTC, once: { from: "2026-11-22T09:00", until: "2026-11-22T12:00" } }]
`,
    {},
  );
  const command = (name: CommandName, user: string, ...groups: string[]) => ({
    command: { name, as: { user, groups }, stage: 'Prod' },
  });

  it.each([
    ['release', 'U0MIA', ['S0REL'], DAY, 'allow', /People in "release" may release/],
    ['release', 'U0MIA', ['S0REL'], NIGHT, 'deny', /^Frozen by "night"/],
    ['override-condition', 'U0MIA', ['S0REL'], NIGHT, 'deny', /^Frozen by "night"/],
    [
      'override-condition',
      'U0ANN',
      [],
      DAY,
      'deny',
      /^Only people in "release" may override the conditions of this, and you are not one of them\./,
    ],
    ['override-condition', 'U0ANN', [], NIGHT, 'deny', /^Only people in "release"/],
    ['lock', 'U0ANN', [], NIGHT, 'allow', /People in "all" may lock/],
    ['stop', 'U0BO', [], NIGHT, 'allow', /People in "all" may stop/],
    ['retry', 'U0ANN', [], DAY, 'deny', /retry/],
  ] as const)('%s by %s of %j', (name, user, groups, now, decision, because) => {
    const answer = explained(commands, now, command(name, user, ...groups));
    expect(answer).toMatchObject({ decision, because: expect.stringMatching(because) });
  });

  it('that a freeze holds has the reasons of both', () => {
    const answer = explained(commands, NIGHT, command('release', 'U0MIA', 'S0REL'));
    expect(answer).toMatchObject({ until: END, under: ['freeze', 'commands'] });
  });
});
