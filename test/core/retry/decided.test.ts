import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import type { FreezeDecision, PolicyPort, RetryDecision, RetryQuestion } from '../../../lib/core/model/policy-port.ts';
import { type DecidedRetry, planRetry, type Retrying } from '../../../lib/core/retry/plan.ts';
import type { RetryOutcome } from '../../../lib/core/retry/types.ts';
import { throttled } from '../../kit/effects.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** What follows from the decision about a failure, and what others learn: it is scheduled, or it is given up. */

const FAILED_AT = Date.UTC(2026, 10, 22, 10, 0, 30);
const AT = FAILED_AT + 60_000;
const RUN = 'Build/compile@Build/compile#1';
const failed = runs.failedThenGreen.slice(0, 8);
const about = { stage: 'Build', attempt: 1, failedAt: FAILED_AT, rule: 'flaky' };
const scheduled = { ...about, type: 'scheduled', reason: 'Rate exceeded.', retryAt: AT, maxAttempts: 3 };

interface Given {
  answer?: Omit<Partial<RetryDecision>, 'decision'> & { outcome?: RetryDecision['decision']['outcome'] };
  came?: RetryOutcome;
  events?: object[];
  pending?: string[];
  isClosed?: boolean;
  retries?: Execution['retries'];
  details?: Execution['about'];
  outbox?: Outbox;
  port?: Partial<PolicyPort>;
  freeze?: Partial<FreezeDecision>;
  questions?: RetryQuestion[];
}

function decided(given: Given = {}): DecidedRetry[] {
  return planned(given).decided;
}

function planned(given: Given): Retrying {
  const { answer = {}, came, events = failed, pending = [], isClosed = false, outbox = {}, freeze } = given;
  const { outcome = 'allow', ...more } = answer;
  const seen = events.map((event) => readEvent(event) as Execution).reduce<Execution | undefined>(absorb, undefined);
  const { ref } = seen as Execution;
  const known = partialExecution(ref, {
    about: { diagnoses: { [RUN]: [throttled] }, ...given.details },
    retries: came ? { [`${ref.executionId}/Build@1`]: [1, came] } : given.retries,
  });
  const execution = absorb(seen, known);
  const port: PolicyPort = {
    ...rules(),
    retries: true,
    ...(isClosed && { closed: true }),
    ...(freeze && { freeze: () => ({ ...rules().freeze({ ...ref, stage: 'Build' }, FAILED_AT), ...freeze }) }),
    ...given.port,
    retry: (question) => {
      given.questions?.push(question);
      return {
        decision: { rule: 'flaky', outcome, because: 'Rate exceeded.' },
        at: outcome === 'allow' ? AT : undefined,
        mode: 'FAILED_ACTIONS',
        maxAttempts: 3,
        report: false,
        budget: { window: 1, ratio: 1, reserve: 3 },
        breaker: { sameSignature: 3, within: 1, open: 1 },
        ...more,
      };
    },
  };
  const context = { execution, summary: summarize(execution), rules: port, outbox, now: FAILED_AT };
  return planRetry(context, { intents: [], reasons: [], why: ['recount'], pending });
}

it('a retry is scheduled at its time', () => {
  expect(decided()).toEqual([scheduled]);
  expect(decided({ answer: { at: undefined } })).toEqual([]);
});

it('a retry that waits is scheduled for the later of both times', () => {
  const waits = (until: number): RetryOutcome => ({ type: 'waits', until, because: 'Budget.' });
  expect(decided({ came: waits(AT + 5) })).toEqual([{ ...scheduled, retryAt: AT + 5 }]);
  expect(decided({ came: waits(AT - 5) })).toEqual([scheduled]);
});

it('a retry is given up if the policy denies it, or if CodePipeline refuses it', () => {
  expect(decided({ answer: { outcome: 'deny' } })).toEqual([{ ...about, type: 'givenUp', reason: 'Rate exceeded.' }]);
  const refused = { type: 'refused', because: 'A newer execution is there.' } as const;
  expect(decided({ came: refused })).toEqual([{ ...about, type: 'givenUp', reason: refused.because }]);
});

it.each<[string, Given]>([
  ['it was done', { came: { type: 'done' } }],
  ['the rule only reports', { answer: { report: true } }],
  ['the rule only reports a denial', { answer: { report: true, outcome: 'deny' } }],
  ['no rule is about it', { answer: { outcome: 'skip' } }],
  ['no rule is about it, whatever its time', { answer: { outcome: 'skip', at: AT } }],
  ['it waits for a diagnosis', { answer: { outcome: 'wait' }, pending: [RUN] }],
  ['the policy cannot be read', { isClosed: true }],
])('nothing is decided if %s', (_, given) => {
  expect(decided(given)).toEqual([]);
});

