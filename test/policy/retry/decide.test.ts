import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FailureClass, failureClasses } from '../../../lib/core/execution/diagnosis.ts';
import type { FreezeDecision, RetryQuestion } from '../../../lib/core/model/policy-port.ts';
import type { Failed } from '../../../lib/policy/retry/retryable-failures.ts';
import { atLeast, draws } from '../../kit/draws.ts';
import { rules } from '../../kit/rules.ts';

/** Whether Signalbox retries a failed stage. */

const NOW = Date.UTC(2026, 10, 22, 12);
const passing: FailureClass[] = ['transient-infra', 'throttling', 'capacity'];

/** `compile:throttling`; `lint:` has no diagnosis yet, and `ask:manual-rejection` is an approval. */
function failures(shorthand: string): Failed[] {
  return shorthand.split(' ').map((word) => {
    const [action = '', kind = ''] = word.split(':');
    const name = kind.replace('!', '') as FailureClass;
    const category = name === 'manual-rejection' ? 'Approval' : 'Build';
    if (kind === '') return { action, category, provider: 'CodeBuild' };
    const retryable = passing.includes(name) && !kind.endsWith('!');
    const known = { cause: 'It broke.', because: 'The words: "x".', evidence: [], links: [], missing: [] };
    return { action, category, provider: 'CodeBuild', diagnosis: { ...known, class: name, retryable } };
  });
}

const open: FreezeDecision = {
  decision: { rule: 'freeze', outcome: 'allow', because: 'Nothing is frozen.' },
  report: false,
  rules: [],
  reopened: 'respect',
};
const UNTIL = NOW + 3_600_000;
const frozen: FreezeDecision = {
  ...open,
  decision: { rule: 'weekend', outcome: 'deny', because: 'Blocked by weekend.' },
  until: UNTIL,
  rules: ['weekend'],
};

type Asked = Partial<Omit<RetryQuestion, 'failures'>> & { tags?: Record<string, string> };

function question(failed: string | Failed[], { tags, ...more }: Asked = {}): RetryQuestion {
  return {
    subject: { account: '111122223333', region: 'eu-central-1', pipeline: 'shop-prod', executionId: 'e', tags },
    stage: 'Build',
    attempt: 1,
    failures: typeof failed === 'string' ? failures(failed) : failed,
    failedAt: NOW,
    freeze: open,
    now: NOW,
    ...more,
  };
}

const scopes = `
scopes:
  builds: { stages: [Build] }
  deploys: { stages: ["Deploy*"] }
  tagged: { tags: { env: prod } }`;

function ask(list: string[], failed: string | Failed[], asked: Asked = {}, rest = '') {
  const retry = list.map((rule, index) => {
    const id = /\bid:/.test(rule) ? '' : `id: ${'abc'.charAt(index)}, `;
    return `  - { ${id}${/\bscope:/.test(rule) ? '' : 'scope: all, '}${rule} }`;
  });
  const yaml = `version: 1${scopes}\nroutes: [{ scope: all, channel: C0X }]\nretry:\n${retry.join('\n')}\n${rest}`;
  return rules(yaml).retry(question(failed, asked));
}

const any = 'when: { class: [transient-infra, throttling, capacity] }';

