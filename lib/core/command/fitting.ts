import { truncate } from '../text/truncate.ts';

/** Characters of an answer in Slack, with room for what follows the list. */
const LONGEST = 2_600;
const LONGEST_LINE = 1_000;

/** The address of a link is not shown. */
const LINK = /(?<=<)https:[^|>]*/g;

/** Keeps the lines that fit. A last line counts the others. */
export function fitting(lines: string[], more: (left: number) => string): string[] {
  let length = 0;
  const cut = lines.map((line) => truncate(line, LONGEST_LINE));
  const end = cut.findIndex((line) => {
    length += line.replace(LINK, '').length + 1;
    return length > LONGEST;
  });
  return end === -1 ? cut : [...cut.slice(0, end), more(lines.length - end)];
}
