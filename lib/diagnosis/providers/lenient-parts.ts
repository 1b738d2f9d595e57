import * as z from 'zod/mini';
import { text } from './lenient.ts';

/** Some services write `""` where others leave out. */
export const filled = z.pipe(
  text,
  z.transform((read) => read || undefined),
);

export const count = z.catch(z.optional(z.number()), undefined);

export function part<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.catch(z.optional(z.object(shape)), undefined);
}
