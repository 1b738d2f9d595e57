import * as z from 'zod';
import { ApprovalSchema, People } from '../approval/schema.ts';
import { PermissionSchema } from '../command/schema.ts';
import { Route, Selector, Signature, selector } from '../file/schema.ts';
import { Freeze } from '../freeze/schema.ts';
import { RetrySchema } from '../retry/schema.ts';

/** The file of one team. What is not here, only the main file may have. */

const TeamScope = z
  .strictObject({ ...selector, exclude: Selector.optional(), within: z.string().optional() })
  .refine(
    ({ within: _, ...scope }) => Object.values(scope).some((value) => value !== undefined),
    'an empty scope restricts nothing; name pipelines, stages, accounts, regions, tags or exclude, or use the scope itself',
  );
export type TeamScope = z.infer<typeof TeamScope>;

export const TeamFile = z.strictObject({
  scopes: z.record(z.string(), TeamScope).default({}),
  people: z.record(z.string(), People).default({}),
  routes: z.array(Route).default([]),
  approvals: z.array(ApprovalSchema).default([]),
  freezes: z.array(Freeze).default([]),
  commands: z.array(PermissionSchema).default([]),
  retry: z.array(RetrySchema).default([]),
  signatures: z.array(Signature).default([]),
});
export type TeamFile = z.infer<typeof TeamFile>;

/** The lists of rules, which all files together have. */
export const lists = ['routes', 'approvals', 'freezes', 'commands', 'retry', 'signatures'] as const;
export const named = ['scopes', 'people'] as const;