it('nothing is decided about a rejected approval, also beside a failed action', () => {
  const at = { at: '2026-11-22T10:00:29Z' };
  const rejected = [
    actionEvent('Build/ask', 'STARTED', { ...at, provider: 'Manual' }),
    actionEvent('Build/ask', 'FAILED', { ...at, provider: 'Manual' }),
  ];
  const beside = [...failed.slice(0, 6), ...rejected, ...failed.slice(6)];
  expect(decided({ events: beside, answer: { outcome: 'deny' } })).toEqual([]);
  const alone = [failed[0], stageEvent('Build', 'STARTED', at), ...rejected, ...failed.slice(6)];
  expect(decided({ events: alone.flatMap((event) => event ?? []), answer: { outcome: 'deny' } })).toEqual([]);
});

const ref = (readEvent(failed[0] ?? {}) as Execution).ref;
const { executionId, ...pipeline } = ref;
const KEY = `${executionId}/Build@1`;
const stats = {
  kind: 'once',
  because: 'Results count for the budget, the breaker and the flake rate.',
  after: [],
  from: 0,
  giveUp: 86_400_000,
};
const recorded = { type: 'recordRetryStats', pipeline, executionId };
const first = { ...stats, key: 'tally:first', effect: { ...recorded, firstEndedAt: FAILED_AT } };
const held = { decision: { rule: 'night', outcome: 'deny' as const, because: 'Frozen.' }, next: FAILED_AT + 7 };

describe('a retry that is decided', () => {
  const retryOf = (given: Given) => planned(given).intents.find(({ effect }) => effect.type === 'retry');

  it('is asked for at its time, and its failure counts at once', () => {
    const limits = { sameSignature: 3, within: 1, open: 1 };
    const signatures = ['throttling|CodeBuild|rate exceeded'];
    expect(planned({}).intents).toEqual([
      first,
      {
        ...stats,
        key: `tally:trouble:${KEY}`,
        after: ['recount'],
        effect: { ...recorded, trouble: { signatures, failedAt: FAILED_AT, limits } },
      },
      {
        key: 'retry:Build@1',
        kind: 'again',
        effect: {
          type: 'retry',
          execution: ref,
          stage: 'Build',
          mode: 'FAILED_ACTIONS',
          retryKey: KEY,
          failedRuns: ['Build/compile#1'],
          failedAt: FAILED_AT,
          signatures,
          budget: { window: 1, ratio: 1, reserve: 3 },
          breaker: limits,
          attempt: 1,
          newest: FAILED_AT,
        },
        because: 'Rate exceeded.',
        after: ['recount'],
        from: AT,
        giveUp: Number.POSITIVE_INFINITY,
      },
    ]);
  });

  it('waits for the later of both times, and for the end of a freeze', () => {
    expect(retryOf({ came: { type: 'waits', until: AT + 5, because: '' } })?.from).toBe(AT + 5);
    expect(retryOf({ came: { type: 'waits', until: AT - 5, because: '' } })?.from).toBe(AT);
    expect(retryOf({ answer: { outcome: 'wait' }, freeze: held })?.from).toBe(FAILED_AT + 7);
    expect(retryOf({ answer: { outcome: 'wait', at: AT } })).toBeUndefined();
  });

  it.each<[string, Given]>([
    ['the rule only reports', { answer: { report: true } }],
    ['it was done', { came: { type: 'done' } }],
    ['it was refused', { came: { type: 'refused', because: '' } }],
    ['it has no time', { answer: { at: undefined } }],
    ['it is denied', { answer: { outcome: 'deny', at: AT } }],
    ['it is denied during a freeze', { answer: { outcome: 'deny' }, freeze: held }],
  ])('is not asked for if %s', (_, given) => {
    expect(planned(given).intents).toEqual([first]);
  });

  it('of two actions with one cause names the cause once', () => {
    const at = { at: '2026-11-22T10:00:29Z' };
    const events = [
      ...failed.slice(0, 5),
      actionEvent('Build/lint', 'FAILED', { ...at, attempt: 9 }),
      ...failed.slice(5),
    ];
    const diagnoses = { [RUN]: [throttled], 'Build/lint@Build/lint#9': [throttled] } as const;
    const effect = retryOf({ events, details: { diagnoses: diagnoses as never } })?.effect;
    expect(effect).toMatchObject({
      signatures: ['throttling|CodeBuild|rate exceeded'],
      failedRuns: ['Build/compile#1', 'Build/lint#9'],
    });
  });
});

