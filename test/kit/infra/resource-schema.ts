import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Template } from './cloudformation.ts';

/** Checks a template with AWS's own schemas of its resources: types, names of properties at every depth, required
 *  properties, and whether a value fits its type. */

let loaded: ReturnType<typeof loadAwsServiceSpecSync> | undefined;

/** Read once, because it takes most of a second. */
export function schemas() {
  loaded ??= loadAwsServiceSpecSync();
  return loaded;
}

export function schemaOf(type: string) {
  return schemas().lookup('resource', 'cloudFormationType', 'equals', type).at(0);
}

function definitionOf(id: string) {
  return schemas().get('typeDefinition', id);
}

type Properties = ReturnType<typeof definitionOf>['properties'];
type PropertyType = Properties[string]['type'];

const tag: Properties = {
  Key: { type: { type: 'string' }, required: true },
  Value: { type: { type: 'string' }, required: true },
};

const keys = ['Type', 'Condition', 'DependsOn', 'DeletionPolicy', 'UpdateReplacePolicy', 'Properties'];

export function schemaProblems({ Resources }: Template): string[] {
  return Object.entries(Resources).flatMap(([name, resource]) => {
    const schema = schemaOf(resource.Type);
    if (!schema) return [`${name}: there is no type ${resource.Type}`];
    const strange = Object.keys(resource).filter((key) => !keys.includes(key));
    const problems = propertyProblems(name, schema.properties, resource.Properties ?? {});
    return [...strange.map((key) => `${name}: a resource has no ${key}`), ...problems];
  });
}

function propertyProblems(at: string, properties: Properties, given: unknown): string[] {
  if (!isObject(given)) return [`${at}: has to be an object`];
  const missing = Object.entries(properties).filter(([name, { required }]) => required && isAbsent(given[name]));
  return [
    ...missing.map(([name]) => `${at}.${name}: is required`),
    ...Object.entries(given).flatMap(([name, value]) => {
      const property = properties[name];
      return property
        ? valueProblems(`${at}.${name}`, property.type, value)
        : [`${at}.${name}: there is no such property`];
    }),
  ];
}

function valueProblems(at: string, type: PropertyType, value: unknown): string[] {
  if (isAbsent(value)) return [];
  const [fn, of] = intrinsic(value) ?? [];
  if (fn === 'Fn::If' && Array.isArray(of)) return of.slice(1).flatMap((branch) => valueProblems(at, type, branch));
  if (type.type === 'union') {
    const [least = []] = type.types.map((one) => valueProblems(at, one, value)).sort((a, b) => a.length - b.length);
    return least;
  }
  const isList = fn === 'Fn::Split';
  if (fn !== undefined && type.type !== 'json') {
    return isList === (type.type === 'array') && !isStructure(type) ? [] : [`${at}: ${fn} is no ${type.type}`];
  }
  switch (type.type) {
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((one, index) => valueProblems(`${at}.${index}`, type.element, one))
        : [`${at}: has to be a list`];
    case 'map':
      return isObject(value)
        ? Object.entries(value).flatMap(([key, one]) => valueProblems(`${at}.${key}`, type.element, one))
        : [`${at}: has to be an object`];
    case 'ref':
      return propertyProblems(at, definitionOf(type.reference.$ref).properties, value);
    case 'tag':
      return propertyProblems(at, tag, value);
    case 'json':
      return isObject(value) ? [] : [`${at}: has to be an object`];
    default:
      return isPlausible(type, value) ? [] : [`${at}: ${JSON.stringify(value)} is no ${type.type} that it may be`];
  }
}

/** CloudFormation also accepts numbers and booleans as text, as in parameters, but text only as text. */
function isPlausible(type: PropertyType, value: unknown): boolean {
  const isNumeric = typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
  switch (type.type) {
    case 'string':
      return typeof value === 'string' && (type.allowedValues?.includes(value) ?? true);
    case 'integer':
      return isNumeric && Number.isInteger(Number(value)) && (type.allowedValues?.includes(Number(value)) ?? true);
    case 'number':
      return isNumeric;
    case 'boolean':
      return typeof value === 'boolean' || value === 'true' || value === 'false';
    case 'date-time':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value));
    default:
      return false;
  }
}

function isStructure({ type }: PropertyType): boolean {
  return type === 'ref' || type === 'tag' || type === 'map';
}

function intrinsic(value: unknown): [string, unknown] | undefined {
  if (!isObject(value)) return undefined;
  const [first, ...more] = Object.entries(value);
  return first && more.length === 0 && /^(Ref|Fn::\w+)$/.test(first[0]) ? first : undefined;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || (isObject(value) && value.Ref === 'AWS::NoValue');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
