import { allFacts, type Execution, inOrder } from '../core/execution/facts.ts';
import { failedActions } from '../core/execution/failed-actions.ts';
import type { RetryQuestion } from '../core/model/policy-port.ts';
import { classify } from '../diagnosis/classify/classify.ts';
import { present } from '../diagnosis/present.ts';
import type { PolicyRules } from '../policy/explain.ts';
import type { Policy } from '../policy/file/schema.ts';
import { compilePatterns, patternsFor } from '../policy/pattern/failure-pattern.ts';

/** The effects that a policy's freezes and retries would have had on recorded executions. */
export interface WhatIf {
  executions: number;
  /** Executions that entered a stage while it was frozen. */
  blocked: number;
  /** Stage failures that would have been retried; budget and breaker depend on real retries. */
  retried: number;
}

export function whatIf(executions: Execution[], rules: PolicyRules, { signatures }: Policy): WhatIf {
  const patterns = compilePatterns(signatures);
  const retried = executions.flatMap((execution) => failuresOf(execution).filter((failure) => isRetried(failure)));
  return {
    executions: executions.length,
    blocked: executions.filter((execution) => isBlocked(execution, rules)).length,
    retried: retried.length,
  };

  function isRetried({ execution, stage, at, attempt }: Failure): boolean {
    const subject = { ...execution.ref, tags: execution.about.tags };
    const freeze = rules.freeze({ ...subject, stage }, at);
    const failed = failedActions(execution).filter((one) => one.failed.stage === stage);
    const failures = failed.map(({ failed: action }): RetryQuestion['failures'][number] => {
      const { provider, category, code, message = action.summary ?? '' } = action;
      const judgement = classify({
        provider,
        ...(code === undefined ? {} : { code }),
        message,
        lines: [],
        signatures: patternsFor(patterns, { ...subject, stage }),
      });
      const diagnosis = present({}, { cause: message, codes: [], evidence: [], links: [] }, judgement, []);
      return { action: action.action === '' ? undefined : action.action, category, provider, diagnosis };
    });
    return (
      rules.retry({ subject, stage, attempt, failures, failedAt: at, freeze, now: at }).decision.outcome === 'allow'
    );
  }
}

export function inWords({ executions, blocked, retried }: WhatIf): string {
  return `With this policy: would have blocked ${blocked} of ${executions}, retried ${retried}.`;
}

function isBlocked(execution: Execution, rules: PolicyRules): boolean {
  const { mode, tags } = execution.about;
  // A freeze cannot hold it.
  if (mode === 'PARALLEL') return false;
  const subject = { ...execution.ref, tags };
  const entered = inOrder(execution).filter((fact) => fact.type === 'stage' && fact.state === 'STARTED');
  // The first stage is skipped: a freeze cannot hold it, because a push starts it.
  return entered.slice(1).some((fact) => {
    if (fact.type !== 'stage') return false;
    return rules.freeze({ ...subject, stage: fact.stage }, fact.at).decision.outcome === 'deny';
  });
}

interface Failure {
  /** The execution with the facts known at that time. */
  execution: Execution;
  stage: string;
  at: number;
  attempt: number;
}

function failuresOf(execution: Execution): Failure[] {
  const failed = inOrder(execution).flatMap((fact) => (fact.type === 'stage' && fact.state === 'FAILED' ? [fact] : []));
  return failed.map(({ stage, at }, index) => {
    const facts = Object.fromEntries(Object.entries(allFacts(execution)).filter(([, fact]) => fact.at <= at));
    const attempt = 1 + failed.slice(0, index).filter((earlier) => earlier.stage === stage).length;
    return { execution: { ...execution, facts }, stage, at, attempt };
  });
}
