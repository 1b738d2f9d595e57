import { describe, expect, it } from 'vitest';
import { parsePolicy, printProblem } from '../../../lib/policy/file/parse.ts';

const MAIN = `version: 1
accounts:
  - { id: "111122223333", name: shop }
  - { id: "444455556666", name: Search, role: "arn:aws:iam::444455556666:role/r", externalId: xyz }
  - { id: "777788889999", role: "arn:aws:iam::777788889999:role/r", externalId: xyz }
routes: [{ scope: all, channel: C0ALL }]
`;

function problems(scope: string, files = {}): string[] {
  const parsed = parsePolicy(`${MAIN}scopes: { prod: { ${scope} } }\n`, files);
  return parsed.ok ? [] : parsed.problems.map(({ key, message }) => `${key}: ${message}`);
}

describe('an account pattern of a scope', () => {
  it.each(['"111122223333"', '"1111*"', '"*"', '"*3333"', '"1111????3333"', '"999988887777"', '"111122223333*"'])(
    'may be %s, which an account can match',
    (pattern) => {
      expect(problems(`accounts: [${pattern}]`)).toEqual([]);
    },
  );

  it.each([
    ['shop', 'write "111122223333"; "shop" is its name'],
    ['search', 'write "444455556666"; "search" is its name'],
    ['shopp', 'an account has 12 digits; did you mean "111122223333" (shop)?'],
    ['"11112222333"', 'an account has 12 digits; did you mean "111122223333"?'],
    ['serch', 'an account has 12 digits; did you mean "444455556666" (Search)?'],
    ['"1111222233334"', 'an account has 12 digits; did you mean "111122223333"?'],
    ['"4444555566"', 'an account has 12 digits; did you mean "444455556666"?'],
    ['"1111222233334*"', 'an account has 12 digits, so "1111222233334*" matches none'],
    ['"1111x*"', 'an account has 12 digits, so "1111x*" matches none'],
    ['"11112222"', 'an account has 12 digits'],
    ['"1111-2222-3333"', 'an account has 12 digits: write "111122223333"'],
    ['"shop*"', 'an account has 12 digits, so "shop*" matches none'],
    ['"1111????"', 'an account has 12 digits, so "1111????" matches none'],
  ])('is refused as %s, because no account matches', (pattern, message) => {
    expect(problems(`accounts: ["111122223333", ${pattern}]`)).toEqual([`scopes.prod.accounts.1: ${message}`]);
  });

  it('is refused in an exclusion too', () => {
    expect(problems('exclude: { accounts: [shop] }, pipelines: ["*"]')).toEqual([
      'scopes.prod.exclude.accounts.0: write "111122223333"; "shop" is its name',
    ]);
  });

  it('is refused in the file of a team, once', () => {
    const main = `${MAIN}scopes: { prod: { accounts: ["111122223333"] } }\nteams: { web: { file: web.yml, scopes: [prod] } }\n`;
    const team = 'scopes:\n  mine: { accounts: [shop], exclude: { accounts: [Search] } }\n';
    const parsed = parsePolicy(main, { 'web.yml': team });
    expect(parsed.ok ? [] : parsed.problems.map((problem) => printProblem('main.yml', problem))).toEqual([
      'web.yml:2:22 scopes.mine.accounts.0: write "111122223333"; "shop" is its name',
      'web.yml:2:51 scopes.mine.exclude.accounts.0: write "444455556666"; "Search" is its name',
    ]);
  });
});
