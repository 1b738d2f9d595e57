import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ApprovalRequest } from '../events/approval-request.ts';
import { readNotification } from '../events/notification.ts';
import { actionStates, pipelineStates, StateChange, stageStates } from '../events/state-change.ts';
import { readEvent } from '../lib/codepipeline/read/event.ts';
import { type ActionFact, type Execution, inOrder } from '../lib/core/execution/facts.ts';
import { actionEvent, pipelineEvent, stageEvent } from './kit/events.ts';

const read = (file: string): unknown => JSON.parse(readFileSync(`events/${file}`, 'utf8'));
const samples = globSync('events/{native,processed,sequences,sns}/*.json')
  .map((file) => file.slice('events/'.length))
  .sort();

/** The facts of each sample in one line. The table and the files must agree. */
const natives: Record<string, string> = {
  'native/action-abandoned.json': 'action Deploy/Deploy ABANDONED #1 at 2020-01-31T18:21:39Z',
  'native/action-failed-codedeploy.json': 'action Deploy/Deploy FAILED #1 at 2020-01-31T18:55:43Z',
  'native/action-started.json': 'action Prod/myAction STARTED #1 at 2020-01-24T22:03:07Z',
  'native/action-succeeded-source.json': 'action Source/Source SUCCEEDED #1 at 2020-01-24T22:03:11Z',
  'native/captured-action-failed-commands-2026.json': 'action Build/Build FAILED #1 at 2026-05-07T13:23:07Z',
  'native/pipeline-failed-git-tag-trigger.json': 'pipeline FAILED #1 at 2020-01-31T18:55:43Z',
  'native/pipeline-failed.json': 'pipeline FAILED #1 at 2020-01-31T18:55:43Z',
  'native/pipeline-started.json': 'pipeline STARTED #1 at 2020-01-24T22:03:07Z',
  'native/pipeline-stopping.json': 'pipeline STOPPING #1 at 2020-01-24T22:02:20Z',
  'native/pipeline-succeeded-git-tag-trigger.json': 'pipeline SUCCEEDED #1 at 2023-10-26T13:50:53Z',
  'native/pipeline-succeeded.json': 'pipeline SUCCEEDED #1 at 2020-01-24T22:03:44Z',
  'native/stage-resumed-after-retry.json': 'stage Build RESUMED #2 at 2023-10-26T14:14:56Z',
  'native/stage-started.json': 'stage Prod STARTED #1 at 2020-01-24T22:03:07Z',
  'native/stage-stopped.json': 'stage Deploy STOPPED #1 at 2020-01-31T18:21:39Z',
  'native/stage-stopping.json': 'stage Deploy STOPPING #1 at 2020-01-24T22:02:20Z',
};