describe('a failed stage', () => {
  type Row = [list: string[], failed: string, asked: Asked, outcome: string, because: RegExp | string];
  it.each<Row>([
    // decisions of people
    [[any], 'ask:manual-rejection', {}, 'deny', 'Not retried: people decide ask'],
    [[any], 'ask:manual-rejection compile:throttling', {}, 'deny', 'people decide ask'],
    [[any], 'compile:throttling ask:manual-rejection', { freeze: frozen }, 'deny', 'people decide ask'],
    // permanent failures
    [
      [any],
      'lint:code-or-test',
      {},
      'deny',
      'lint failed in the code or a test, which stays the same at the next attempt.',
    ],
    [
      [any],
      'compile:throttling lint:code-or-test',
      {},
      'deny',
      'Not retried: lint failed in the code or a test, and a retry runs every failed action again.',
    ],
    [[any], 'deploy:permission', {}, 'deny', 'deploy failed because of a missing permission'],
    [[any], 'deploy:configuration', {}, 'deny', 'because of its configuration'],
    [[any], 'get:source', {}, 'deny', 'at the source'],
    [[any], 'compile:timeout', {}, 'deny', 'because of a timeout'],
    [[any], 'compile:unknown', {}, 'deny', 'compile failed for an unknown reason, so a retry may fail again.'],
    [[any], 'compile:throttling unit:unknown', {}, 'deny', 'unit failed for an unknown reason, and a retry runs'],
    [[any], 'compile:throttling!', {}, 'deny', 'but nothing shows that a retry may succeed'],
    [[any], 'compile:throttling unit: lint:permission', {}, 'deny', 'lint failed because of a missing permission'],
    // unknown causes
    [[any], 'compile:', {}, 'wait', 'Signalbox is finding out why compile failed.'],
    [[any], 'compile:throttling unit:', {}, 'wait', 'Signalbox is finding out why unit failed.'],
    // rules
    [['scope: deploys'], 'compile:throttling', {}, 'skip', 'No retry rule covers Build.'],
    [['scope: deploys'], 'compile:', {}, 'skip', 'No retry rule covers Build.'],
    [['scope: deploys'], 'lint:permission', { stage: 'Deploy-eu' }, 'deny', 'because of a missing permission'],
    [
      ['maxAttempts: 3'],
      'compile:capacity',
      {},
      'deny',
      'compile failed because of insufficient capacity, and no retry rule for Build',
    ],
    [['when: { class: [capacity] }'], 'compile:capacity', {}, 'allow', 'Retries Build'],
    [['when: { class: [capacity] }'], 'compile:capacity unit:throttling', {}, 'deny', 'no retry rule for Build covers'],
    [['when: { categories: [Test, Build] }'], 'compile:throttling', {}, 'allow', 'Retries Build'],
    [['when: { categories: [Test, Source] }'], 'compile:throttling', {}, 'deny', 'no retry rule for Build covers that'],
    [['when: { providers: ["Code*"] }'], 'compile:throttling', {}, 'allow', 'Retries Build'],
    [['when: { providers: [CodeDeploy, Jenkins] }'], 'compile:throttling', {}, 'deny', 'no retry rule for Build'],
    [
      ['when: { providers: [CodeBuild], categories: [Test] }'],
      'compile:throttling',
      {},
      'deny',
      'no retry rule for Build covers that',
    ],
    // tags
    [
      ['scope: tagged'],
      'compile:throttling',
      {},
      'wait',
      'Rule a depends on tags of the pipeline that Signalbox has not read.',
    ],
    [['scope: tagged'], 'compile:throttling', { tags: { env: 'prod' } }, 'allow', 'Retries Build'],
    [['scope: tagged'], 'compile:throttling', { tags: { env: 'test' } }, 'skip', 'No retry rule covers Build.'],
    [['scope: tagged', any], 'compile:throttling', {}, 'wait', 'Rule a depends on tags'],
    [['scope: tagged, when: { class: [capacity] }', any], 'compile:throttling', {}, 'allow', '(attempt 2 of 3)'],
    // freezes
    [[any], 'compile:throttling', { freeze: frozen }, 'wait', 'Blocked by weekend.'],
    [[any], 'compile:throttling', { freeze: { ...frozen, report: true } }, 'allow', 'Retries Build'],
    [[any], 'compile:throttling', { freeze: frozen, attempt: 3 }, 'wait', 'Blocked by weekend.'],
    [[any], 'lint:permission', { freeze: frozen }, 'deny', 'because of a missing permission'],
    // attempts
    [['maxAttempts: 2'], 'compile:throttling', { attempt: 1 }, 'allow', '(attempt 2 of 2)'],
    [
      ['maxAttempts: 2'],
      'compile:throttling',
      { attempt: 2 },
      'deny',
      'Not retried: compile failed because of throttling, and 2 of 2 attempts were made.',
    ],
    [['maxAttempts: 2'], 'compile:throttling', { attempt: 7 }, 'deny', '7 of 2 attempts were made'],
    // the full reason
    [
      [any],
      'compile:throttling unit:throttling e2e:transient-infra',
      {},
      'allow',
      /^Retries Build 3\d s after the failure \(attempt 2 of 3\): compile and unit failed because of throttling and e2e failed with a transient infrastructure error\.$/,
    ],
  ])('%j of %s, %j: %s', (list, failed, asked, outcome, because) => {
    const { decision } = ask(list, failed, asked);
    expect(decision.outcome).toBe(outcome);
    expect(decision.because).toEqual(
      typeof because === 'string' ? expect.stringContaining(because) : expect.stringMatching(because),
    );
  });

  it('with a failed condition is not retried', () => {
    expect(ask([any], [{}]).decision).toMatchObject({ outcome: 'deny', because: expect.stringContaining('condition') });
    expect(ask([any], []).decision).toMatchObject({ outcome: 'deny' });
    const [known] = failures('compile:throttling') as [Failed];
    expect(ask([any], [known, {}]).decision).toMatchObject({
      outcome: 'deny',
      because: expect.stringContaining('condition'),
    });
  });

  it('gets the reason why a rule does not cover it', () => {
    const why = (rule: string, failed: string | Failed[]) => ask([rule], failed).decision.under?.at(-2)?.because;
    expect(why('when: { class: [capacity], categories: [Test, Deploy] }', 'compile:capacity unit:throttling')).toBe(
      'Rule a covers capacity of Test or Deploy, not compile (capacity, Build, CodeBuild) and unit (throttling, Build, CodeBuild).',
    );
    const [{ provider: _, category: __, ...bare }] = failures('compile:throttling') as [Failed];
    expect(why('when: { providers: ["*"] }', [bare])).toBe(
      'Rule a covers transient-infra or throttling of *, not compile (throttling).',
    );
  });

  it('is only reported if the policy is only a report', () => {
    expect(ask([any], 'compile:throttling', {}, 'mode: report').report).toBe(true);
    expect(ask([any], 'compile:throttling').report).toBe(false);
  });

  it('uses the first rule of the file that covers all failures', () => {
    const list = [
      'id: deploys, scope: deploys',
      'id: tests, when: { categories: [Test] }',
      'id: builds, scope: builds, maxAttempts: 5, mode: ALL_ACTIONS',
      'id: rest, report: true',
    ];
    expect(ask(list, 'compile:throttling')).toMatchObject({
      decision: { rule: 'builds' },
      maxAttempts: 5,
      mode: 'ALL_ACTIONS',
      report: false,
    });
    expect(ask(list, 'compile:throttling', { stage: 'Pack' })).toMatchObject({
      decision: { rule: 'rest' },
      report: true,
    });
    expect(ask(list, 'compile:throttling').decision.under?.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual([
      'cause allow',
      'tests skip',
      'builds allow',
      'freeze allow',
      'attempts allow',
    ]);
  });

  const cause = { rule: 'cause', outcome: 'allow', because: 'compile failed because of throttling. The words: "x".' };
  const allows = { rule: 'a', outcome: 'allow', because: expect.stringMatching(/./) };
  const free = { rule: 'freeze', outcome: 'allow', because: 'Nothing is frozen.' };
  const weekend = { rule: 'weekend', outcome: 'deny', because: 'Blocked by weekend.' };
  const made = 'Not retried: compile failed because of throttling, and 3 of 3 attempts were made.';
  it.each<[string, string, Asked, string, object[]]>([
    [
      'no rule covers it',
      'compile:throttling',
      { stage: 'Pack' },
      'retry',
      [{ rule: 'retry', outcome: 'skip', because: 'No retry rule covers Pack.' }],
    ],
    [
      'its failure is permanent',
      'compile:permission',
      {},
      'retry',
      [
        {
          rule: 'cause',
          outcome: 'deny',
          because:
            'Not retried: compile failed because of a missing permission, which stays the same at the next attempt.',
        },
      ],
    ],
    [
      'its cause is unknown',
      'compile:',
      {},
      'retry',
      [{ rule: 'cause', outcome: 'wait', because: 'Signalbox is finding out why compile failed.' }],
    ],
    [
      'no rule has its class',
      'compile:capacity',
      {},
      'retry',
      [
        expect.objectContaining({ rule: 'cause', outcome: 'allow' }),
        {
          rule: 'a',
          outcome: 'skip',
          because: 'Rule a covers transient-infra or throttling, not compile (capacity, Build, CodeBuild).',
        },
        {
          rule: 'retry',
          outcome: 'deny',
          because:
            'Not retried: compile failed because of insufficient capacity, and no retry rule for Build covers that.',
        },
      ],
    ],
    ['a freeze is active', 'compile:throttling', { freeze: frozen }, 'a', [cause, allows, weekend]],
    [
      'all attempts are made',
      'compile:throttling',
      { attempt: 3 },
      'a',
      [cause, allows, free, { rule: 'attempts', outcome: 'deny', because: made }],
    ],
    [
      'it is retried',
      'compile:throttling',
      {},
      'a',
      [cause, allows, free, { rule: 'attempts', outcome: 'allow', because: 'Attempt 1 of 3 failed.' }],
    ],
  ])('has each check with its reason if %s', (_, failed, asked, rule, under) => {
    const { decision } = ask(['scope: builds, maxAttempts: 3'], failed, asked);
    expect(decision).toMatchObject({ rule, under });
    expect(decision.under).toHaveLength(under.length);
  });

  it('that a person rejected is not retried, even without an approval action', () => {
    const [failed] = failures('compile:throttling') as [Failed];
    const rejected = { ...failed, diagnosis: { ...failed.diagnosis, class: 'manual-rejection' } } as Failed;
    expect(ask([any], [rejected]).decision.because).toBe(
      'Not retried: people decide compile, and a retry cannot decide for them.',
    );
  });

  it('is retried only after the freeze ends', () => {
    expect(ask([any], 'compile:throttling', { freeze: frozen }).at).toBe(UNTIL);
    expect(ask([any], 'compile:throttling', { freeze: { ...frozen, until: undefined } }).at).toBeUndefined();
  });

  it('has the same decision at any time, so that no message is edited', () => {
    const first = ask([any], 'compile:throttling');
    expect(ask([any], 'compile:throttling', { now: NOW + 20_000 })).toEqual(first);
  });

  it('includes the budget and the breaker', () => {
    const rest = 'budget: { window: 2h, ratio: 0.5, reserve: 1 }\nbreaker: { sameSignature: 2, within: 5m, open: 10m }';
    expect(ask([any], 'compile:throttling', {}, rest)).toMatchObject({
      budget: { window: 7_200_000, ratio: 0.5, reserve: 1 },
      breaker: { sameSignature: 2, within: 300_000, open: 600_000 },
    });
  });
});

describe('the wait before a retry', () => {
  const waitOf = (list: string[], attempt: number, executionId = 'e') => {
    const asked = question('compile:throttling', { attempt });
    const { at = Number.NaN } = ask(list, 'compile:throttling', {
      attempt,
      subject: { ...asked.subject, executionId },
    });
    return at - NOW;
  };

  it('doubles with each attempt up to its maximum, plus at most a quarter', () => {
    const list = ['maxAttempts: 10, backoff: { initial: 30s, factor: 2, max: 5m }'];
    const least = [30, 60, 120, 240, 300, 300].map((s) => s * 1000);
    for (const [index, wait] of least.entries()) {
      expect(waitOf(list, index + 1)).toBeGreaterThanOrEqual(wait);
      expect(waitOf(list, index + 1)).toBeLessThanOrEqual(wait * 1.25);
    }
  });

  it('is the same for the same failure, and spreads over different ones', () => {
    const waits = Array.from({ length: 200 }, (_, n) => waitOf([any], 1, `execution ${n}`));
    expect(waits).toEqual(Array.from({ length: 200 }, (_, n) => waitOf([any], 1, `execution ${n}`)));
    expect(new Set(waits).size).toBeGreaterThan(150);
    expect(Math.min(...waits)).toBeLessThan(31_000);
    expect(Math.max(...waits)).toBeGreaterThan(36_500);
  });
});

it('a stage is never retried if one failure is rejected, permanent or unknown', () => {
  const failure = fc.record({
    action: fc.constantFrom('a', 'b', 'c'),
    category: fc.constantFrom('Build', 'Build', 'Build', 'Test', 'Approval'),
    provider: fc.constantFrom('CodeBuild', 'CodeBuild', 'CodeBuild', 'Jenkins', undefined),
    kind: fc.option(fc.constantFrom(...passing, ...passing, ...passing, ...failureClasses), { freq: 8 }),
    retryable: fc.constantFrom(true, true, true, false),
  });
  const when = fc.constantFrom('', `${any},`, 'when: { categories: [Build] },', 'when: { providers: [CodeBuild] },');
  let retried = 0;
  fc.assert(
    fc.property(
      fc.array(failure, { maxLength: 4 }),
      when,
      fc.integer({ min: 2, max: 10 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(open, frozen, { ...frozen, report: true }),
      (drawn, rule, maxAttempts, attempt, freeze) => {
        const list = drawn.map(({ kind, retryable, ...one }): Failed => {
          if (kind === null) return one;
          const diagnosis = { cause: '', class: kind, retryable, because: '', evidence: [], links: [], missing: [] };
          return { ...one, diagnosis };
        });
        const { decision, at } = ask([`${rule} maxAttempts: ${maxAttempts}`], list, { attempt, freeze });
        if (decision.outcome !== 'allow') return;
        retried += 1;
        expect(list.length).toBeGreaterThan(0);
        for (const { category, provider, diagnosis } of list) {
          expect(category).not.toBe('Approval');
          expect(diagnosis?.retryable).toBe(true);
          expect(passing).toContain(diagnosis?.class);
          if (rule !== `${any},`) expect(diagnosis?.class).not.toBe('capacity');
          if (rule.includes('categories')) expect(category).toBe('Build');
          if (rule.includes('providers')) expect(provider).toBe('CodeBuild');
        }
        expect(attempt).toBeLessThan(maxAttempts);
        expect(freeze).not.toBe(frozen);
        expect(at).toBeGreaterThanOrEqual(NOW + 30_000);
      },
    ),
    draws(5_000),
  );
  expect(retried).toBeGreaterThanOrEqual(atLeast(50));
});
