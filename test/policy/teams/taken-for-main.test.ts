import { describe, expect, it } from 'vitest';
import { parsePolicy, printProblem } from '../../../lib/policy/file/parse.ts';

function problems(yaml: string): string[] {
  const parsed = parsePolicy(yaml);
  return parsed.ok ? [] : parsed.problems.map((problem) => printProblem('f.yml', problem));
}

const within = "`within` is for the file of a team; to check a team's file, check its folder";

describe('the file of a team that is checked alone', () => {
  it('gets the advice to check its folder, once', () => {
    const scopes = 'scopes:\n  a: { within: production, pipelines: [a] }\n';
    expect(problems(scopes)).toEqual([`f.yml:2:8 scopes.a.within: ${within}`]);
    expect(problems(`${scopes}  b: { within: production, stages: [b] }\n`)).toEqual([
      `f.yml:2:8 scopes.a.within: ${within}`,
    ]);
    expect(problems(`${scopes}routes: [{ scope: a, chanel: C0ALL }]\n`)).toEqual([
      `f.yml:2:8 scopes.a.within: ${within}`,
      'f.yml:3:22 routes.0.chanel: unknown key; did you mean "channel"?',
    ]);
  });

  it('gets the advice to check its folder, even without a scope', () => {
    expect(problems('freezes: []\n')).toEqual([
      'f.yml:1:1 version: this key is missing; write "version: 1"; if this is the file of a team, check its folder',
      'f.yml:1:1 routes: this key is missing; at least one route is required, as - { scope: all, channel: C0DEPLOYS }',
    ]);
  });
});

it('a main file with `within` gets the same advice, beside other mistakes', () => {
  expect(problems('version: 1\nscopes: { a: { within: b, pipelines: [a] } }\n')).toEqual([
    'f.yml:1:1 routes: this key is missing; at least one route is required, as - { scope: all, channel: C0DEPLOYS }',
    `f.yml:2:16 scopes.a.within: ${within}`,
  ]);
});
