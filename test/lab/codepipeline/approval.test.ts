import { beforeEach, describe, expect, test } from 'vitest';
import type { WrittenPipeline } from '../../../lab/codepipeline/declare.ts';
import { createRig, type Rig } from '../../../lab/codepipeline/rig.ts';

/** The life cycle of one approval, in one file because all tests are about one token. */

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:approvals';
const ALICE = 'arn:aws:iam::123456789012:user/alice';
const configuration = { NotificationArn: TOPIC, CustomData: 'Ship it?', ExternalEntityLink: 'https://example.com' };

function shop(mode: WrittenPipeline['mode'] = 'SUPERSEDED'): WrittenPipeline {
  return {
    name: 'shop',
    mode,
    stages: [
      { name: 'Source', actions: [{ name: 'App', provider: 'CodeCommit' }] },
      {
        name: 'Prod',
        actions: [
          { name: 'Ask', provider: 'Manual', timeoutInMinutes: 60, configuration },
          { name: 'Site', provider: 'ECS', runOrder: 2 },
        ],
      },
    ],
  };
}

let rig: Rig;
let execution: string;
beforeEach(() => {
  rig = createRig(shop());
  execution = ask();
});

function ask(): string {
  const id = rig.start('shop');
  rig.wait('3s');
  rig.milestone();
  return id;
}

const askState = () =>
  rig.call('GetPipelineState', { name: 'shop' }).stageStates?.[1]?.actionStates?.[0]?.latestExecution;
const listed = (pipelineExecutionId = execution) =>
  rig
    .call('ListActionExecutions', { pipelineName: 'shop', filter: { pipelineExecutionId } })
    .actionExecutionDetails?.find((one) => one.actionName === 'Ask');
const answer = (token: string | undefined, status = 'Approved', summary = '', more: object = {}) =>
  rig.call(
    'PutApprovalResult',
    { pipelineName: 'shop', stageName: 'Prod', actionName: 'Ask', token, result: { status, summary }, ...more },
    ALICE,
  );
const refusal = (name: string) => expect.objectContaining({ name });

test('an open approval shows its token and its text, but no result', () => {
  const { token } = askState() ?? {};
  expect(token).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(askState()).toMatchObject({ status: 'InProgress', summary: 'Ship it?' });
  expect(askState()?.errorDetails).toBeUndefined();
  expect(listed()?.output?.executionResult).toEqual({ externalExecutionId: token });
  expect(rig.codepipeline.snapshot()[0]?.executions[0]?.stages[1]?.actions[0]).toMatchObject({
    status: 'InProgress',
    waitingForApproval: true,
    summary: 'Ship it?',
  });
});

test('an approval lets the stage go on, with the name of the caller', () => {
  const { token } = askState() ?? {};
  expect(answer(token)).toEqual({ approvedAt: rig.now() / 1000 });
  expect(rig.milestone()).toEqual(['action Prod/Ask SUCCEEDED', 'action Prod/Site STARTED']);
  expect(rig.events.at(-2)?.detail['execution-result']).toEqual({
    'external-execution-summary': `Approved by ${ALICE}`,
    'external-execution-id': token,
  });
  expect(askState()).toMatchObject({ status: 'Succeeded', lastUpdatedBy: ALICE, summary: `Approved by ${ALICE}` });
  expect(askState()?.token).toBeUndefined();
  expect(listed()?.updatedBy).toBe(ALICE);
});

test('a rejection fails the stage', () => {
  answer(askState()?.token, 'Rejected');
  expect(rig.milestone()).toEqual(['action Prod/Ask FAILED', 'stage Prod FAILED', 'pipeline FAILED']);
  expect(rig.events.at(-3)?.detail['execution-result']).toMatchObject({
    'external-execution-summary': `Rejected by ${ALICE}`,
    'error-code': 'JobFailed',
  });
});

test('a comment replaces the name', () => {
  answer(askState()?.token, 'Rejected', 'Not on a Friday');
  expect(rig.events.at(-3)?.detail['execution-result']).toMatchObject({
    'external-execution-summary': 'Not on a Friday',
  });
  expect(listed()).toMatchObject({
    updatedBy: ALICE,
    output: { executionResult: { errorDetails: { code: 'JobFailed' } } },
  });
});

test('a rejected approval opens again, with a new token, after a retry of its stage', () => {
  const { token } = askState() ?? {};
  answer(token, 'Rejected');
  rig.call('RetryStageExecution', {
    pipelineName: 'shop',
    stageName: 'Prod',
    pipelineExecutionId: execution,
    retryMode: 'FAILED_ACTIONS',
  });
  expect(askState()).toMatchObject({ status: 'InProgress' });
  expect(askState()?.token).not.toBe(token);
  expect(() => answer(token)).toThrow(refusal('ApprovalAlreadyCompletedException'));
});

