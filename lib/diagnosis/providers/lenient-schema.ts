import * as z from 'zod/mini';

/** Schemas for parts of AWS answers. An unexpected part is treated as absent and does not affect the rest. */

export const text = z.catch(z.optional(z.string()), undefined);

/** Milliseconds. */
export const instant = z.catch(
  z.optional(
    z.pipe(
      z.date(),
      z.transform((date) => date.getTime()),
    ),
  ),
  undefined,
);

export const texts = z.catch(z.record(z.string(), z.string()), {});

/** Elements that do not match are dropped. */
export function listOf<T>(element: z.ZodMiniType<T>) {
  return z.pipe(
    z.catch(z.array(z.unknown()), []),
    z.transform((found) =>
      found.flatMap((each): T[] => {
        const read = element.safeParse(each);
        return read.success ? [read.data] : [];
      }),
    ),
  );
}

/** Some services return `""` for an absent value. */
export const filled = z.pipe(
  text,
  z.transform((read) => read || undefined),
);

export const count = z.catch(z.optional(z.number()), undefined);

export function part<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.catch(z.optional(z.object(shape)), undefined);
}
