import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ofType, readTemplate, type Template } from '../kit/infra/cloudformation.ts';
import { type Copy, copy, FULL, SECRET } from '../kit/infra/packaged.ts';
import { schemaProblems } from '../kit/infra/resource-schema.ts';
import { referenceProblems } from '../kit/infra/template-references.ts';

/** The templates pass every check that needs no account: AWS's schemas of resources, references, encryption, dead
 *  letters, and no secret. */

let there: Copy;
let hub: Template;
let full: Template;

beforeAll(() => {
  there = copy();
  hub = there.packaged('out');
  full = there.packaged('full', ...FULL);
});
afterAll(() => there.remove());

const spoke = readTemplate('infra/spoke.yml');

it('the parameters for traces and memory apply to the functions', () => {
  const settings = Object.values(ofType(full, 'AWS::Lambda::Function')).map(([name, { TracingConfig, MemorySize }]) => {
    return [name, (TracingConfig as { Mode: string }).Mode, MemorySize];
  });
  expect(settings.sort()).toEqual([
    ['SlackLambdaFunction', 'Active', 1024],
    ['SweepLambdaFunction', 'Active', 256],
    ['WorkerLambdaFunction', 'Active', 1024],
  ]);
});

describe('every template', () => {
  const variants: [name: string, template: () => Template][] = [
    ['the hub with its defaults', () => hub],
    ['the hub with all parameters', () => full],
    ['a spoke', () => spoke],
  ];

  it.each(variants)('has only types and properties that AWS knows, and all required ones: %s', (_, template) => {
    expect(schemaProblems(template())).toEqual([]);
  });

  it.each(variants)('has no broken and no circular references: %s', (_, template) => {
    expect(referenceProblems(template())).toEqual([]);
  });

  it.each(variants)('contains no secret: %s', (_, template) => {
    const text = JSON.stringify(template());
    expect(text).not.toContain(SECRET);
    expect(text).not.toMatch(/xox[a-z]-|AKIA|PRIVATE KEY|hooks\.slack\.com/);
  });

  it.each(variants)('stores nothing unencrypted: %s', (_, template) => {
    const { Resources } = template();
    const kept = Object.entries(Resources).flatMap(([name, { Type, Properties = {} }]) => {
      const isEncrypted = keepers[Type]?.(Properties);
      return isEncrypted === undefined ? [] : [[name, isEncrypted] as const];
    });
    expect(kept.filter(([, isEncrypted]) => !isEncrypted)).toEqual([]);
    expect(kept.length).toBeGreaterThan(0);
    const unknown = Object.values(Resources).filter(({ Type }) => !(Type in keepers) && !keepNothing.includes(Type));
    expect(unknown).toEqual([]);
  });

  it.each(variants)('loses no event on its way: %s', (_, template) => {
    const { Resources } = template();
    const queues = ofType(template(), 'AWS::SQS::Queue');
    const lasting = queues.filter(([, { MessageRetentionPeriod }]) => MessageRetentionPeriod === 14 * 24 * 60 * 60);
    const dead = lasting.map(([name]) => ({ 'Fn::GetAtt': [name, 'Arn'] }));
    const targets = ofType(template(), 'AWS::Events::Rule').flatMap(([, { Targets }]) => Targets as Target[]);
    for (const { Arn, DeadLetterConfig } of targets) {
      // A schedule repeats anyway.
      if (JSON.stringify(Arn).includes('SweepLambdaFunction')) continue;
      expect(dead).toContainEqual(DeadLetterConfig?.Arn);
    }
    const read = ofType(template(), 'AWS::Lambda::EventSourceMapping').map(([, { EventSourceArn }]) => EventSourceArn);
    for (const arn of read as { 'Fn::GetAtt': [string] }[]) {
      const redrive = Resources[arn['Fn::GetAtt'][0]]?.Properties?.RedrivePolicy as Redrive | undefined;
      expect(dead).toContainEqual(redrive?.deadLetterTargetArn);
    }
    expect(targets.length + read.length).toBeGreaterThan(0);
  });
});

interface Target {
  Arn: unknown;
  DeadLetterConfig?: { Arn: unknown };
}

interface Redrive {
  deadLetterTargetArn: unknown;
}

/** The types that store data, each with a check of its encryption. */
const keepers: Record<string, (properties: Record<string, unknown>) => boolean> = {
  'AWS::DynamoDB::Table': ({ SSESpecification }) => (SSESpecification as { SSEEnabled?: boolean })?.SSEEnabled === true,
  'AWS::SQS::Queue': ({ SqsManagedSseEnabled }) => SqsManagedSseEnabled === true,
  'AWS::SNS::Topic': ({ KmsMasterKeyId }) => KmsMasterKeyId !== undefined,
  'AWS::S3::Bucket': ({ BucketEncryption }) => BucketEncryption !== undefined,
  // AWS always encrypts these with its own key; there is no switch.
  'AWS::Logs::LogGroup': () => true,
  'AWS::Events::EventBus': () => true,
  'AWS::Lambda::Function': () => true,
};

const keepNothing = [
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Events::EventBusPolicy',
  'AWS::Events::Rule',
  'AWS::IAM::Role',
  'AWS::IAM::RolePolicy',
  'AWS::KMS::Key',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Url',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
];

