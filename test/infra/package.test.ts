import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SOURCE, VOTE } from '../../events/signalbox/source.ts';
import { table } from '../../lab/aws/table.ts';
import { layOut } from '../../lab/runtime/package.ts';
import { LEASE } from '../../lib/core/base/timing.ts';
import { ofType as allOf, statementsIn, type Template } from '../kit/infra/cloudformation.ts';
import { type Copy, copy, FULL, NEWS, SECRET, SMALL } from '../kit/infra/packaged.ts';
import { unzip } from '../kit/infra/zip.ts';

/** The deployed template has what was decided. For what AWS accepts, see test/infra/template.test.ts. */

let there: Copy;
let home: string;
let template: Template;

beforeAll(() => {
  there = copy();
  there.fill();
  home = there.home;
  template = there.packaged('out');
});
afterAll(() => there.remove());

const read = (...path: string[]) => there.read(...path);
const propertiesOf = (name: string) => template.Resources[name]?.Properties ?? {};
const ofType = (type: string) => allOf(template, type);
const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const sub = (text: string) => ({ 'Fn::Sub': text });
const inAccount = (service: string, rest: string) =>
  sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`);

describe('the functions', () => {
  const common = { Runtime: 'nodejs24.x', Architectures: ['arm64'], MemorySize: 512, Timeout: 30 };
  const environment = {
    TABLE_NAME: { Ref: 'Table' },
    QUEUE_URL: { Ref: 'Queue' },
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_TRACE_ENABLED: 'false',
  };

  it('are exactly three, each with its own role, and without traces', () => {
    const functions = ofType('AWS::Lambda::Function');
    expect(Object.fromEntries(functions)).toMatchObject({
      WorkerLambdaFunction: {
        ...common,
        Handler: 'dist/functions/worker.handler',
        Role: arnOf('WorkerRole'),
        TracingConfig: { Mode: 'PassThrough' },
        RecursiveLoop: 'Allow',
      },
      SlackLambdaFunction: {
        ...common,
        Timeout: 10,
        Handler: 'dist/functions/slack.handler',
        Role: arnOf('SlackRole'),
        TracingConfig: { Mode: 'PassThrough' },
        ReservedConcurrentExecutions: { 'Fn::If': ['HasSlackConcurrency', '10', { Ref: 'AWS::NoValue' }] },
      },
      SweepLambdaFunction: {
        ...common,
        MemorySize: 256,
        Handler: 'dist/functions/sweep.handler',
        Role: arnOf('SweepRole'),
        TracingConfig: { Mode: 'PassThrough' },
      },
    });
    const handlers = globSync('functions/*.ts').map((file) => `dist/functions/${basename(file, '.ts')}.handler`);
    const declared = functions.map(([, { Handler }]) => Handler);
    expect(declared.sort()).toEqual(handlers.sort());
  });

  it('know the names of their resources, and only the names of the secrets', () => {
    const no = { Ref: 'AWS::NoValue' };
    const parameter = { 'Fn::If': ['HasPolicyParameter', 'ssm:', no] };
    const published = { 'Fn::If': ['HasPolicyObject', 's3://', parameter] };
    const token = { ...environment, SLACK_BOT_TOKEN_PARAM: '/signalbox/dev/slack-bot-token' };
    const worker = { ...token, ACCOUNT_ID: { Ref: 'AWS::AccountId' }, POLICY_SOURCE: published };
    const slack = { ...token, SLACK_SIGNING_SECRET_PARAM: '/signalbox/dev/slack-signing-secret' };
    expect(propertiesOf('WorkerLambdaFunction').Environment).toEqual({ Variables: worker });
    expect(propertiesOf('SlackLambdaFunction').Environment).toEqual({ Variables: slack });
    expect(propertiesOf('SweepLambdaFunction').Environment).toEqual({ Variables: environment });
  });

  it('keep their logs for 30 days', () => {
    expect(ofType('AWS::Logs::LogGroup').map(([, { RetentionInDays }]) => RetentionInDays)).toEqual([30, 30, 30]);
  });

  it('time out before a lease ends', () => {
    for (const [, { Timeout }] of ofType('AWS::Lambda::Function')) {
      expect(Number(Timeout) * 1000).toBeLessThan(LEASE);
    }
  });

  it('are called by the queue in batches, and by a schedule', () => {
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
  it('is public, because Slack cannot sign requests for AWS, and is an output of the stack', () => {
    expect(ofType('AWS::Lambda::Url').map(([, properties]) => properties)).toEqual([
      { AuthType: 'NONE', TargetFunctionArn: arnOf('SlackLambdaFunction') },
    ]);
    expect(template.Outputs?.SlackLambdaFunctionUrl?.Value).toEqual({
      'Fn::GetAtt': ['SlackLambdaFunctionUrl', 'FunctionUrl'],
    });
  });

  it('is the only public entry: both permissions that it needs apply only to it', () => {
    const publicPermissions = ofType('AWS::Lambda::Permission').filter(([, { Principal }]) => Principal === '*');
    const common = { FunctionName: arnOf('SlackLambdaFunction'), Principal: '*' };
    expect(publicPermissions.map(([, properties]) => properties)).toEqual([
      { ...common, Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' },
      { ...common, Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true },
    ]);
  });
});

describe.each(['worker', 'slack', 'sweep'])('the package of the %s', (name) => {
  const filesOf = () => unzip(join(home, 'out', `${name}.zip`));

  it('contains exactly its own file, its chunks and their notices, as built', () => {
    const parts = readdirSync(join(home, `dist/functions/${name}-chunks`)).filter((file) => !file.endsWith('.map'));
    const own = readdirSync(join(home, 'dist/functions')).filter(
      (file) => /^\w+[^/]*\.mjs$/.test(file) && file.startsWith(name),
    );
    const wanted = [...own, ...parts.map((file) => `${name}-chunks/${file}`)];
    const files = filesOf();
    expect([...files.keys()].sort()).toEqual(wanted.map((file) => `dist/functions/${file}`).sort());
    for (const [path, bytes] of files) expect(bytes.equals(readFileSync(join(home, path))), path).toBe(true);
    expect(parts).toContain('THIRD-PARTY-NOTICES');
  });

  it('is what the lab runs, byte for byte', async () => {
    const packages = await layOut(home);
    const { taskRoot = '' } = packages.find((one) => one.name === name) ?? {};
    const paths = globSync('**/*', { cwd: taskRoot }).filter((path) => statSync(join(taskRoot, path)).isFile());
    const laidOut = new Map(paths.map((path) => [path, readFileSync(join(taskRoot, path))]));
    const files = filesOf();
    expect([...laidOut.keys()].sort()).toEqual([...files.keys()].sort());
    for (const [path, bytes] of files) expect(laidOut.get(path)?.equals(bytes), path).toBe(true);
  });

  it('is smaller than 1.4 MB, and has no source map, which only a person could read', () => {
    expect(statSync(join(home, 'out', `${name}.zip`)).size).toBeLessThan(1_400_000);
    expect([...filesOf().keys()].filter((path) => path.endsWith('.map'))).toEqual([]);
  });

  it('contains every file that it imports', () => {
    const files = filesOf();
    const imported = [...files].flatMap(([path, code]) =>
      [...`${code}`.matchAll(/(?:from|import\(?)["'`](\.[^"'`]+)/g)].map(([, file = '']) => join(dirname(path), file)),
    );
    expect(imported.filter((file) => !files.has(file))).toEqual([]);
    expect(imported.length).toBeGreaterThan(0);
  });
});

