/** Python prints its traces upside down: the innermost call and the error come last. */

export function isTrace(line = ''): boolean {
  return /^\s*(?:[A-Z]{4,8}:\s+)?Traceback \(most/.test(line);
}

/** From the last error upwards, after the errors of the traces that it is chained to. */
export function traceLines(lines: readonly string[], anchor: number): number[] {
  const starts = chain(lines, anchor);
  const last = starts.pop() ?? anchor;
  const end = ownEnd(lines, last);
  const inside = Array.from({ length: end - last }, (_, n) => end - n);
  const earlier = starts.map((start) => ownEnd(lines, start));
  return [...earlier.slice(0, 3), ...inside.filter((at) => lines[at]?.trim() !== '').slice(0, 12)];
}

/** The line of the error; of chained traces, the last one, with which the program ended. */
export function endOfTrace(lines: readonly string[], anchor: number): number {
  return ownEnd(lines, chain(lines, anchor).at(-1) ?? anchor);
}

const LINK = /^\s*(?:During handling of the above exception|The above exception was the direct cause)/;
const LINKS = 8;
/** Maximum length in lines of a trace, and of an error's message. */
const TRACE = 2_000;
const MESSAGE = 12;

/** Starts of the trace and of those chained to it. */
function chain(lines: readonly string[], anchor: number): number[] {
  const starts = [anchor];
  for (let at = anchor; starts.length <= LINKS; starts.push(at)) {
    const end = ownEnd(lines, at);
    const link = lines.slice(end + 1, end + MESSAGE).findIndex((line) => LINK.test(line));
    const next = link < 0 ? -1 : lines.slice(end + link + 2, end + link + 4).findIndex((line) => isTrace(line));
    if (next < 0) break;
    at = end + link + 2 + next;
  }
  return starts;
}

/** The first line that is not indented deeper than the trace's own. */
function ownEnd(lines: readonly string[], anchor: number): number {
  const indent = indentOf(lines[anchor] ?? '');
  const length = lines
    .slice(anchor + 1, anchor + TRACE)
    .findIndex((line) => line.trim() !== '' && indentOf(line) <= indent);
  return length < 0 ? Math.min(lines.length - 1, anchor + 40) : anchor + 1 + length;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