it('the policy is asked about each failed action, its diagnosis and the freeze', () => {
  const question = (given: Given) => {
    const questions: RetryQuestion[] = [];
    planned({ ...given, questions });
    return questions[0];
  };
  const failure = { action: 'compile', category: 'Build', provider: 'CodeBuild' };
  const tags = { team: 'shop' };
  expect(question({ details: { tags }, freeze: held })).toEqual({
    subject: { ...ref, tags },
    stage: 'Build',
    attempt: 1,
    failures: [{ ...failure, diagnosis: throttled }],
    failedAt: FAILED_AT,
    freeze: expect.objectContaining({ decision: held.decision }),
    now: FAILED_AT,
  });
  expect(question({ pending: [RUN] })?.failures).toEqual([failure]);
  const asked: object[] = [];
  const freezes = (target: object, now: number) => {
    asked.push({ ...target, now });
    return rules().freeze({ ...ref, stage: 'Build' }, now);
  };
  question({ details: { tags }, port: { freeze: freezes } });
  expect(asked).toEqual([{ ...ref, tags, stage: 'Build', now: FAILED_AT }]);
});

describe('a failure', () => {
  const at = { at: '2026-11-22T10:00:29Z' };

  it('waits while the diagnosis of one of its actions is missing', () => {
    const events = [...failed.slice(0, 5), actionEvent('Build/test', 'FAILED', at), ...failed.slice(5)];
    expect(planned({ events, answer: { outcome: 'wait' }, pending: [RUN] }).isRetried).toBe(true);
  });

  it('is that of a failed stage alone, in an execution that failed', () => {
    const [start, ...rest] = failed;
    const before = [start, stageEvent('Source', 'STARTED', at), stageEvent('Source', 'SUCCEEDED', at)];
    const events = [...before, ...rest].flatMap((event) => event ?? []);
    expect(planned({ events }).notes).toEqual(['Rate exceeded.']);
    const stopped = [...failed.slice(0, 7), pipelineEvent('STOPPED', { at: '2026-11-22T10:00:31Z' })];
    expect(planned({ events: stopped })).toMatchObject({ notes: [], decided: [], isRetried: false });
  });
});

it.each<[string, Given, notes: string[], isRetried: boolean]>([
  ['it is planned', {}, ['Rate exceeded.'], true],
  ['it is done', { came: { type: 'done' } }, [], true],
  ['it waits', { came: { type: 'waits', until: AT, because: 'Budget.' } }, ['Budget.'], false],
  ['it is refused', { came: { type: 'refused', because: 'Too late.' } }, ['Not retried: Too late.'], false],
  ['it is denied', { answer: { outcome: 'deny' } }, ['Rate exceeded.'], false],
  ['it is denied, whatever its time', { answer: { outcome: 'deny', at: AT } }, ['Rate exceeded.'], false],
  ['it is denied by another diagnosis', { answer: { outcome: 'deny' }, pending: [RUN] }, ['Rate exceeded.'], false],
  ['it has no time', { answer: { at: undefined } }, ['Rate exceeded.'], false],
  ['no rule is about it', { answer: { outcome: 'skip' } }, [], false],
  ['its rule only reports', { answer: { report: true } }, ['Report only, no retry: Rate exceeded.'], false],
  ['its diagnosis is missing', { answer: { outcome: 'wait' }, pending: [RUN] }, ['Rate exceeded.'], true],
  ['it waits for no diagnosis', { answer: { outcome: 'wait' } }, ['Rate exceeded.'], false],
  ['it is frozen', { answer: { outcome: 'wait' }, pending: [RUN], freeze: held }, ['Rate exceeded.'], false],
])('people learn of a retry, and are not called if it is near: %s', (_, given, notes, isRetried) => {
  expect(planned(given)).toMatchObject({ notes, isRetried });
});

it('people are called for a retry that AWS has not accepted for a minute, or will not soon', () => {
  const why = 'ThrottlingException';
  const tried = (entry: Outbox[string], answer: Given['answer'] = {}) =>
    planned({ answer, outbox: { 'retry:Build@1': { why, ...entry } } });
  const text = `AWS has not accepted the retry yet: ${why}. Signalbox tries again; you can also retry in the AWS console.`;
  const trouble = { notes: [text], isRetried: false };
  const fine = { notes: ['Rate exceeded.'], isRetried: true };
  expect(tried({ failingSince: FAILED_AT - 60_001 })).toMatchObject(trouble);
  expect(tried({ failingSince: FAILED_AT - 60_000 })).toMatchObject(fine);
  expect(tried({ failingSince: FAILED_AT, notBefore: FAILED_AT + 60_001 })).toMatchObject(trouble);
  expect(tried({ failingSince: FAILED_AT, notBefore: FAILED_AT + 60_000 })).toMatchObject(fine);
  expect(tried({ notBefore: FAILED_AT + 5 })).toMatchObject(fine);
  expect(tried({ failingSince: 1 }, { outcome: 'deny' }).notes).toEqual(['Rate exceeded.']);
  expect(tried({ failingSince: 1 }, { report: true }).notes).toEqual(['Report only, no retry: Rate exceeded.']);
});

