import { serviceErrors } from '../../classify/service-error.ts';
import { causeLine } from '../../log/telling-line.ts';
import type { FailedAction, Finding } from '../../provider.ts';
import { readMessage, typed } from '../message-only/message.ts';

/** The action that publishes a version of a function and moves an alias to it, at once or step by step while alarms
 *  watch. It has the same provider name as the action that invokes a function, but waits for no report. */
export function isDeploy({ category, configuration }: FailedAction): boolean {
  if (category !== undefined) return category === 'Deploy';
  return 'DeployStrategy' in configuration || 'FunctionAlias' in configuration;
}

const ALARM = /\balarms?\b/i;
const NOT_STARTED = /\bFUNCTION_ERROR_INIT_FAILURE\b|\binit(?:ialization)? (?:error|failed|failure)\b/i;

/** The log of the new version has the reason for an alarm, and for a version that does not start. */
export function needsLog({ message = '' }: FailedAction): boolean {
  return message.trim() === '' || ALARM.test(message) || NOT_STARTED.test(message);
}

/** @param log errors that the function logged while the alias moved */
export function explainDeploy(
  action: FailedAction,
  name: string | undefined,
  log: string[],
): Pick<Finding, 'cause' | 'codes' | 'evidence'> {
  const { message = '', summary = '', code, configuration } = action;
  const { text, codes } = readMessage(message.trim() || summary.trim());
  const alias = configuration.FunctionAlias ? ` to alias \`${configuration.FunctionAlias}\`` : '';
  const failed = `Deploying ${name ? `function \`${name}\`` : 'the function'}${alias} failed`;
  const logged = needsLog(action) ? causeLine(log) : undefined;
  return {
    cause: [failed, text, logged].filter(Boolean).join(': '),
    codes: [...codes, ...typed(code), ...(ALARM.test(text) ? ['ALARM_ACTIVE'] : []), ...serviceErrors(logged ?? '')],
    evidence: log.slice(0, 25),
  };
}
