import { expect, it } from 'vitest';
import { firstStageWarnings } from '../../../lib/policy/check/first-stage.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

function warned(stages: string): string[] {
  const parsed = parsePolicy(`version: 1
scopes: { first: { pipelines: ["*-prod"], stages: ${stages} } }
people: { all: { users: [U0A, U0B] } }
routes: [{ scope: first, channel: C0DEPLOYS }]
freezes: [{ id: night, kind: deny, scope: first, tz: UTC, every: { cron: "0 22 * * *", duration: 8h } }]
approvals: [{ id: prod, scope: first, require: [{ from: [all] }] }]
commands: [{ allow: [all], do: [retry, freeze, lock], scope: first }, { allow: [all], do: [retry], scope: first }]
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return firstStageWarnings(parsed.policy).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

it.each(['[Source]', '[source, Source*]'])(
  'warns of a freeze, an approval rule and a command for the stages %s',
  (stages) => {
    expect(warned(stages)).toEqual([
      'freezes.0.scope: scope "first" has the source stage alone, and no transition leads into the first stage of a pipeline, so this freeze holds nothing; name the stages that it is to hold, as "Deploy*"',
      'approvals.0.scope: scope "first" has the source stage alone, and the first stage of a pipeline has no approvals, so this rule decides none; name the stages with approvals',
      'commands.0.scope: scope "first" has the source stage alone, and no transition leads into the first stage of a pipeline, so freeze or lock holds nothing there; name other stages, as "Deploy*"',
    ]);
  },
);

it.each(['[Source, Deploy]', '["*"]', '[Resource]'])('does not warn of the stages %s', (stages) => {
  expect(warned(stages)).toEqual([]);
});

it('warns of a rule of a team that has the source stage alone', () => {
  const main = `version: 1
scopes: { first: { stages: [Source] } }
routes: [{ scope: all, channel: C0DEPLOYS }]
teams: { web: { file: web.yml, scopes: [first] } }
`;
  const team = `scopes: { mine: { pipelines: ["web-*"] } }
freezes: [{ id: night, kind: deny, scope: mine, tz: UTC, every: { cron: "0 22 * * *", duration: 8h } }]
`;
  const parsed = parsePolicy(main, { 'web.yml': team });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(firstStageWarnings(parsed.policy).map(({ path }) => path.join('.'))).toEqual(['freezes.0.scope']);
});
