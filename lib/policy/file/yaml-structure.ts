import { type Alias, type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { aliasOfItself, duplicateKey, KEY_NOT_TEXT, MERGE_OF_NO_MAP, noAnchor, tagIs } from './messages.ts';
import type { Problem } from './problem.ts';
import { isMerge, keyOf, nodesIn, offsetOf, resolved } from './yaml-walk.ts';

type At = (offset: number) => Pick<Problem, 'line' | 'column'>;
type Found = { offset: number; path: PropertyKey[]; message: string };

/** What YAML allows and no file of ours may have: a key twice, an alias without an anchor, an unknown tag. */
export function structureProblems(document: Document, at: At, allowsTags: boolean): Problem[] {
  const { contents } = document;
  if (!isNode(contents)) return [];
  const found = [...nodesIn(contents)].flatMap(({ node, path }) => [
    ...(isMap(node) ? mapProblems(document, node, path, at) : []),
    ...(isAlias(node) ? aliasProblems(node, resolved(document, node), path) : []),
    ...(allowsTags ? [] : tagProblems(node, path)),
  ]);
  return found
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, path, message }) => ({ ...at(offset), key: path.map(String).join('.'), message }));
}

function aliasProblems(alias: Alias, target: unknown, path: PropertyKey[]): Found[] {
  const offset = offsetOf(alias);
  if (target === undefined) return [{ offset, path, message: noAnchor(alias.source) }];
  const [, , end] = (isNode(target) && target.range) || [0, 0, 0];
  return offset < end ? [{ offset, path, message: aliasOfItself(alias.source) }] : [];
}

function mapProblems(document: Document, map: YAMLMap, path: PropertyKey[], at: At): Found[] {
  const first = new Map<string, number>();
  return map.items.flatMap((pair): Found[] => {
    const offset = offsetOf(pair.key);
    if (!isScalar(pair.key)) return [{ offset, path, message: KEY_NOT_TEXT }];
    const key = keyOf(pair);
    const whole = [...path, key];
    if (isMerge(pair) && !mergesMaps(document, pair.value)) return [{ offset, path: whole, message: MERGE_OF_NO_MAP }];
    const before = first.get(key);
    if (before !== undefined) return [{ offset, path: whole, message: duplicateKey(key, at(before).line) }];
    first.set(key, offset);
    return [];
  });
}

/** An alias without an anchor is reported as such. */
function mergesMaps(document: Document, value: unknown): boolean {
  if (isAlias(value) && resolved(document, value) === undefined) return true;
  const source = resolved(document, value);
  return isMap(source) || (isSeq(source) && source.items.every((item) => isMap(resolved(document, item))));
}

function tagProblems(node: Node, path: PropertyKey[]): Found[] {
  const tag = 'tag' in node && typeof node.tag === 'string' && node.tag.startsWith('!') ? node.tag : undefined;
  return tag === undefined ? [] : [{ offset: offsetOf(node), path, message: tagIs(tag) }];
}
