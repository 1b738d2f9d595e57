import { describe, expect, it } from 'vitest';
import { parsePolicy, printProblem } from '../../../lib/policy/file/parse.ts';

const start = 'version: 1\nroutes: [{ scope: all, channel: C0DEPLOYS }]\n';
const rule = (text: string) => `${start}retry:\n  - { id: flaky, scope: all${text === '' ? '' : `, ${text}`} }`;

function problems(yaml: string): string[] {
  const parsed = parsePolicy(yaml);
  return parsed.ok ? [] : parsed.problems.map((problem) => printProblem('policy.yml', problem));
}

describe('retries in the policy file', () => {
  it('are parsed with defaults, and with durations in milliseconds', () => {
    expect(parsePolicy(rule(''))).toMatchObject({
      ok: true,
      policy: {
        retry: [
          {
            id: 'flaky',
            scope: 'all',
            when: { class: ['transient-infra', 'throttling'] },
            maxAttempts: 3,
            backoff: { initial: 30_000, factor: 2, max: 600_000 },
            mode: 'FAILED_ACTIONS',
            report: false,
          },
        ],
        budget: { window: 86_400_000, ratio: 0.2, reserve: 3 },
        breaker: { sameSignature: 3, within: 900_000, open: 1_800_000 },
      },
    });
    const some = 'when: { categories: [Build] }, backoff: { initial: 5s }';
    expect(parsePolicy(`${rule(some)}\nbudget: { reserve: 0 }\nbreaker: { open: 2m }`)).toMatchObject({
      policy: {
        retry: [
          {
            when: { class: ['transient-infra', 'throttling'], categories: ['Build'] },
            backoff: { initial: 5_000, factor: 2, max: 600_000 },
          },
        ],
        budget: { window: 86_400_000, ratio: 0.2, reserve: 0 },
        breaker: { sameSignature: 3, within: 900_000, open: 120_000 },
      },
    });
  });

  it('may be absent', () => {
    expect(parsePolicy(start)).toMatchObject({ policy: { retry: [], budget: { reserve: 3 } } });
  });

  it.each([
    ['when: { class: [throttling, permission] }', 'a failure of class permission stays the same at the next attempt'],
    [
      'when: { class: [code-or-test] }',
      'class code-or-test stays the same at the next attempt: use transient-infra, throttling, capacity',
    ],
    ['when: { class: [unknown] }', 'a failure of class unknown stays the same at the next attempt'],
    ['when: { class: [throtling] }', 'did you mean "throttling"?'],
    ['when: { class: [] }', 'retry.0.when.class'],
    ['when: { classes: [throttling] }', 'did you mean "class"?'],
    ['when: { categories: [Approval] }', '"Approval" is not one of Source, Build'],
    ['when: { providers: ["Code Build"] }', 'a pattern has letters'],
    ['maxAttempts: 1', '2 is one retry'],
    ['maxAttempts: 11', 'more than 10'],
    ['maxAtempts: 3', 'did you mean "maxAttempts"?'],
    ['backoff: { initial: 20m }', 'initial is longer than max'],
    ['backoff: { initial: soon }', 'expected a duration greater than zero'],
    ['backoff: { factor: 0.5 }', 'a wait does not get shorter'],
    ['backoff: { inital: 5s }', 'did you mean "initial"?'],
    ['mode: FAILED_ACTION', 'did you mean "FAILED_ACTIONS"?'],
    ['mode: report', 'is not one of FAILED_ACTIONS, ALL_ACTIONS'],
    ['report: 1', 'retry.0.report'],
  ])('%s is refused at its line', (text, message) => {
    const [first, ...more] = problems(rule(text));
    expect(first).toMatch(/^policy\.yml:4:\d+ retry\.0\./);
    expect(first).toContain(message);
    expect(more).toEqual([]);
  });

  it.each([
    ['budget: { ratio: 20 }', 'a ratio is a share of 1'],
    ['budget: { windw: 1h }', 'did you mean "window"?'],
    ['budget: { reserve: -1 }', 'budget.reserve'],
    ['breaker: { sameSignature: 1 }', 'one pipeline alone is not an outage'],
    ['breaker: { open: 5s }', 'open for less than a minute'],
    ['breaker: { widthin: 5m }', 'did you mean "within"?'],
  ])('%s is refused', (text, message) => {
    expect(problems(`${start}${text}`)).toEqual([expect.stringContaining(message)]);
  });

  it('have known scopes and unique ids', () => {
    const yaml = `${start}scopes: { builds: { stages: [Build] } }
retry:
  - { id: flaky, scope: bilds }
  - { id: flaky, scope: builds }
`;
    expect(problems(yaml)).toEqual([
      'policy.yml:5:18 retry.0.scope: unknown scope "bilds"; did you mean "builds"?',
      'policy.yml:6:7 retry.1.id: another retry rule has the id "flaky"',
    ]);
  });
});
