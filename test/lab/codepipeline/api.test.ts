import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as sdk from '@aws-sdk/client-codepipeline';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import model from '../../../lab/codepipeline/api.json' with { type: 'json' };
import { assertListed } from '../../../lab/codepipeline/api.ts';
import { WORKER } from '../../../lab/codepipeline/engine.ts';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import { operations } from '../../../lab/codepipeline/operations/index.ts';
import { createRig, type Rig } from '../../../lab/codepipeline/rig.ts';
import { codePipelineRequest } from '../../../lab/codepipeline/server.ts';
import { type Shape, validate } from '../../../lab/codepipeline/validate.ts';

/** The real client over HTTP, as the worker uses it: one file, because all tests share one server setup. */

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';
let rig: Rig;
let server: Server;
let client: sdk.CodePipelineClient;

beforeEach(async () => {
  rig = createRig({
    name: 'shop',
    tags: { env: 'prod', team: 'web', tier: '1' },
    stages: [
      { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection' }] },
      {
        name: 'Ask',
        actions: [
          { name: 'Lead', provider: 'Manual', timeoutInMinutes: 90, configuration: { CustomData: 'Ship it?' } },
        ],
      },
      {
        name: 'Deploy',
        actions: [{ name: 'Site', provider: 'CodeDeploy', outcomes: [{ state: 'Failed', message: 'Too few hosts' }] }],
      },
    ],
  });
  server = createServer(codePipelineRequest(rig.codepipeline));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  client = new sdk.CodePipelineClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'lab', secretAccessKey: 'lab' },
    maxAttempts: 1,
  });
});

