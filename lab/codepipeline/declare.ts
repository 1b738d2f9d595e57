import * as z from 'zod';

/** A pipeline as a scenario file writes it. Reading fills in what is left out, so what was read can be read again. */

/** The default category of a provider's actions. */
export const CATEGORY_OF: Record<string, Category> = {
  CodeStarSourceConnection: 'Source',
  CodeCommit: 'Source',
  GitHub: 'Source',
  S3: 'Source',
  ECR: 'Source',
  CodeBuild: 'Build',
  Jenkins: 'Build',
  ECRBuildAndPublish: 'Build',
  DeviceFarm: 'Test',
  Commands: 'Compute',
  Manual: 'Approval',
  CodeDeploy: 'Deploy',
  CodeDeployToECS: 'Deploy',
  CloudFormation: 'Deploy',
  CloudFormationStackSet: 'Deploy',
  CloudFormationStackInstances: 'Deploy',
  ECS: 'Deploy',
  EC2: 'Deploy',
  EKS: 'Deploy',
  ElasticBeanstalk: 'Deploy',
  ServiceCatalog: 'Deploy',
  AppConfig: 'Deploy',
  Lambda: 'Invoke',
  StepFunctions: 'Invoke',
  InspectorScan: 'Invoke',
};

const OWNER_OF: Record<string, Owner> = { GitHub: 'ThirdParty', Jenkins: 'Custom' };

const category = z.enum(['Source', 'Build', 'Deploy', 'Test', 'Invoke', 'Approval', 'Compute']);
const owner = z.enum(['AWS', 'ThirdParty', 'Custom']);
const name = z.string().regex(/^[A-Za-z0-9.@\-_]{1,100}$/, 'a name has 1 to 100 of A-Z a-z 0-9 . @ - _');
const artifact = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/, 'the name of an artifact has 1 to 100 of A-Z a-z 0-9 - _');
const takes = z.string().regex(/^\d+(ms|s|m|h)$/, "a length of time is a number and a unit: '500ms', '5s', '2m', '1h'");

const outcome = z.strictObject({
  state: z.enum(['Succeeded', 'Failed']),
  /** `false`: CodePipeline could not start the work, so there is no external execution. */
  started: z.boolean().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  summary: z.string().optional(),
  externalExecutionId: z.string().optional(),
  externalExecutionUrl: z.string().optional(),
  logStreamArn: z.string().optional(),
  configuration: z.record(z.string(), z.string()).optional(),
  targets: z.array(z.looseObject({})).optional(),
  takes: takes.optional(),
});

const action = z
  .strictObject({
    name,
    provider: z.string().min(1).max(35),
    category: category.optional(),
    owner: owner.optional(),
    runOrder: z.int().min(1).max(999).default(1),
    region: z.string().optional(),
    configuration: z.record(z.string(), z.string()).default({}),
    /** Names of artifacts, where the usual ones do not do: an action takes what the nearest stage before it built. */
    inputs: z.array(artifact).optional(),
    outputs: z.array(artifact).optional(),
    takes: takes.default('3s'),
    timeoutInMinutes: z.int().min(5).max(86_400).optional(),
    outcomes: z.array(outcome).default([]),
  })
  .transform((written, context) => {
    const found = written.category ?? CATEGORY_OF[written.provider];
    if (!found) {
      context.issues.push({
        code: 'custom',
        path: ['category'],
        message: `the category of ${written.provider} is not known here: write it down`,
        input: written,
      });
      return z.NEVER;
    }
    if (found === 'Approval' && written.outcomes.length > 0) {
      context.issues.push({
        code: 'custom',
        path: ['outcomes'],
        message: 'an approval is answered by people, not by a list',
        input: written,
      });
    }
    return { ...written, category: found, owner: written.owner ?? OWNER_OF[written.provider] ?? 'AWS' };
  });

