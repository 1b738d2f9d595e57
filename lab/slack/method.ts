import { z } from 'zod';
import { Refused } from './refused.ts';
import type { Workspace } from './workspace.ts';

export interface Scene {
  workspace: Workspace;
  now: number;
}

export type Args = Record<string, unknown>;
export type Method = (args: Args, scene: Scene) => Record<string, unknown>;

/** A form carries everything as text: 'true' and '1' are yes. */
export const flag = z
  .union([z.boolean(), z.string().transform((text) => text === 'true' || text === '1')])
  .default(false);

export const count = z.coerce.number().int().positive();

export function method<S extends z.ZodType>(
  takes: S,
  answer: (args: z.output<S>, scene: Scene) => Record<string, unknown>,
): Method {
  return (args, scene) => {
    const read = takes.safeParse(args);
    if (read.success) return answer(read.data, scene);
    throw new Refused(
      'invalid_arguments',
      read.error.issues.map(({ path: [field = ''], message }) => {
        return args[String(field)] === undefined
          ? `missing required field: ${String(field)}`
          : `${message} [json-pointer:/${String(field)}]`;
      }),
    );
  };
}