describe('the event input', () => {
  it('hides a message for six times the timeout of the worker, and gives up after five attempts', () => {
    const { VisibilityTimeout, RedrivePolicy } = propertiesOf('Queue');
    const { Timeout } = propertiesOf('WorkerLambdaFunction');
    const { MaximumBatchingWindowInSeconds: window } = propertiesOf('WorkerEventSourceMappingSQSQueue');
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Number(Timeout) + Number(window));
    expect(RedrivePolicy).toEqual({ deadLetterTargetArn: arnOf('DeadLetters'), maxReceiveCount: 5 });
  });

  it('is a rule for exactly the recorded events, straight into the queue, with its own dead letters', () => {
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

  it('is also a rule for machine votes, on the default bus', () => {
    const { EventPattern, Targets, EventBusName } = propertiesOf('MachineVotes');
    expect(EventBusName).toBeUndefined();
    expect(EventPattern).toEqual({ 'detail-type': [VOTE] });
    expect(Targets).toEqual(propertiesOf('PipelineEvents').Targets);
  });

  it('is open only to these rules and to the rule for spokes', () => {
    const policies = ofType('AWS::SQS::QueuePolicy').map(([, properties]) => properties);
    const onlyTheRules = (queue: string) => ({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: arnOf(queue),
      Condition: { ArnEquals: { 'aws:SourceArn': ['PipelineEvents', 'SpokeEvents', 'MachineVotes'].map(arnOf) } },
    });
    const expected = ['Queue', 'UndeliveredEvents'].map((queue) => ({
      Queues: [{ Ref: queue }],
      PolicyDocument: { Version: '2012-10-17', Statement: [onlyTheRules(queue)] },
    }));
    expect(policies).toEqual(expected);
  });

  it('keeps dead letters for two weeks', () => {
    for (const name of ['DeadLetters', 'UndeliveredEvents']) {
      expect(propertiesOf(name).MessageRetentionPeriod).toBe(14 * 24 * 60 * 60);
    }
  });
});

describe('the stored data', () => {
  it('is in the same table as in the lab', () => {
    const { TableName, ...lab } = table('');
    expect(propertiesOf('Table')).toMatchObject(lab);
    expect(propertiesOf('Table').TableName).toBeUndefined();
  });

  it('survives the stack, can be restored, and expires', () => {
    expect(template.Resources.Table).toMatchObject({
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
    const queues = ofType('AWS::SQS::Queue').map(([name, { SqsManagedSseEnabled }]) => [name, SqsManagedSseEnabled]);
    expect(queues).toEqual(['Queue', 'DeadLetters', 'UndeliveredEvents'].map((name) => [name, true]));
    const topics = ofType('AWS::SNS::Topic').map(([, properties]) => properties);
    expect(topics).toEqual([{ TopicName: 'signalbox-dev', KmsMasterKeyId: { Ref: 'TopicKey' } }]);
    expect(propertiesOf('TopicKey').EnableKeyRotation).toBe(true);
  });

  it('contains no secret', () => {
    for (const file of readdirSync(join(home, 'out')).filter((name) => name.endsWith('.json'))) {
      expect(read('out', file)).not.toContain(SECRET);
      expect(read('out', file)).not.toMatch(/xox[a-z]-|AKIA|PRIVATE KEY/);
    }
  });
});

/** The reads of diagnosis. */
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

/** IAM's prefixes for services with another client name. */
const PREFIX: Record<string, string> = {
  'cloudwatch-logs': 'logs',
  'elastic-beanstalk': 'elasticbeanstalk',
  eventbridge: 'events',
  'service-catalog': 'servicecatalog',
  sfn: 'states',
};

describe('the permissions of a function', () => {
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
      'codepipeline:OverrideStageCondition': anyPipeline,
      'codepipeline:RollbackStage': anyPipeline,
      'codepipeline:StartPipelineExecution': anyPipeline,
      'codepipeline:StopPipelineExecution': anyPipeline,
      ...Object.fromEntries(READS.map((action) => [action, '*'])),
      'sts:AssumeRole': sub(`arn:\${AWS::Partition}:iam::*:role/signalbox-spoke`),
      'sns:Publish': { Ref: 'Topic' },
      'events:PutEvents': sub(`arn:\${AWS::Partition}:events:*:\${AWS::AccountId}:event-bus/*`),
      // The second one is for the parameter `keys`, whatever its value.
      'kms:Decrypt': [arnOf('TopicKey'), arnOf('TopicKey')],
      'kms:GenerateDataKey': [arnOf('TopicKey'), arnOf('TopicKey')],
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
      'dynamodb:GetItem': arnOf('Table'),
      'dynamodb:PutItem': arnOf('Table'),
      'sqs:SendMessage': arnOf('Queue'),
      ...logs('SweepLogGroup'),
      ...xray,
    },
  };

  it('are those of this table, in its own policy and no managed one, for Lambda only', () => {
    const roles = ofType('AWS::IAM::Role').map(([name, properties]) => {
      const statements = statementsIn(properties.Policies);
      expect(new Set(statements.map(({ Effect }) => Effect))).toEqual(new Set(['Allow']));
      const resources: Record<string, unknown[]> = {};
      for (const { Action, Resource } of statements) {
        for (const action of [Action].flat()) resources[action] = [...(resources[action] ?? []), Resource];
      }
      const pairs = Object.entries(resources).map(([action, all]) => [action, all.length === 1 ? all[0] : all]);
      expect(Object.keys(properties).sort()).toEqual(['AssumeRolePolicyDocument', 'Policies']);
      expect(statementsIn({ trust: properties.AssumeRolePolicyDocument })).toEqual([
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ]);
      return [name, Object.fromEntries(pairs)];
    });
    expect(Object.fromEntries(roles)).toEqual(may);
  });

  it('include decryption at the Slack endpoint only for reading a secret', () => {
    const [decrypt] = statementsIn(propertiesOf('SlackRole')).filter(({ Action }) => Action === 'kms:Decrypt');
    expect(decrypt).toMatchObject({ Condition: { StringLike: { 'kms:ViaService': 'ssm.*' } } });
  });

  it('let the sweep read and write one item of the table, and no rows', () => {
    const [item] = statementsIn(propertiesOf('SweepRole')).filter(({ Action }) => Action.includes('dynamodb:PutItem'));
    expect(item).toMatchObject({ Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['sweep'] } } });
  });

  it('let the worker put events only under its own name, so that it cannot vote as a machine', () => {
    const [put] = statementsIn(propertiesOf('WorkerRole')).filter(({ Action }) => Action.includes('events:PutEvents'));
    expect(put).toMatchObject({
      Condition: {
        'ForAllValues:StringEquals': { 'events:source': SOURCE },
        Null: { 'events:source': 'false' },
      },
    });
  });

  it('are exactly the calls of the code', () => {
    const paths = globSync(
      'lib/{aws/assume-role,effects/read-ssm-calendar,eventbridge/*,codepipeline/**/*,diagnosis/**/*}.ts',
    );
    const files = paths.map((file) => readFileSync(file, 'utf8'));
    const asked = files.flatMap((code) => {
      const clients = code.matchAll(/import (?:type )?\{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g);
      return [...clients].flatMap(([, names = '', client = '']) =>
        [...names.matchAll(/(\w+)Command\b/g)]
          .filter(([, name]) => code.includes(`new ${name}Command(`))
          .map(([, name]) => `${PREFIX[client] ?? client}:${name}`),
      );
    });
    const assumes = files.some((code) => code.includes('fromTemporaryCredentials(')) ? ['sts:AssumeRole'] : [];
    const allowed = Object.keys(may.WorkerRole).filter(
      (action) => READS.includes(action) || /^(codepipeline|events|sts):|^ssm:GetCalendarState$/.test(action),
    );
    expect([...new Set([...asked, ...assumes])].sort()).toEqual(allowed.sort());
  });

  it('name their resources, except for these', () => {
    const because = {
      'WorkerRole appconfig': 'diagnosis reads whatever pipelines build and deploy',
      'WorkerRole codepipeline': 'any pipeline of the account and Region may have events',
      'WorkerRole sts':
        'the policy lists the accounts; each account decides, in its role of that name, whom it lets in',
      'WorkerRole events': 'the policy names a bus of the account, and every event has the source signalbox',
      'WorkerRole ssm': 'a policy may name calendars of any Region, and of accounts that share theirs',
      'WorkerRole xray': 'X-Ray has no resources to name',
      'SlackRole xray': 'X-Ray has no resources to name',
      'SweepRole xray': 'X-Ray has no resources to name',
      'TopicKey kms': "in a key's own policy, * is that key",
    };
    const wide = Object.entries(template.Resources).flatMap(([name, { Properties }]) =>
      statementsIn(Properties)
        .filter(({ Effect, Resource = '' }) => Effect === 'Allow' && JSON.stringify(Resource).includes('*'))
        .map(({ Action }) => `${name} ${[Action].flat()[0]?.split(':')[0]}`),
    );
    expect([...new Set(wide)].sort()).toEqual(Object.keys(because).sort());
  });
});

