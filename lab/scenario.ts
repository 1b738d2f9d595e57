import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { didYouMean } from '../lib/policy/file/nearest-word.ts';
import { milliseconds, readOutcome, readPipeline, readRuleOutcome } from './codepipeline/declare.ts';
import { command } from './page/state.ts';
import { readRecording } from './providers/recording.ts';
import { trouble } from './providers/trouble.ts';

/** A scenario: pipelines, and what people do to them when. */

const length = z.string().transform((text) => milliseconds(text));

const commit = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional(),
  message: z.string(),
  author: z.string(),
  email: z.string().optional(),
  branch: z.string().optional(),
  repository: z.string().optional(),
});

const steps = z.discriminatedUnion('type', [
  ...command.options,
  /** A push. Later steps call its execution by this name. */
  z.strictObject({
    type: z.literal('commit'),
    pipeline: z.string(),
    as: z.string(),
    commit,
    git: z.boolean().default(false),
  }),
  /** The outcome of the next run of an action. */
  z.strictObject({
    type: z.literal('result'),
    pipeline: z.string(),
    stage: z.string(),
    action: z.string(),
    outcome: z.unknown().transform(readOutcome),
  }),
  /** The outcome of the next run of a rule of a stage's conditions. */
  z.strictObject({
    type: z.literal('rule'),
    pipeline: z.string(),
    stage: z.string(),
    rule: z.string(),
    outcome: z.unknown().transform(readRuleOutcome),
  }),
  /** The next run of an action fails like a recorded one (events/providers), and its provider answers as recorded. */
  z.strictObject({
    type: z.literal('recorded'),
    pipeline: z.string(),
    stage: z.string(),
    action: z.string(),
    recording: z.string().transform((name) => readRecording(`events/providers/${name}.json`)),
    /** Errors of its provider before the recorded answers. */
    trouble: z.array(trouble).default([]),
  }),
  /** Waits until Slack shows this, in the message of an execution or for one person only. */
  z.strictObject({
    type: z.literal('see'),
    execution: z.string().optional(),
    as: z.string().optional(),
    button: z.string().optional(),
    says: z.string().optional(),
  }),
  /** A machine answers the event that asked for this approval. */
  z.strictObject({
    type: z.literal('machine-votes'),
    source: z.string(),
    account: z.string(),
    execution: z.string(),
    decision: z.enum(['approve', 'reject']),
    comment: z.string().optional(),
  }),
  /** The secrets cannot be read for so many milliseconds: SSM gives no answer. */
  z.strictObject({ type: z.literal('ssm-hangs'), ms: z.number().int().positive() }),
  /** The next calls of an operation of CodePipeline go wrong, of whatever pipeline. */
  z.strictObject({
    type: z.literal('codepipeline-fails'),
    operation: z.string(),
    answer: z.enum(['ThrottlingException', 'AccessDeniedException', 'InternalFailure']),
    times: z.number().int().positive(),
    after: z.boolean().default(false),
  }),
  /** The pipeline's structure is edited, as every deployment of a changed stack does. */
  z.strictObject({ type: z.literal('edit'), pipeline: z.string() }),
]);
export type Step = Exclude<z.output<typeof steps>, { type: 'scenario' }>;

function readStep(written: unknown): Step {
  const step = steps.parse(written);
  if (step.type === 'scenario') throw new Error('A scenario does not play another.');
  return step;
}

const delivery = z.strictObject({
  match: z.strictObject({
    kind: z.enum(['Pipeline', 'Stage', 'Action']).optional(),
    pipeline: z.string().optional(),
    stage: z.string().optional(),
    action: z.string().optional(),
    state: z.string().optional(),
  }),
  do: z.enum(['late', 'twice', 'never']),
  by: length.optional(),
});

const Scenario = z.strictObject({
  title: z.string(),
  pipelines: z.array(z.unknown().transform(readPipeline)),
  /** Roles in other accounts with their external ids. The policy of the scenario may have wrong ones. */
  spokes: z.array(z.strictObject({ role: z.string(), externalId: z.string() })).optional(),
  /** Its additions to the lab's policy; `+2m` is the first full minute that long after its beginning. */
  policy: z.record(z.string(), z.unknown()).optional(),
  /** Faults of EventBridge's delivery. */
  delivery: z.array(delivery).default([]),
  steps: z
    .array(z.looseObject({ at: length }))
    .transform((all) => all.map(({ at, ...rest }) => ({ at, step: readStep(rest) }))),
  /** How long to let it run after the last step before its end is looked at. */
  lasts: length.optional(),
});
export type Scenario = z.output<typeof Scenario> & {
  name: string;
  /** Its folder: the page lists scenarios by group. */
  group?: string;
};

const folder = join(import.meta.dirname, 'scenarios');

export async function readScenarios(): Promise<Scenario[]> {
  const files = await readdir(folder, { recursive: true });
  return Promise.all(
    files
      .filter((file) => file.endsWith('.yml'))
      .sort()
      .map(readScenario),
  );
}

/** @throws with the names that there are */
export function known(scenarios: Scenario[], name: string): Scenario {
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario) return scenario;
  const names = scenarios.map((one) => one.name);
  throw new Error(`There is no scenario "${name}"${didYouMean(name, names) || `. There are: ${names.join(', ')}.`}`);
}

async function readScenario(file: string): Promise<Scenario> {
  const text = await readFile(join(folder, file), 'utf8');
  const scenario = Scenario.safeParse(parse(text));
  if (!scenario.success) throw new Error(`lab/scenarios/${file}: ${z.prettifyError(scenario.error)}`);
  return { name: basename(file, '.yml'), group: dirname(file), ...scenario.data };
}
