import { expect, it } from 'vitest';
import { lostClassWarnings } from '../../../lib/policy/check/lost-classes.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

const most = 'transient-infra, throttling, capacity, configuration, code-or-test, source, timeout, manual-rejection';
const some = '{ scope: all, classes: [permission], channel: C0A }';

function lost(...routes: string[]): string[] {
  const scopes = '{ prod: { pipelines: ["*-prod"] } }';
  const parsed = parsePolicy(`version: 1\nscopes: ${scopes}\nroutes:\n${routes.map((one) => `  - ${one}`).join('\n')}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return lostClassWarnings(parsed.policy).map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
}

it.each<[string, string[]]>([
  ['there are no routes by class', ['{ scope: all, channel: C0A }']],
  ['another route takes all', [some, '{ scope: all, channel: C0B }']],
  ['a wider scope takes all', ['{ scope: prod, classes: [permission], channel: C0A }', '{ scope: all, channel: C0B }']],
  ['another route takes the others', [some, `{ scope: all, classes: [${most}, unknown], channel: C0B }`]],
  ['a topic takes the others', [some, '{ scope: all, sns: ["arn:aws:sns:eu-central-1:111122223333:t"] }']],
  ['a route for more branches takes all', [some.replace('}', ', branches: [main] }'), '{ scope: all, channel: C0B }']],
])('no failure is lost if %s', (_, routes) => {
  expect(lost(...routes)).toEqual([]);
});

it.each<[string, string[]]>([
  ['there is no other route', []],
  ['the other is for successes', ['{ scope: all, on: [succeeded], channel: C0B }']],
  ['the other has a smaller scope', ['{ scope: prod, channel: C0B }']],
  ['the other is for some branches', ['{ scope: all, branches: [main], channel: C0B }']],
])('failures are lost if %s', (_, others) => {
  expect(lost(some, ...others)[0]).toMatch(
    /^routes\.0\.classes: failures of classes transient-infra, .* in scope "all" reach/,
  );
});

it('one scope has one warning, with the classes that no route takes', () => {
  expect(lost(some, `{ scope: all, classes: [${most}], channel: C0B }`)).toEqual([
    'routes.0.classes: failures of class unknown in scope "all" reach no channel and no topic; add a route for them, or one without classes',
  ]);
});
