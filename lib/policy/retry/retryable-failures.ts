import type { Decision } from '../../core/base/decision.ts';
import { classCauses } from '../../core/execution/messages.ts';
import type { RetryQuestion } from '../../core/model/policy-port.ts';
import { retryableClasses } from '../pattern/failure-pattern.ts';
import { unique } from '../people/members.ts';
import { and } from '../text/list.ts';

export type Failed = RetryQuestion['failures'][number];

/** All failures must be able to pass: a retry runs every failed action again, so one lasting failure fails again. */
export function causes(stage: string, failures: Failed[]): Decision[] {
  if (failures.length === 0 || failures.some(({ action }) => action === undefined)) {
    return [deny(`a condition of ${stage} failed, and no action that could run again`)];
  }
  return failures.map((failed) => cause(failed, failures.length === 1));
}

function cause(failed: Failed, isAlone: boolean): Decision {
  const { category, action = '', diagnosis } = failed;
  const lasts = (because: string) => (isAlone ? because : 'and a retry runs every failed action again');
  if (category === 'Approval' || diagnosis?.class === 'manual-rejection') {
    return deny(`people decide ${action}, and a retry cannot decide for them`);
  }
  if (diagnosis === undefined) {
    return { rule: 'cause', outcome: 'wait', because: `Signalbox is finding out why ${action} failed.` };
  }
  const what = inWords(failed);
  if (diagnosis.class === 'unknown') return deny(`${what}, ${lasts('so a retry may fail again')}`);
  if (!retryableClasses.includes(diagnosis.class)) {
    return deny(`${what}, ${lasts('which stays the same at the next attempt')}`);
  }
  if (!diagnosis.retryable) return deny(`${what}, ${lasts('but nothing shows that a retry may succeed')}`);
  return { rule: 'cause', outcome: 'allow', because: `${what}. ${diagnosis.because}` };
}

function deny(because: string): Decision {
  return { rule: 'cause', outcome: 'deny', because: `Not retried: ${because}.` };
}

export function allInWords(failures: Failed[]): string {
  const classes = unique(failures.map(({ diagnosis }) => diagnosis?.class ?? 'unknown'));
  return and(
    classes.map((name) => {
      const actions = failures.filter(({ diagnosis }) => (diagnosis?.class ?? 'unknown') === name);
      return `${and(actions.map(({ action = '' }) => action))} failed ${classCauses[name]}`;
    }),
  );
}

function inWords(failed: Failed): string {
  return allInWords([failed]);
}