describe('the reserved concurrency for Slack', () => {
  it('is left out if the account has none', () => {
    const { Conditions, Resources } = there.packaged('small', ...SMALL);
    expect(Conditions?.HasSlackConcurrency).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['0', '0'] }] });
    expect(template.Conditions?.HasSlackConcurrency).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['10', '0'] }] });
    expect(Resources.SlackLambdaFunction?.Properties?.ReservedConcurrentExecutions).toMatchObject({
      'Fn::If': ['HasSlackConcurrency', '0', { Ref: 'AWS::NoValue' }],
    });
  });
});

describe('a published policy', () => {
  it('may be read by the worker at its place, and only if it exists', () => {
    const { Resources, Conditions } = there.packaged('object', ...SMALL);
    expect(statementsIn(Resources.WorkerReadsPolicyObject)).toEqual([
      { Effect: 'Allow', Action: 's3:GetObject', Resource: sub(`arn:\${AWS::Partition}:s3:::my-bucket/policy.json`) },
    ]);
    expect(Resources.WorkerReadsPolicyObject).toMatchObject({ Condition: 'HasPolicyObject' });
    expect(Conditions?.HasPolicyObject).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['my-bucket/policy.json', ''] }] });
    expect(template.Conditions?.HasPolicyObject).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] });
    expect(Resources.WorkerReadsPolicyParameter).toMatchObject({ Condition: 'HasPolicyParameter' });
    expect(statementsIn(Resources.WorkerReadsPolicyParameter)).toMatchObject([{ Action: 'ssm:GetParameter' }]);
  });
});

