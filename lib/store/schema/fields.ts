import * as z from 'zod/mini';

export const text = z.optional(z.string());
export const number = z.optional(z.number());
/** Milliseconds. */
export const instant = z.number();

export function record<T extends z.ZodMiniType>(value: T) {
  return z.record(z.string(), value);
}
