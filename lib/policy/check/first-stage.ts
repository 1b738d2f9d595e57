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
  const about = <R extends { scope: string }>(list: string, rules: R[], message: (rule: R) => string | undefined) =>
    rules.flatMap((rule, index) => {
      const text = first.includes(rule.scope) ? message(rule) : undefined;
      return text === undefined ? [] : [{ path: [list, index, 'scope'], message: text }];
    });
  return [
    ...about('freezes', freezes, ({ scope }) => holdsNothing(scope)),
    ...about('approvals', approvals, ({ scope }) => approvesNothing(scope)),
    ...about('commands', commands, ({ scope, do: allowed }) => {
      const idle = allowed.filter((command) => closing.includes(command));
      return idle.length === 0 ? undefined : freezesNothing(scope, idle);
    }),
  ];
}
