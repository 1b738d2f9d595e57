import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type * as z from 'zod/mini';

/** The shape of what this version stores, in the item's attribute `format`. Items without it are of format 1. It grows
 *  only when an earlier version would read the new shape wrongly; an added field does not need it. */
export const FORMAT = 1;

/** A newer version of Signalbox stored it. It is neither guessed at nor overwritten. */
export class NewerFormat extends Error {
  override readonly name = 'NewerFormat';
}

/** It does not have the shape that every version has stored. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

export function formatAttribute(): Record<'format', AttributeValue> {
  return { format: { N: String(FORMAT) } };
}

/** @throws NewerFormat */
export function assertFormat(name: string, item: Record<string, AttributeValue>): void {
  const format = Number(item.format?.N ?? 1);
  if (format <= FORMAT) return;
  throw new NewerFormat(
    `${name} has format ${format}, and this version of Signalbox reads up to format ${FORMAT}. A newer version stored it. Deploy that version again; until then this item stays as it is.`,
  );
}

/** Returns the value itself, so that fields of other versions stay in it.
 *  @throws Unreadable */
export function parse<T>(name: string, schema: z.ZodMiniType<T>, value: unknown): T {
  const matches = (unknown: unknown): unknown is T => schema.safeParse(unknown).success;
  if (matches(value)) return value;
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  throw new Unreadable(`${name} cannot be read: ${issue?.path.join(' › ')}: ${issue?.message}`);
}

/** @throws Unreadable, also if it is not JSON */
export function parseText<T>(name: string, schema: z.ZodMiniType<T>, text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Unreadable(`${name} cannot be read: it is not JSON`, { cause });
  }
  return parse(name, schema, value);
}
