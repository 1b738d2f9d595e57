import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePolicy, printProblem } from '../../../lib/policy/file/parse.ts';

function problems(yaml: string): string[] {
  const parsed = parsePolicy(yaml);
  return parsed.ok ? [] : parsed.problems.map((problem) => printProblem('policy.yml', problem));
}

const routes = 'routes: [{ scope: all, channel: C0DEPLOYS }]';

describe('the policy file', () => {
  it('that is shipped is valid', () => {
    expect(problems(readFileSync('infra/policy.yml', 'utf8'))).toEqual([]);
  });

  it('that docs/policy.md explains, key by key, is valid', () => {
    const text = readFileSync('docs/policy.md', 'utf8');
    const blocks = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => yaml);
    expect(blocks).toHaveLength(11);
    const [, team = ''] = /The file of a team has.*?```yml\n(.*?)```/s.exec(text) ?? [];
    const day = 'BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20261231\nEND:VEVENT';
    const files = {
      'payments/policy.yml': team,
      'payments/payday.ics': `BEGIN:VCALENDAR\n${day}\nEND:VCALENDAR\n`,
      'search.yml': 'routes: []',
    };
    const parsed = parsePolicy(blocks.join('\n'), files);
    expect(parsed.ok ? [] : parsed.problems).toEqual([]);
    expect(parsed.ok && parsed.policy.freezes.map(({ id }) => id)).toContain('payday');
  });

  it.each([
    {
      wrong: 'an unknown key',
      yaml: `version: 1\nscopes:\n  prod:\n    pipelnes: ["*"]\n${routes}`,
      problem: 'policy.yml:4:5 scopes.prod.pipelnes: unknown key; did you mean "pipelines"?',
    },
    {
      wrong: 'an unknown key at the top',
      yaml: `version: 1\nroute: []\n${routes}`,
      problem: 'policy.yml:2:1 route: unknown key; did you mean "routes"?',
    },
    {
      wrong: 'another file, as other tools name it',
      yaml: `version: 1\nextends: base.yml\n${routes}`,
      problem:
        'policy.yml:2:1 extends: unknown key; a policy of several files is a folder with a file for each team, see `teams`',
    },
    {
      wrong: 'an unknown key in a list',
      yaml: 'version: 1\nroutes:\n  - scope: all\n    chanel: C0DEPLOYS\n    sns: ["arn:aws:sns:eu-central-1:123456789012:x"]',
      problem: 'policy.yml:4:5 routes.0.chanel: unknown key; did you mean "channel"?',
    },
    {
      wrong: 'an unknown key in an exclusion',
      yaml: `version: 1\nscopes: { prod: { pipelines: ["*"], exclude: { tag: { a: b } } } }\n${routes}`,
      problem: 'scopes.prod.exclude.tag: unknown key; did you mean "tags"?',
    },
    {
      wrong: 'an unknown scope',
      yaml: 'version: 1\nscopes:\n  production: { pipelines: ["*"] }\nroutes:\n  - { scope: prodution, channel: C0DEPLOYS }',
      problem: 'policy.yml:5:7 routes.0.scope: unknown scope "prodution"; did you mean "production"?',
    },
    {
      wrong: 'an unknown word',
      yaml: 'version: 1\nroutes:\n  - { scope: all, channel: C0DEPLOYS, on: [fialed] }',
      problem:
        '"fialed" is not one of started, resumed, approval, succeeded, recovered, failed, stopped, canceled, superseded; did you mean "failed"?',
    },
    {
      wrong: 'an empty scope',
      yaml: `version: 1\nscopes:\n  prod: {}\n${routes}`,
      problem: 'policy.yml:3:3 scopes.prod: an empty scope selects nothing',
    },
    {
      wrong: 'an empty exclusion',
      yaml: `version: 1\nscopes:\n  prod: { pipelines: ["*"], exclude: {} }\n${routes}`,
      problem: 'scopes.prod.exclude: an empty selector selects nothing',
    },
    {
      wrong: 'a route without a destination',
      yaml: 'version: 1\nroutes: [{ scope: all }]',
      problem: 'routes.0: a route needs a channel or sns',
    },
    {
      wrong: 'a channel by its name',
      yaml: 'version: 1\nroutes: [{ scope: all, channel: "#deploys" }]',
      problem: 'routes.0.channel: expected a channel id (C…)',
    },
    { wrong: 'a missing version', yaml: routes, problem: 'policy.yml:1:1 version: ' },
    {
      wrong: 'a duplicate key',
      yaml: `version: 1\nversion: 1\n${routes}`,
      problem: 'policy.yml:2:1 version: the key "version" already stands in line 1',
    },
    {
      wrong: 'an unknown alias',
      yaml: 'version: *x',
      problem: 'policy.yml:1:10 version: put "*x" in quotes if it is a pattern',
    },
    {
      wrong: 'braces',
      yaml: `version: 1\nscopes: { a: { pipelines: ["{prod,test}-*"] } }\n${routes}`,
      problem: 'a pattern has letters, digits and',
    },
    {
      wrong: 'no tag',
      yaml: `version: 1\nscopes: { a: { tags: {} } }\n${routes}`,
      problem: 'scopes.a.tags: tags needs at least one tag',
    },
    {
      wrong: 'a tag that is a number',
      yaml: `version: 1\nscopes: { a: { tags: { env: 5 } } }\n${routes}`,
      problem: 'policy.yml:2:24 scopes.a.tags.env: put it in quotes: "5"',
    },
    {
      wrong: 'only an exclusion',
      yaml: `version: 1\nscopes: { a: { exclude: { pipelines: [x] } } }\n${routes}`,
      problem: 'scopes.a: an empty scope selects nothing',
    },
    {
      wrong: 'a duplicate id',
      yaml: 'version: 1\nroutes:\n  - { id: a, scope: all, channel: C0X1 }\n  - { id: a, scope: all, channel: C0X2 }',
      problem: 'policy.yml:4:7 routes.1.id: another route has the id "a"',
    },
    { wrong: 'invalid YAML', yaml: 'version: [1', problem: 'policy.yml:1:' },
    { wrong: 'an empty file', yaml: '', problem: 'policy.yml:1:1' },
    {
      wrong: 'a scope called all',
      yaml: `version: 1\nscopes: { all: { pipelines: ["*"] } }\n${routes}`,
      problem: 'policy.yml:2:11 scopes.all: "all" always means everything',
    },
  ])('is refused for $wrong, with the place and the correct form', ({ yaml, problem }) => {
    expect(problems(yaml).join('\n')).toContain(problem);
  });

  it('has all problems reported at once, in the order of the file', () => {
    const many = problems(
      'version: 1\nscopes:\n  a: { pipeline: ["x"] }\n  b: {}\nroutes:\n  - { scope: c, on: [nothing] }',
    );
    expect(many.map((problem) => problem.split(' ')[0])).toEqual([
      'policy.yml:3:8',
      'policy.yml:4:3',
      'policy.yml:6:22',
    ]);
  });
});
