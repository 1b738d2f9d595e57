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
  [
    'a route of the same scope takes all',
    ['{ scope: prod, classes: [permission], channel: C0A }', '{ scope: prod, channel: C0B }'],
  ],
  ['another route for failures takes all', [some, '{ scope: all, on: [failed], channel: C0B }']],
  ['the one route is for successes', ['{ scope: all, on: [succeeded], channel: C0A }']],
  [
    'a route for these and other branches takes all',
    [some.replace('}', ', branches: [main] }'), '{ scope: all, branches: [main, dev], channel: C0B }'],
  ],
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

it('failures of a branch are lost that the other route leaves out', () => {
  const branches = (names: string) => `{ scope: all, branches: [${names}], channel: C0B }`;
  const found = lost(some.replace('}', ', branches: [main, dev] }'), branches('main'));
  expect(found.map((one) => one.split(':')[0])).toEqual(['routes.0.classes']);
});

it.each([
  ['scope: all', 'scope: prod'],
  ['scope: all, branches: [main]', 'scope: all'],
])('failures that %s and %s lose have a warning each', (first, second) => {
  const found = lost(...[first, second].map((what) => some.replace('scope: all', what)));
  expect(found.map((one) => one.split(':')[0])).toEqual(['routes.0.classes', 'routes.1.classes']);
});

it('one scope has one warning, with the classes that no route takes', () => {
  expect(lost(some, `{ scope: all, classes: [${most}], channel: C0B }`)).toEqual([
    'routes.0.classes: failures of class unknown in scope "all" reach no channel and no topic; add a route for them, or one without classes',
  ]);
});
