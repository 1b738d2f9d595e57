import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { table } from '../lab/table.ts';
import { LEASE } from '../lib/core/patience.ts';

/** What would be deployed, as CloudFormation would get it: packaged without an account, a network or credentials, from
 *  a copy (nobody may rebuild dist/ meanwhile) with things beside it that must stay out. */

interface Resource {
  Type: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Properties: Record<string, unknown>;
}
interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}
type Template = Record<string, Resource>;

const SECRET = 'what-this-shell-keeps-to-itself';
const home = mkdtempSync(join(tmpdir(), 'signalbox-infra-'));
const outsiders = ['.env', 'lib/shell.ts', 'node_modules/bait/index.js', 'dist/functions/notes.txt'];
let template: Template;

beforeAll(() => {
  for (const path of ['serverless.yml', 'infra', 'dist/functions', 'package.json']) {
    cpSync(path, join(home, path), { recursive: true });
  }
  for (const path of outsiders) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), SECRET);
  }
  template = packaged('out');
});
afterAll(() => rmSync(home, { recursive: true }));

function packaged(out: string, ...options: string[]): Template {
  const osls = resolve('node_modules/serverless/bin/serverless.js');
  const env = { HOME: home, SLACK_BOT_TOKEN: SECRET };
  execFileSync(process.execPath, [osls, 'package', '--package', out, ...options], { cwd: home, env, stdio: 'pipe' });
  return JSON.parse(read(out, 'cloudformation-template-update-stack.json')).Resources;
}

