import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { PolicyPort, RetryDecision } from '../../../lib/core/model/policy-port.ts';
import { type DecidedRetry, planRetry } from '../../../lib/core/retry/plan.ts';
import type { RetryOutcome } from '../../../lib/core/retry/types.ts';
import { throttled } from '../../kit/effects.ts';
import { actionEvent, stageEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** What others learn about the retry of a failure: that it is scheduled, or that it is given up. */

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
}

function decided({ answer = {}, came, events = failed, pending = [], isClosed = false }: Given = {}): DecidedRetry[] {
  const { outcome = 'allow', ...more } = answer;
  const seen = events.map((event) => readEvent(event) as Execution).reduce<Execution | undefined>(absorb, undefined);
  const { ref } = seen as Execution;
  const known = partialExecution(ref, {
    about: { diagnoses: { [RUN]: [throttled] } },
    ...(came && { retries: { [`${ref.executionId}/Build@1`]: [1, came] } }),
  });
  const execution = absorb(seen, known);
  const port: PolicyPort = {
    ...rules(),
    retries: true,
    ...(isClosed && { closed: true }),
    retry: () => ({
      decision: { rule: 'flaky', outcome, because: 'Rate exceeded.' },
      at: outcome === 'allow' ? AT : undefined,
      mode: 'FAILED_ACTIONS',
      maxAttempts: 3,
      report: false,
      budget: { window: 1, ratio: 1, reserve: 3 },
      breaker: { sameSignature: 3, within: 1, open: 1 },
      ...more,
    }),
  };
  const context = { execution, summary: summarize(execution), rules: port, outbox: {}, now: FAILED_AT };
  return planRetry(context, { intents: [], reasons: [], why: [], pending }).decided;
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
