import { readFileSync } from 'node:fs';
import { parseDocument, type Scalar, visit, type YAMLMap, type YAMLSeq } from 'yaml';

/** The parts of CloudFormation's templates that the tests use. */
export interface Template {
  Parameters?: Record<string, unknown>;
  Rules?: Record<string, unknown>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown; Condition?: string }>;
}

export interface Resource {
  Type: string;
  Condition?: string;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Properties?: Record<string, unknown>;
}

export interface Statement {
  Effect: string;
  Principal?: unknown;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

const functions = ['Ref', 'GetAtt', 'Sub', 'If', 'Not', 'Equals', 'And', 'Or', 'Join', 'Split', 'Select'];

/** `!Sub x` for `{ Fn::Sub: x }`, whatever x is. */
const customTags = functions.flatMap((name) => {
  const key = name === 'Ref' ? 'Ref' : `Fn::${name}`;
  const tag = `!${name}`;
  const whole = (value: unknown) => ({ [key]: value });
  return [
    {
      tag,
      resolve: (text: string) =>
        whole(name === 'GetAtt' ? [text.split('.')[0], text.split('.').slice(1).join('.')] : text),
    },
    { tag, collection: 'seq' as const, resolve: (seq: YAMLMap | YAMLSeq) => whole(seq.toJSON()) },
  ];
});

/** A template as AWS receives it, without anchors and aliases.
 *  @throws the errors and warnings of YAML */
export function readTemplate(path: string): Template {
  const document = parseDocument(readFileSync(path, 'utf8'), { customTags });
  for (const error of [...document.errors, ...document.warnings]) throw error;
  const forbid = (_: unknown, node: { anchor?: string }) => {
    if (node.anchor !== undefined) throw new Error(`CloudFormation knows no anchors: &${node.anchor}`);
  };
  visit(document, { Scalar: forbid as (key: unknown, node: Scalar) => void, Map: forbid, Seq: forbid });
  return document.toJSON();
}

/** Every statement below a value, in any kind of policy. */
export function statementsIn(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) =>
    key === 'Statement' ? ([below].flat() as Statement[]) : statementsIn(below),
  );
}

export function ofType(template: Template, type: string): [name: string, Record<string, unknown>][] {
  return Object.entries(template.Resources).flatMap(([name, { Type, Properties = {} }]) =>
    Type === type ? [[name, Properties]] : [],
  );
}
