import type { Template } from './cloudformation.ts';
import { schemaOf } from './resource-schema.ts';

/** Finds references in a template to nothing, to something that may not exist, or in a cycle. */

interface Reference {
  /** A resource, parameter or pseudo parameter; a condition if `kind` is `Condition`. */
  to: string;
  kind: 'Ref' | 'GetAtt' | 'DependsOn' | 'Condition';
  attribute?: string;
}

/** A part with references, and the condition under which it exists. */
interface Holder {
  name: string;
  condition: string | undefined;
  references: Reference[];
}

const pseudo = ['AccountId', 'NoValue', 'NotificationARNs', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'];

export function referenceProblems(template: Template): string[] {
  const { Parameters = {}, Conditions = {} } = template;
  const holders = holdersIn(template);
  const used = new Set(holders.flatMap(({ references }) => references.map(({ to }) => to)));
  const unused = [...Object.keys(Parameters), ...Object.keys(Conditions)].filter((name) => !used.has(name));
  return [
    ...holders.flatMap(({ name, condition, references }) =>
      references.flatMap((reference) => {
        const wrong = problemOf(template, reference, condition);
        return wrong === undefined ? [] : [`${name}: ${wrong}`];
      }),
    ),
    ...unused.map((name) => `${name}: nothing uses it`),
    ...circlesIn(template),
  ];
}

function holdersIn({ Conditions = {}, Rules = {}, Resources, Outputs = {} }: Template): Holder[] {
  const always = { ...prefixed('Conditions', Conditions), ...prefixed('Rules', Rules) };
  return [
    ...Object.entries(always).map(([name, value]) => holder(name, value)),
    ...Object.entries(Resources).map(([name, { Properties, Condition, DependsOn = [] }]) => {
      const more = [DependsOn].flat().map((to): Reference => ({ to, kind: 'DependsOn' }));
      return holder(name, Properties, Condition, more);
    }),
    ...Object.entries(Outputs).map(([name, { Value, Condition }]) => holder(`Outputs.${name}`, Value, Condition)),
  ];
}

function prefixed(section: string, entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [`${section}.${name}`, value]));
}

function holder(name: string, value: unknown, condition?: string, more: Reference[] = []): Holder {
  const own: Reference[] = condition === undefined ? [] : [{ to: condition, kind: 'Condition' }];
  return { name, condition, references: [...referencesIn(value), ...own, ...more] };
}

function problemOf(
  template: Template,
  { to, kind, attribute }: Reference,
  condition: string | undefined,
): string | undefined {
  const { Parameters = {}, Conditions = {}, Resources } = template;
  if (kind === 'Condition') return to in Conditions ? undefined : `there is no condition ${to}`;
  if (kind === 'Ref' && (to in Parameters || pseudo.some((name) => to === `AWS::${name}`))) return undefined;
  const target = Resources[to];
  if (!target) return `there is no ${to}`;
  if (attribute !== undefined && !(attribute in (schemaOf(target.Type)?.attributes ?? {}))) {
    return `${target.Type} has no attribute ${attribute}`;
  }
  if (target.Condition !== undefined && target.Condition !== condition) return `${to} may not be there`;
  return undefined;
}

/** The references of intrinsic functions, at any depth. */
function referencesIn(value: unknown): Reference[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]): Reference[] => {
    switch (key) {
      case 'Ref':
        return [{ to: below, kind: 'Ref' }];
      case 'Fn::GetAtt':
        return [{ to: below[0], kind: 'GetAtt', attribute: below[1] }];
      case 'Fn::Sub':
        return substitutedIn(below);
      case 'Fn::If':
        return [{ to: below[0], kind: 'Condition' }, ...referencesIn(below.slice(1))];
      default:
        return referencesIn(below);
    }
  });
}

function substitutedIn(of: string | [string, Record<string, unknown>]): Reference[] {
  const [text, more = {}] = typeof of === 'string' ? [of] : of;
  const names = [...text.matchAll(/\$\{([^!}][^}]*)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !(name in more));
  const references = names.map((name): Reference => {
    const [to = '', ...attribute] = name.startsWith('AWS::') ? [name] : name.split('.');
    return attribute.length === 0 ? { to, kind: 'Ref' } : { to, kind: 'GetAtt', attribute: attribute.join('.') };
  });
  return [...references, ...referencesIn(more)];
}

function circlesIn({ Resources }: Template): string[] {
  const next = (name: string) => {
    const { Properties, DependsOn = [] } = Resources[name] ?? { Type: '' };
    return [...referencesIn(Properties).map(({ to }) => to), ...[DependsOn].flat()].filter((to) => to in Resources);
  };
  const seen = new Set<string>();
  const walk = (name: string, path: string[]): string[] => {
    if (path.includes(name)) return [`${[...path.slice(path.indexOf(name)), name].join(' → ')} is a circle`];
    if (seen.has(name)) return [];
    seen.add(name);
    return next(name).flatMap((to) => walk(to, [...path, name]));
  };
  return Object.keys(Resources).flatMap((name) => walk(name, []));
}