const ruleOutcome = z.strictObject({
  state: z.enum(['Succeeded', 'Failed']),
  message: z.string().optional(),
  takes: takes.optional(),
});

const rule = z.strictObject({
  name,
  provider: z.enum(['CloudWatchAlarm', 'CodeBuild', 'Commands', 'DeploymentWindow', 'LambdaInvoke', 'VariableCheck']),
  configuration: z.record(z.string(), z.string()).default({}),
  /** Its summary while it runs. */
  says: z.string().optional(),
  takes: takes.default('1s'),
  outcomes: z.array(ruleOutcome).default([]),
});

/** @param results what may follow when a rule fails; the first is the usual one */
function condition<T extends 'FAIL' | 'ROLLBACK'>(...results: [T, ...T[]]) {
  return z.strictObject({
    result: z.enum(results).default(results[0] as never),
    rules: z.array(rule).min(1).max(5).refine(namesDiffer, 'two rules of a condition have the same name'),
  });
}

const stage = z.strictObject({
  name,
  beforeEntry: condition('FAIL').optional(),
  onSuccess: condition('FAIL', 'ROLLBACK').optional(),
  onFailure: condition('ROLLBACK').optional(),
  disabled: z
    .string()
    .regex(/^[a-zA-Z0-9!@ ().*?-]{1,300}$/, 'CodePipeline takes letters, digits, spaces and !@().*?- in this reason')
    .optional(),
  actions: z.array(action).min(1).refine(namesDiffer, 'two actions of a stage have the same name'),
});

const pipeline = z.strictObject({
  name,
  mode: z.enum(['SUPERSEDED', 'QUEUED', 'PARALLEL']).default('SUPERSEDED'),
  account: z
    .string()
    .regex(/^\d{12}$/)
    .default('123456789012'),
  region: z.string().default('eu-central-1'),
  tags: z.record(z.string(), z.string()).default({}),
  variables: z.array(z.strictObject({ name, defaultValue: z.string().min(1) })).default([]),
  stages: z
    .array(stage)
    .min(2)
    .refine(namesDiffer, 'two stages have the same name')
    .refine(sourcesComeFirst, 'the first stage, and no other, is made of Source actions'),
});

export type Category = z.infer<typeof category>;
export type Owner = z.infer<typeof owner>;
export type Outcome = z.infer<typeof outcome>;
export type RuleOutcome = z.infer<typeof ruleOutcome>;
export type RuleDeclaration = z.output<typeof rule>;
export type ActionDeclaration = z.output<typeof action>;
export type StageDeclaration = z.output<typeof stage>;
export type PipelineDeclaration = z.output<typeof pipeline>;
/** The same before the blanks are filled in. */
export type WrittenPipeline = z.input<typeof pipeline>;

export function readPipeline(written: unknown): PipelineDeclaration {
  return read(pipeline, written, 'This pipeline cannot be declared');
}

export function readRuleOutcome(written: unknown): RuleOutcome {
  return read(ruleOutcome, written, 'This is not an outcome of a rule');
}

export function readOutcome(written: unknown): Outcome {
  return read(outcome, written, 'This is not an outcome');
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** '5s' → 5000 */
export function milliseconds(length: string): number {
  return Number.parseInt(length, 10) * (UNITS[length.replace(/^\d+/, '')] ?? Number.NaN);
}

function read<T>(schema: z.ZodType<T>, written: unknown, complaint: string): T {
  const parsed = schema.safeParse(written);
  if (parsed.success) return parsed.data;
  throw new Error(`${complaint}:\n${z.prettifyError(parsed.error)}`, { cause: parsed.error });
}

function namesDiffer(things: { name: string }[]): boolean {
  return new Set(things.map((thing) => thing.name)).size === things.length;
}

function sourcesComeFirst(stages: { actions: { category: Category }[] }[]): boolean {
  return stages.every((stage, index) =>
    stage.actions.every((action) => (action.category === 'Source') === (index === 0)),
  );
}
