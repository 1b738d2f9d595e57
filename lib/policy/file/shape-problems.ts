import { distance } from 'fastest-levenshtein';
import type * as z from 'zod';
import type { Contradiction } from '../check/contradictions.ts';
import {
  atLeast,
  atMost,
  belongsIn,
  COMMENTED_OUT,
  expected,
  keysAre,
  missing,
  NO_ENTRY,
  NO_TEXT,
  NOTHING_HERE,
  notOneOf,
  ODD_SIGN,
  oddSign,
  oneOf,
  SEVERAL_FILES,
  TEXT_OR_TEXTS,
  unknownKey,
} from './messages.ts';
import { didYouMean, nearestWord } from './nearest-word.ts';
import { repairs } from './repair.ts';
import { keysAt, placesOf } from './schema-keys.ts';
import { inYaml, valueAt, withValue } from './value-at.ts';
import type { YamlFile } from './yaml.ts';

type Issue = z.core.$ZodIssue;

export type Shape<T> = { ok: true; data: T } | { ok: false; problems: Contradiction[] };

/** Validates a file by its schema. Each slip is one problem, in our words. */
export function shapeOf<T>(schema: z.ZodType<T>, content: unknown, file: YamlFile): Shape<T> {
  const parsed = check(schema, content);
  if (parsed.ok) return parsed;
  const { issues } = parsed;
  const follows = consequences(issues, schema);
  const own = issues.filter((issue) => !follows(issue));
  return { ok: false, problems: own.flatMap((issue) => explain(issue, schema, content, file)) };
}

/** An issue without words of the schema has an empty message. */
function check<T>(schema: z.ZodType<T>, content: unknown): { ok: true; data: T } | { ok: false; issues: Issue[] } {
  const parsed = schema.safeParse(content, { error: () => '' });
  if (parsed.success) return { ok: true, data: parsed.data };
  return { ok: false, issues: parsed.error.issues.flatMap(withoutUnions) };
}

/** The issues of the one alternative that has the type of the value. */
function withoutUnions(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const [own] = issue.errors.filter((issues) =>
    issues.every(({ code, path }) => code !== 'invalid_type' || path.length > 0),
  );
  return own?.flatMap((one) => withoutUnions({ ...one, path: [...issue.path, ...one.path] })) ?? [issue];
}

/** A misspelt key is also missing under its right name, and its parent may look empty. */
function consequences(issues: Issue[], schema: z.ZodType): (issue: Issue) => boolean {
  const results = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const known = keysAt(schema, issue.path);
    const meant = issue.keys.flatMap((key) => nearestWord(key, known) ?? []);
    return [issue.path, ...meant.map((key) => [...issue.path, key])].map(nameOf);
  });
  return ({ code, path }) => code !== 'unrecognized_keys' && results.includes(nameOf(path)) && path.length > 0;
}

function nameOf(path: PropertyKey[]): string {
  return path.map(String).join('.');
}

function explain(issue: Issue, schema: z.ZodType, content: unknown, file: YamlFile): Contradiction[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: unknown(key, path, schema) }));
  }
  const value = valueAt(content, path);
  if (issue.code === 'custom') return [{ path, message: issue.message }];
  if (value === undefined) return [{ path, message: missing(wanted(issue, schema)) }];
  if (value === null && file.isCommentedOut(path)) return [{ path, message: COMMENTED_OUT }];
  if (value === null) return [{ path, message: `${NOTHING_HERE}; ${wanted(issue, schema)}` }];
  return [{ path, message: repaired(issue, schema, content, file) ?? wanted(issue, schema, value) }];
}

/** How other tools name another file. */
const OTHER_FILE = /^(extends?|includes?|imports?|inherits?)$/i;

function unknown(key: string, path: PropertyKey[], schema: z.ZodType): string {
  if (path.length === 0 && OTHER_FILE.test(key)) return unknownKey(SEVERAL_FILES);
  const [, sign] = ODD_SIGN.exec(key) ?? [];
  if (sign !== undefined) return oddSign(sign);
  const known = keysAt(schema, path);
  const nearest = didYouMean(key, known);
  const isPlural = known.some((one) => key === `${one}es`);
  const isTypingError = isPlural || known.some((one) => distance(one.toLowerCase(), key.toLowerCase()) <= 1);
  const elsewhere = isTypingError ? [] : placesOf(schema, key);
  return unknownKey(elsewhere.length > 0 ? belongsIn(elsewhere) : nearest || keysAre(known));
}

/** The value in another form that the schema accepts, or what the schema says about the value in that form. */
function repaired(issue: Issue, schema: z.ZodType, content: unknown, file: YamlFile): string | undefined {
  const { path } = issue;
  const tried = repairs(valueAt(content, path), file.sourceOf(path), keysAt(schema, path)).map(
    ({ value, advice, isGuess }) => {
      const changed = withValue(content, path, value);
      const result = check(schema, changed);
      const issues = result.ok ? [] : result.issues;
      return { advice, isGuess, changed, left: issues.filter((one) => isWithin(one.path, path)) };
    },
  );
  const right = tried.filter(({ left }) => left.length === 0);
  const [best] = right.some(({ isGuess }) => !isGuess) || right.length === 1 ? right : [];
  if (best) return best.advice;
  if (issue.message !== '' || issue.code !== 'invalid_type') return undefined;
  const nearly = tried.find(({ left }) => left.every(({ code }) => !['invalid_type', 'invalid_union'].includes(code)));
  const [first] = nearly?.left ?? [];
  if (!first) return undefined;
  const words = wanted(first, schema, valueAt(nearly?.changed, first.path));
  return issue.expected === 'array' ? `${expected('array')}: ${words}` : words;
}

function isWithin(path: PropertyKey[], parent: PropertyKey[]): boolean {
  return parent.every((step, index) => path[index] === step);
}

function wanted(issue: Issue, schema: z.ZodType, value?: unknown): string {
  if (issue.message !== '') return issue.message;
  const { path } = issue;
  switch (issue.code) {
    case 'invalid_type':
      return expected(issue.expected) + keysAre(keysAt(schema, path));
    case 'invalid_value': {
      const words = issue.values.map(String);
      if (words.length === 1) return `write "${String(path.at(-1))}: ${words[0]}"`;
      if (value === undefined) return oneOf(words);
      return notOneOf(inWords(value), words, typeof value === 'string' ? nearestOf(value, words) : '');
    }
    case 'unrecognized_keys':
      return unknown(issue.keys[0] ?? '', path, schema);
    case 'invalid_union':
      return TEXT_OR_TEXTS;
    case 'too_small':
      if (issue.origin === 'array') return NO_ENTRY;
      return issue.origin === 'string' ? NO_TEXT : atLeast(String(issue.minimum));
    case 'too_big':
      return atMost(String(issue.maximum));
    default:
      return expected(issue.code);
  }
}

function nearestOf(value: string, words: string[]): string {
  const same = words.find((word) => word.toLowerCase() === value.toLowerCase());
  return didYouMean(same ?? value, words);
}

function inWords(value: unknown): string {
  return typeof value === 'string' ? value : inYaml(value);
}
