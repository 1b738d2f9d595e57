import { globSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import * as appconfig from '@aws-sdk/client-appconfig';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as codebuild from '@aws-sdk/client-codebuild';
import * as codedeploy from '@aws-sdk/client-codedeploy';
import * as ecs from '@aws-sdk/client-ecs';
import * as beanstalk from '@aws-sdk/client-elastic-beanstalk';
import * as catalog from '@aws-sdk/client-service-catalog';
import * as sfn from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Recording, readRecording } from '../../lab/providers/recording.ts';
import { createProviders, justNow, type Providers } from '../../lab/providers/server.ts';
import { providers as byName } from '../../lib/diagnosis/diagnose.ts';
import { messageOnly } from '../../lib/diagnosis/providers/message-only/message.ts';
import { ask } from '../kit/provider.ts';

/** Every recording, played by the providers of the lab to the worker's readers and the real SDK clients. */

const ACCOUNT = '123456789012';
const END = Date.UTC(2026, 10, 22, 10, 5);
const files = globSync('events/providers/*.json').sort();
const recordings = files.map((file) => ({ name: basename(file, '.json'), recording: readRecording(file) }));
const create = () =>
  createProviders(
    () => END,
    () => ACCOUNT,
  );
const actionOf = (pipeline: string) => ({ account: ACCOUNT, pipeline, stage: 'Step', action: 'run' });

async function found(recording: Recording, lab?: Providers) {
  const provider = await (byName[recording.provider] ?? (async () => messageOnly))();
  const { finding, missing } = await ask(provider, recording, lab ? { listener: lab.request } : {});
  return { finding, missing: [...missing] };
}

/** The findings without other recordings, with the time of the lab. */
async function alone(recording: Recording) {
  const lab = create();
  lab.play(recording, actionOf('alone'));
  return found(recording, lab);
}

describe('the providers of the lab', () => {
  it.each(recordings)('serve $name', async ({ recording }) => {
    const { finding, missing } = await alone(recording);
    const played = await found({ ...recording, calls: justNow(recording.calls, END) });
    expect(finding?.cause).toBe(played.finding?.cause);
    expect(finding?.codes).toEqual(played.finding?.codes);
    expect(missing).toEqual(played.missing);
  });

  it('separate all recordings that play in parallel, even with shared names', async () => {
    const lab = create();
    // The answers of CodePipeline about a stage condition name only the pipeline.
    const actions = recordings.filter(({ recording }) => recording.provider !== 'StageCondition');
    const played = actions.map(({ name, recording }) => lab.play(recording, actionOf(name)));
    for (const recording of played) expect(await found(recording, lab)).toEqual(await alone(recording));
    const builds = played.flatMap(({ provider, action }) =>
      provider === 'CodeBuild' && action.externalId !== undefined ? [action.externalId] : [],
    );
    expect(new Set(builds).size).toBe(builds.length);
  });

  it('play a recording under its own names to the first action, also a second time', () => {
    const [lab, recording] = [create(), readRecording('events/providers/ecs.exit-code.json')];
    expect(lab.play(recording, actionOf('one'))).toEqual(recording);
    expect(lab.play(recording, actionOf('one'))).toEqual(recording);
    const other = lab.play(recording, actionOf('two'));
    expect(other.action.configuration).toMatchObject({ ClusterName: 'shop-2', ServiceName: 'billing-2' });
    expect(lab.play(recording, { ...actionOf('three'), account: '210987654321' })).toEqual(recording);
  });
});

/** Names of errors that any AWS API may return. */
const COMMON = ['AccessDenied', 'AccessDeniedException', 'ThrottlingException', 'ValidationError'];

