import { frameOf } from './log-lines-shapes.ts';
import { endOfTrace, isTrace } from './log-lines-trace.ts';
import type { Telling } from './log-lines-weigh.ts';

/** How far below its title a reason may be. */
const NEAR = 12;
const TITLES = [
  /^\* What went wrong:$/,
  /\bpanicked at .*:$/,
  /^npm (?:ERR!|error) code \S+$/,
  /^\[ERROR\] \S+ .*<<< (?:FAILURE|ERROR)!$/,
  /^\S+(?: \S+){0,2} FAILED$|^\S[^>]* > .* FAILED$/,
  /^\s*(?:Error|Exception|Fatal error|ERROR)[:!]?$/,
];
const PLACE = /^\s*(?:at |in |--> )?\(?[\w./\\-]+\.\w{1,5}:\d+(?::\d+)?\)?:?$|^\S+ \[\S+:\d+\]:$/;

/** The line that says it: a bare title hands over to the next lines, a trace to its end, a parent test to its child. */
export function handOver(lines: readonly string[], { at, title, titleEnds }: Telling): number {
  const line = lines[at] ?? '';
  if (isTrace(line)) return endOfTrace(lines, at);
  if (/^\s*--- FAIL: /.test(line)) return child(lines, at);
  if (title === undefined && !TITLES.some((pattern) => pattern.test(line))) return at;
  return reasonBelow(lines, at, titleEnds) ?? at;
}

/** The first line below the title that is more than a place. A title may go on over lines, up to a known end. */
function reasonBelow(lines: readonly string[], from: number, titleEnds: RegExp | undefined): number | undefined {
  const below = Array.from({ length: NEAR }, (_, n) => from + n);
  const end = titleEnds === undefined ? from : (below.find((at) => titleEnds.test(lines[at] ?? '')) ?? from);
  return below.find((at) => at > end && speaks(lines[at]));
}

function speaks(line: string | undefined): boolean {
  return line !== undefined && /\w/.test(bare(line)) && !PLACE.test(line) && frameOf(line) === undefined;
}

/** Go writes a test's failure below it, and its failed children too. */
function child(lines: readonly string[], at: number): number {
  const indent = (line = '') => line.length - line.trimStart().length;
  for (let next = at + 1; next < lines.length && indent(lines[next]) > indent(lines[at]); next++) {
    if (/^\s*--- FAIL: /.test(lines[next] ?? '')) return child(lines, next);
    if (/^\s+\S+\.go:\d+: /.test(lines[next] ?? '')) return next;
  }
  return at;
}

/** The line without what its tool put in front; behind the name of a test or a code what happened to it. */
export function sayInShort(lines: readonly string[], at: number, { at: anchor, title }: Telling): string {
  const line = lines[anchor] ?? '';
  const said = bare(lines[at] ?? '');
  if (at === anchor) return said;
  const name =
    title?.groups?.name ??
    /^npm (?:ERR!|error) code (\S+)$|^\[ERROR\] (\S+) .*<<< (?:FAILURE|ERROR)!$|^\s*--- FAIL: (\S+)/
      .exec(line)
      ?.slice(1)
      .find(Boolean);
  return name === undefined || said.startsWith(name) ? said : `${name.replace(/:$/, '')}: ${said}`;
}

/** Without what tools put in front of their lines. */
function bare(line: string): string {
  return line.replace(/^(?:\[(?:ERROR|error)\]|[│●╷E>*]|npm (?:ERR!|error))(?:\s+|$)/u, '').trim();
}