describe('another stage', () => {
  it('has its own names, and takes its parameters from the command line', () => {
    const { Resources: prod } = there.packaged('prod', ...FULL);
    expect(prod.Topic?.Properties?.TopicName).toBe('signalbox-prod');
    expect(prod.WorkerLambdaFunction?.Properties).toMatchObject({
      FunctionName: 'signalbox-prod-worker',
      Environment: { Variables: { SLACK_BOT_TOKEN_PARAM: '/team/slack' } },
    });
    expect(prod.SlackLambdaFunction?.Properties).toMatchObject({
      FunctionName: 'signalbox-prod-slack',
      ReservedConcurrentExecutions: { 'Fn::If': ['HasSlackConcurrency', '3', { Ref: 'AWS::NoValue' }] },
      Environment: { Variables: { SLACK_BOT_TOKEN_PARAM: '/team/slack', SLACK_SIGNING_SECRET_PARAM: '/team/signing' } },
    });
    expect(prod.WorkerEventSourceMappingSQSQueue?.Properties?.ScalingConfig).toEqual({ MaximumConcurrency: 2 });
    const resources = statementsIn(prod.WorkerRole).map(({ Resource }) => Resource);
    expect(resources).toContain(NEWS);
    expect(resources).toContainEqual(inAccount('ssm', 'parameter/team/slack'));
  });
});

