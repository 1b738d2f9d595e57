import type { Decision } from '../../core/base/decision.ts';
import type { FailureClass } from '../../core/execution/diagnosis.ts';
import type { RetryQuestion } from '../../core/model/policy-port.ts';
import { retryableClasses } from '../pattern/failure-pattern.ts';
import { unique } from '../people/members.ts';
import { and } from '../text/list.ts';

/** A failed action of the stage. */
export type Failed = RetryQuestion['failures'][number];

/** Whether what failed can pass at the next attempt. All of it has to: a retry runs every failed action again, so one
 *  that cannot pass fails again, whatever the others do. */
export function causes(stage: string, failures: Failed[]): Decision[] {
  if (failures.length === 0 || failures.some(({ action }) => action === undefined)) {
    return [deny(`a condition of ${stage} failed, and no action that could be run again`)];
  }
  return failures.map((failed) => cause(failed, failures.length === 1));
}

function cause(failed: Failed, isAlone: boolean): Decision {
  const { category, action = '', diagnosis } = failed;
  const lasts = (because: string) => (isAlone ? because : 'and a retry runs every failed action again');
  if (category === 'Approval' || diagnosis?.class === 'manual-rejection') {
    return deny(`${action} is for people to decide, and nothing decides again for them`);
  }
  if (diagnosis === undefined) {
    return { rule: 'cause', outcome: 'wait', because: `Signalbox is finding out why ${action} failed.` };
  }
  const what = inWords(failed);
  if (diagnosis.class === 'unknown') return deny(`${what}, ${lasts('and so nothing says that it passes')}`);
  if (!retryableClasses.includes(diagnosis.class)) {
    return deny(`${what}, ${lasts('which is the same at the next attempt')}`);
  }
  if (!diagnosis.retryable) return deny(`${what}, ${lasts('but nothing says that it passes')}`);
  return { rule: 'cause', outcome: 'allow', because: `${what}. ${diagnosis.because}` };
}

function deny(because: string): Decision {
  return { rule: 'cause', outcome: 'deny', because: `Not retried: ${because}.` };
}

/** `compile and unit failed because of too many requests`. */
export function allInWords(failures: Failed[]): string {
  const classes = unique(failures.map(({ diagnosis }) => diagnosis?.class ?? 'unknown'));
  return and(
    classes.map((name) => {
      const actions = failures.filter(({ diagnosis }) => (diagnosis?.class ?? 'unknown') === name);
      return `${and(actions.map(({ action = '' }) => action))} failed ${ways[name]}`;
    }),
  );
}

function inWords(failed: Failed): string {
  return allInWords([failed]);
}

const ways: Record<FailureClass, string> = {
  'transient-infra': 'by a fault on the way',
  throttling: 'because of too many requests',
  capacity: 'for want of capacity',
  permission: 'for want of a permission',
  configuration: 'by its configuration',
  'code-or-test': 'in the code or a test',
  source: 'at its source',
  timeout: 'because it took too long',
  'manual-rejection': "by a person's decision",
  unknown: 'for a reason nobody knows',
};
