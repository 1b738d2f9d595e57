import * as z from 'zod/mini';

/** Parts of answers as diagnosis reads them: what is not as expected is absent, and costs nothing else. */

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

/** What does not fit is left out. */
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

/** Some services write `""` where others leave out. */
export const filled = z.pipe(
  text,
  z.transform((read) => read || undefined),
);

export const count = z.catch(z.optional(z.number()), undefined);

export function part<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.catch(z.optional(z.object(shape)), undefined);
}
