import { byPatterns, obstacleIn } from '../command/scope-of-names.ts';
import type { Policy } from '../file/schema.ts';
import type { Contradiction } from './contradictions.ts';
import { idlePermission } from './messages.ts';

export function commandWarnings(policy: Policy): Contradiction[] {
  return policy.commands.flatMap((rule, index) => {
    const obstacle = obstacleIn(policy, rule.scope);
    const idle = rule.do.filter((command) => byPatterns.includes(command));
    if (!obstacle || idle.length === 0) return [];
    return [{ path: ['commands', index], message: idlePermission(idle, obstacle) }];
  });
}
