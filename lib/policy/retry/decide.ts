import { contentHash } from '../../core/base/content-hash.ts';
import type { Decision } from '../../core/base/decision.ts';
import type { RetryDecision, RetryQuestion } from '../../core/model/policy-port.ts';
import { duration } from '../../core/text/duration.ts';
import { allInWords, causes } from './retryable-failures.ts';
import { type Covering, covering, type RetryRule, type RetryRules, takes } from './rule.ts';

/** The first check that fails gives the reason, in this order: people, cause, rule, freezes, attempts. */
export function retry({ rules, budget, breaker }: RetryRules, question: RetryQuestion): RetryDecision {
  const { stage, failures, freeze, attempt } = question;
  const about = covering(rules, question);
  const limits = { budget, breaker };
  if (about.length === 0) {
    return policyAnswer(undefined, limits, [
      { rule: 'retry', outcome: 'skip', because: `No retry rule covers ${stage}.` },
    ]);
  }

  const found = causes(stage, failures);
  const stop = found.find(({ outcome }) => outcome === 'deny') ?? found.find(({ outcome }) => outcome === 'wait');
  if (stop) return policyAnswer(undefined, limits, found, stop);

  const { rule, decisions } = ruleFor(about, stage, question);
  const passed = [...found, ...decisions];
  if (!rule) return policyAnswer(undefined, limits, passed, decisions.at(-1));

  const frozen = { ...freeze.decision };
  if (frozen.outcome === 'deny' && !freeze.report) {
    return { ...policyAnswer(rule, limits, [...passed, frozen], { ...frozen, outcome: 'wait' }), at: freeze.until };
  }

  const { maxAttempts } = rule;
  if (attempt >= maxAttempts) {
    const because = `Not retried: ${allInWords(failures)}, and ${attempt} of ${maxAttempts} attempts were made.`;
    const used: Decision = { rule: 'attempts', outcome: 'deny', because };
    return policyAnswer(rule, limits, [...passed, frozen, used], used);
  }
  const left: Decision = {
    rule: 'attempts',
    outcome: 'allow',
    because: `Attempt ${attempt} of ${maxAttempts} failed.`,
  };

  const wait = backOff(rule, question);
  const again = `Retries ${stage} ${duration(wait)} after the failure (attempt ${attempt + 1} of ${maxAttempts})`;
  const top: Decision = { rule: rule.id, outcome: 'allow', because: `${again}: ${allInWords(failures)}.` };
  return { ...policyAnswer(rule, limits, [...passed, frozen, left], top), at: question.failedAt + wait };
}

function ruleFor(about: Covering[], stage: string, question: RetryQuestion) {
  const decisions: Decision[] = [];
  for (const { rule, isSure } of about) {
    const decision = takes(rule, question.failures);
    if (decision.outcome !== 'allow') decisions.push(decision);
    else if (isSure) return { rule, decisions: [...decisions, decision] };
    else {
      const because = `Rule ${rule.id} depends on tags of the pipeline that Signalbox has not read.`;
      return { decisions: [...decisions, { rule: rule.id, outcome: 'wait', because } satisfies Decision] };
    }
  }
  const because = `Not retried: ${allInWords(question.failures)}, and no retry rule for ${stage} covers that.`;
  return { decisions: [...decisions, { rule: 'retry', outcome: 'deny', because } satisfies Decision] };
}

/** Maximum share added to the wait, so that simultaneous failures are not retried at the same time. */
const SPREAD = 0.25;

/** Milliseconds, always the same for the same failure. */
function backOff({ backoff }: RetryRule, { subject, stage, attempt }: RetryQuestion): number {
  const { initial, factor, max } = backoff;
  const drawn = Number.parseInt(contentHash([subject.executionId, stage, attempt]).slice(-4), 36) % 1000;
  return Math.round(Math.min(initial * factor ** (attempt - 1), max) * (1 + (SPREAD * drawn) / 1000));
}

/** @param top gives the result; by default the first of `under` */
function policyAnswer(
  rule: RetryRule | undefined,
  limits: Pick<RetryDecision, 'budget' | 'breaker'>,
  under: Decision[],
  top: Decision | undefined = under[0],
): RetryDecision {
  const { outcome = 'skip', because = '' } = top ?? {};
  return {
    decision: { rule: rule?.id ?? 'retry', outcome, because, under },
    mode: rule?.mode ?? 'FAILED_ACTIONS',
    maxAttempts: rule?.maxAttempts ?? 1,
    report: rule?.report ?? false,
    ...limits,
  };
}
