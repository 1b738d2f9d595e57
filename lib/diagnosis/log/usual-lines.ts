import { bareLines } from './clean.ts';
import { withoutTasks } from './task-prefix.ts';
import { withoutWrappedRows } from './wrapped-table.ts';

/** Parts that differ between two runs of the same command: identifiers, durations, times and the source directory. A
 *  count is none of them, because `1 failed` is not `0 failed`. */
const VARIABLE = [
  /\/codebuild\/output\/src\d+/g,
  /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi,
  /\b(?=[a-f]*\d)[\da-f]{7,64}\b/gi,
  /\b\d{1,4}[-/:]\d\d[-/:]\d\d(?:[T ,.]\d\d:\d\d:\d\d)?(?:[.,]\d+)?Z?\b/g,
  /\b\d+(?:[.,]\d+)? ?(?:[mµn]?s|secs?|seconds?|m(?:in(?:ute)?s?)?|h)\b/g,
];

/** A shorter line may be a part of anything. */
const WORDS = /[\p{L}\d]{2,}.*[\p{L}\d]{2,}/u;

/** Tests for lines that the log of a successful run has too, which cannot be the reason for a failure. */
export function usualLines(success: readonly string[]): (line: string) => boolean {
  const usual = new Set(
    withoutWrappedRows(withoutTasks(bareLines(success)))
      .filter((line) => WORDS.test(line))
      .map(comparable),
  );
  return usual.size === 0 ? () => false : (line) => usual.has(comparable(line));
}

function comparable(line: string): string {
  return VARIABLE.reduce((rest, part) => rest.replace(part, '#'), line.trim());
}
