/** SAM prints the events of a stack in columns, and wraps the text of each. */
const HEADING = /^ResourceStatus +ResourceType +LogicalResourceId +ResourceStatusReason$/;
const RULE = /^-{20,}$/;
const STATUS = /^[A-Z]+_[A-Z_]+$/;

/** The rows of such a table, each on one line. */
export function withoutWrappedRows(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let columns: number[] = [];
  let row: string[] | undefined;
  const end = () => {
    if (row !== undefined) kept.push(row.join(' ').trimEnd());
    row = undefined;
  };
  for (const line of lines) {
    const cells = cellsOf(line, columns);
    const [status = '', type = ''] = cells ?? [];
    if (row !== undefined && cells !== undefined && !type.includes('::')) {
      row = row.map((cell, at) => joined(cell, cells[at] ?? '', at === cells.length - 1));
      continue;
    }
    end();
    if (STATUS.test(status) && type.includes('::')) row = cells;
    else kept.push(line);
    if (HEADING.test(line)) columns = [...line.matchAll(/\w+/g)].map(({ index }) => index);
    else if (columns.length > 0 && row === undefined && !RULE.test(line)) columns = [];
  }
  end();
  return kept;
}

/** Only names are cut within a word. */
function joined(cell: string, more: string, isText: boolean): string {
  return isText && cell !== '' && more !== '' ? `${cell} ${more}` : cell + more;
}

function cellsOf(line: string, columns: number[]): string[] | undefined {
  const isOther =
    columns.length === 0 || RULE.test(line) || columns.some((at) => at > 0 && /\S/.test(line[at - 1] ?? ''));
  return isOther ? undefined : columns.map((from, at) => line.slice(from, columns[at + 1]).trim());
}
