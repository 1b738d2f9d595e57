/** The line to quote in a sentence about the failure: the innermost cause of a trace, or the first error. */
export function causeLine(lines: string[]): string | undefined {
  const inner = lines.findLast((line) => /^\s*Caused by: /.test(line));
  const line = inner ?? lines.find((each) => /\b(error|exception|fatal|denied|cannot|failed|not found)\b/i.test(each));
  return line
    ?.replace(/^\s*(Caused by: )?/, '')
    .trim()
    .slice(0, 300);
}
