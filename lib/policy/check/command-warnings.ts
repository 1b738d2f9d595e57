import type { CommandName } from '../../core/command/types.ts';
import { byPatterns, obstacleIn } from '../command/scope-of-names.ts';
import type { Policy } from '../file/schema.ts';
import { linksOf, matchesAny } from '../scope/scope.ts';
import type { Contradiction } from './contradictions.ts';
import { idleByStages, idlePermission } from './messages.ts';

export function commandWarnings(policy: Policy): Contradiction[] {
  return policy.commands.flatMap((rule, index) => {
    const path = ['commands', index];
    const obstacle = obstacleIn(policy, rule.scope);
    const idle = rule.do.filter((command) => byPatterns.includes(command));
    const whole = rule.do.filter((command) => isIdleByStages(policy, rule.scope, command));
    return [
      ...(obstacle && idle.length > 0 ? [{ path, message: idlePermission(idle, obstacle) }] : []),
      ...(whole.length > 0 ? [{ path, message: idleByStages(whole, rule.scope) }] : []),
    ];
  });
}

/** A mute has no stages. A release and a stop need all of them, and the first one nearly always has this name. */
function isIdleByStages({ scopes }: Policy, name: string, command: CommandName): boolean {
  const links = linksOf(scopes[name] ?? {});
  if (command === 'mute') return links.some(({ stages }) => stages !== undefined);
  return (
    (command === 'release' || command === 'stop') &&
    links.some(({ stages }) => stages !== undefined && !matchesAny(stages, 'Source'))
  );
}
