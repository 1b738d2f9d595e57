/** Values by their path, in content that is not validated yet. */

export function valueAt(content: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined),
    content,
  );
}

export function withValue(content: unknown, path: PropertyKey[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(content)) {
    return content.map((item, index) => (index === Number(step) ? withValue(item, rest, value) : item));
  }
  return isObject(content) ? { ...content, [step]: withValue(content[step], rest, value) } : content;
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}

export function inYaml(value: unknown): string {
  if (Array.isArray(value)) return short(`[${value.map(inYaml).join(', ')}]`, '[…]');
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, one]) => `${key}: ${inYaml(one)}`);
    return short(`{ ${pairs.join(', ')} }`, '{ … }');
  }
  if (typeof value !== 'string') return String(value);
  const isPlain = /^[A-Za-z][\w./@-]*$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}

const LONGEST = 80;

function short(text: string, otherwise: string): string {
  return text.length > LONGEST ? otherwise : text;
}