afterEach(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

const names = { pipelineName: 'shop', stageName: 'Deploy' };

/** Runs an execution up to the open approval. */
async function asked(): Promise<string> {
  const { pipelineExecutionId } = await client.send(new sdk.StartPipelineExecutionCommand({ name: 'shop' }));
  rig.wait('3s');
  return pipelineExecutionId ?? '';
}

test('the client follows an execution to its end: start, state, approval, failure, retry, success', async () => {
  const pipelineExecutionId = await asked();
  const state = await client.send(new sdk.GetPipelineStateCommand({ name: 'shop' }));
  expect(state.created).toEqual(new Date('2026-03-02T09:00:00.250Z'));
  const open = state.stageStates?.[1]?.actionStates?.[0]?.latestExecution;
  expect(open).toMatchObject({ status: 'InProgress', summary: 'Ship it?' });

  const { approvedAt } = await client.send(
    new sdk.PutApprovalResultCommand({
      pipelineName: 'shop',
      stageName: 'Ask',
      actionName: 'Lead',
      token: open?.token,
      result: { status: 'Approved', summary: '' },
    }),
  );
  expect(approvedAt).toEqual(new Date(rig.now()));
  rig.wait('3s');

  const { actionExecutionDetails } = await client.send(
    new sdk.ListActionExecutionsCommand({ pipelineName: 'shop', filter: { pipelineExecutionId } }),
  );
  expect(actionExecutionDetails?.map(({ actionName }) => actionName)).toEqual(['Site', 'Lead', 'App']);
  expect(actionExecutionDetails?.[0]).toMatchObject({
    status: 'Failed',
    startTime: new Date('2026-03-02T09:00:03.250Z'),
    input: { actionTypeId: { category: 'Deploy' }, region: 'eu-central-1', inputArtifacts: [{ name: 'AppArtifact' }] },
    output: {
      executionResult: {
        externalExecutionId: expect.stringMatching(/^d-/),
        errorDetails: { code: 'JobFailed', message: 'Too few hosts' },
      },
    },
  });
  expect(actionExecutionDetails?.[1]?.updatedBy).toBe(WORKER);
  expect(actionExecutionDetails?.[2]?.output?.outputVariables).toMatchObject({ BranchName: 'main' });

  const retried = await client.send(
    new sdk.RetryStageExecutionCommand({ ...names, pipelineExecutionId, retryMode: 'FAILED_ACTIONS' }),
  );
  expect(retried.pipelineExecutionId).toBe(pipelineExecutionId);
  rig.wait('3s');
  const { pipelineExecution } = await client.send(
    new sdk.GetPipelineExecutionCommand({ pipelineName: 'shop', pipelineExecutionId }),
  );
  expect(pipelineExecution?.status).toBe('Succeeded');
});

test('transitions close and open with an empty answer', async () => {
  const gate = { ...names, transitionType: 'Inbound' as const };
  await client.send(new sdk.DisableStageTransitionCommand({ ...gate, reason: 'Frozen' }));
  const closed = await client.send(new sdk.GetPipelineStateCommand({ name: 'shop' }));
  expect(closed.stageStates?.[2]?.inboundTransitionState).toMatchObject({ enabled: false, lastChangedBy: WORKER });
  await client.send(new sdk.EnableStageTransitionCommand(gate));
  const open = await client.send(new sdk.GetPipelineStateCommand({ name: 'shop' }));
  expect(open.stageStates?.[2]?.inboundTransitionState).toMatchObject({ enabled: true });
});

test('the lab defines the caller', async () => {
  server.removeAllListeners('request');
  server.on('request', codePipelineRequest(rig.codepipeline, { caller: (req) => ({ arn: `arn:via:${req.method}` }) }));
  const pipelineExecutionId = await asked();
  const { pipelineExecution } = await client.send(
    new sdk.GetPipelineExecutionCommand({ pipelineName: 'shop', pipelineExecutionId }),
  );
  expect(pipelineExecution?.trigger).toEqual({ triggerType: 'StartPipelineExecution', triggerDetail: 'arn:via:POST' });
});

test('stop and the other read operations answer', async () => {
  const pipelineExecutionId = await asked();
  await client.send(
    new sdk.StopPipelineExecutionCommand({ pipelineName: 'shop', pipelineExecutionId, abandon: true, reason: 'No' }),
  );
  const { pipelineExecutionSummaries } = await client.send(
    new sdk.ListPipelineExecutionsCommand({ pipelineName: 'shop' }),
  );
  expect(pipelineExecutionSummaries).toMatchObject([{ status: 'Stopped', stopTrigger: { reason: 'No' } }]);

  const { pipeline, metadata } = await client.send(new sdk.GetPipelineCommand({ name: 'shop' }));
  expect(pipeline?.stages?.map((stage) => stage.name)).toEqual(['Source', 'Ask', 'Deploy']);
  expect(pipeline?.stages?.[1]?.actions?.[0]).toMatchObject({
    configuration: { CustomData: 'Ship it?' },
    timeoutInMinutes: 90,
  });
  expect(pipeline?.stages?.[2]?.actions?.[0]?.inputArtifacts).toEqual([{ name: 'AppArtifact' }]);
  const { tags } = await client.send(new sdk.ListTagsForResourceCommand({ resourceArn: metadata?.pipelineArn }));
  expect(tags).toContainEqual({ key: 'env', value: 'prod' });
  const { pipelines } = await client.send(new sdk.ListPipelinesCommand({}));
  expect(pipelines).toMatchObject([{ name: 'shop', version: 1, executionMode: 'SUPERSEDED' }]);

  const { ruleExecutionDetails } = await client.send(new sdk.ListRuleExecutionsCommand({ pipelineName: 'shop' }));
  expect(ruleExecutionDetails).toEqual([]);
  const [site] = rig.events.filter(({ detail }) => detail.action);
  const actionExecutionId = String(site?.detail['action-execution-id']);
  const { targets } = await client.send(
    new sdk.ListDeployActionExecutionTargetsCommand({ pipelineName: 'shop', actionExecutionId }),
  );
  expect(targets).toEqual([]);
});

test('only executions of the current structure count as succeeded in a stage', async () => {
  const succeeded = async (stageName = 'Source') => {
    const filter = { succeededInStage: { stageName } };
    const listed = await client.send(new sdk.ListPipelineExecutionsCommand({ pipelineName: 'shop', filter }));
    return listed.pipelineExecutionSummaries?.map((execution) => execution.pipelineExecutionId);
  };
  const old = await asked();
  expect(await succeeded()).toEqual([old]);
  expect(await succeeded('Deploy')).toEqual([]);
  rig.codepipeline.update('shop');
  expect(await succeeded()).toEqual([]);
});

describe('lists have pages', () => {
  test('newest first, and new executions do not shift them', async () => {
    const ids = [await asked(), await asked(), await asked()];
    const list = (nextToken?: string) =>
      client.send(new sdk.ListPipelineExecutionsCommand({ pipelineName: 'shop', maxResults: 2, nextToken }));
    const first = await list();
    await asked();
    const second = await list(first.nextToken);
    const seen = [first, second].flatMap((page) => page.pipelineExecutionSummaries ?? []);
    expect(seen.map((execution) => execution.pipelineExecutionId)).toEqual(ids.reverse());
    expect(second.nextToken).toBeUndefined();
    await expect(list('bogus')).rejects.toThrow(sdk.InvalidNextTokenException);
  });

  test('of actions in the order of their start, across executions', async () => {
    await asked();
    rig.codepipeline.outcome('shop', 'Source', 'App', { state: 'Succeeded', takes: '1m' });
    await client.send(new sdk.StartPipelineExecutionCommand({ name: 'shop' }));
    rig.wait('1s');
    const token = rig.call('GetPipelineState', { name: 'shop' }).stageStates?.[1]?.actionStates?.[0]?.latestExecution;
    rig.call('PutApprovalResult', {
      pipelineName: 'shop',
      stageName: 'Ask',
      actionName: 'Lead',
      token: token?.token,
      result: { status: 'Approved', summary: 'yes' },
    });
    const listed = await client.send(new sdk.ListActionExecutionsCommand({ pipelineName: 'shop' }));
    expect(listed.actionExecutionDetails?.map(({ actionName }) => actionName)).toEqual(['Site', 'App', 'Lead', 'App']);
  });

  test('that the SDK reads to the end', async () => {
    await asked();
    await asked();
    const seen: unknown[] = [];
    for await (const { actionExecutionDetails } of sdk.paginateListActionExecutions(
      { client, pageSize: 1 },
      { pipelineName: 'shop' },
    )) {
      expect(actionExecutionDetails).toHaveLength(1);
      seen.push(...(actionExecutionDetails ?? []));
    }
    expect(seen).toHaveLength(3);
  });
});

describe('refusals arrive as the exceptions of the SDK', () => {
  const gone = { ...names, pipelineName: 'gone' };
  const id = { pipelineExecutionId: UNKNOWN_ID };
  const refusals = [
    [sdk.PipelineNotFoundException, new sdk.GetPipelineStateCommand({ name: 'gone' })],
    [sdk.PipelineNotFoundException, new sdk.GetPipelineCommand({ name: 'gone' })],
    [sdk.PipelineVersionNotFoundException, new sdk.GetPipelineCommand({ name: 'shop', version: 9 })],
    [sdk.PipelineExecutionNotFoundException, new sdk.GetPipelineExecutionCommand({ ...names, ...id })],
    [sdk.PipelineExecutionNotFoundException, new sdk.ListActionExecutionsCommand({ ...names, filter: id })],
    [sdk.PipelineExecutionNotFoundException, new sdk.ListRuleExecutionsCommand({ ...names, filter: id })],
    [sdk.PipelineNotFoundException, new sdk.ListPipelineExecutionsCommand(gone)],
    [
      sdk.StageNotFoundException,
      new sdk.EnableStageTransitionCommand({ ...names, stageName: 'Nowhere', transitionType: 'Inbound' }),
    ],
    [sdk.PipelineNotFoundException, new sdk.StartPipelineExecutionCommand({ name: 'gone' })],
    [sdk.PipelineExecutionNotStoppableException, new sdk.StopPipelineExecutionCommand({ ...names, ...id })],
    [sdk.StageNotRetryableException, new sdk.RetryStageExecutionCommand({ ...names, ...id, retryMode: 'ALL_ACTIONS' })],
    [
      sdk.UnableToRollbackStageException,
      new sdk.RollbackStageCommand({ ...names, stageName: 'Source', targetPipelineExecutionId: UNKNOWN_ID }),
    ],
    [
      sdk.ConditionNotOverridableException,
      new sdk.OverrideStageConditionCommand({ ...names, ...id, conditionType: 'ON_SUCCESS' }),
    ],
    [
      sdk.ActionExecutionNotFoundException,
      new sdk.ListDeployActionExecutionTargetsCommand({ actionExecutionId: UNKNOWN_ID }),
    ],
    [
      sdk.ResourceNotFoundException,
      new sdk.ListTagsForResourceCommand({ resourceArn: 'arn:aws:codepipeline:eu-central-1:123456789012:gone' }),
    ],
    [
      sdk.ValidationException,
      new sdk.DisableStageTransitionCommand({ ...names, transitionType: 'Inbound', reason: 'deploy_freeze' }),
    ],
  ] as const;
  for (const [exception, command] of refusals) {
    test(`${exception.name} from ${command.constructor.name}`, async () => {
      // The commands share no type that the client accepts.
      await expect(client.send(command as sdk.GetPipelineCommand)).rejects.toThrow(exception);
    });
  }
});

describe('input is validated against the model', () => {
  const refused = (operation: string, input: object) => {
    try {
      rig.codepipeline.call(operation, input);
    } catch (error) {
      return error instanceof AwsError ? `${error.name}: ${error.message}` : String(error);
    }
    return 'nothing was refused';
  };

  test('and refused with the message of AWS', () => {
    expect(
      refused('DisableStageTransition', { ...names, transitionType: 'Inbound', reason: 'Frozen by alice: INC-42' }),
    ).toBe(
      "ValidationException: 1 validation error detected: Value 'Frozen by alice: INC-42' at 'reason' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9!@ \\(\\)\\.\\*\\?\\-]+",
    );
  });

  test('with all errors at once', () => {
    const message = refused('DisableStageTransition', { pipelineName: 'a b', transitionType: 'Sideways' });
    expect(message).toContain('4 validation errors detected');
    expect(message).toContain("Value null at 'stageName' failed to satisfy constraint: Member must not be null");
    expect(message).toContain("Value 'Sideways' at 'transitionType'");
    expect(message).toContain('enum value set: [Inbound, Outbound]');
  });

  test('in lists and structures', () => {
    const start = (variables: object[]) => refused('StartPipelineExecution', { name: 'shop', variables });
    expect(start([{ name: 'A', value: '' }])).toContain(
      "at 'variables.1.member.value' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
    expect(start([])).toContain("at 'variables'");
    expect(start(Array(51).fill({ name: 'A', value: 'b' }))).toContain('length less than or equal to 50');
    expect(refused('ListActionExecutions', { pipelineName: 'shop', maxResults: 101 })).toContain(
      'Member must have value less than or equal to 100',
    );
    expect(
      refused('PutApprovalResult', { ...names, actionName: 'Site', token: UNKNOWN_ID, result: { status: 'Approved' } }),
    ).toContain("Value null at 'result.summary'");
  });

  test('and a value of the wrong type is a serialization error', () => {
    expect(refused('GetPipelineState', { name: 7 })).toContain('SerializationException');
    expect(refused('StopPipelineExecution', { ...names, pipelineExecutionId: UNKNOWN_ID, abandon: 'yes' })).toContain(
      'SerializationException',
    );
  });

  test('in keys of maps and in recursive shapes', () => {
    const shapes: Record<string, Shape> = {
      Tree: { type: 'structure', members: { branches: 'Branches' } },
      Branches: { type: 'map', key: 'Name', value: 'Tree', max: 2 },
      Name: { type: 'string', pattern: '[a-z]+' },
    };
    const leaf = {};
    expect(() => validate(shapes, 'Tree', { branches: { a: { branches: { b: leaf } } } })).not.toThrow();
    expect(() => validate(shapes, 'Tree', { branches: { a: { branches: { B: leaf } } } })).toThrow(
      "Value 'B' at 'branches.a.branches.key'",
    );
    expect(() => validate(shapes, 'Tree', { branches: { a: leaf, b: leaf, c: leaf } })).toThrow('length less than');
  });
});

describe('faults on demand', () => {
  const state = () => client.send(new sdk.GetPipelineStateCommand({ name: 'shop' }));

  test('affect only the next calls of their operation', async () => {
    rig.faults.push({ operation: 'GetPipelineState', answer: 'ThrottlingException', times: 1 });
    rig.faults.push({ operation: 'GetPipelineState', answer: 'AccessDeniedException', times: 1 });
    await client.send(new sdk.ListPipelinesCommand({}));
    await expect(state()).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' });
    await expect(state()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(state()).resolves.toMatchObject({ pipelineName: 'shop' });
  });

  test('may be a broken server', async () => {
    rig.faults.push({ operation: 'GetPipelineState', answer: 'InternalFailure', times: 1 });
    await expect(state()).rejects.toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
  });

  test('may lose the answer after the work is done', async () => {
    rig.faults.push({ operation: 'StartPipelineExecution', answer: 'InternalFailure', times: 1, after: true });
    await expect(asked()).rejects.toThrow();
    expect(rig.summary(rig.codepipeline.snapshot()[0]?.executions[0]?.id ?? '')).toContain('pipeline STARTED');
  });

  test('may be a call without an answer', async () => {
    rig.faults.push({ operation: 'GetPipelineState', answer: 'hang', times: 1 });
    const gaveUp = new AbortController();
    let answered = false;
    const silent = client.send(new sdk.GetPipelineStateCommand({ name: 'shop' }), { abortSignal: gaveUp.signal });
    silent.then(
      () => (answered = true),
      () => undefined,
    );
    await vi.waitFor(() => expect(rig.faults[0]).toMatchObject({ times: 0 }), { timeout: 300_000 });
    await state();
    expect(answered).toBe(false);
    gaveUp.abort();
    await expect(silent).rejects.toThrow('abort');
  });
});

describe('the registry', () => {
  test('has exactly the operations of the model', () => {
    expect(Object.keys(operations).sort()).toEqual(Object.keys(model.operations).sort());
  });

  test('has every operation from the files', () => {
    const folder = new URL('../../../lab/codepipeline/operations/', import.meta.url);
    const exported = readdirSync(folder)
      .map((file) => readFileSync(new URL(file, folder), 'utf8'))
      .flatMap((code) => [...code.matchAll(/^export function (\w+)/gm)].map(([, name]) => name));
    expect(exported.sort()).toEqual(Object.keys(operations).sort());
  });

  test('refuses an error that the model of the operation does not list', () => {
    const conflict = new AwsError('ConflictException', 'busy');
    expect(() => assertListed('GetPipelineState', conflict)).toThrow(
      'GetPipelineState cannot answer ConflictException',
    );
    expect(() => assertListed('RetryStageExecution', conflict)).not.toThrow();
  });
});

describe('an invalid call', () => {
  const post = async (target: string, body: string) => {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      headers: { 'x-amz-target': target },
      body,
    });
    return [answer.status, ((await answer.json()) as { __type: string }).__type];
  };

  test('is refused with the matching error', async () => {
    expect(await post('CodePipeline_20150709.DeletePipeline', '{}')).toEqual([400, 'UnknownOperationException']);
    expect(await post('CodeBuild_20161006.GetPipelineState', '{}')).toEqual([400, 'UnknownOperationException']);
    expect(await post('CodePipeline_20150709.ListPipelines', '{')).toEqual([400, 'SerializationException']);
  });
});
