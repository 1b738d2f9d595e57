import { type Document, isMap, isNode, LineCounter, parseDocument, type YAMLError } from 'yaml';
import { conflictIn, EMPTY, NOT_A_MAP, SECOND_DOCUMENT, TOO_MANY_ALIASES } from './messages.ts';
import { oddIndent } from './odd-indent.ts';
import type { PlaceOf, Problem } from './problem.ts';
import { syntaxError } from './syntax-errors.ts';
import { structureProblems } from './yaml-structure.ts';
import { locate } from './yaml-walk.ts';

/** A YAML file of one document with keys and values. Merge keys (`<<`) and anchors are resolved. */
export interface YamlFile {
  document: Document;
  content: Record<string, unknown>;
  placeOf: PlaceOf;
  /** The value as the file has it: `0123` is a number, but its text may be meant. */
  sourceOf(path: PropertyKey[]): string | undefined;
  /** True if a `#` stands where the value of this key should be. */
  isCommentedOut(path: PropertyKey[]): boolean;
}

export type ReadYaml = { ok: true; file: YamlFile } | { ok: false; problems: Problem[] };

export const yamlOptions = { prettyErrors: false, merge: true, uniqueKeys: false, logLevel: 'error' } as const;

export interface YamlForm {
  /** Tags such as `!Ref` are errors without it. */
  allowsTags?: boolean;
  /** The message for a file without any content. */
  empty?: string;
}

/** Only the first error of syntax is reported, because the others mostly follow from it. */
export function readYaml(text: string, { allowsTags = false, empty = EMPTY }: YamlForm = {}): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...yamlOptions, lineCounter: lines });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refused = (offset: number, message: string): ReadYaml => ({
    ok: false,
    problems: [{ ...at(offset), key: '', message }],
  });
  const conflict = conflictIn(text);
  if (conflict) return refused(conflict.offset, conflict.message);
  const odd = oddIndent(text, document);
  if (odd) return refused(odd.offset, odd.message);
  const [first] = [...document.errors].sort(byImportance);
  if (first?.code === 'MULTIPLE_DOCS') return refused(first.pos[0], SECOND_DOCUMENT);
  if (first) return refused(...syntaxError(first, text, document));
  const { contents } = document;
  if (!isNode(contents) || (contents.range?.[0] === contents.range?.[1] && !isMap(contents))) return refused(0, empty);
  if (!isMap(contents)) return refused(contents.range?.[0] ?? 0, NOT_A_MAP);
  const wrong = structureProblems(document, at, allowsTags);
  if (wrong.length > 0) return { ok: false, problems: wrong };
  const content = contentOf(document);
  if (content === undefined) return refused(0, TOO_MANY_ALIASES);
  return {
    ok: true,
    file: {
      document,
      content,
      placeOf: (path) => at(locate(document, path).offset),
      sourceOf: (path) => locate(document, path).source,
      isCommentedOut(path) {
        const rest = text.slice(locate(document, path).offset).split('\n')[0] ?? '';
        return /:\s+#/.test(rest);
      },
    },
  };
}

/** A tab makes other errors of the same line. */
function byImportance(a: YAMLError, b: YAMLError): number {
  const isTab = (error: YAMLError) => (error.code === 'TAB_AS_INDENT' ? 0 : 1);
  return isTab(a) - isTab(b) || a.pos[0] - b.pos[0];
}

/** Undefined for more aliases than the library resolves. */
function contentOf(document: Document): Record<string, unknown> | undefined {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}
