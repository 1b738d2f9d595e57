import type { CommandName } from '../../core/command/types.ts';
import type { Policy } from '../file/schema.ts';
import { linksOf } from '../scope/scope.ts';
import type { Contradiction } from './contradictions.ts';
import { approvesNothing, freezesNothing, holdsNothing } from './messages.ts';

/** The first stage has sources alone, no transition into it and no approval. It nearly always has this name. */
const FIRST = /^\*?sources?\*?$/i;

/** They close transitions. */
const closing: CommandName[] = ['freeze', 'lock'];

export function firstStageWarnings({ scopes, freezes, approvals, commands }: Policy): Contradiction[] {
  const first = Object.keys(scopes).filter((name) =>
    linksOf(scopes[name] ?? {}).some(({ stages }) => stages?.every((glob) => FIRST.test(glob))),
  );
  const about = (list: string, rules: { scope: string }[], message: (scope: string) => string) =>
    rules.flatMap(({ scope }, index) =>
      first.includes(scope) ? [{ path: [list, index, 'scope'], message: message(scope) }] : [],
    );
  const ofCommands = commands.flatMap(({ scope, do: allowed }, index) => {
    const idle = allowed.filter((command) => closing.includes(command));
    if (idle.length === 0 || !first.includes(scope)) return [];
    return [{ path: ['commands', index, 'scope'], message: freezesNothing(scope, idle) }];
  });
  return [...about('freezes', freezes, holdsNothing), ...about('approvals', approvals, approvesNothing), ...ofCommands];
}
