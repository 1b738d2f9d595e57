import { closest, distance } from 'fastest-levenshtein';
import * as z from 'zod';
import { otherNames, permissionNamed } from '../../core/command/other-names.ts';
import { commandNames } from '../../core/command/types.ts';
import { namedOtherwise } from './messages.ts';

/** A word of Slack, or one that is nearly such, is by its letters near to the opposite permission: unfreeze to freeze. */
const commandName = z.enum(commandNames, {
  error: ({ input }) => {
    if (typeof input !== 'string') return undefined;
    const near = closest(input.toLowerCase(), [...commandNames, ...otherNames]);
    const meant = distance(near, input.toLowerCase()) <= 1 ? permissionNamed(near) : undefined;
    return meant === undefined ? undefined : namedOtherwise(near, meant);
  },
});

/** Permissions for commands in Slack. Queries need none. */
export const PermissionSchema = z.strictObject({
  allow: z.array(z.string()).min(1),
  do: z.array(commandName).min(1),
  scope: z.string(),
});
export type PermissionSchema = z.infer<typeof PermissionSchema>;

export interface Permission extends PermissionSchema {
  /** The team that owns the file; absent: the main file. */
  team?: string;
}
