import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';

/** Where the parts of a document stand, also of those that come from an anchor or a merge key. */

export function keyOf({ key }: Pair): string {
  const name = isScalar(key) ? key.value : key;
  return typeof name === 'symbol' ? (name.description ?? '') : String(name);
}

export function isMerge(pair: Pair): boolean {
  return keyOf(pair) === '<<' && !(isScalar(pair.key) && pair.key.type?.startsWith('QUOTE'));
}

export function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** The place of a key or of an entry, or of its nearest parent in the file. */
export function locate(document: Document, path: PropertyKey[]): { offset: number; source?: string } {
  let node: unknown = document.contents;
  let offset = offsetOf(node);
  for (const step of path) {
    const within = resolved(document, node);
    const pair = isMap(within) ? pairIn(document, within, String(step)) : undefined;
    const next = isSeq(within) ? within.items[Number(step)] : pair?.value;
    if (pair === undefined && next === undefined) return { offset };
    offset = pair === undefined ? offsetOf(next) : offsetOf(pair.key);
    node = next;
  }
  const value = resolved(document, node);
  return { offset, ...(isScalar(value) && value.source !== undefined ? { source: value.source } : {}) };
}

export function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** A key of the map itself wins over one that is merged in. */
function pairIn(document: Document, map: YAMLMap, key: string, depth = 0): Pair | undefined {
  const own = map.items.find((pair) => !isMerge(pair) && keyOf(pair) === key);
  if (own || depth > MOST_MERGES) return own;
  const sources = map.items.filter(isMerge).flatMap((pair) => mergedBy(document, pair));
  return sources.map((source) => pairIn(document, source, key, depth + 1)).find((pair) => pair !== undefined);
}

/** An anchor may merge itself. */
const MOST_MERGES = 20;

function mergedBy(document: Document, { value }: Pair): YAMLMap[] {
  const source = resolved(document, value);
  const all: unknown[] = isSeq(source) ? source.items : [source];
  return all.map((one) => resolved(document, one)).filter((one) => isMap(one));
}

/** All nodes below one, with their paths, in the order of the file. */
export function* nodesIn(node: Node, path: PropertyKey[] = []): Generator<{ node: Node; path: PropertyKey[] }> {
  yield { node, path };
  if (isMap(node)) {
    for (const pair of node.items) if (isNode(pair.value)) yield* nodesIn(pair.value, [...path, keyOf(pair)]);
  }
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) if (isNode(item)) yield* nodesIn(item, [...path, index]);
  }
}
