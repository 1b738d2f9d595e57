import { looksSecret } from './looks-random.ts';
import { isName, kindOf, NAME } from './secret-names.ts';

const LONGEST = 1_000;
const SPLIT: [kind: RegExp, by: RegExp][] = [
  [/[|│┃║]/, /[|│┃║]/],
  [/\t/, /\t/],
  [/,/, /,/],
  [/;/, /;/],
];

/** Cells below a heading such as `user | password`, in CSV, Markdown and output of psql. */
export function withoutSecretColumns(text: string): string {
  let by: RegExp | undefined;
  let columns = new Map<number, string>();
  let values = 0;
  let left = 0;
  const lines = text.split('\n').map((line) => {
    if (line.length > 10_000) return line;
    const heading = headingOf(line);
    if (heading) {
      ({ by, columns, values } = heading);
      left = LONGEST;
      return line;
    }
    if (by === undefined || left-- <= 0) return line;
    if (/^[-+|=│├┼┤─╪═:\s]*$/.test(line)) return line;
    const parts = line.split(by);
    if (parts.length !== values) {
      by = undefined;
      return line;
    }
    const separator = line.match(new RegExp(by.source, 'g')) ?? [];
    return parts
      .map((part, at) => (columns.has(at) ? withoutCell(part, columns.get(at) ?? '') : part) + (separator[at] ?? ''))
      .join('');
  });
  return lines.join('\n');
}

function headingOf(line: string) {
  if (line.length > 1_000 || line.search(NAME) < 0) return undefined;
  for (const [kind, by] of SPLIT) {
    if (!kind.test(line)) continue;
    const parts = line.split(by);
    const columns = new Map(
      parts.flatMap((part, at): [number, string][] => (isHeading(part) ? [[at, part.trim()]] : [])),
    );
    const isTable =
      parts.length >= 2 && parts.every((part) => /^[ \t\r]*["']?[A-Za-z_]?[\w .()/-]{0,60}["']?[ \t\r]*$/.test(part));
    if (columns.size > 0 && isTable) return { by, columns, values: parts.length };
  }
  return undefined;
}

function isHeading(cell: string): boolean {
  const name = unquoted(cell);
  if (name.length > 60) return false;
  const [found] = name.matchAll(NAME);
  if (found?.groups?.strong === undefined) return false;
  const end = found.index + found[0].length;
  return end === name.length && isName(found[0], found[0], name.slice(0, found.index)) && /^[\w .-]*$/.test(name);
}

function withoutCell(cell: string, name: string): string {
  const value = unquoted(cell);
  return looksSecret(value) && !value.includes('[redacted')
    ? cell.replace(value, () => `[redacted: ${kindOf(name)}]`)
    : cell;
}

function unquoted(cell: string): string {
  return cell.trim().replace(/^["']|["']$/g, '');
}
