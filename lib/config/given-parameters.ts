import { shapeOf } from '../policy/file/shape-problems.ts';
import { readYaml } from '../policy/file/yaml.ts';
import { Parameters } from './parameters.ts';

/** Parameters as the framework takes them on the command line: `--param="NAME=VALUE"`. It ignores one that it does not know.
 *  @returns one line for each problem */
export function givenProblems(given: string[]): string[] {
  const pairs = given.map((text) => ({ text, ...(/^(?<name>[^=]+)=(?<value>.+)$/s.exec(text)?.groups ?? {}) }) as Pair);
  const shapeless = pairs.filter(({ name }) => name === undefined).map(({ text }) => text);
  const named = pairs.flatMap(({ name, value = '' }) => (name === undefined ? [] : [[name, value.trimEnd()] as const]));
  const twice = named.filter(([name], index) => named.findIndex(([other]) => other === name) !== index);
  // A variable gets its value only at the deployment.
  const fixed = named.filter(([, value]) => !value.includes('${'));
  return [
    ...shapeless.map((text) => `--param "${text}": expected NAME=VALUE`),
    ...[...new Set(twice.map(([name]) => name))].map((name) => `--param ${name}: given more than once`),
    ...problemsOf(Object.fromEntries(fixed.map(([name, value]) => [name, typedValue(name, value)]))),
  ];
}

interface Pair {
  text: string;
  name?: string;
  value?: string;
}

function problemsOf(values: Record<string, string | number>): string[] {
  const read = readYaml(JSON.stringify(values)); // YAML includes JSON
  if (!read.ok) return read.problems.map(({ message }) => `--param: ${message}`);
  const shape = shapeOf(Parameters, read.file.content, read.file);
  return shape.ok ? [] : shape.problems.map(({ path, message }) => `--param ${path.join('.')}: ${message}`);
}

/** All values are texts there; a file has numbers too. */
function typedValue(name: string, text: string): string | number {
  const { shape } = Parameters;
  if (!/^\d+$/.test(text) || !Object.hasOwn(shape, name)) return text;
  const { error } = shape[name as keyof typeof shape].safeParse(text);
  const isOtherType = error?.issues.some(({ code }) => code === 'invalid_type' || code === 'invalid_value');
  return isOtherType ? Number(text) : text;
}
