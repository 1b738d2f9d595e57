import type { Diagnosis } from '../core/execution/diagnosis.ts';
import { redact } from '../core/redact/redact.ts';
import type { FailurePattern } from '../policy/pattern/failure-pattern.ts';
import { classify } from './classify/classify.ts';
import { reasonIn } from './log/relevant-lines.ts';
import { isSymptom } from './log/symptom.ts';
import { present } from './present.ts';
import { commandSentence, readFailedCommand } from './providers/codebuild/command.ts';
import { readMessage } from './providers/message-only/message.ts';

/** A failure described by text alone; no call to AWS is made. */
export interface FailureInWords {
  provider: string;
  category?: string;
  code?: string;
  message?: string;
  log?: readonly string[];
  signatures?: readonly FailurePattern[];
}

/** The diagnosis, and the line of the log or message that supports it. */
export type InWords = Diagnosis & { line: string | null };

export function diagnoseWords({
  provider,
  category,
  code,
  message: written = '',
  log = [],
  signatures,
}: FailureInWords): InWords {
  // Secrets are found by the lines around them, which the sentences below do not keep.
  const message = redact(written);
  const summary = readSummary(message);
  const failed = readFailedCommand(summary.message);
  const reading = reasonIn(log, { command: failed?.command });
  const cause = failed
    ? commandSentence(failed, summary.phase ? `in ${summary.phase}` : '', reading.headline)
    : isSymptom(summary.message)
      ? (reading.headline ?? message)
      : withLine(readMessage(summary.message).text, summary.phase && reading.headline);
  const classification = classify({
    provider,
    category,
    code,
    message,
    finding: { cause: '', codes: commandFailed(log) ? ['COMMAND_EXECUTION_ERROR'] : [], evidence: [], links: [] },
    lines: reading.block,
    shown: reading.shown,
    signatures,
  });
  const finding = { cause: cause || reading.shown.at(-1) || code || '', codes: [], evidence: reading.shown, links: [] };
  const rests = reading.line ?? (message.trim() === '' ? undefined : message.trim().split('\n', 1)[0]);
  return { ...present({}, finding, classification, []), line: rests === undefined ? null : redact(rests) };
}

/** Adds the agent's log line, which may name the file that made a phase fail. */
function withLine(text: string, line: string | undefined): string {
  return line === undefined || line.includes(text) || text.includes(line) ? text : `${text}: ${line}`;
}

/** CodeBuild's agent writes the same sentence to the log as to the build's records. */
function commandFailed(log: readonly string[]): boolean {
  return log.some((line) => /^\[(?:Container|Instance)\] .{0,40}Command did not exit successfully /.test(line));
}

/** CodePipeline's summary of a build contains the phase, its code and its message. */
function readSummary(message: string): { phase?: string; message: string } {
  const found =
    /^Build terminated with state: \w+\. Phase: (?<phase>\w+), Code: \w+, Message: (?<message>[\s\S]*)$/.exec(
      message.trim(),
    )?.groups;
  return found ? { phase: found.phase, message: found.message ?? '' } : { message };
}
