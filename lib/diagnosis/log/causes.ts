import { frameOf, shapeOf } from './shapes.ts';

/** `Caused by: …` of Java, `---> …` of .NET, `---- …` of xUnit, `[cause]: …` of Node, and the numbered list of Rust's anyhow. */
const CAUSE = /^\s*(?:Caused by: |--->|-{4} (?=[\w.+`]+ : )|\[cause\]: )\s*\S/;
const LIST = /^\s*Caused by:$/;
const ITEM = /^\s+(?:\d+: )?\S/;
const END_OF_INNER = /^\s*--- End of inner exception stack trace/;
/** Source and properties of an error, as Node prints them below its frames. */
const PROPERTY = /^\s+[\w$]+: |^\s*[\]}],?$/;
/** Maximum length in lines of an exception with its causes. */
const LENGTH = 500;

/** The innermost cause printed below an exception that says more than that something failed, or the exception itself. */
export function innermostCause(lines: readonly string[], at: number): number {
  let found = at;
  for (let next = at + 1; next < Math.min(lines.length, at + LENGTH); next++) {
    const line = lines[next] ?? '';
    if (LIST.test(line)) {
      const end = endOfList(lines, next);
      for (let item = next + 1; item < end; item++) if (says(lines[item])) found = item;
      next = end - 1;
    } else if (CAUSE.test(line)) {
      if (says(line)) found = next;
    } else if (!isInside(lines, next)) break;
  }
  return found;
}

/** A name without a message says less than the exception around it. */
function says(line = ''): boolean {
  return shapeOf(line) !== 'passed-on' && /[^\s:]:? \S+ \S|: \S/.test(line.replace(CAUSE_MARK, ''));
}
const CAUSE_MARK = /^\s*(?:Caused by: |-{3}[->] |\[cause\]: |\d+: )?/;

function isInside(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  if (line.trim() === '') return LIST.test(lines[at + 1] ?? '');
  return frameOf(line) !== undefined || END_OF_INNER.test(line) || PROPERTY.test(line);
}

function endOfList(lines: readonly string[], at: number): number {
  const length = lines.slice(at + 1, at + LENGTH).findIndex((line) => !ITEM.test(line));
  return length < 0 ? lines.length : at + 1 + length;
}