const read = (...path: string[]) => readFileSync(join(home, ...path), 'utf8');
const propertiesOf = (name: string) => template[name]?.Properties ?? {};
const ofType = (type: string) => Object.entries(template).filter(([, { Type }]) => Type === type);
const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const sub = (text: string) => ({ 'Fn::Sub': text });
const inAccount = (service: string, rest: string) =>
  sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`);

/** Every statement below a value, whatever kind of policy it stands in. */
function statementsIn(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => (key === 'Statement' ? below : statementsIn(below)));
}

describe('the functions', () => {
  const common = { Runtime: 'nodejs24.x', Architectures: ['arm64'], MemorySize: 512, Timeout: 30 };
  const environment = {
    TABLE_NAME: { Ref: 'Table' },
    QUEUE_URL: { Ref: 'Queue' },
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_TRACE_ENABLED: 'false',
  };

  it('are the three there are, each with its own role, and traced', () => {
    const functions = ofType('AWS::Lambda::Function');
    expect(Object.fromEntries(functions.map(([name, { Properties }]) => [name, Properties]))).toMatchObject({
      WorkerLambdaFunction: {
        ...common,
        Handler: 'dist/functions/worker.handler',
        Role: arnOf('WorkerRole'),
        TracingConfig: { Mode: 'Active' },
        RecursiveLoop: 'Allow',
      },
      SlackLambdaFunction: {
        ...common,
        Timeout: 10,
        Handler: 'dist/functions/slack.handler',
        Role: arnOf('SlackRole'),
        TracingConfig: { Mode: 'Active' },
        ReservedConcurrentExecutions: 10,
      },
      SweepLambdaFunction: {
        ...common,
        Handler: 'dist/functions/sweep.handler',
        Role: arnOf('SweepRole'),
        TracingConfig: { Mode: 'Active' },
      },
    });
    const handlers = globSync('functions/*.ts').map((file) => `dist/functions/${basename(file, '.ts')}.handler`);
    const declared = functions.map(([, { Properties }]) => Properties.Handler);
    expect(declared.sort()).toEqual(handlers.sort());
  });

  it('are told where things are, and of the secrets only their names', () => {
    const worker = { ...environment, SLACK_BOT_TOKEN_PARAM: '/signalbox/dev/slack-bot-token' };
    const slack = { ...worker, SLACK_SIGNING_SECRET_PARAM: '/signalbox/dev/slack-signing-secret' };
    expect(propertiesOf('WorkerLambdaFunction').Environment).toEqual({ Variables: worker });
    expect(propertiesOf('SlackLambdaFunction').Environment).toEqual({ Variables: slack });
    expect(propertiesOf('SweepLambdaFunction').Environment).toEqual({ Variables: environment });
  });

  it('keep their logs for a while, not for ever', () => {
    expect(ofType('AWS::Logs::LogGroup').map(([, { Properties }]) => Properties.RetentionInDays)).toEqual([30, 30, 30]);
  });

  it('cannot outlive a claim', () => {
    for (const [, { Properties }] of ofType('AWS::Lambda::Function')) {
      expect(Number(Properties.Timeout) * 1000).toBeLessThan(LEASE);
    }
  });

  it('are called by the queue in batches, and by the clock', () => {
    expect(propertiesOf('WorkerEventSourceMappingSQSQueue')).toEqual({
      EventSourceArn: arnOf('Queue'),
      FunctionName: arnOf('WorkerLambdaFunction'),
      Enabled: true,
      BatchSize: 50,
      MaximumBatchingWindowInSeconds: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
    expect(propertiesOf('SweepEventsRuleSchedule1')).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Arn: arnOf('SweepLambdaFunction') }],
    });
    expect(propertiesOf('SweepLambdaEvConf')).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
  });
});

describe('the URL', () => {
  it('is open to everybody, because Slack cannot sign as AWS wants it, and is told when it is there', () => {
    expect(ofType('AWS::Lambda::Url').map(([, { Properties }]) => Properties)).toEqual([
      { AuthType: 'NONE', TargetFunctionArn: arnOf('SlackLambdaFunction') },
    ]);
    const { Outputs } = JSON.parse(read('out', 'cloudformation-template-update-stack.json'));
    expect(Outputs.SlackLambdaFunctionUrl.Value).toEqual({ 'Fn::GetAtt': ['SlackLambdaFunctionUrl', 'FunctionUrl'] });
  });

  it('is the one way in for everybody: both permissions that it needs hold for it alone', () => {
    const anybody = ofType('AWS::Lambda::Permission').filter(([, { Properties }]) => Properties.Principal === '*');
    const common = { FunctionName: arnOf('SlackLambdaFunction'), Principal: '*' };
    expect(anybody.map(([, { Properties }]) => Properties)).toEqual([
      { ...common, Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' },
      { ...common, Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true },
    ]);
  });
});

describe.each(['worker', 'slack', 'sweep'])('the package of the %s', (name) => {
  it('holds its own file and its chunks, with the bytes that were built, and nothing else', () => {
    const chunks = readdirSync(join(home, 'dist/functions', name)).filter((file) => file.endsWith('.mjs'));
    const wanted = [`${name}.mjs`, ...chunks.map((file) => `${name}/${file}`)].map((file) => `dist/functions/${file}`);
    const files = unzip(join(home, 'out', `${name}.zip`));
    expect([...files.keys()].sort()).toEqual(wanted.sort());
    for (const [path, bytes] of files) expect(bytes.equals(readFileSync(join(home, path))), path).toBe(true);
  });

  it('starts from what is in it alone', () => {
    const files = unzip(join(home, 'out', `${name}.zip`));
    const alone = join(home, `alone-${name}`);
    mkdirSync(join(alone, 'dist/functions', name), { recursive: true });
    for (const [path, bytes] of files) writeFileSync(join(alone, path), bytes);
    const script = `console.log(typeof (await import('./dist/functions/${name}.mjs')).handler)`;
    const options = { cwd: alone, env: {}, stdio: 'pipe', encoding: 'utf8' } as const;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], options).trim()).toBe('function');

    const imported = [...files].flatMap(([path, code]) =>
      [...`${code}`.matchAll(/(?:from|import\(?)["'`](\.[^"'`]+)/g)].map(([, file = '']) => join(dirname(path), file)),
    );
    expect(imported.filter((file) => !files.has(file))).toEqual([]);
    expect(imported.length).toBeGreaterThan(1);
  });
});