describe('answers are refused', () => {
  test('with a token of no open approval', () => {
    expect(() => answer('11111111-2222-4333-8444-555555555555')).toThrow(refusal('InvalidApprovalTokenException'));
    expect(() => answer('NOT-A-TOKEN')).toThrow(refusal('ValidationException'));
    expect(rig.milestone()).toEqual([]);
  });

  test('with the token of another action', () => {
    expect(() => answer(askState()?.token, 'Approved', '', { actionName: 'Site' })).toThrow(
      refusal('InvalidApprovalTokenException'),
    );
    expect(() => answer(askState()?.token, 'Approved', '', { actionName: 'Nobody' })).toThrow(
      refusal('ActionNotFoundException'),
    );
    expect(() => answer(askState()?.token, 'Approved', '', { stageName: 'Nowhere' })).toThrow(
      refusal('StageNotFoundException'),
    );
  });

  test('with the id of another kind of action', () => {
    answer(askState()?.token);
    const site = rig.call('ListActionExecutions', { pipelineName: 'shop' }).actionExecutionDetails?.[0];
    expect(site).toMatchObject({ actionName: 'Site', status: 'InProgress' });
    expect(() =>
      answer(site?.output?.executionResult?.externalExecutionId, 'Approved', '', { actionName: 'Site' }),
    ).toThrow(refusal('InvalidApprovalTokenException'));
  });

  test('the second time', () => {
    const { token } = askState() ?? {};
    answer(token);
    expect(() => answer(token, 'Rejected')).toThrow(refusal('ApprovalAlreadyCompletedException'));
    expect(rig.milestone()).not.toContain('action Prod/Ask FAILED');
  });

  test('after the expiry, which fails the action', () => {
    const { token } = askState() ?? {};
    expect(rig.codepipeline.nextAt()).toBe(rig.now() + 3_600_000);
    rig.wait('1h');
    expect(rig.milestone()).toEqual(['action Prod/Ask FAILED', 'stage Prod FAILED', 'pipeline FAILED']);
    expect(() => answer(token)).toThrow(refusal('InvalidApprovalTokenException'));
  });

  test('after the action was abandoned', () => {
    const { token } = askState() ?? {};
    rig.call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: execution, abandon: true });
    expect(() => answer(token)).toThrow(refusal('InvalidApprovalTokenException'));
  });
});

test('editing the pipeline cancels the approval', () => {
  rig.codepipeline.update('shop');
  expect(rig.milestone()).toEqual(['action Prod/Ask CANCELED', 'stage Prod CANCELED', 'pipeline CANCELED']);
  expect(askState()?.status).toBe('Abandoned');
});

test('a stop without abandon waits for the answer', () => {
  const { token } = askState() ?? {};
  rig.call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: execution });
  rig.milestone();
  answer(token);
  expect(rig.milestone()).toEqual(['action Prod/Ask SUCCEEDED', 'stage Prod STOPPED', 'pipeline STOPPED']);
});

test('in PARALLEL mode each execution has its own token, only in its list of actions', () => {
  rig = createRig(shop('PARALLEL'));
  const [one, two] = [ask(), ask()];
  expect(askState()).toBeUndefined();
  const token = (id: string) => listed(id)?.output?.executionResult?.externalExecutionId;
  expect(token(one)).not.toBe(token(two));
  answer(token(two));
  expect(listed(one)?.status).toBe('InProgress');
  expect(listed(two)?.status).toBe('Succeeded');
});

test('an approval is open for seven days by default, and sends no request without a topic', () => {
  const quiet = shop();
  quiet.stages[1] = { name: 'Prod', actions: [{ name: 'Ask', provider: 'Manual' }] };
  rig = createRig(quiet);
  ask();
  expect(rig.codepipeline.nextAt()).toBe(rig.now() + 7 * 24 * 3_600_000);
  expect(rig.notified).toEqual([]);
});

test('the request to the topic has the format of AWS', () => {
  const { token } = askState() ?? {};
  const home = 'https://console.aws.amazon.com/codepipeline/home?region=eu-central-1#/view/shop';
  expect(rig.notified.map(({ topicArn, message }) => [topicArn, JSON.parse(message)])).toEqual([
    [
      TOPIC,
      {
        region: 'eu-central-1',
        consoleLink: home,
        approval: {
          pipelineName: 'shop',
          stageName: 'Prod',
          actionName: 'Ask',
          token,
          expires: '2026-03-02T10:00Z',
          externalEntityLink: 'https://example.com',
          approvalReviewLink: `${home}/Prod/Ask/approve/${token}`,
          customData: 'Ship it?',
        },
      },
    ],
  ]);
});

test('the token may appear after the event, but the token from SNS works at once', () => {
  rig.faults.push({ lag: 5_000 });
  rig.wait('4s');
  expect(askState()).toMatchObject({ status: 'InProgress', summary: 'Ship it?' });
  expect([askState()?.token, listed()?.output?.executionResult?.externalExecutionId]).toEqual([undefined, undefined]);
  const { token } = JSON.parse(rig.notified[0]?.message ?? '').approval;
  rig.wait('1s');
  expect([askState()?.token, listed()?.output?.executionResult?.externalExecutionId]).toEqual([token, token]);
  rig.faults.push({ lag: 60_000 });
  expect(askState()?.token).toBeUndefined();
  answer(token);
  expect(rig.milestone()).toContain('action Prod/Ask SUCCEEDED');
  expect(listed()?.output?.executionResult?.externalExecutionId).toBe(token);
});
