import { innermostCause } from './causes.ts';
import type { Title } from './line-shapes.ts';
import { frameOf } from './shapes.ts';
import { endOfTrace, isTrace } from './trace.ts';

/** Maximum distance in lines from a title to its reason. */
const NEAR = 12;
/** Maximum length in lines of a title's nested causes. */
const CAUSES = 60;
const FAILED_TEST = /^(?:\[ERROR\] )?(?!Tests run:)(?<name>\S+) .*<<< (?:FAILURE|ERROR)!$/;
const TITLES = [
  /^\* What went wrong:$/,
  /\bpanicked at .*:$/,
  FAILED_TEST,
  /^\S+(?: \S+){0,2} FAILED$|^\S[^>]* > .* FAILED$/,
  /^\s*(?:Error|Exception|Fatal error|ERROR)(?:[:!]|: \[[\w-]+\])?$/,
  // A code or a name alone, and the list of Go's multierror.
  /^\s*Error: [A-Z]{1,8}-?\d{1,6}$|^\s*[A-Z]\w{2,60}(?:Error|Exception)$|\b\d+ errors? occurred:$|^\s*Error Message:$/,
  /^terminate called after throwing an instance of /,
  /^\s*● Test suite failed to run$|^(?:Warning, treated as error|error during build):$|:\d+: FAILED:$/,
];
/** The line below completes the statement: `Rule 0 failed with message:` */
const INTRODUCTION = /^\W{0,4}[A-Za-z[].{0,300}? [^\s:]{2,60}:$|^\W{0,4}[A-Z][\w:.]{2,80}[a-z]:$/;
/** A line of text in a box, which may go on in the next line. */
const BOXED = /^│ [^\s│][^│]*$/u;
const PLACE = /^\s*(?:at |in |--> )?\(?[\w./\\-]+\.\w{1,5}:\d+(?::\d+)?\)?:?$|^\S+ \[\S+:\d+\]:$/;

/** The line with the reason: below a bare title, at the end of a trace, in the child of a parent test. */
export function handOver(lines: readonly string[], at: number, title?: Title): number {
  const line = lines[at] ?? '';
  if (isTrace(line)) return endOfTrace(lines, at);
  if (/^\s*--- FAIL: /.test(line)) return child(lines, at);
  const isTitle = title !== undefined || TITLES.some((pattern) => pattern.test(line));
  const below = isTitle ? reasonBelow(lines, at, title) : at;
  return isTrace(lines[below]) ? endOfTrace(lines, below) : innermostCause(lines, below);
}

/** The first line below the title that is more than a place, or the title itself. */
function reasonBelow(lines: readonly string[], from: number, title?: Title): number {
  const { titleEnds, titleSkips, titleNests } = title?.family ?? {};
  const near = Array.from({ length: NEAR }, (_, n) => from + n);
  const end = titleEnds === undefined ? from : (near.find((at) => titleEnds.test(lines[at] ?? '')) ?? from);
  const first = near.find((at) => at > end && hasReason(lines[at]) && !titleSkips?.test(lines[at] ?? '')) ?? from;
  return titleNests === undefined ? first : innermost(lines, first, titleNests);
}

/** The first cause that has no further cause below it, marked and indented deeper. */
function innermost(lines: readonly string[], from: number, mark: RegExp): number {
  let found = from;
  let depth = -1;
  for (const [below, line] of lines.slice(from, from + CAUSES).entries()) {
    if (line.trim() === '') break;
    if (!mark.test(line)) continue;
    if (indent(line) <= depth) break;
    found = from + below;
    depth = indent(line);
  }
  return found;
}

function hasReason(line: string | undefined): boolean {
  return line !== undefined && /\w/.test(bare(line)) && !PLACE.test(line) && frameOf(line) === undefined;
}

/** Go prints a test's failure, and its failed children, below it. */
function child(lines: readonly string[], at: number): number {
  if (/^panic: /.test(lines[at + 1] ?? '')) return at + 1;
  for (let next = at + 1; next < lines.length && indent(lines[next]) > indent(lines[at]); next++) {
    if (/^\s*--- FAIL: /.test(lines[next] ?? '')) return child(lines, next);
    if (/^\s+\S+\.go:\d+:/.test(lines[next] ?? '')) return testified(lines, next);
  }
  return at;
}

/** Testify prints its fields below the place, and expected and actual values below the field `Error:`. */
function testified(lines: readonly string[], at: number): number {
  if (!PLACE.test(lines[at] ?? '')) return at;
  const field = lines.slice(at, at + NEAR).findIndex((line) => /^\s+Error:\s/.test(line));
  if (field < 0) return at;
  return /:\s*$/.test(lines[at + field] ?? '') ? at + field + 1 : at + field;
}

function indent(line = ''): number {
  return line.length - line.trimStart().length;
}

/** The line in short form, after the name of the test or code if the name is on another line. */
export function shortForm(
  lines: readonly string[],
  { at, says, title }: { at: number; says: number; title?: Title },
): string {
  const text = completed(lines, says);
  if (says === at) return text;
  const name = title?.name ?? nameIn(lines[at] ?? '');
  if (name === undefined || text.startsWith(name.split(' ').at(-1) ?? name)) return text;
  return `${name.replace(/:$/, '')}: ${text}`;
}

function completed(lines: readonly string[], at: number): string {
  const text = withActual(unboxed(lines, at), lines[at + 1]);
  const next = INTRODUCTION.test(text) && !PLACE.test(text) ? reasonBelow(lines, at) : at;
  return next === at ? text : `${text} ${withActual(bare(lines[next] ?? ''), lines[next + 1])}`;
}

/** Terraform wraps long lines inside its box. */
function unboxed(lines: readonly string[], at: number): string {
  const rest = BOXED.test(lines[at] ?? '') ? lines.slice(at + 1, at + NEAR) : [];
  const end = rest.findIndex((line) => !BOXED.test(line));
  return [lines[at] ?? '', ...rest.slice(0, Math.max(end, 0))].map(bare).join(' ');
}

/** Test runners print the expected value above the actual one. */
function withActual(text: string, next = ''): string {
  return /^expected\b.{0,200}: /i.test(text) && /^\s*(?:received|actual|got|but was)\b.{0,40}: /i.test(next)
    ? `${text}, ${bare(next)}`
    : text;
}

function nameIn(line: string): string | undefined {
  return FAILED_TEST.exec(line)?.groups?.name ?? /^\s*--- FAIL: (?<test>\S+)/.exec(line)?.groups?.test;
}

function bare(line: string): string {
  return line
    .replace(
      /^(?:\s*(?:Caused by:|-{3}[->]|\[cause\]:|\d{1,2}:)|\[(?:ERROR|error|Container|Instance)\]|[│|●╷E]|\s{0,12}[*>-]|› {1,3}[✘✖]|npm (?:ERR!|error))(?:\s+|$)/u,
      '',
    )
    .trim();
}