describe('errors', () => {
  const sdks = [appconfig, cloudformation, logs, codebuild, codedeploy, ecs, beanstalk, catalog, sfn];
  const known = new Set([...sdks.flatMap((sdk) => Object.keys(sdk)), ...COMMON]);
  const isKnown = (name: string) => known.has(name) || known.has(`${name}Exception`);

  it('in recordings have names of the real APIs', () => {
    const refused = recordings.flatMap(({ recording }) => recording.calls.filter(({ status }) => status >= 400));
    const names = refused.map(({ body }) =>
      typeof body === 'string' ? /<Code>(.*?)</.exec(body)?.[1] : (body as { __type?: string }).__type,
    );
    expect(names.filter((name) => !isKnown(String(name)))).toEqual([]);
    expect(names.length).toBeGreaterThan(5);
  });

  const nothing = 'arn:aws:x:eu-central-1:123456789012:none:none';
  type Ask = (at: object) => Promise<unknown>;
  const missing: [operation: string, error: string | object, ask: Ask][] = [
    [
      'appconfig GetDeployment',
      'ResourceNotFoundException',
      (at) =>
        new appconfig.AppConfig(at).getDeployment({
          ApplicationId: 'none',
          EnvironmentId: 'none',
          DeploymentNumber: 1,
        }),
    ],
    [
      'appconfig ListDeployments',
      'ResourceNotFoundException',
      (at) => new appconfig.AppConfig(at).listDeployments({ ApplicationId: 'none', EnvironmentId: 'none' }),
    ],
    [
      'cloudformation DescribeEvents',
      'ValidationError',
      (at) => new cloudformation.CloudFormation(at).describeEvents({ StackName: 'none' }),
    ],
    [
      'cloudformation DescribeStackEvents',
      'ValidationError',
      (at) => new cloudformation.CloudFormation(at).describeStackEvents({ StackName: 'none' }),
    ],
    [
      'cloudformation DescribeChangeSet',
      'ChangeSetNotFoundException',
      (at) => new cloudformation.CloudFormation(at).describeChangeSet({ StackName: 'none', ChangeSetName: 'none' }),
    ],
    [
      'cloudformation ListStackSetOperations',
      'StackSetNotFoundException',
      (at) => new cloudformation.CloudFormation(at).listStackSetOperations({ StackSetName: 'none' }),
    ],
    [
      'cloudformation ListStackSetOperationResults',
      'StackSetNotFoundException',
      (at) =>
        new cloudformation.CloudFormation(at).listStackSetOperationResults({
          StackSetName: 'none',
          OperationId: 'none',
        }),
    ],
    [
      'codebuild BatchGetBuilds',
      { buildsNotFound: ['none:1'] },
      (at) => new codebuild.CodeBuild(at).batchGetBuilds({ ids: ['none:1'] }),
    ],
    [
      'codebuild BatchGetBuildBatches',
      { buildBatchesNotFound: ['none:1'] },
      (at) => new codebuild.CodeBuild(at).batchGetBuildBatches({ ids: ['none:1'] }),
    ],
    [
      'codebuild BatchGetReports',
      { reportsNotFound: [nothing] },
      (at) => new codebuild.CodeBuild(at).batchGetReports({ reportArns: [nothing] }),
    ],
    [
      'codebuild DescribeTestCases',
      'ResourceNotFoundException',
      (at) => new codebuild.CodeBuild(at).describeTestCases({ reportArn: nothing }),
    ],
    [
      'codedeploy GetDeployment',
      'DeploymentDoesNotExistException',
      (at) => new codedeploy.CodeDeploy(at).getDeployment({ deploymentId: 'd-NONE' }),
    ],
    [
      'codedeploy ListDeploymentTargets',
      'DeploymentDoesNotExistException',
      (at) => new codedeploy.CodeDeploy(at).listDeploymentTargets({ deploymentId: 'd-NONE' }),
    ],
    [
      'codedeploy BatchGetDeploymentTargets',
      'DeploymentDoesNotExistException',
      (at) => new codedeploy.CodeDeploy(at).batchGetDeploymentTargets({ deploymentId: 'd-NONE', targetIds: ['none'] }),
    ],
    [
      'ecs DescribeServices',
      { failures: [{ arn: 'none', reason: 'MISSING' }] },
      (at) => new ecs.ECS(at).describeServices({ services: ['none'] }),
    ],
    [
      'ecs DescribeTasks',
      { failures: [{ arn: 'none', reason: 'MISSING' }] },
      (at) => new ecs.ECS(at).describeTasks({ tasks: ['none'] }),
    ],
    ['ecs ListTasks', 'ServiceNotFoundException', (at) => new ecs.ECS(at).listTasks({ serviceName: 'none' })],
    [
      'ecs ListServiceDeployments',
      'ServiceNotFoundException',
      (at) => new ecs.ECS(at).listServiceDeployments({ service: 'none' }),
    ],
    [
      'ecs DescribeServiceDeployments',
      { failures: [{ arn: nothing, reason: 'MISSING' }] },
      (at) => new ecs.ECS(at).describeServiceDeployments({ serviceDeploymentArns: [nothing] }),
    ],
    [
      'elasticbeanstalk DescribeEvents',
      { Events: [] },
      (at) => new beanstalk.ElasticBeanstalk(at).describeEvents({ EnvironmentName: 'none' }),
    ],
    [
      'logs GetLogEvents',
      'ResourceNotFoundException',
      (at) => new logs.CloudWatchLogs(at).getLogEvents({ logGroupName: 'none', logStreamName: 'none' }),
    ],
    [
      'logs FilterLogEvents',
      'ResourceNotFoundException',
      (at) => new logs.CloudWatchLogs(at).filterLogEvents({ logGroupName: 'none' }),
    ],
    [
      'servicecatalog DescribeRecord',
      'ResourceNotFoundException',
      (at) => new catalog.ServiceCatalog(at).describeRecord({ Id: 'none' }),
    ],
    [
      'states DescribeExecution',
      'ExecutionDoesNotExist',
      (at) => new sfn.SFN(at).describeExecution({ executionArn: nothing }),
    ],
    [
      'states GetExecutionHistory',
      'ExecutionDoesNotExist',
      (at) => new sfn.SFN(at).getExecutionHistory({ executionArn: nothing }),
    ],
  ];

  const server = createServer(create().request);
  beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
  afterAll(() => void server.close());

  it.each(missing)('of %s about a missing resource match its model', async (_, expected, call) => {
    const at = {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'lab', secretAccessKey: 'lab' },
      maxAttempts: 1,
    };
    if (typeof expected === 'string') {
      await expect(call(at)).rejects.toMatchObject({ name: expected });
      if (!COMMON.includes(expected)) expect(isKnown(expected)).toBe(true);
    } else expect(await call(at)).toMatchObject(expected);
  });

  it('are tested for every provider call that the worker may make', () => {
    const rights = readFileSync('infra/roles.yml', 'utf8').matchAll(
      /^\s+- (appconfig|cloudformation|codebuild|codedeploy|ecs|elasticbeanstalk|logs|servicecatalog|states):(\w+)$/gm,
    );
    const asked = [...rights].map(([, service, operation]) => `${service} ${operation}`);
    expect(missing.map(([operation]) => operation).sort()).toEqual(asked.sort());
  });
});
