import { expect, it } from 'vitest';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

/** The file of a team is checked as if it were the whole policy. */
function errorsOf(yaml: string): string[] {
  const parsed = parsePolicy(yaml);
  return parsed.ok ? [] : parsed.problems.map(({ line, key, message }) => `${line} ${key}: ${message}`);
}

const WITHIN = "`within` is for the file of a team; to check a team's file, check its folder";
const MAYBE = 'if this is the file of a team, check its folder';
const noRoutes = expect.stringMatching(/^1 routes: this key is missing/);

it.each<[string, string, unknown[]]>([
  ['within and nothing else', 'scopes: { a: { pipelines: [x], within: shop } }\n', [`1 scopes.a.within: ${WITHIN}`]],
  [
    'within beside another slip',
    'scopes: { a: { pipelines: [5], within: shop } }\n',
    ['1 scopes.a.pipelines.0: put it in quotes: "5"', `1 scopes.a.within: ${WITHIN}`],
  ],
  [
    'within in a whole policy',
    'version: 1\nscopes: { a: { pipelines: [x], within: shop } }\n',
    [noRoutes, `2 scopes.a.within: ${WITHIN}`],
  ],
  [
    'only keys of a team',
    'scopes: { a: { pipelines: [x] } }\n',
    [`1 version: this key is missing; write "version: 1"; ${MAYBE}`, noRoutes],
  ],
  [
    'a key that no team has',
    'scopes: { a: { pipelines: [x] } }\nteams: {}\n',
    ['1 version: this key is missing; write "version: 1"', noRoutes],
  ],
])('a file with %s', (_, yaml, errors) => {
  expect(errorsOf(yaml)).toEqual(errors);
});

it.each([
  'version: 1\nroutes: [{ scope: all, channel: C0DEPLOYS, within: shop }]\n',
  'version: 1\nroutes: [{ scope: all, channel: C0DEPLOYS }]\nretry: [{ id: a, scope: all, within: shop }]\n',
])('a `within` elsewhere is an ordinary unknown key: %j', (yaml) => {
  expect(errorsOf(yaml).join()).not.toContain(WITHIN);
});

it('only the missing version hints at the file of a team', () => {
  const [version, routes] = errorsOf('scopes: { a: { pipelines: [x] } }\n');
  expect([version, routes].map((line) => line?.includes(MAYBE))).toEqual([true, false]);
});
