import { redact } from '../../core/redact/redact.ts';

/** The agent's own lines, in the form of the cleaned log. The agent prints a command of several lines in full,
 *  twice: before it runs and after it failed. */
const RUNNING = /^\[(?:Container|Instance)\] Running command (?<command>.*)$/;
const FAILED = /^\[(?:Container|Instance)\] Command did not exit successfully (?<command>.*)$/;
const AGENT = /^\[(?:Container|Instance)\] /;
const PHASE = /^\[(?:Container|Instance)\] Entering phase /;
const ENDED_FROM_OUTSIDE = /^\[(?:Container|Instance)\] Phase complete: \w+ State: (?:TIMED_OUT|STOPPED)/;
const PHASE_ENDED = /^\[(?:Container|Instance)\] Phase complete: /;
const PHASE_FAILED = /^\[(?:Container|Instance)\] Phase complete: \w+ State: FAILED\b/;
const EXIT = /\s*exit status -?\d+$/;

/** The output of the failing command in a cleaned log, or the whole log if its place is unknown. If no command is
 *  named as failed, the last command comes first, then the earlier ones. */
export function failingSections(lines: string[], command?: string): string[][] {
  const wanted = command === undefined ? undefined : firstLine(redact(command));
  const failedAt = indexOfFailed(lines, wanted);
  if (failedAt >= 0) {
    const section = failedSection(lines, failedAt);
    // A test such as `grep -q` or `exit $status` prints nothing: the output before it, in the same
    // phase, has the reason.
    return section.some((line) => /\w/.test(line))
      ? [section]
      : [section, ...earlierSections(samePhase(lines, failedAt))];
  }
  const last = unfinishedSection(lines, wanted);
  if (lines.some((line) => ENDED_FROM_OUTSIDE.test(line))) return [last];
  return [...phaseWithoutCommand(lines), last, ...earlierSections(lines)];
}

/** The agent's own lines of a phase that failed without a command: sources, cache, artifacts. */
function phaseWithoutCommand(lines: string[]): string[][] {
  const failedAt = lines.findLastIndex((line) => PHASE_FAILED.test(line));
  const startedAt = lines.findLastIndex((line, at) => at < failedAt && PHASE_ENDED.test(line));
  const phase = lines.slice(startedAt + 1, failedAt + 2);
  return failedAt < 0 || startedAt < 0 || phase.some((line) => RUNNING.test(line)) ? [] : [phase];
}

function failedSection(lines: string[], failedAt: number): string[] {
  const script = scriptAt(lines, failedAt);
  const startedAt = lines.findLastIndex((line, at) => at < failedAt && commandOf(RUNNING, line) === script[0]);
  const written = lines.slice(startedAt + 1, failedAt);
  return startedAt < 0 ? afterAgent(written) : withoutScript(written, script.slice(1));
}

/** The last command of the log, for example of a build that timed out. */
export function lastCommand(lines: readonly string[]): string | undefined {
  const line = lines.findLast((each) => RUNNING.test(each));
  return line === undefined ? undefined : commandOf(RUNNING, line);
}

function indexOfFailed(lines: string[], wanted: string | undefined): number {
  const isWanted = (line: string) => commandOf(FAILED, line)?.replace(EXIT, '') === wanted;
  const known = wanted === undefined ? -1 : lines.findLastIndex(isWanted);
  return known >= 0 ? known : lines.findIndex((line) => FAILED.test(line));
}

function unfinishedSection(lines: string[], wanted: string | undefined): string[] {
  const known = lines.findLastIndex((line) => wanted !== undefined && commandOf(RUNNING, line) === wanted);
  const start = known >= 0 ? known : lines.findLastIndex((line) => RUNNING.test(line));
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => AGENT.test(line));
  return start < 0 || end < 0 ? rest : rest.slice(0, end);
}

function samePhase(lines: string[], failedAt: number): string[] {
  const before = lines.slice(0, failedAt);
  return before.slice(before.findLastIndex((line) => PHASE.test(line)) + 1);
}

/** Latest first. */
function earlierSections(lines: string[]): string[][] {
  const starts = lines.flatMap((line, at) => (RUNNING.test(line) ? [at] : []));
  const sections = starts.slice(0, -1).map((start, n) => lines.slice(start + 1, starts[n + 1]));
  return sections.map((section) => section.filter((line) => !AGENT.test(line))).reverse();
}

/** The failed command, line by line, from the agent's repetition to the exit status. */
function scriptAt(lines: string[], at: number): string[] {
  const first = commandOf(FAILED, lines[at] ?? '') ?? '';
  if (EXIT.test(first)) return [first.replace(EXIT, '')];
  const rest = lines.slice(at + 1, at + 2_000);
  const end = rest.findIndex((line) => /^\s*exit status -?\d+$/.test(line) || AGENT.test(line));
  return [first, ...rest.slice(0, Math.max(end, 0))];
}

function withoutScript(written: string[], script: string[]): string[] {
  const differs = script.findIndex((line, at) => line !== written[at]);
  return written.slice(differs < 0 ? script.length : differs);
}

/** The start of the command was not read. Drop at least the output of earlier commands. */
function afterAgent(written: string[]): string[] {
  return written.slice(written.findLastIndex((line) => AGENT.test(line)) + 1);
}

function commandOf(pattern: RegExp, line: string): string | undefined {
  return pattern.exec(line)?.groups?.command?.trim();
}

function firstLine(command: string): string {
  return command.trim().split('\n', 1)[0]?.trim() ?? '';
}
