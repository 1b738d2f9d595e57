import type { CommandName } from '../../core/command/types.ts';
import type { Policy, Scope } from '../file/schema.ts';
import { linksOf } from '../scope/scope.ts';

/** A person names pipelines by patterns in these, which also match future pipelines: only a scope of names can cover them. */
export const byPatterns: CommandName[] = ['freeze', 'lock', 'thaw', 'override', 'mute'];

export interface Obstacle {
  /** The scope of the rule, or one that it is within. */
  scope: string;
  fields: string[];
}

const obstacles = ['accounts', 'regions', 'tags', 'exclude'] as const;

export function obstacleIn({ scopes }: Pick<Policy, 'scopes'>, name: string): Obstacle | undefined {
  const scope = Object.hasOwn(scopes, name) ? scopes[name] : undefined;
  for (const link of scope ? linksOf(scope) : []) {
    const fields = obstacles.filter((field) => link[field] !== undefined);
    if (fields.length > 0) return { scope: nameOf(scopes, link) ?? name, fields };
  }
  return undefined;
}

function nameOf(scopes: Record<string, Scope>, link: Scope): string | undefined {
  return Object.keys(scopes).find((name) => scopes[name] === link);
}
