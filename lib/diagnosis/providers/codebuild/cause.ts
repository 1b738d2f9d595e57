import { cleanLog } from '../../log/clean.ts';
import { proofOf, reasonIn } from '../../log/relevant-lines.ts';
import { lastCommand } from '../../log/section.ts';
import type { Finding } from '../../provider.ts';
import { commandSentence, quoted, readFailedCommand } from './command.ts';
import type { Build, Phase } from './records.ts';
import { type FailedTests, testLines, testsSentence } from './tests.ts';

const LINES = 25;

interface Known {
  phase: Phase;
  build: Pick<Build, 'timeoutInMinutes' | 'queuedTimeoutInMinutes'>;
  lines: string[];
  /** Log of the last successful build. */
  lastSuccess?: string[];
  tests: FailedTests | undefined;
}

/** The reason for a failed build in one sentence, with its proof. */
export function causeOf({
  phase,
  build,
  lines,
  lastSuccess,
  tests,
}: Known): Pick<Finding, 'cause' | 'evidence' | 'block'> {
  const context = contextOf(phase);
  const where = phase.phaseType ?? 'the build';
  if (phase.phaseStatus === 'TIMED_OUT' || phase.phaseStatus === 'STOPPED') {
    return { cause: endedFromOutside(phase, build, lines), evidence: reasonIn(lines).shown };
  }
  const failed = readFailedCommand(context?.message ?? '');
  if (failed === undefined) {
    const reading = reasonIn(lines);
    return { cause: `${where} failed${why(context) ?? colon(reading.headline)}`, ...proofOf(reading) };
  }
  const failedTests = tests && isTest(failed.command) ? tests : undefined;
  const before = failedTests ? testLines(failedTests) : [];
  const { shown, block, headline } = reasonIn(lines, {
    command: failed.command,
    limit: LINES - before.length,
    lastSuccess,
  });
  const error = failedTests ? testsSentence(failedTests) : headline;
  return {
    cause: commandSentence(failed, `in ${where}`, error),
    evidence: [...before, ...shown],
    block: [...before, ...block],
  };
}

export function contextOf(phase: Phase): Phase['contexts'][number] | undefined {
  return phase.contexts.find(({ statusCode, message }) => statusCode || message);
}

function endedFromOutside({ phaseType, phaseStatus }: Phase, build: Known['build'], lines: string[]): string {
  const command = lastCommand(cleanLog(lines));
  const during = command === undefined ? '' : ` while running ${quoted(command)}`;
  if (phaseStatus === 'STOPPED') return `The build was stopped in ${phaseType}${during}`;
  if (phaseType === 'QUEUED')
    return `The build waited in the queue for longer than its ${minutes(build.queuedTimeoutInMinutes)}`;
  return `The build ran out of its ${minutes(build.timeoutInMinutes)} in ${phaseType}${during}`;
}

function minutes(count: number | undefined): string {
  return count === undefined ? 'time' : `${count} minutes`;
}

function why(context: Phase['contexts'][number] | undefined): string | undefined {
  if (!context) return undefined;
  const { statusCode = '', message = '' } = context;
  const text = message.replace(/\s+/g, ' ').trim();
  return colon(text.startsWith(statusCode) ? text : `${statusCode} ${text}`);
}

function colon(text: string | undefined): string {
  return text?.trim() ? `: ${text.trim()}` : '';
}

/** A report may have failed tests although something else ended the build. */
function isTest(command: string): boolean {
  return !/\b(?:deploy|publish|push|cdk|terraform|aws|kubectl|helm|docker|sam|serverless)\b/i.test(command);
}