describe('the samples', () => {
  it('all name their source', () => {
    const sources = read('sources.json') as { file: string; source: string }[];
    expect(sources.map(({ file }) => file).sort()).toEqual(samples);
    expect(sources.filter(({ source }) => source === '')).toEqual([]);
  });

  it('are all in the table, and the table has no others', () => {
    expect(samples.filter((file) => file.startsWith('native/'))).toEqual(Object.keys(natives));
  });

  it.each(Object.entries(natives))('%s is read as in the table', (file, line) => {
    expect(StateChange.safeParse(read(file)).success).toBe(true);
    expect(lines(readEvent(read(file)))).toEqual([line]);
  });

  it.each(samples.filter((file) => file.startsWith('processed/')))('%s is read as a notification', (file) => {
    expect(StateChange.safeParse(read(file)).success).toBe(false);
    expect(readNotification(read(file))?.change.detail.state).toBeDefined();
    expect(lines(readEvent(read(file)))[0]).toMatch(/^(pipeline|stage|action) /);
  });

  it('of an approval request is read completely', () => {
    expect(ApprovalRequest.parse(read('sns/approval-request.json')).approval.expires).toBe('2016-07-07T20:22Z');
  });

  it('name the failed actions, even without their own events', () => {
    const failed = readEvent(read('processed/stage-failed-codedeploy-multi.json'));
    expect(lines(failed).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'action DeployToExternalAccount/Deploy-GROUP_BLUE FAILED',
      'action DeployToExternalAccount/Deploy-GROUP_GREEN FAILED',
      'action DeployToExternalAccount/Deploy-GROUP_RED FAILED',
      'stage DeployToExternalAccount FAILED',
    ]);
  });

  it('contain the change: a Git trigger, a plain commit message, and one in JSON', () => {
    const git = readEvent(read('native/pipeline-failed-git-tag-trigger.json'));
    expect(git?.about.sources?.['']).toMatchObject({
      author: 'Mary Major',
      tag: 'gitlab-v4.2.1',
      message: 'Update file README.md',
    });
    const plain = readEvent(read('native/action-succeeded-source.json'));
    expect(plain?.about.sources?.Source).toMatchObject({ revision: '8cf40fEXAMPLE', message: 'Added LICENSE.txt' });
    const json = actionEvent('Source/Checkout', 'SUCCEEDED', {
      provider: 'CodeStarSourceConnection',
      summary: '{"ProviderType":"GitHub","CommitMessage":"Fix it"}',
    });
    expect(readEvent(json)?.about.sources?.Checkout?.message).toBe('Fix it');
  });

  it('keep the result of a failed action', () => {
    const fact = firstFact(readEvent(read('native/captured-action-failed-commands-2026.json'))) as ActionFact;
    expect(fact).toMatchObject({
      category: 'Compute',
      provider: 'Commands',
      runId: '57c50aea-1805-43a9-bef6-3662b6a83879',
    });
    expect(fact.result).toMatchObject({ code: 'JobFailed', url: undefined });
    expect(fact.result?.summary).toContain('Reason: exit status 1');
    expect(fact.result?.externalId).toMatch(/^arn:aws:logs:/);
  });
});

describe('an event', () => {
  it.each(pipelineStates)('of a pipeline may be %s', (state) => {
    expect(lines(readEvent(pipelineEvent(state)))[0]).toContain(`pipeline ${state}`);
  });
  it.each(stageStates)('of a stage may be %s', (state) => {
    expect(lines(readEvent(stageEvent('Build', state)))[0]).toContain(`stage Build ${state}`);
  });
  it.each(actionStates)('of an action may be %s', (state) => {
    expect(lines(readEvent(actionEvent('Build/a', state)))[0]).toContain(`action Build/a ${state}`);
  });

  it('with an unknown state keeps its other data', () => {
    const paused = readEvent(pipelineEvent('PAUSED', {}, { 'execution-trigger': { 'trigger-type': 'Webhook' } }));
    expect(lines(paused)).toEqual([]);
    expect(paused?.about).toMatchObject({ version: 3, trigger: { type: 'Webhook' } });
  });

  it('with broken fields keeps the others', () => {
    const event = pipelineEvent('FAILED', {}, { 'start-time': 12, version: 'x', 'execution-trigger': [] });
    expect(lines(readEvent(event))).toEqual(['pipeline FAILED #1 at 2026-11-22T10:00:00Z']);
  });

  it('without account and Region takes them from its ARN', () => {
    const { account: _, region: __, ...event } = pipelineEvent('FAILED');
    expect(readEvent(event)?.ref).toMatchObject({ account: '123456789012', region: 'eu-central-1' });
  });

  it.each([
    null,
    7,
    'text',
    [],
    {},
    { detail: {} },
    { 'detail-type': 'EC2 Instance State-change Notification', detail: {} },
  ])('is not found in %j', (body) => {
    expect(readEvent(body)).toBeUndefined();
  });

  it('without an execution is ignored', () => {
    expect(readEvent(pipelineEvent('FAILED', { executionId: '' }))).toBeUndefined();
  });
});

function firstFact(execution: Execution | undefined) {
  return execution && inOrder(execution)[0];
}

function lines(execution: Execution | undefined): string[] {
  if (!execution) return [];
  const facts = inOrder(execution).map((fact) => {
    const of =
      fact.type === 'pipeline' ? '' : fact.type === 'stage' ? ` ${fact.stage}` : ` ${fact.stage}/${fact.action}`;
    const time = new Date(fact.at).toISOString().replace('.000', '');
    return `${fact.type}${of} ${fact.state} #${fact.attempt ?? '?'} at ${time}`;
  });
  return facts.sort();
}