describe('a parameter in serverless.yml for a stage', () => {
  const own = (name: string, template: Template) =>
    statementsIn(template.Resources.WorkerRole).filter(({ Action }) => [Action].flat().includes(name));

  it('applies only to that stage, without an option on the command line: the example there, with lists', () => {
    there.rewrite('serverless.yml', (text) => text.replace(/^ {2}# (production:| {2}\w+: .*)$/gm, '  $1'));
    const prod = there.packaged('example', '--stage', 'production');
    const [topics, [key], spokes] = [
      ['deployments', 'on-call'].map((name) => `arn:aws:sns:eu-central-1:111122223333:${name}`),
      ['arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000'],
      '444455556666,777788889999',
    ];
    expect(own('sns:Publish', prod).map(({ Resource }) => Resource)).toEqual([topics]);
    expect(own('kms:Decrypt', prod).map(({ Resource }) => Resource)).toEqual([arnOf('TopicKey'), [key]]);
    expect(prod.Conditions?.HasSpokes).toEqual({ 'Fn::Not': [{ 'Fn::Equals': [spokes, ''] }] });
    expect(prod.Conditions?.HasSlackConcurrency).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['0', '0'] }] });
    expect(own('codepipeline:GetPipeline', prod).map(({ Resource }) => Resource)).toEqual([
      sub(`arn:\${AWS::Partition}:codepipeline:*:\${AWS::AccountId}:*`),
    ]);
    // A parameter that the stage does not have has its default.
    const roles = own('sts:AssumeRole', prod).flatMap(({ Resource }) => (Resource ? [Resource] : []));
    expect(roles).toEqual([sub(`arn:\${AWS::Partition}:iam::*:role/signalbox-spoke`)]);
    expect(there.packaged('other', '--stage', 'test').Conditions?.HasSpokes).toEqual(template.Conditions?.HasSpokes);
  });
});
