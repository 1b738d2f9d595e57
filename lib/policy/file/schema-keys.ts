/** Reads the keys from the schema, so that a new key is known at once. */

interface Definition {
  innerType?: unknown;
  /** Schema of the input, if the value is transformed. */
  in?: unknown;
  shape?: Record<string, unknown>;
  valueType?: unknown;
  element?: unknown;
}

export function keysAt(schema: unknown, path: PropertyKey[]): string[] {
  let at = schema;
  for (const step of path) {
    const def = definition(at);
    at = def?.shape?.[String(step)] ?? def?.valueType ?? def?.element;
  }
  return Object.keys(definition(at)?.shape ?? {});
}

/** Where else a key has a meaning: `routes`, `approvals.require`. */
export function placesOf(schema: unknown, key: string, path: string[] = []): string[] {
  const { shape, valueType, element } = definition(schema) ?? {};
  if (shape === undefined) return [valueType, element].flatMap((inner) => (inner ? placesOf(inner, key, path) : []));
  const here = Object.hasOwn(shape, key) && path.length > 0 ? [path.join('.')] : [];
  return [...here, ...Object.entries(shape).flatMap(([name, inner]) => placesOf(inner, key, [...path, name]))];
}

function definition(schema: unknown): Definition | undefined {
  const def = (schema as { _zod?: { def: Definition } } | undefined)?._zod?.def;
  const inner = def?.innerType ?? def?.in;
  return inner === undefined ? def : definition(inner);
}
