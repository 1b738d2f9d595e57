import type { Starter } from './facts.ts';
import { conditionFailed, NO_FAILED_ACTION, NO_REASON, startedForText, startText } from './messages.ts';
import { rulesInWords } from './stage-condition.ts';
import type { FailureSummary, Summary } from './summary.ts';

export function failureReason(failure: FailureSummary, statusSummary?: string): string {
  const { message, summary, code, action, diagnosis, condition } = failure;
  if (diagnosis) return diagnosis.cause;
  const rules = condition ? rulesInWords(condition) : '';
  if (rules !== '') return conditionFailed(rules);
  if (message) return summary && message.length < summary.length ? summary : message;
  return summary ?? message ?? (action ? (code ?? NO_REASON) : (statusSummary ?? NO_FAILED_ACTION));
}

/** CodePipeline's reason of a failure for which it names no stage. */
export function reasonWithoutStage({ state, failures, statusSummary = '' }: Summary): string {
  return state === 'FAILED' && failures.length === 0 ? statusSummary : '';
}

export function personOf(arn: string): string {
  return arn.startsWith('arn:') ? (arn.split('/').at(-1) ?? arn) : arn;
}

/** Empty if a change started it, because the change has its own text.
 *  @param inWords a person of Slack */
export function startedBy(
  { trigger, change, startedFor = [] }: Summary,
  inWords: (person: Starter) => string = ({ name, user }) => name ?? user,
): string {
  const person = trigger?.detail ? personOf(trigger.detail) : undefined;
  const isOurs = startedFor.some(({ act }) => act !== 'retry');
  const requested = startedFor.map((starter) => startedForText(starter.act, inWords(starter)));
  const atAws = isOurs ? '' : startText(trigger?.type, person, change !== undefined);
  return [atAws, ...requested].filter((part) => part !== '').join(', ');
}
