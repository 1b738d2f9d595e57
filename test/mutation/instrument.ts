import { readFileSync } from 'node:fs';
import { Instrumenter } from '@stryker-mutator/instrumenter';

export interface Mutant {
  id: string;
  file: string;
  line: number;
  /** Stryker's name for the kind of change. */
  kind: string;
  before: string;
  after: string;
}

export interface Instrumented {
  /** Code by path. Each mutant in it can be activated. */
  code: Record<string, string>;
  mutants: Mutant[];
}

/** Instruments the lines that `sampleOf` chose. */
export async function instrument(chosen: string[]): Promise<Instrumented> {
  const ranges = Map.groupBy(chosen.map(rangeOf), ({ file }) => file);
  const files = [...ranges].map(([name, mutate]) => ({ name, mutate, content: readFileSync(name, 'utf8') }));
  const result = await new Instrumenter(silent).instrument(files, {
    plugins: null,
    ignorers: [],
    excludedMutations: [],
  });
  const texts = new Map(files.map(({ name, content }) => [name, content]));
  return {
    code: Object.fromEntries(result.files.map(({ name, content }) => [name, content])),
    mutants: result.mutants.map(({ id, fileName, mutatorName, replacement = '', location }) => ({
      id,
      file: fileName,
      line: location.start.line + 1,
      kind: mutatorName,
      before: textAt(texts.get(fileName) ?? '', location),
      after: replacement,
    })),
  };
}

interface Range {
  start: { line: number; column: number };
  end: { line: number; column: number };
}

/** Whole lines, counted from 0. */
function rangeOf(chosen: string): Range & { file: string } {
  const [, file = '', first, last] = /^(.+):(\d+)-(\d+)$/.exec(chosen) ?? [];
  return {
    file,
    start: { line: Number(first) - 1, column: 0 },
    end: { line: Number(last) - 1, column: Number.MAX_SAFE_INTEGER },
  };
}

function textAt(text: string, { start, end }: Range): string {
  const lines = text.split('\n').slice(start.line, end.line + 1);
  const last = lines.length - 1;
  return lines.map((line, n) => line.slice(n === 0 ? start.column : 0, n === last ? end.column : undefined)).join('\n');
}

const never = () => false;
const nothing = () => {};
const silent = {
  isTraceEnabled: never,
  isDebugEnabled: never,
  isInfoEnabled: never,
  isWarnEnabled: never,
  isErrorEnabled: never,
  isFatalEnabled: never,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
};
