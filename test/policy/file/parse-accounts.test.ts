import { describe, expect, it } from 'vitest';
import { parsePolicy, printProblem } from '../../../lib/policy/file/parse.ts';
import { rules } from '../../kit/rules.ts';

/** The accounts that a policy names. */

const ROLE = 'arn:aws:iam::210987654321:role/signalbox-spoke';
const WHOLE = `id: "210987654321", name: money, role: "${ROLE}", externalId: given-to-money`;

function problems(accounts: string): string[] {
  const parsed = parsePolicy(`version: 1\naccounts: [${accounts}]\nroutes: [{ scope: all, channel: C0ALL }]`);
  return parsed.ok ? [] : parsed.problems.map((problem) => printProblem('policy.yml', problem));
}

describe('accounts', () => {
  it.each([
    `{ ${WHOLE}, regions: [eu-central-1, us-gov-west-1, ap-southeast-2] }`,
    `{ ${WHOLE} }, { id: "123456789012", regions: [us-east-1] }`,
    `{ ${WHOLE.replace('name: money', 'name: us-east-prod')} }`,
    '{ id: "012345678901" }',
    '{ id: "210987654321", role: "arn:aws-cn:iam::210987654321:role/path/of/signalbox-spoke", externalId: "a:/=@b" }',
  ])('are valid as %s', (accounts) => {
    expect(problems(accounts)).toEqual([]);
  });

  it.each([
    ['{ id: 123456789012 }', 'accounts.0.id: put it in quotes: "123456789012"'],
    ['{ id: "1234" }', 'accounts.0.id: expected the 12 digits of an account'],
    [
      `{ id: "123456789012", role: "${ROLE}", externalId: ab }`,
      'accounts.0.role: this role belongs to another account than "id"',
    ],
    [`{ id: "210987654321", role: "${ROLE}" }`, 'a role needs the externalId'],
    ['{ id: "210987654321", externalId: abc }', 'accounts.0.role: externalId is only for a role; add the role'],
    [`{ id: "210987654321", role: signalbox-spoke, externalId: ab }`, 'accounts.0.role: expected the ARN of a role'],
    [`{ id: "210987654321", role: "${ROLE}", externalId: a }`, 'accounts.0.externalId: an external id has 2 to 1224'],
    [`{ id: "210987654321", role: "${ROLE}", externalId: "a b" }`, 'accounts.0.externalId: an external id has'],
    [`{ id: "210987654321", role: "${ROLE}", externalId: 12345 }`, 'accounts.0.externalId: put it in quotes: "12345"'],
    [`{ ${WHOLE}, regions: [Frankfurt] }`, 'accounts.0.regions.0: expected a Region, as eu-central-1'],
    [`{ ${WHOLE}, regions: [] }`, 'accounts.0.regions'],
    [`{ ${WHOLE}, name: mo/ney }`.replace('name: money, ', ''), 'accounts.0.name: a name starts with a letter'],
    [
      `{ ${WHOLE.replace('name: money', 'name: us-east-1')} }`,
      'accounts.0.name: this is the form of a Region; a command takes an account name or a Region in the same place',
    ],
    [`{ ${WHOLE}, region: [us-east-1] }`, 'accounts.0.region: unknown key; did you mean "regions"?'],
    [
      `{ ${WHOLE} }, { ${WHOLE.replace('name: money, ', '')} }`,
      'accounts.1.id: another account has the id "210987654321"',
    ],
    [
      `{ ${WHOLE} }, { ${WHOLE.replaceAll('210987654321', '333344445555')} }`,
      'accounts.1.name: another account has the name "money"',
    ],
    [
      '{ id: "123456789012" }, { id: "210987654321" }',
      "accounts.1: only Signalbox's own account (123456789012) has no role; add the role of this account",
    ],
  ])('are invalid as %s, with the reason', (accounts, problem) => {
    expect(problems(accounts)).toEqual([expect.stringContaining(problem)]);
  });

  it('give an account its name', () => {
    const { accountName } = rules(`version: 1\naccounts: [{ ${WHOLE} }]\nroutes: [{ scope: all, channel: C0ALL }]`);
    expect([accountName('210987654321'), accountName('123456789012')]).toEqual(['money', undefined]);
  });
});