describe('the way in', () => {
  it('hides a message for six times as long as the worker may take, and gives up after five times', () => {
    const { VisibilityTimeout, RedrivePolicy } = propertiesOf('Queue');
    const { Timeout } = propertiesOf('WorkerLambdaFunction');
    const { MaximumBatchingWindowInSeconds: window } = propertiesOf('WorkerEventSourceMappingSQSQueue');
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Number(Timeout) + Number(window));
    expect(RedrivePolicy).toEqual({ deadLetterTargetArn: arnOf('DeadLetters'), maxReceiveCount: 5 });
  });

  it('is a rule for exactly the events that were recorded, straight into the queue, with dead letters of its own', () => {
    const { EventPattern, Targets, EventBusName } = propertiesOf('PipelineEvents');
    expect(EventBusName).toBeUndefined();
    expect(EventPattern).toEqual({
      source: ['aws.codepipeline'],
      'detail-type': [
        'CodePipeline Pipeline Execution State Change',
        'CodePipeline Stage Execution State Change',
        'CodePipeline Action Execution State Change',
      ],
    });
    const recorded = globSync('events/native/*.json').map((file) => JSON.parse(readFileSync(file, 'utf8')));
    const pattern = EventPattern as Record<string, string[]>;
    for (const field of ['source', 'detail-type']) {
      expect(new Set(recorded.map((event) => event[field]))).toEqual(new Set(pattern[field]));
    }
    expect(Targets).toEqual([
      {
        Id: 'queue',
        Arn: arnOf('Queue'),
        DeadLetterConfig: { Arn: arnOf('UndeliveredEvents') },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
    ]);
  });

  it('is open to that rule and nobody else', () => {
    const policies = ofType('AWS::SQS::QueuePolicy').map(([, { Properties }]) => Properties);
    const onlyTheRule = (queue: string) => ({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: arnOf(queue),
      Condition: { ArnEquals: { 'aws:SourceArn': arnOf('PipelineEvents') } },
    });
    const expected = ['Queue', 'UndeliveredEvents'].map((queue) => ({
      Queues: [{ Ref: queue }],
      PolicyDocument: { Version: '2012-10-17', Statement: [onlyTheRule(queue)] },
    }));
    expect(policies).toEqual(expected);
  });

  it('keeps dead letters for two weeks', () => {
    for (const name of ['DeadLetters', 'UndeliveredEvents']) {
      expect(propertiesOf(name).MessageRetentionPeriod).toBe(14 * 24 * 60 * 60);
    }
  });
});

describe('what is kept', () => {
  it('is the table that the lab has too', () => {
    const { TableName, ...lab } = table('');
    expect(propertiesOf('Table')).toMatchObject(lab);
    expect(propertiesOf('Table').TableName).toBeUndefined();
  });

  it('survives the stack, can be restored, and forgets what is old', () => {
    expect(template.Table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    });
  });

  it('is encrypted everywhere', () => {
    expect(propertiesOf('Table').SSESpecification).toEqual({ SSEEnabled: true });
    const queues = ofType('AWS::SQS::Queue').map(([name, { Properties }]) => [name, Properties.SqsManagedSseEnabled]);
    expect(queues).toEqual(['Queue', 'DeadLetters', 'UndeliveredEvents'].map((name) => [name, true]));
    const topics = ofType('AWS::SNS::Topic').map(([, { Properties }]) => Properties);
    expect(topics).toEqual([{ TopicName: 'signalbox-dev', KmsMasterKeyId: { Ref: 'TopicKey' } }]);
    expect(propertiesOf('TopicKey').EnableKeyRotation).toBe(true);
  });

  it('holds no secret', () => {
    for (const file of readdirSync(join(home, 'out')).filter((name) => name.endsWith('.json'))) {
      expect(read('out', file)).not.toContain(SECRET);
      expect(read('out', file)).not.toMatch(/xox[a-z]-|AKIA|PRIVATE KEY/);
    }
  });
});

/** What diagnosis reads. */
const READS = [
  'appconfig:GetDeployment',
  'appconfig:ListDeployments',
  'cloudformation:DescribeChangeSet',
  'cloudformation:DescribeEvents',
  'cloudformation:DescribeStackEvents',
  'cloudformation:ListStackSetOperationResults',
  'cloudformation:ListStackSetOperations',
  'codebuild:BatchGetBuildBatches',
  'codebuild:BatchGetBuilds',
  'codebuild:BatchGetReports',
  'codebuild:DescribeTestCases',
  'codedeploy:BatchGetDeploymentTargets',
  'codedeploy:GetDeployment',
  'codedeploy:ListDeploymentTargets',
  'ecs:DescribeServiceDeployments',
  'ecs:DescribeServices',
  'ecs:DescribeTasks',
  'ecs:ListServiceDeployments',
  'ecs:ListTasks',
  'elasticbeanstalk:DescribeEvents',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'servicecatalog:DescribeRecord',
  'states:DescribeExecution',
  'states:GetExecutionHistory',
];

