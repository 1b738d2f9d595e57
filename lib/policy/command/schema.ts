import * as z from 'zod';
import { commandNames } from '../../core/command/types.ts';

/** Permissions for commands in Slack. Queries need none. */
export const PermissionSchema = z.strictObject({
  allow: z.array(z.string()).min(1),
  do: z.array(z.enum(commandNames)).min(1),
  scope: z.string(),
});
export type PermissionSchema = z.infer<typeof PermissionSchema>;

export interface Permission extends PermissionSchema {
  /** The team that owns the file; absent: the main file. */
  team?: string;
}
