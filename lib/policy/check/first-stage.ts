import type { Policy } from '../file/schema.ts';
import { linksOf } from '../scope/scope.ts';
import type { Contradiction } from './contradictions.ts';
import { approvesNothing, holdsNothing } from './messages.ts';

/** The first stage has sources alone, no transition into it and no approval. It nearly always has this name. */
const FIRST = /^\*?sources?\*?$/i;

export function firstStageWarnings({ scopes, freezes, approvals }: Policy): Contradiction[] {
  const first = Object.keys(scopes).filter((name) =>
    linksOf(scopes[name] ?? {}).some(({ stages }) => stages?.every((glob) => FIRST.test(glob))),
  );
  const about = (list: string, rules: { scope: string }[], message: (scope: string) => string) =>
    rules.flatMap(({ scope }, index) =>
      first.includes(scope) ? [{ path: [list, index, 'scope'], message: message(scope) }] : [],
    );
  return [...about('freezes', freezes, holdsNothing), ...about('approvals', approvals, approvesNothing)];
}
