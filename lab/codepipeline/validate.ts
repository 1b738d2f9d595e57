import { AwsError } from './errors.ts';

export type Shape =
  | { type: 'structure'; required?: string[]; members: Record<string, string> }
  | { type: 'list'; member: string; min?: number; max?: number }
  | { type: 'map'; key: string; value: string; min?: number; max?: number }
  | { type: 'string'; min?: number; max?: number; pattern?: string; enum?: string[] }
  | { type: 'integer'; min?: number; max?: number }
  | { type: 'boolean' };

/** Shapes refer to each other by name, so a recursive one is no special case. */
type Shapes = Record<string, Shape>;

/** Refuses input as AWS does, with everything that is wrong in one message. */
export function validate(shapes: Shapes, name: string, input: unknown): void {
  const problems = [...check(shapes, name, input, '')];
  if (problems.length === 0) return;
  const detected =
    problems.length === 1 ? '1 validation error detected' : `${problems.length} validation errors detected`;
  throw new AwsError('ValidationException', `${detected}: ${problems.join('; ')}`);
}

function* check(shapes: Shapes, name: string, value: unknown, path: string): Generator<string> {
  const shape = shapes[name];
  if (!shape) throw new Error(`The model has no shape ${name}`);
  const at = (key: string | number) => (path ? `${path}.${key}` : `${key}`);

  switch (shape.type) {
    case 'structure': {
      if (!isRecord(value)) throw serialization(shape.type, path);
      for (const [member, type] of Object.entries(shape.members)) {
        const given = value[member] ?? undefined;
        if (given !== undefined) yield* check(shapes, type, given, at(member));
        else if (shape.required?.includes(member)) yield problem(null, at(member), 'not be null');
      }
      return;
    }
    case 'list': {
      if (!Array.isArray(value)) throw serialization(shape.type, path);
      yield* size(shape, value.length, value, path);
      for (const [index, each] of value.entries()) yield* check(shapes, shape.member, each, at(`${index + 1}.member`));
      return;
    }
    case 'map': {
      if (!isRecord(value)) throw serialization(shape.type, path);
      yield* size(shape, Object.keys(value).length, value, path);
      for (const [key, each] of Object.entries(value)) {
        yield* check(shapes, shape.key, key, at('key'));
        yield* check(shapes, shape.value, each, at(key));
      }
      return;
    }
    case 'string': {
      if (typeof value !== 'string') throw serialization(shape.type, path);
      yield* size(shape, [...value].length, value, path);
      if (shape.pattern && !new RegExp(`^(?:${shape.pattern})$`).test(value)) {
        yield problem(value, path, `satisfy regular expression pattern: ${shape.pattern}`);
      }
      if (shape.enum && !shape.enum.includes(value)) {
        yield problem(value, path, `satisfy enum value set: [${shape.enum.join(', ')}]`);
      }
      return;
    }
    case 'integer': {
      if (!Number.isInteger(value)) throw serialization(shape.type, path);
      yield* range(shape, Number(value), value, path, 'have value');
      return;
    }
    case 'boolean': {
      if (typeof value !== 'boolean') throw serialization(shape.type, path);
      return;
    }
    default:
      throw new Error('The model has a shape of an unknown type', { cause: shape satisfies never });
  }
}

interface Limits {
  min?: number;
  max?: number;
}

function size(limits: Limits, length: number, value: unknown, path: string): Generator<string> {
  return range(limits, length, value, path, 'have length');
}

function* range({ min, max }: Limits, measured: number, value: unknown, path: string, have: string): Generator<string> {
  if (min !== undefined && measured < min) yield problem(value, path, `${have} greater than or equal to ${min}`);
  if (max !== undefined && measured > max) yield problem(value, path, `${have} less than or equal to ${max}`);
}

function problem(value: unknown, path: string, rule: string): string {
  const shown = value === null ? 'null' : `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
  return `Value ${shown} at '${path}' failed to satisfy constraint: Member must ${rule}`;
}

/** A value of the wrong type never gets as far as the constraints. */
function serialization(type: string, path: string): AwsError {
  return new AwsError('SerializationException', `The value at '${path}' cannot be converted to ${type}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
