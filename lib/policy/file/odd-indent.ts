import { type Document, isNode, isScalar } from 'yaml';
import { oddSpace } from './messages.ts';
import { nodesIn } from './yaml-walk.ts';

/** To YAML, a no-break space is a letter: a line that begins with one is no part of its parent, and looks as if it were. */
export function oddIndent(text: string, document: Document): { offset: number; message: string } | undefined {
  const lines = text.matchAll(/^(?<blanks>[ \t]*)(?<sign>(?! )[\p{Zs}\u200B\uFEFF])/gmu);
  let texts: [number, number][] | undefined;
  for (const { index, groups: { blanks = '', sign = '' } = {} } of lines) {
    const offset = index + blanks.length;
    // A byte order mark.
    if (offset === 0 && sign === '\uFEFF') continue;
    texts ??= textsIn(document);
    if (!texts.some(([begin, end]) => begin < offset && offset < end)) return { offset, message: oddSpace(sign) };
  }
  return undefined;
}

/** Where such a line is part of a text: in quotes, or after | or >. */
function textsIn({ contents }: Document): [number, number][] {
  if (!isNode(contents)) return [];
  return [...nodesIn(contents)].flatMap(({ node }): [number, number][] => {
    const isText = isScalar(node) && node.type !== undefined && node.type !== 'PLAIN';
    return isText && node.range ? [[node.range[0], node.range[1]]] : [];
  });
}
