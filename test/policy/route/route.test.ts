import { describe, expect, it } from 'vitest';
import type { RoutedMilestone } from '../../../lib/core/notify/failure-classes.ts';
import type { Milestone } from '../../../lib/core/notify/milestones.ts';
import { matches } from '../../../lib/core/text/glob.ts';
import { rules, TOPIC } from '../../kit/rules.ts';

const subject = { account: '111122223333', region: 'eu-central-1', pipeline: 'payments-prod', executionId: 'e' };
const failedInDeploy: Milestone = { type: 'failed', key: 'failed@1', stages: ['Deploy'] };
const recovered: Milestone = { type: 'recovered', key: 'recovered@2', stages: ['Source', 'Deploy'] };

function channels(scope: string, { on = '', tags, branches, milestones = [failedInDeploy] }: Asked = {}): string[] {
  const yaml = `
version: 1
scopes: { it: ${scope} }
routes: [{ id: r, scope: it, channel: C1X, ${on} }]`;
  return rules(yaml)
    .route({ ...subject, tags, branches }, milestones)
    .map(({ channel = '' }) => channel);
}

interface Asked {
  on?: string;
  tags?: Record<string, string>;
  branches?: string[];
  milestones?: RoutedMilestone[];
}

const taken = ['C1X'];

describe('a route', () => {
  it.each([
    ['a name', '{ pipelines: [payments-prod] }', taken],
    ['a wildcard', '{ pipelines: ["*-prod"] }', taken],
    ['one of several', '{ pipelines: [search, "pay*"] }', taken],
    ['one character', '{ pipelines: ["payments-pro?"] }', taken],
    ['no part of a name', '{ pipelines: [payments] }', []],
    ['no other character for a dot', '{ pipelines: ["payments.prod"] }', []],
    ['all fields', '{ pipelines: ["*"], accounts: ["1111*"], regions: [eu-central-1] }', taken],
    ['nothing if one field differs', '{ pipelines: ["*"], accounts: ["9*"] }', []],
    ['a pipeline that is not excluded', '{ pipelines: ["*"], exclude: { pipelines: ["search-*"] } }', taken],
    ['no excluded pipeline', '{ pipelines: ["*"], exclude: { pipelines: ["pay*"] } }', []],
    ['the failed stage', '{ stages: ["Dep*"] }', taken],
    ['no other stage', '{ stages: [Build] }', []],
    ['no excluded stage', '{ pipelines: ["*"], exclude: { stages: [Deploy] } }', []],
    ['a stage that is not excluded', '{ pipelines: ["*"], exclude: { stages: [Build] } }', taken],
  ])('selects %s', (_, scope, expected) => {
    expect(channels(scope)).toEqual(expected);
  });

  it.each([
    ['the listed branch', 'main', ['main'], taken],
    ['no other branch', 'main', ['feature/main'], []],
    ['a pattern, across slashes', '"release/*"', ['release/2026/11'], taken],
    ['one of several sources', 'main', ['develop', 'main'], taken],
    ['a change without a branch, such as a tag', 'main', [], taken],
    ['everything while the branch is unknown', 'main', undefined, taken],
  ])('with branches selects %s', (_, pattern, branches, expected) => {
    expect(channels('{ pipelines: ["*"] }', { on: `branches: [${pattern}]`, branches })).toEqual(expected);
  });

  it('with branches is uncertain only while the branch is unknown', () => {
    const policy = 'version: 1\nroutes: [{ scope: all, channel: C1X, branches: [main] }, { scope: all, channel: C2X }]';
    const uncertain = (branches?: string[]) =>
      rules(policy)
        .route({ ...subject, branches }, [failedInDeploy])
        .map(({ isUncertain = false }) => isUncertain);
    expect([uncertain(), uncertain(['main']), uncertain([])]).toEqual([
      [true, false],
      [false, false],
      [false, false],
    ]);
    expect(rules(policy.replace(', { scope: all, channel: C2X }', '')).watches(subject)).toBe(true);
  });

  it.each([
    ['the listed tag', '{ tags: { env: prod } }', { env: 'prod' }, taken],
    ['no other tag', '{ tags: { env: prod } }', { env: 'dev' }, []],
    ['one of several values', '{ tags: { env: [prod, "stag*"] } }', { env: 'staging' }, taken],
    ['only a pipeline with every tag', '{ tags: { env: prod, team: "*" } }', { env: 'prod' }, []],
    ['everything while the tags are unknown', '{ tags: { env: prod } }', undefined, taken],
    [
      'everything that is not certainly excluded',
      '{ pipelines: ["*"], exclude: { tags: { quiet: "yes" } } }',
      undefined,
      taken,
    ],
    ['nothing that is excluded', '{ pipelines: ["*"], exclude: { tags: { quiet: "yes" } } }', { quiet: 'yes' }, []],
  ])('selects %s', (_, scope, tags, expected) => {
    expect(channels(scope, tags ? { tags } : {})).toEqual(expected);
  });

  it.each([
    ['*', '', true],
    ['a*', 'a', true],
    ['*a', 'ba', true],
    ['*a*b', 'xaxxb', true],
    ['*ab', 'aab', true],
    ['a*b*c', 'abbcbc', true],
    ['a*b*c', 'abbcb', false],
    ['??', 'a', false],
    ['a**', 'a', true],
    ['', '', true],
    [`${'*a'.repeat(30)}*b`, 'a'.repeat(100), false],
  ])('evaluates the pattern %s', (glob, name, expected) => {
    expect(matches(glob, name)).toBe(expected);
  });

  it('selects the listed milestones, and a recovery as a success', () => {
    const everywhere = '{ pipelines: ["*"] }';
    expect(channels(everywhere, { on: 'on: [failed]' })).toEqual(taken);
    expect(channels(everywhere, { on: 'on: [started]' })).toEqual([]);
    expect(channels(everywhere, { on: 'on: [succeeded]', milestones: [recovered] })).toEqual(taken);
    expect(channels(everywhere, { on: 'on: [recovered]', milestones: [recovered] })).toEqual(taken);
  });

  it('by class sends a failure without a class if it lists unknown', () => {
    const sent = (classes: string, failures?: RoutedMilestone['failures']) =>
      channels('{ pipelines: ["*"] }', { on: `classes: [${classes}]`, milestones: [{ ...failedInDeploy, failures }] });
    expect([sent('unknown'), sent('unknown', []), sent('permission'), sent('permission', [])]).toEqual([
      taken,
      taken,
      [],
      [],
    ]);
  });

  it('sends what concerns no stage, unless its scope names stages', () => {
    const milestones = [{ ...failedInDeploy, stages: [] }];
    expect(channels('{ pipelines: ["*"] }', { milestones })).toEqual(taken);
    expect(channels('{ pipelines: ["*"], exclude: { pipelines: [search] } }', { milestones })).toEqual(taken);
    expect(channels('{ stages: ["*"] }', { milestones })).toEqual([]);
    expect(channels('{ pipelines: ["*"], exclude: { stages: [Build] } }', { milestones })).toEqual([]);
  });

  it('names its id in the decision', () => {
    const [routed] = rules('version: 1\nroutes: [{ id: ops, scope: all, channel: C1X }]').route(subject, [
      failedInDeploy,
    ]);
    expect(routed?.decision).toEqual({
      rule: 'ops',
      outcome: 'allow',
      because: 'Route ops (scope all) sends failed.',
    });
  });

  it('answers with its destinations, its people, and the milestones that it takes', () => {
    const routes = `
  - { scope: all, channel: C1X, sns: ["${TOPIC}"], format: amazon-q, mention: [here, author-dm], call: [ops], notify: every }
  - { scope: all, sns: ["${TOPIC}"], on: [recovered] }
  - { scope: all, channel: C2X, mention: [U0MIA], on: [started] }
  - { scope: all, channel: C3X, mention: [U0MIA] }`;
    const all = [failedInDeploy, recovered];
    const because = (index: number) => ({
      rule: `routes.${index}`,
      outcome: 'allow',
      because: `Route routes.${index} (scope all) sends recovered.`,
    });
    const yaml = `version: 1\npeople: { ops: { users: [U0ANN] } }\nroutes:${routes}`;
    expect(rules(yaml).route(subject, all)).toEqual([
      {
        milestones: all,
        channel: 'C1X',
        topics: [TOPIC],
        format: 'amazon-q',
        mention: ['here'],
        direct: true,
        call: ['U0ANN'],
        notify: 'every',
        decision: because(0),
      },
      { milestones: [recovered], topics: [TOPIC], mention: [], notify: 'changes', decision: because(1) },
      { milestones: all, channel: 'C3X', topics: [], mention: ['U0MIA'], notify: 'changes', decision: because(3) },
    ]);
  });

  it('needs tags only if a scope uses them', () => {
    expect(rules().readsTags).toBe(false);
    expect(rules('version: 1\nscopes: { a: { tags: { x: y } } }\nroutes: [{ scope: a, channel: C1X }]').readsTags).toBe(
      true,
    );
  });

  it('does not watch a pipeline outside its scope', () => {
    const narrow = rules('version: 1\nscopes: { a: { pipelines: [search] } }\nroutes: [{ scope: a, channel: C1X }]');
    expect(narrow.watches(subject)).toBe(false);
    expect(narrow.watches({ ...subject, pipeline: 'search' })).toBe(true);
  });
});
