import type { Decision } from '../../core/base/decision.ts';
import type { RetryQuestion } from '../../core/model/policy-port.ts';
import type { Policy, Scope } from '../file/schema.ts';
import { ALL, coverage, matchesAny } from '../scope/scope.ts';
import { and, or } from '../text/list.ts';
import type { Failed } from './retryable-failures.ts';
import type { RetrySchema } from './schema.ts';

export interface RetryRule extends Omit<RetrySchema, 'scope'> {
  scope: Scope | undefined;
}

export interface RetryRules extends Pick<Policy, 'budget' | 'breaker'> {
  rules: RetryRule[];
}

export function retryRules({ retry, scopes, budget, breaker, mode }: Policy): RetryRules {
  const rules = retry.map(({ scope, report, ...rule }) => ({
    ...rule,
    scope: scope === ALL ? undefined : scopes[scope],
    report: report || mode === 'report',
  }));
  return { rules, budget, breaker };
}

export interface Covering {
  rule: RetryRule;
  isSure: boolean;
}

export function covering(rules: RetryRule[], { subject, stage }: RetryQuestion): Covering[] {
  return rules.flatMap((rule) => {
    const covered = rule.scope === undefined ? 'yes' : coverage(rule.scope, subject, stage);
    return covered === 'no' ? [] : [{ rule, isSure: covered === 'yes' }];
  });
}

export function takes({ id, when }: RetryRule, failures: Failed[]): Decision {
  const strange = failures.filter((failed) => !isFor(when, failed));
  if (strange.length === 0) return { rule: id, outcome: 'allow', because: `Rule ${id} covers everything that failed.` };
  const what = and(strange.map(describe));
  const from = when.categories ?? when.providers;
  const only = `${or(when.class)}${from ? ` of ${or(from)}` : ''}`;
  return { rule: id, outcome: 'skip', because: `Rule ${id} covers ${only}, not ${what}.` };
}

function isFor({ class: classes, categories, providers }: RetrySchema['when'], failed: Failed): boolean {
  const { category, provider, diagnosis } = failed;
  return (
    diagnosis !== undefined &&
    classes.includes(diagnosis.class) &&
    (categories === undefined || categories.some((name) => name === category)) &&
    (providers === undefined || (provider !== undefined && matchesAny(providers, provider)))
  );
}

function describe({ action = '', category, provider, diagnosis }: Failed): string {
  const kind = [diagnosis?.class, category, provider].filter((word) => word !== undefined);
  return `${action} (${kind.join(', ')})`;
}
