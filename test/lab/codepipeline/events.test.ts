import { describe, expect, test } from 'vitest';
import type { WrittenPipeline } from '../../../lab/codepipeline/declare.ts';
import type { NativeEvent } from '../../../lab/codepipeline/events.ts';
import { createRig } from '../../../lab/codepipeline/rig.ts';

/** The format of the events compared with the samples of AWS, in one file because one recorded story has nearly all. */

const shop: WrittenPipeline = {
  name: 'shop',
  region: 'us-west-2',
  stages: [
    { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection' }] },
    {
      name: 'Build',
      actions: [
        { name: 'Compile', provider: 'CodeBuild' },
        { name: 'Check', provider: 'Commands', outcomes: [{ state: 'Failed' }] },
      ],
    },
    { name: 'Deploy', actions: [{ name: 'Site', provider: 'CodeDeploy', region: 'us-east-1' }] },
  ],
};
const COMMIT = { id: '8cf40f2', message: 'Add a page', author: 'Mary Major', email: 'mary@example.com' };

const ENVELOPE = ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail'];
const PIPELINE = ['pipeline', 'execution-id', 'start-time', 'state', 'version', 'pipeline-execution-attempt'];
const STAGE = [...PIPELINE, 'stage'];
const ABANDONED = [
  'pipeline',
  'execution-id',
  'state',
  'version',
  'pipeline-execution-attempt',
  'stage',
  'action',
].concat(['action-execution-id', 'region', 'type']);
const ACTION = [...ABANDONED, 'start-time'];
const GIT = ['author-display-name', 'full-repository-name', 'provider-type', 'author-email', 'commit-message'].concat([
  'author-date',
  'branch-name',
  'commit-id',
  'connection-arn',
  'author-id',
]);

function keys(value: unknown): string[] {
  return Object.keys(value ?? {}).sort();
}

/** A failed build, retried into a success; then a stopped execution. */
function recorded() {
  const rig = createRig(shop);
  const id = rig.codepipeline.push('shop', COMMIT);
  rig.wait('1h');
  rig.call('RetryStageExecution', {
    pipelineName: 'shop',
    stageName: 'Build',
    pipelineExecutionId: id,
    retryMode: 'FAILED_ACTIONS',
  });
  rig.wait('1h');
  const stopped = rig.codepipeline.push('shop', { ...COMMIT, id: '9d051f3' }, { git: true });
  rig.wait('3s');
  rig.call('StopPipelineExecution', {
    pipelineName: 'shop',
    pipelineExecutionId: stopped,
    abandon: true,
    reason: 'Stopping the pipeline for an update',
  });
  rig.codepipeline.push('shop', { ...COMMIT, id: 'ae162a4' }, { git: true });
  rig.wait('1h');

  return (kind: string, state: string, name?: string): NativeEvent => {
    const found = rig.events.find(
      ({ 'detail-type': type, detail }) =>
        type === `CodePipeline ${kind} Execution State Change` &&
        detail.state === state &&
        (name === undefined || name === (detail.action ?? detail.stage)),
    );
    if (!found) throw new Error(`no ${kind} ${state}`);
    return found;
  };
}

const event = recorded();

test('the envelope has the format of EventBridge, with times in seconds', () => {
  const started = event('Pipeline', 'STARTED');
  expect(keys(started)).toEqual(ENVELOPE.toSorted());
  expect(started).toMatchObject({
    version: '0',
    source: 'aws.codepipeline',
    account: '123456789012',
    region: 'us-west-2',
    resources: ['arn:aws:codepipeline:us-west-2:123456789012:shop'],
    time: '2026-03-02T09:00:00Z',
    detail: { 'start-time': '2026-03-02T09:00:00.250Z', version: 1, 'pipeline-execution-attempt': 1 },
  });
});

describe('the fields of', () => {
  test.each([
    ['Pipeline', 'STARTED', undefined, [...PIPELINE, 'execution-trigger']],
    ['Pipeline', 'STOPPING', undefined, [...PIPELINE, 'stop-execution-comments']],
    ['Pipeline', 'STOPPED', undefined, PIPELINE],
    ['Pipeline', 'SUCCEEDED', undefined, PIPELINE],
    ['Pipeline', 'FAILED', undefined, PIPELINE],
    ['Stage', 'STARTED', 'Build', STAGE],
    ['Stage', 'FAILED', 'Build', STAGE],
    ['Stage', 'STOPPING', 'Build', STAGE],
    ['Stage', 'STOPPED', 'Build', STAGE],
    ['Action', 'STARTED', 'Compile', [...ACTION, 'input-artifacts']],
    ['Action', 'SUCCEEDED', 'App', [...ACTION, 'execution-result', 'output-artifacts']],
    ['Action', 'FAILED', 'Check', [...ACTION, 'execution-result']],
    // An abandoned action does not even have its start time.
    ['Action', 'ABANDONED', 'Compile', ABANDONED],
  ])('%s %s %s', (kind, state, name, expected) => {
    expect(keys(event(kind, state, name).detail)).toEqual(expected.toSorted());
  });

  test('a resumed stage have the time of the retry instead of the start, and later stages repeat it', () => {
    const retried = [...STAGE, 'stage-last-retry-attempt-time'];
    expect(keys(event('Stage', 'RESUMED').detail)).toEqual(retried.filter((key) => key !== 'start-time').toSorted());
    expect(keys(event('Stage', 'STARTED', 'Deploy').detail)).toEqual(retried.toSorted());
  });

  test('an execution result depend on the provider', () => {
    const result = (state: string, name: string) => keys(event('Action', state, name).detail['execution-result']);
    const id = 'external-execution-id';
    const url = 'external-execution-url';
    const summary = 'external-execution-summary';
    expect(result('SUCCEEDED', 'App')).toEqual([id, summary, url]);
    expect(result('SUCCEEDED', 'Compile')).toEqual([id, url]);
    expect(result('SUCCEEDED', 'Site')).toEqual([id, summary, url]);
    expect(result('FAILED', 'Check')).toEqual(['error-code', id, summary]);
  });
});

test('stage events count attempts from zero until a retry', () => {
  const attempt = (kind: string, state: string, name?: string) =>
    event(kind, state, name).detail['pipeline-execution-attempt'];
  expect(attempt('Stage', 'STARTED', 'Build')).toBe(0);
  expect(attempt('Action', 'STARTED', 'Compile')).toBe(1);
  expect(attempt('Stage', 'RESUMED')).toBe(2);
  expect(attempt('Pipeline', 'RESUMED')).toBe(2);
});

test('each event has the start time of its own pipeline, stage or action', () => {
  const began = (kind: string, state: string, name?: string) => event(kind, state, name).detail['start-time'];
  expect(event('Pipeline', 'SUCCEEDED').time).not.toBe('2026-03-02T09:00:00Z');
  expect(began('Pipeline', 'SUCCEEDED')).toBe('2026-03-02T09:00:00.250Z');
  expect(began('Stage', 'FAILED', 'Build')).toBe('2026-03-02T09:00:03.250Z');
  expect(began('Action', 'FAILED', 'Check')).toBe('2026-03-02T09:00:03.250Z');
});

test('an action names its own Region and its external execution', () => {
  expect(event('Action', 'SUCCEEDED', 'Site')).toMatchObject({
    region: 'us-west-2',
    detail: { region: 'us-east-1', type: { owner: 'AWS', category: 'Deploy', provider: 'CodeDeploy', version: '1' } },
  });
  expect(event('Action', 'FAILED', 'Check').detail).toMatchObject({
    type: { category: 'Compute' },
    'execution-result': {
      'external-execution-id': expect.stringMatching(
        `^arn:aws:logs:us-west-2:123456789012:log-group:/aws/codepipeline/shop:log-stream:${event('Action', 'FAILED', 'Check').detail['action-execution-id']}/`,
      ),
    },
  });
});

describe('a source names its commit', () => {
  const fetched = (provider: string, commit: object = {}) => {
    const rig = createRig({
      name: 'shop',
      stages: [
        { name: 'Source', actions: [{ name: 'App', provider, configuration: { BranchName: 'main' } }] },
        { name: 'Build', actions: [{ name: 'Compile', provider: 'CodeBuild' }] },
      ],
    });
    rig.codepipeline.push('shop', { ...COMMIT, repository: 'mmajor/sample', ...commit });
    rig.wait('3s');
    const { actionExecutionDetails = [] } = rig.call('ListActionExecutions', { pipelineName: 'shop' });
    const event = rig.events.find(({ detail }) => detail.state === 'SUCCEEDED');
    return { result: event?.detail['execution-result'], output: actionExecutionDetails?.at(-1)?.output };
  };

  test('in JSON and with a link, for a connection', () => {
    const { result, output } = fetched('CodeStarSourceConnection', { provider: 'GitLab' });
    expect(result).toEqual({
      'external-execution-id': '8cf40f2',
      'external-execution-summary': '{"ProviderType":"GitLab","CommitMessage":"Add a page"}',
      'external-execution-url': expect.stringMatching(/redirect\?.*FullRepositoryId=mmajor%2Fsample&Commit=8cf40f2$/),
    });
    expect(output?.outputVariables).toEqual({
      AuthorDate: '2026-03-02T09:00:00Z',
      AuthorDisplayName: 'Mary Major',
      AuthorEmail: 'mary@example.com',
      BranchName: 'main',
      CommitId: '8cf40f2',
      CommitMessage: 'Add a page',
      FullRepositoryName: 'mmajor/sample',
    });
  });

  test('in plain text, for the others', () => {
    expect(fetched('CodeCommit').result).toMatchObject({
      'external-execution-summary': 'Add a page',
      'external-execution-url': expect.stringContaining('/codecommit/home#/repository/mmajor/sample/commit/8cf40f2'),
    });
    expect(keys(fetched('S3').result)).toEqual(['external-execution-id', 'external-execution-summary']);
    expect(fetched('S3', { url: 'https://example.com/8cf40f2' }).result).toMatchObject({
      'external-execution-url': 'https://example.com/8cf40f2',
    });
  });
});

test.each([
  ['CodeBuild', 'shop:42', 'builds/shop:42/view/new'],
  ['CodeDeploy', 'd-ABC', 'deployments/d-ABC'],
  ['CloudFormation', 'arn:stack', 'stackId=arn:stack'],
])('the link of a %s action leads to the id from its outcome', (provider, externalExecutionId, link) => {
  const outcomes = [{ state: 'Failed' as const, externalExecutionId }];
  const rig = createRig({
    name: 'shop',
    stages: [
      { name: 'Source', actions: [{ name: 'App', provider: 'CodeCommit' }] },
      { name: 'Do', actions: [{ name: 'It', provider, outcomes }] },
    ],
  });
  rig.start('shop');
  rig.wait('1h');
  expect(rig.events.find(({ detail }) => detail.state === 'FAILED')?.detail['execution-result']).toMatchObject({
    'external-execution-id': externalExecutionId,
    'external-execution-url': expect.stringContaining(link),
  });
});

test('artifacts come from the nearest stage with output', () => {
  const source = [
    { name: 'AppArtifact', s3location: { bucket: 'codepipeline-us-west-2-123456789012', key: expect.anything() } },
  ];
  expect(event('Action', 'SUCCEEDED', 'App').detail['output-artifacts']).toEqual(source);
  expect(event('Action', 'STARTED', 'Compile').detail['input-artifacts']).toEqual(source);
  expect(event('Action', 'STARTED', 'Site').detail['input-artifacts']).toMatchObject([{ name: 'CompileArtifact' }]);
});

describe('the trigger', () => {
  const triggers = (git: boolean, breaks?: string) => {
    const rig = createRig({
      ...shop,
      stages: shop.stages.map((stage) => ({
        ...stage,
        actions: stage.actions.map((action) => ({ ...action, outcomes: [] })),
      })),
    });
    if (breaks) rig.codepipeline.outcome('shop', breaks, breaks === 'Source' ? 'App' : 'Site', { state: 'Failed' });
    rig.codepipeline.push('shop', { ...COMMIT, branch: 'release' }, { git });
    rig.wait('1h');
    return rig.events
      .filter(({ detail }) => !detail.stage)
      .map(({ detail }) => [detail.state, detail['execution-trigger']]);
  };

  test('of a push is in the start event only', () => {
    expect(triggers(false)).toEqual([
      ['STARTED', { 'trigger-type': 'Webhook', 'trigger-detail': expect.stringContaining(':connection/') }],
      ['SUCCEEDED', undefined],
    ]);
  });

  test('of a Git trigger is the commit, at the start and at the end', () => {
    const [[, started], [, ended]] = triggers(true) as [[string, object], [string, object]];
    expect(keys(started)).toEqual(GIT.toSorted());
    expect(started).toMatchObject({
      'commit-id': '8cf40f2',
      'branch-name': 'release',
      'author-date': '2026-03-02T09:00:00Z',
    });
    expect(ended).toEqual(started);
    expect(triggers(true, 'Deploy').at(-1)).toEqual(['FAILED', started]);
  });

  test('of a Git trigger is missing at the end after a failed source', () => {
    expect(triggers(true, 'Source').at(-1)).toEqual(['FAILED', undefined]);
  });
});
