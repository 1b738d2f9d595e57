import { type Document, isMap, isNode } from 'yaml';
import * as z from 'zod';
import { didYouMean } from '../policy/file/nearest-word.ts';
import { located, printProblem } from '../policy/file/problem.ts';
import { shapeOf } from '../policy/file/shape-problems.ts';
import { readYaml } from '../policy/file/yaml.ts';
import { keyOf, nodesIn } from '../policy/file/yaml-walk.ts';

/** The parameters of a stage in serverless.yml. The framework ignores one that it does not know. */

const topic = z
  .string()
  .regex(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w.-]+$/, 'expected the ARN of a topic, arn:aws:sns:REGION:ACCOUNT:NAME');
const key = z
  .string()
  .regex(/^arn:aws[\w-]*:kms:[\w-]+:\d{12}:.+$/, 'expected the ARN of a key, arn:aws:kms:REGION:ACCOUNT:key/ID');
const secret = z
  .string()
  .regex(
    /^\/[\w./-]+$/,
    'expected the name of an SSM parameter that begins with a slash, as /signalbox/slack-bot-token',
  );

const spokesAre = 'expected account numbers in one text, with commas and no blanks: "444455556666,777788889999"';
const parameterIs = 'expected the name of an SSM parameter that begins with a slash, as /signalbox/policy';
const objectsAre = 'expected the object as BUCKET/KEY, without s3:// before it, as my-bucket/signalbox/policy.json';
const megabytes = z.int().min(128).max(10_240);
const days = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const stagesAre = 'parameters stand below the name of a stage, as production: { slackConcurrency: "0" }';

export const Parameters = z
  .strictObject(
    {
      slackBotToken: secret.optional(),
      slackSigningSecret: secret.optional(),
      topics: z.union([topic, z.array(topic).min(1)]).optional(),
      keys: z.union([key, z.array(key).min(1)]).optional(),
      alarms: topic.optional(),
      spokes: z
        .string(spokesAre)
        .regex(/^(\d{12}(,\d{12})*)?$/, spokesAre)
        .optional(),
      spokeRole: z
        .string()
        .regex(/^[\w+=,.@-]{1,64}$/, 'expected the name of a role, without its ARN')
        .optional(),
      regions: z
        .string('expected one Region or a pattern such as "eu-*"; "*" is all of them')
        .regex(/^[a-z0-9*?-]+$/, 'expected one Region or a pattern such as "eu-*"; "*" is all of them')
        .optional(),
      maximumConcurrency: z.int().min(2).max(1000).optional(),
      slackConcurrency: z
        .union([z.int().min(0), z.string().regex(/^\d+$/, 'expected a number in quotes, as "10"')])
        .optional(),
      policyObject: z
        .string(objectsAre)
        .regex(/^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[\w!.*'()/-]+)?$/, objectsAre)
        .optional(),
      policyParameter: z
        .string(parameterIs)
        .regex(/^(\/[\w.-]+)*$/, parameterIs)
        .optional(),
      memory: megabytes.optional(),
      sweepMemory: megabytes.optional(),
      logRetention: z.literal(days).optional(),
      logLevel: z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT', 'CRITICAL']).optional(),
      traces: z.enum(['true', 'false']).optional(),
    },
    stagesAre,
  )
  .refine(({ policyObject, policyParameter }) => !policyObject || !policyParameter, {
    path: ['policyParameter'],
    error: 'the policy is in one place: name policyObject or policyParameter',
  });

export const parameterNames = Object.keys(Parameters.shape);

const File = z.looseObject({ params: z.record(z.string(), Parameters).optional() });

/** @returns one line for each problem */
export function parameterProblems(file: string, text: string): string[] {
  const read = readYaml(text, { allowsTags: true, empty: 'the file is empty' });
  if (!read.ok) return read.problems.map((problem) => printProblem(file, problem));
  const { content, document, placeOf } = read.file;
  const shape = shapeOf(File, { params: withoutReferences(content.params, document) }, read.file);
  return shape.ok ? [] : located(shape.problems, placeOf).map((problem) => printProblem(file, problem));
}

/** @returns the sentence for a file without parameters, which is perhaps another file */
export function noParameters(file: string, text: string): string | undefined {
  const read = readYaml(text, { allowsTags: true });
  if (!read.ok) return undefined;
  const { content } = read.file;
  const { params = null } = content;
  if (params !== null && (typeof params !== 'object' || Object.keys(params).length > 0)) return undefined;
  const near = Object.keys(content).find((key) => key !== 'params' && didYouMean(key, ['params']) !== '');
  const hint =
    near === undefined ? '. Name the serverless.yml of Signalbox.' : `; it has ${near}: did you mean params?`;
  return `${file}: no parameters were found under params${hint}`;
}

/** A tag such as !Ref, or a variable, gets its value only at the deployment. */
function withoutReferences(params: unknown, document: Document): unknown {
  const node = document.get('params', true);
  if (!isMap(node)) return params;
  const names = node.items.flatMap((stage) =>
    isMap(stage.value)
      ? stage.value.items.flatMap((one) => (isReference(one.value) ? [`${keyOf(stage)}.${keyOf(one)}`] : []))
      : [],
  );
  const stages = Object.entries(Object(params)).map(([stage, values]) => [stage, valuesOf(stage, values)]);
  return Object.fromEntries(stages);

  function valuesOf(stage: string, values: unknown): unknown {
    if (typeof values !== 'object' || values === null || Array.isArray(values)) return values;
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, names.includes(`${stage}.${name}`) ? undefined : value]),
    );
  }
}

function isReference(value: unknown): boolean {
  if (!isNode(value)) return false;
  return [...nodesIn(value)].some(({ node }) => {
    const { tag, value: text } = node as { tag?: string; value?: unknown };
    return tag?.startsWith('!') || (typeof text === 'string' && text.includes('${'));
  });
}