describe('the checks', () => {
  /** A template with one change, at a path with dots; undefined removes the value. */
  function broken(template: Template, path: string, value: unknown): Template {
    type Node = Record<string, unknown>;
    const changed = structuredClone(template);
    const names = path.split('.');
    const last = names.pop() ?? '';
    const parent = names.reduce<Node>((at, name) => at[name] as Node, changed as Template & Node);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
    return changed;
  }

  it.each<[what: string, path: string, value: unknown, problem: string]>([
    ['a type', 'Queue.Type', 'AWS::SQS::Qeue', 'Queue: there is no type AWS::SQS::Qeue'],
    ['a key of a resource', 'Queue.Propertys', {}, 'Queue: a resource has no Propertys'],
    ['a property', 'Queue.Properties.VisibilityTimeOut', 5, 'Queue.VisibilityTimeOut: there is no such property'],
    [
      'a required property',
      'WorkerRole.Properties.AssumeRolePolicyDocument',
      undefined,
      'AssumeRolePolicyDocument: is required',
    ],
    [
      'a nested property',
      'Table.Properties.SSESpecification.SSEnabled',
      true,
      'SSESpecification.SSEnabled: there is no such',
    ],
    ['a required property in a list', 'PipelineEvents.Properties.Targets.0.Id', undefined, 'Targets.0.Id: is required'],
    ['an integer', 'Queue.Properties.VisibilityTimeout', 'soon', 'VisibilityTimeout: "soon" is no integer'],
    ['a boolean', 'Queue.Properties.SqsManagedSseEnabled', 'yes', 'SqsManagedSseEnabled: "yes" is no boolean'],
    ['a list', 'QueuePolicy.Properties.Queues', 'all', 'Queues: has to be a list'],
    ['a list from one reference', 'QueuePolicy.Properties.Queues', { Ref: 'Queue' }, 'Queues: Ref is no array'],
    ['a string', 'Topic.Properties.TopicName', { name: 'x' }, 'TopicName: {"name":"x"} is no string'],
    ['a word', 'SlackLambdaFunctionUrl.Properties.AuthType', 'OPEN', 'AuthType: "OPEN" is no string that it may be'],
    ['a branch', 'Queue.Properties.VisibilityTimeout', { 'Fn::If': ['HasSpokes', 'x', 3] }, '"x" is no integer'],
  ])('of schemas find an error in %s', (_, path, value, problem) => {
    expect(schemaProblems(broken(hub, `Resources.${path}`, value))).toEqual([expect.stringContaining(problem)]);
  });

  it.each<[what: string, path: string, value: unknown, problem: string]>([
    ['Ref', 'Resources.QueuePolicy.Properties.Queues.0', { Ref: 'Qeue' }, 'QueuePolicy: there is no Qeue'],
    ['pseudo parameter', 'Outputs.TopicArn.Value', { Ref: 'AWS::Acount' }, 'Outputs.TopicArn: there is no AWS::Acount'],
    ['GetAtt', 'Outputs.BusArn.Value', { 'Fn::GetAtt': ['Buss', 'Arn'] }, 'Outputs.BusArn: there is no Buss'],
    [
      'attribute',
      'Outputs.BusArn.Value',
      { 'Fn::GetAtt': ['Bus', 'ARN'] },
      'AWS::Events::EventBus has no attribute ARN',
    ],
    ['Sub', 'Resources.Topic.Properties.TopicName', { 'Fn::Sub': `x-\${Stage}` }, 'Topic: there is no Stage'],
    [
      'attribute in a Sub',
      'Resources.Topic.Properties.TopicName',
      { 'Fn::Sub': `\${Table.Name}` },
      'no attribute Name',
    ],
    ['DependsOn', 'Resources.SlackLambdaFunction.DependsOn', 'SlackLogs', 'SlackLambdaFunction: there is no SlackLogs'],
    ['condition', 'Resources.BusPolicy.Condition', 'HasSpoke', 'BusPolicy: there is no condition HasSpoke'],
    [
      'condition in an If',
      'Resources.Bus.Properties.Name',
      { 'Fn::If': ['Is', 'a', 'b'] },
      'Bus: there is no condition Is',
    ],
    ['resource with a condition', 'Outputs.BusArn.Value', { Ref: 'BusPolicy' }, 'BusPolicy may not be there'],
    ['condition without a use', 'Conditions.Idle', { 'Fn::Equals': ['a', 'b'] }, 'Idle: nothing uses it'],
    ['circle', 'Resources.DeadLetters.DependsOn', 'Queue', 'Queue → DeadLetters → Queue is a circle'],
  ])('of references find a wrong %s', (_, path, value, problem) => {
    expect(referenceProblems(broken(hub, path, value))).toContainEqual(expect.stringContaining(problem));
  });

  it('of references ignore a literal in a Sub', () => {
    const literal = broken(hub, 'Resources.Topic.Properties.TopicName', { 'Fn::Sub': `\${!Literal}` });
    expect(referenceProblems(literal)).toEqual([]);
  });

  it('of a spoke find what YAML allows and CloudFormation does not', () => {
    const file = join(there.home, 'anchored.yml');
    writeFileSync(file, 'Resources: { A: &a { Type: AWS::SQS::Queue }, B: *a }');
    expect(() => readTemplate(file)).toThrow('CloudFormation knows no anchors: &a');
    writeFileSync(file, 'Resources: { A: { Type: !Reff B } }');
    expect(() => readTemplate(file)).toThrow('!Reff');
  });

  it('of references find an unused parameter of a spoke', () => {
    expect(referenceProblems(broken(spoke, 'Parameters.Idle', { Type: 'String' }))).toEqual(['Idle: nothing uses it']);
  });
});
