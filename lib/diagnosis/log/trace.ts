/** Python prints its traces upside down: the innermost call and the error come last. */

export function isTrace(line = ''): boolean {
  return /^\s*(?:[A-Z]{4,8}:\s+)?Traceback \(most/.test(line);
}

/** From the error upwards. */
export function traceLines(lines: readonly string[], anchor: number): number[] {
  const end = endOfTrace(lines, anchor);
  const inside = Array.from({ length: end - anchor }, (_, n) => end - n);
  return inside.filter((at) => lines[at]?.trim() !== '').slice(0, 12);
}

/** The line of the error: the first one that is not indented deeper than the trace's own. */
export function endOfTrace(lines: readonly string[], anchor: number): number {
  const indent = indentOf(lines[anchor] ?? '');
  const length = lines.slice(anchor + 1).findIndex((line) => line.trim() !== '' && indentOf(line) <= indent);
  return length < 0 ? Math.min(lines.length - 1, anchor + 40) : anchor + 1 + length;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