describe('a stage that fails while others run', () => {
  const failing = failed.slice(0, 6);

  it('calls no people if it will be retried, and plans nothing yet', () => {
    expect(planned({ events: failing })).toEqual({ intents: [], notes: [], isRetried: true, decided: [] });
    expect(planned({ events: failing, answer: { outcome: 'deny' } }).isRetried).toBe(false);
    expect(planned({ events: failing.slice(0, 5) }).isRetried).toBe(false);
  });

  it('calls people if another stage that failed is not retried', () => {
    const at = { at: '2026-11-22T10:00:30Z' };
    const both = [...failed.slice(0, 7), actionEvent('Test/unit', 'FAILED', at), stageEvent('Test', 'FAILED', at)];
    expect(planned({ events: both }).isRetried).toBe(true);
    expect(planned({ events: both, outbox: { 'retry:Test@1': { why: 'x', failingSince: 1 } } }).isRetried).toBe(false);
  });
});

describe('what is recorded', () => {
  const at = Date.UTC(2026, 10, 22, 10, 1, 35);
  const passed = (actions: Record<string, boolean>) => ({
    ...stats,
    key: 'tally:passed@2',
    effect: { ...recorded, passed: { at, actions } },
  });
  const all = passed({ 'Build/compile': true, 'Build/lint': false, 'Deploy/roll': false });
  const result = (succeeded: boolean) => ({
    ...stats,
    key: `tally:${KEY}`,
    effect: { ...recorded, retried: { retryKey: KEY, succeeded } },
  });
  const done: Given['retries'] = { [KEY]: [1, { type: 'done' }] };

  it('after a success are its actions, without approvals, and the result of our retry', () => {
    const [start, ...rest] = runs.failedThenGreen;
    const manual = { provider: 'Manual', at: '2026-11-22T10:01:31Z' };
    const asked = [actionEvent('Deploy/ask', 'STARTED', manual), actionEvent('Deploy/ask', 'SUCCEEDED', manual)];
    const left = actionEvent('Build/left', 'ABANDONED', { at: '2026-11-22T10:00:20Z' });
    const events = [start, ...asked, left, ...rest].flatMap((event) => event ?? []);
    expect(planned({ events, retries: done }).intents).toEqual([all, result(true)]);
  });

  it('is nothing of a retry that another person made, or that waits', () => {
    const events = runs.failedThenGreen;
    expect(planned({ events }).intents).toEqual([all]);
    expect(planned({ events, retries: { [KEY]: [1, { type: 'waits', until: 1, because: '' }] } }).intents).toEqual([
      all,
    ]);
    expect(planned({ events, retries: { [`${executionId}/Other@1`]: [1, { type: 'done' }] } }).intents).toEqual([all]);
    expect(planned({ events, retries: { [`${executionId}/Build@2`]: [1, { type: 'done' }] } }).intents).toEqual([all]);
  });

  it('is the result of our retry only when its stage is over', () => {
    const again = runs.failedThenGreen.slice(0, 11);
    expect(planned({ events: again, retries: done }).intents).toEqual([]);
    const details = { stages: ['Build', 'Other'] };
    const pending: Given['retries'] = { [`${executionId}/Other@2`]: [1, { type: 'done' }] };
    expect(planned({ events: again, retries: pending, details }).intents).toEqual([]);
    const lost = [
      ...again,
      actionEvent('Build/compile', 'FAILED', { at: '2026-11-22T10:01:20Z', attempt: 2 }),
      stageEvent('Build', 'FAILED', { at: '2026-11-22T10:01:20Z', attempt: 2 }),
    ];
    expect(planned({ events: lost, retries: done, answer: { outcome: 'deny' } }).intents).toEqual([result(false)]);
  });

  it('is only a success if the policy retries nothing', () => {
    const port = { retries: false };
    expect(planned({ port })).toEqual({ intents: [], notes: [], isRetried: false, decided: [] });
    expect(planned({ port, events: runs.failedThenGreen, retries: done }).intents).toEqual([all]);
  });
});
