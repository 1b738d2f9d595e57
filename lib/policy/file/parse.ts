import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { calendarsOf } from '../calendar/calendar-files.ts';
import { type Contradiction, contradictions } from '../check/contradictions.ts';
import { didYouMean } from './nearest-word.ts';
import { Policy } from './schema.ts';

/** Printed as `infra/policy.yml:7:5 scopes.prod.pipelnes: …`. */
export interface Problem {
  line: number;
  column: number;
  key: string;
  message: string;
}

export type Parsed = { ok: true; policy: Policy; placeOf: PlaceOf } | { ok: false; problems: Problem[] };

export type PlaceOf = (path: PropertyKey[]) => Pick<Problem, 'line' | 'column'>;

/** @param files texts of the files that `filesOf` lists, by name; a file that could not be read is an error */
export function parsePolicy(text: string, files: Record<string, string | Error> = {}): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    return { ok: false, problems: document.errors.map((e) => ({ ...at(e.pos[0]), key: '', message: e.message })) };
  }
  const placeOf: PlaceOf = (path) => at(offsetOf(document, path));
  const content = contentOf(document);
  if (content instanceof Error) return { ok: false, problems: [{ ...at(0), key: '', message: content.message }] };
  const parsed = Policy.safeParse(content);
  const read = parsed.success ? calendarsOf(parsed.data, files) : undefined;
  const found = parsed.success
    ? [...contradictions(parsed.data), ...(read?.problems ?? [])]
    : findings(parsed.error.issues, document);
  if (parsed.success && found.length === 0) {
    const { calendars = {} } = read ?? {};
    const policy = { ...parsed.data, ...(Object.keys(calendars).length > 0 ? { calendars } : {}) };
    return { ok: true, policy, placeOf };
  }
  const problems = found.map(({ path, message }) => ({ ...placeOf(path), key: path.map(String).join('.'), message }));
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** An alias may name an anchor that does not exist. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return error;
  }
}

export function printProblem(file: string, { line, column, key, message }: Problem): string {
  return `${file}:${line}:${column} ${key === '' ? '' : `${key}: `}${message}`;
}

/** A misspelt key is the only error of its parent, which would otherwise also be reported as empty. */
function findings(issues: z.core.$ZodIssue[], document: Document): Contradiction[] {
  const misspelt = issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => path.join('.'));
  return issues
    .filter(({ code, path }) => code !== 'custom' || !misspelt.includes(path.join('.')))
    .flatMap((issue) => explain(issue, document));
}

function explain(issue: z.core.$ZodIssue, document: Document): Contradiction[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(path);
      return issue.keys.map((key) => ({ path: [...path, key], message: `unknown key${didYouMean(key, known)}` }));
    }
    case 'invalid_value': {
      const words = issue.values.map(String);
      const given = String(document.getIn(path));
      return [{ path, message: `"${given}" is not one of ${words.join(', ')}${didYouMean(given, words)}` }];
    }
    case 'invalid_union':
      return [{ path, message: 'expected text or a list of texts' }];
    default:
      return [{ path, message: issue.message }];
  }
}

/** Reads the keys from the schema, so that a new key is known at once. */
function knownKeys(path: PropertyKey[]): string[] {
  let at: unknown = Policy;
  for (const step of path) {
    const def = definition(at);
    at = def?.shape?.[String(step)] ?? def?.valueType ?? def?.element;
  }
  return Object.keys(definition(at)?.shape ?? {});
}

interface Definition {
  innerType?: unknown;
  /** Schema of the input, if the value is transformed. */
  in?: unknown;
  shape?: Record<string, unknown>;
  valueType?: unknown;
  element?: unknown;
}

function definition(schema: unknown): Definition | undefined {
  const def = (schema as { _zod?: { def: Definition } } | undefined)?._zod?.def;
  const inner = def?.innerType ?? def?.in;
  return inner === undefined ? def : definition(inner);
}

/** Offset of a key, or of its nearest parent in the file. */
function offsetOf(document: Document, path: PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === last) : undefined;
    if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
