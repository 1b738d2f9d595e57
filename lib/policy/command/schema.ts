import * as z from 'zod';
import { acts } from '../../core/command/types.ts';

/** Who may do what from Slack. To ask is for everybody. */
export const Permission = z.strictObject({
  allow: z.array(z.string()).min(1),
  do: z.array(z.enum(acts)).min(1),
  scope: z.string(),
});
export type Permission = z.infer<typeof Permission>;
