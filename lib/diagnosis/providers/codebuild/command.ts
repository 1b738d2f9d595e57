import { redact } from '../../../core/redact/redact.ts';
import { cutMiddle } from '../../log/clean.ts';

/** A failed command in CodeBuild's words: `Error while executing command: npm test. Reason: exit status 1`. */
export interface FailedCommand {
  /** The whole command, which may have several lines. */
  command: string;
  reason: string;
}

export function readFailedCommand(message: string): FailedCommand | undefined {
  const found = /Error while executing command: (?<command>[\s\S]*)\. Reason: (?<reason>[^.\n]+(?:\.[^\n]*)?)\s*$/.exec(
    message,
  );
  const { command, reason } = found?.groups ?? {};
  return command && reason ? { command: command.trim(), reason: reason.trim() } : undefined;
}

/** @param where `in BUILD`
 *  @param error the error line of its log */
export function commandSentence({ command, reason }: FailedCommand, where: string, error: string | undefined): string {
  // Exit status 1 adds nothing; 127 or 137 do.
  const status = error !== undefined && /^exit status [12]$/.test(reason) ? '' : ` with ${reason}`;
  return [`${quoted(command)} failed`, where && ` ${where}`, status, error && `: ${error}`].filter(Boolean).join('');
}

/** A command within a sentence. It is redacted before it is cut, because half a secret is not recognised as one. */
export function quoted(command: string): string {
  const [first = '', ...more] = command.trim().split('\n');
  return `\`${cutMiddle(redact(first.trim()), 120)}${more.length > 0 ? ' …' : ''}\``;
}