/** IAM's names for services whose client is called otherwise. */
const PREFIX: Record<string, string> = {
  'cloudwatch-logs': 'logs',
  'elastic-beanstalk': 'elasticbeanstalk',
  'service-catalog': 'servicecatalog',
  sfn: 'states',
};

describe('what a function may do', () => {
  const xray = { 'xray:PutTraceSegments': '*', 'xray:PutTelemetryRecords': '*' };
  const logs = (group: string) => ({ 'logs:CreateLogStream': arnOf(group), 'logs:PutLogEvents': arnOf(group) });
  const anyPipeline = inAccount('codepipeline', '*');
  const may = {
    WorkerRole: {
      'dynamodb:GetItem': arnOf('Table'),
      'dynamodb:PutItem': arnOf('Table'),
      'sqs:ReceiveMessage': arnOf('Queue'),
      'sqs:DeleteMessage': arnOf('Queue'),
      'sqs:GetQueueAttributes': arnOf('Queue'),
      'sqs:SendMessage': arnOf('Queue'),
      'codepipeline:DisableStageTransition': anyPipeline,
      'codepipeline:EnableStageTransition': anyPipeline,
      'codepipeline:GetPipeline': anyPipeline,
      'codepipeline:GetPipelineExecution': anyPipeline,
      'codepipeline:GetPipelineState': anyPipeline,
      'codepipeline:ListActionExecutions': anyPipeline,
      'codepipeline:ListDeployActionExecutionTargets': anyPipeline,
      'codepipeline:ListPipelineExecutions': anyPipeline,
      'codepipeline:ListPipelines': anyPipeline,
      'codepipeline:ListRuleExecutions': anyPipeline,
      'codepipeline:ListTagsForResource': anyPipeline,
      'codepipeline:PutApprovalResult': anyPipeline,
      'codepipeline:RetryStageExecution': anyPipeline,
      'codepipeline:RollbackStage': anyPipeline,
      'codepipeline:StartPipelineExecution': anyPipeline,
      'codepipeline:StopPipelineExecution': anyPipeline,
      ...Object.fromEntries(READS.map((action) => [action, '*'])),
      'sns:Publish': { Ref: 'Topic' },
      'kms:Decrypt': arnOf('TopicKey'),
      'kms:GenerateDataKey': arnOf('TopicKey'),
      'ssm:GetParameter': inAccount('ssm', 'parameter/signalbox/dev/slack-bot-token'),
      'ssm:GetCalendarState': sub(`arn:\${AWS::Partition}:ssm:*:*:document/*`),
      ...logs('WorkerLogGroup'),
      ...xray,
    },
    SlackRole: {
      'sqs:SendMessage': arnOf('Queue'),
      'kms:Decrypt': arnOf('TopicKey'),
      'ssm:GetParameter': ['bot-token', 'signing-secret'].map((name) =>
        inAccount('ssm', `parameter/signalbox/dev/slack-${name}`),
      ),
      ...logs('SlackLogGroup'),
      ...xray,
    },
    SweepRole: {
      'dynamodb:Query': sub(`\${Table.Arn}/index/due`),
      'sqs:SendMessage': arnOf('Queue'),
      ...logs('SweepLogGroup'),
      ...xray,
    },
  };

  it('is what this table says, by its own policy and no managed one, for Lambda only', () => {
    const roles = ofType('AWS::IAM::Role').map(([name, { Properties }]) => {
      const statements = statementsIn(Properties.Policies);
      expect(new Set(statements.map(({ Effect }) => Effect))).toEqual(new Set(['Allow']));
      const pairs = statements.flatMap(({ Action, Resource }) => [Action].flat().map((action) => [action, Resource]));
      expect(new Set(pairs.map(([action]) => action)).size).toBe(pairs.length);
      expect(Object.keys(Properties).sort()).toEqual(['AssumeRolePolicyDocument', 'Policies']);
      expect(statementsIn({ trust: Properties.AssumeRolePolicyDocument })).toEqual([
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ]);
      return [name, Object.fromEntries(pairs)];
    });
    expect(Object.fromEntries(roles)).toEqual(may);
  });

  it('is, with keys, what reading a secret takes, and no more at the door', () => {
    const [decrypt] = statementsIn(propertiesOf('SlackRole')).filter(({ Action }) => Action === 'kms:Decrypt');
    expect(decrypt).toMatchObject({ Condition: { StringLike: { 'kms:ViaService': 'ssm.*' } } });
  });

  it('is what the code asks of AWS', () => {
    const files = globSync('lib/{change-calendar,codepipeline/**/*,diagnosis/**/*}.ts').map((file) =>
      readFileSync(file, 'utf8'),
    );
    const asked = files.flatMap((code) => {
      const clients = code.matchAll(/import (?:type )?\{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g);
      return [...clients].flatMap(([, names = '', client = '']) =>
        [...names.matchAll(/(\w+)Command\b/g)]
          .filter(([, name]) => code.includes(`new ${name}Command(`))
          .map(([, name]) => `${PREFIX[client] ?? client}:${name}`),
      );
    });
    const allowed = Object.keys(may.WorkerRole).filter(
      (action) => READS.includes(action) || /^codepipeline:|^ssm:GetCalendarState$/.test(action),
    );
    expect([...new Set(asked)].sort()).toEqual(allowed.sort());
  });

  it('names its resources, but for these', () => {
    const because = {
      'WorkerRole appconfig': 'what pipelines build and deploy is read to say why it failed, whatever it is',
      'WorkerRole codepipeline': 'any pipeline of the account and Region may be in the news',
      'WorkerRole ssm': 'a policy may name calendars of any Region, and of accounts that share theirs',
      'WorkerRole xray': 'X-Ray has no resources to name',
      'SlackRole xray': 'X-Ray has no resources to name',
      'SweepRole xray': 'X-Ray has no resources to name',
      'TopicKey kms': "in a key's own policy, * is that key",
    };
    const wide = Object.entries(template).flatMap(([name, { Properties }]) =>
      statementsIn(Properties)
        .filter(({ Effect, Resource = '' }) => Effect === 'Allow' && JSON.stringify(Resource).includes('*'))
        .map(({ Action }) => `${name} ${[Action].flat()[0]?.split(':')[0]}`),
    );
    expect(wide.sort()).toEqual(Object.keys(because).sort());
  });
});

describe('another stage', () => {
  it('has its own names, and takes its parameters from the command line', () => {
    const topic = 'arn:aws:sns:us-east-1:000000000000:news';
    const secrets = ['slackBotToken=/team/slack', 'slackSigningSecret=/team/signing'];
    const params = [`topics=${topic}`, 'maximumConcurrency=2', 'slackConcurrency=3', ...secrets];
    const prod = packaged('prod', '--stage', 'prod', ...params.flatMap((param) => ['--param', param]));
    expect(prod.Topic?.Properties.TopicName).toBe('signalbox-prod');
    expect(prod.WorkerLambdaFunction?.Properties).toMatchObject({
      FunctionName: 'signalbox-prod-worker',
      Environment: { Variables: { SLACK_BOT_TOKEN_PARAM: '/team/slack' } },
    });
    expect(prod.SlackLambdaFunction?.Properties).toMatchObject({
      FunctionName: 'signalbox-prod-slack',
      ReservedConcurrentExecutions: 3,
      Environment: { Variables: { SLACK_BOT_TOKEN_PARAM: '/team/slack', SLACK_SIGNING_SECRET_PARAM: '/team/signing' } },
    });
    expect(prod.WorkerEventSourceMappingSQSQueue?.Properties.ScalingConfig).toEqual({ MaximumConcurrency: 2 });
    const resources = statementsIn(prod.WorkerRole).map(({ Resource }) => Resource);
    expect(resources).toContain(topic);
    expect(resources).toContainEqual(inAccount('ssm', 'parameter/team/slack'));
  });
});

/** The files of a zip, by its central directory: no tool of the machine is needed. */
function unzip(path: string): Map<string, Buffer> {
  const zip = readFileSync(path);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const deflated = zip.readUInt16LE(at + 10) === 8;
    const size = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(from, from + size);
    files.set(zip.toString('utf8', at + 46, at + 46 + nameLength), deflated ? inflateRawSync(content) : content);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}
