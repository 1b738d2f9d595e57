import * as z from 'zod';
import { commandNames } from '../../core/command/types.ts';

/** Who may do what from Slack. To ask is for everybody. */
export const PermissionSchema = z.strictObject({
  allow: z.array(z.string()).min(1),
  do: z.array(z.enum(commandNames)).min(1),
  scope: z.string(),
});
export type PermissionSchema = z.infer<typeof PermissionSchema>;
