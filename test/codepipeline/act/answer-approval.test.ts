import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import type { Rig } from '../../../lab/codepipeline/rig.ts';
import type { Execution } from '../../../lib/core/execution/facts.ts';
import type { Input } from '../../../lib/core/model/input.ts';
import { resultOf } from '../../kit/effects.ts';
import { answering, asked, decide, push, type Served, serve, shop } from '../served.ts';

/** An answer goes to the run that it was given for, or has no effect. */

const puts = ({ calls }: Served) => calls.filter((call) => call.operation === 'PutApprovalResult').map((c) => c.input);
const seenIn = (inputs: Input[]) => inputs.flatMap((input) => (input.type === 'seen' ? [input.execution] : []));
const done = { done: true, digest: 'd' };

/** The status and summary of this approval in the API. */
function standing(rig: Rig, executionId: string) {
  const { status, output } = asked(rig, executionId);
  return { status, summary: output?.executionResult?.externalExecutionSummary };
}

function stateOf([execution]: Execution[], runId: string): string[] {
  const facts = Object.values(execution?.facts ?? {});
  return facts.filter((fact) => fact.type === 'action' && fact.runId === runId).map((fact) => fact.state);
}

/** If a person was first, Signalbox records how the run ended, and no answer of its own. */
function expectTruth(inputs: Input[], runId: string, state: string): void {
  expect(resultOf(inputs)).toEqual(done);
  expect(stateOf(seenIn(inputs), runId)).toEqual(expect.arrayContaining(['STARTED', state]));
  expect(seenIn(inputs)[0]?.approvals).toBeUndefined();
}

describe('an answer', () => {
  it.each([
    ['approve', 'Approved in Slack by Ann (U0ANN)', 'Succeeded'],
    ['reject', 'Rejected in Slack by Ann (U0ANN): not today', 'Failed'],
  ] as const)('to %s names the person in AWS, and is recorded', async (decision, summary, status) => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId, token } = asked(served.rig, id);
    const inputs = await served.world.answer(answering(id, runId, { decision, summary }));
    expect(standing(served.rig, id)).toEqual({ status, summary });
    expect(resultOf(inputs)).toEqual(done);
    expect(seenIn(inputs)).toMatchObject([
      {
        facts: {},
        approvals: {
          answers: { [`Prod/Ask@${runId}`]: [served.rig.now(), { decision, by: ['U0ANN'], summary, policy: 'p1' }] },
        },
      },
    ]);
    expect(JSON.stringify(inputs)).not.toContain(token);
  });

  it('is no longer than AWS accepts', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    expect(resultOf(await served.world.answer(answering(id, runId, { summary: 'x'.repeat(600) })))).toEqual(done);
    expect(standing(served.rig, id).summary).toHaveLength(512);
  });

  it('in PARALLEL mode uses the token of its own execution, even if others wait there', async () => {
    const served = await serve(shop('PARALLEL'));
    const [one, two] = [push(served.rig, 1), push(served.rig, 2)];
    const { runId, token } = asked(served.rig, one);
    expect(resultOf(await served.world.answer(answering(one, runId)))).toEqual(done);
    expect(puts(served)).toMatchObject([{ token }]);
    expect(standing(served.rig, one).status).toBe('Succeeded');
    expect(standing(served.rig, two).status).toBe('InProgress');
    const other = asked(served.rig, two);
    await served.world.answer(answering(two, other.runId, { decision: 'reject', summary: 'No' }));
    expect(standing(served.rig, two)).toEqual({ status: 'Failed', summary: 'No' });
  });

  it('reaches its own execution while others are queued behind it', async () => {
    const served = await serve(shop('QUEUED'));
    const [one, two] = [push(served.rig, 1), push(served.rig, 2)];
    const { runId } = asked(served.rig, one);
    await served.world.answer(answering(one, runId));
    served.rig.wait('3s');
    expect(standing(served.rig, one).status).toBe('Succeeded');
    expect(standing(served.rig, two).status).toBe('InProgress');
  });
});

describe('an answer has no effect', () => {
  it('when a retry started another run', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    decide(served.rig, id, 'Rejected', 'Not yet');
    served.rig.wait('1s');
    const what = { pipelineName: 'shop', stageName: 'Prod', pipelineExecutionId: id, retryMode: 'FAILED_ACTIONS' };
    served.rig.call('RetryStageExecution', what);
    expectTruth(await served.world.answer(answering(id, runId)), runId, 'FAILED');
    expect(puts(served)).toEqual([]);
    expect(standing(served.rig, id).status).toBe('InProgress');
  });

  it('when another execution has entered the stage since', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    const next = push(served.rig, 2);
    decide(served.rig, id, 'Rejected');
    served.rig.wait('1s');
    expect(standing(served.rig, next).status).toBe('InProgress');
    expectTruth(await served.world.answer(answering(id, runId)), runId, 'FAILED');
    expect(puts(served)).toEqual([]);
    expect(standing(served.rig, next).status).toBe('InProgress');
  });

  it.each([
    ['the run of another execution', (_: string, other: string) => ({ runId: other })],
    ['an unknown run', () => ({ runId: '00000000-0000-4000-8000-0000000000ff' })],
    ['another action', () => ({ action: 'Site' })],
    ['another stage', () => ({ stage: 'Source' })],
  ])('when it names %s', async (_, change) => {
    const served = await serve(shop('PARALLEL'));
    const [one, two] = [push(served.rig, 1), push(served.rig, 2)];
    const { runId } = asked(served.rig, one);
    const wrong = answering(one, runId, change(runId, asked(served.rig, two).runId));
    // A list that lags would show the same, so Signalbox retries while the approval waits.
    expect(resultOf(await served.world.answer(wrong))).toMatchObject({ done: false });
    expect(puts(served)).toEqual([]);
    expect([one, two].map((id) => standing(served.rig, id).status)).toEqual(['InProgress', 'InProgress']);
  });

  it.each([
    ['decided at the console', (served: Served, id: string) => decide(served.rig, id), 'SUCCEEDED'],
    ['expired', ({ rig }: Served) => rig.wait('2h'), 'FAILED'],
    ['abandoned', ({ rig }: Served, id: string) => stop(rig, id), 'ABANDONED'],
    ['canceled by an edit', ({ rig }: Served) => rig.codepipeline.update('shop'), 'ABANDONED'],
  ] as const)('when the approval is already %s', async (_, first, state) => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    first(served, id);
    expectTruth(await served.world.answer(answering(id, runId)), runId, state);
    expect(puts(served)).toEqual([]);
  });

  it('when its preparation took too long', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    served.before.GetPipelineState = () => served.rig.wait('20m');
    expect(resultOf(await served.world.answer(answering(id, asked(served.rig, id).runId)))).toMatchObject({
      done: false,
    });
    expect(puts(served)).toEqual([]);
  });

  it('when a person decides between our read and our answer', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.before.PutApprovalResult = () => decide(served.rig, id, 'Rejected', 'I was first');
    expectTruth(await served.world.answer(answering(id, runId)), runId, 'FAILED');
    expect(puts(served)).toHaveLength(1);
    expect(standing(served.rig, id).summary).toBe('I was first');
  });

  it('when the approval expires between our read and our answer', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.before.PutApprovalResult = () => served.rig.wait('2h');
    expectTruth(await served.world.answer(answering(id, runId)), runId, 'FAILED');
  });

  it('when the run belongs to another execution, although the list shows it', async () => {
    const served = await serve(shop('PARALLEL'));
    const [one, two] = [push(served.rig, 1), push(served.rig, 2)];
    const all = served.rig.call('ListActionExecutions', { pipelineName: 'shop' });
    served.alter.ListActionExecutions = () => all;
    expect(resultOf(await served.world.answer(answering(one, asked(served.rig, two).runId)))).toMatchObject({
      done: false,
    });
    expect(puts(served)).toEqual([]);
    expect(standing(served.rig, two).status).toBe('InProgress');
  });

  it('when the pipeline is gone', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const effect = answering(id, asked(served.rig, id).runId);
    const inputs = await served.world.answer({ ...effect, execution: { ...effect.execution, pipeline: 'nowhere' } });
    expect(resultOf(inputs)).toEqual(done);
    expect(seenIn(inputs)).toMatchObject([{ about: { gone: 7 } }]);
  });
});

function stop(rig: Rig, pipelineExecutionId: string): void {
  rig.call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId, abandon: true });
}

describe('the token', () => {
  const UUID = '11111111-2222-4333-8444-555555555555';

  it('that does not show yet delays the answer', async () => {
    const served = await serve();
    served.rig.faults.push({ lag: 10_000 });
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    expect(resultOf(await served.world.answer(answering(id, runId)))).toMatchObject({
      done: false,
      lasting: false,
      why: 'CodePipeline does not show the token of this approval yet',
    });
    served.rig.wait('10s');
    expect(resultOf(await served.world.answer(answering(id, runId)))).toEqual(done);
    expect(standing(served.rig, id).status).toBe('Succeeded');
  });

  /** The state from the time when an earlier execution was in the stage. */
  async function laggingState() {
    const served = await serve();
    const first = push(served.rig, 1);
    const before = served.rig.call('GetPipelineState', { name: 'shop' });
    decide(served.rig, first, 'Rejected');
    const id = push(served.rig, 2);
    served.alter.GetPipelineState = () => before;
    return { served, first, id, run: asked(served.rig, id) };
  }

  it('of the previous execution, in a state that lags, is not used', async () => {
    const { served, id, run } = await laggingState();
    expect(resultOf(await served.world.answer(answering(id, run.runId)))).toEqual(done);
    expect(puts(served)).toMatchObject([{ token: run.token }]);
    expect(standing(served.rig, id).status).toBe('Succeeded');
  });

  it('of the previous execution is not used even if no other token shows', async () => {
    const { served, id, run } = await laggingState();
    served.alter.ListActionExecutions = withoutExternalIds;
    expect(resultOf(await served.world.answer(answering(id, run.runId)))).toMatchObject({ done: false });
    expect(puts(served)).toEqual([]);
  });

  it('of the previous execution is not used even if the state names no runs', async () => {
    const { served, id, run } = await laggingState();
    const stale = served.alter.GetPipelineState;
    served.alter.GetPipelineState = (output, input) => withoutRunIds(stale?.(output, input) as State);
    expect(resultOf(await served.world.answer(answering(id, run.runId)))).toEqual(done);
    expect(puts(served)).toMatchObject([{ token: run.token }]);
  });

  it('belongs to the action, not to another one that waits beside it', async () => {
    const pipeline = shop();
    pipeline.stages[1]?.actions.unshift({ name: 'Legal', provider: 'Manual' });
    const served = await serve(pipeline);
    const id = push(served.rig, 1);
    const { runId, token } = asked(served.rig, id);
    served.alter.GetPipelineState = withoutRunIds;
    expect(resultOf(await served.world.answer(answering(id, runId)))).toEqual(done);
    expect(puts(served)).toMatchObject([{ actionName: 'Ask', token }]);
    expect(served.rig.summary(id).filter((line) => line.includes('Legal'))).toEqual(['action Prod/Legal STARTED']);
  });

  it('is not any external id', async () => {
    const served = await serve(shop('PARALLEL'));
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.alter.ListActionExecutions = withExternalId('Ask:1');
    expect(resultOf(await served.world.answer(answering(id, runId)))).toMatchObject({
      why: 'CodePipeline does not show the token of this approval yet',
    });
    expect(puts(served)).toEqual([]);
  });

  it('of an earlier run of the same execution is not used', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const before = served.rig.call('GetPipelineState', { name: 'shop' });
    decide(served.rig, id, 'Rejected');
    served.rig.wait('1s');
    const what = { pipelineName: 'shop', stageName: 'Prod', pipelineExecutionId: id, retryMode: 'FAILED_ACTIONS' };
    served.rig.call('RetryStageExecution', what);
    served.alter.GetPipelineState = () => before;
    served.alter.ListActionExecutions = withoutExternalIds;
    expect(resultOf(await served.world.answer(answering(id, asked(served.rig, id).runId)))).toMatchObject({
      done: false,
    });
    expect(puts(served)).toEqual([]);
  });

  it('that the state shows for this run is used, whatever the external id is', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId, token } = asked(served.rig, id);
    served.alter.ListActionExecutions = withExternalId(UUID);
    expect(resultOf(await served.world.answer(answering(id, runId)))).toEqual(done);
    expect(puts(served)).toMatchObject([{ token }]);
  });

  it('is not guessed if the state names no run and contradicts the list', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.alter.GetPipelineState = withoutRunIds;
    served.alter.ListActionExecutions = withExternalId(UUID);
    expect(resultOf(await served.world.answer(answering(id, runId)))).toMatchObject({
      done: false,
      why: expect.stringContaining('two different tokens'),
    });
    expect(puts(served)).toEqual([]);
    served.alter.ListActionExecutions = withoutExternalIds;
    expect(resultOf(await served.world.answer(answering(id, runId)))).toEqual(done);
  });

  it('is taken from the list if the state cannot be read', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.rig.faults.push({ operation: 'GetPipelineState', answer: 'AccessDeniedException', times: 1 });
    expect(resultOf(await served.world.answer(answering(id, runId)))).toEqual(done);
    expect(standing(served.rig, id).status).toBe('Succeeded');
  });

  it('that AWS refuses while the run waits is not recorded as an answer', async () => {
    const served = await serve(shop('PARALLEL'));
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.alter.ListActionExecutions = withExternalId(UUID);
    const inputs = await served.world.answer(answering(id, runId));
    expect(resultOf(inputs)).toMatchObject({ done: false, lasting: false, why: expect.stringContaining('token') });
    expect(seenIn(inputs)).toEqual([]);
    expect(standing(served.rig, id).status).toBe('InProgress');
  });

  type Actions = Parameters<NonNullable<Served['alter']['ListActionExecutions']>>[0];
  function withExternalId(id: string | undefined) {
    return (output: Actions) => {
      for (const one of output.actionExecutionDetails ?? []) {
        if (one.actionName === 'Ask' && one.status === 'InProgress' && one.output) {
          one.output.executionResult = id === undefined ? {} : { externalExecutionId: id };
        }
      }
      return output;
    };
  }
  const withoutExternalIds = withExternalId(undefined);

  type State = Parameters<NonNullable<Served['alter']['GetPipelineState']>>[0];
  function withoutRunIds(output: State) {
    for (const action of (output.stageStates ?? []).flatMap((stage) => stage.actionStates ?? [])) {
      delete action.latestExecution?.actionExecutionId;
    }
    return output;
  }
});

describe('when CodePipeline does not answer as expected', () => {
  it('an answer with a lost confirmation is recognized as ours', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.alter.PutApprovalResult = () => {
      throw new AwsError('InternalFailure', 'The answer is lost', 500);
    };
    const inputs = await served.world.answer(answering(id, runId));
    expect(resultOf(inputs)).toEqual(done);
    expect(stateOf(seenIn(inputs), runId)).toContain('SUCCEEDED');
    expect(seenIn(inputs)).toMatchObject([
      { approvals: { answers: { [`Prod/Ask@${runId}`]: [served.rig.now(), { by: ['U0ANN'], policy: 'p1' }] } } },
    ]);
  });

  it('the next worker recognizes the answer of a worker that died', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const effect = answering(id, asked(served.rig, id).runId);
    await served.world.answer(effect);
    const inputs = await served.world.answer(effect);
    expect(puts(served)).toHaveLength(1);
    expect(seenIn(inputs)).toMatchObject([{ approvals: { answers: { [effect.run]: [expect.any(Number), {}] } } }]);
    const others = await served.world.answer({ ...effect, decision: 'reject' });
    expect(seenIn(others)[0]?.approvals).toBeUndefined();
  });

  it('a lost answer stays unsure', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.rig.faults.push({ operation: 'PutApprovalResult', answer: 'InternalFailure', times: 9 });
    expect(resultOf(await served.world.answer(answering(id, runId)))).toMatchObject({ done: false, unsure: true });
    expect(standing(served.rig, id).status).toBe('InProgress');
  });

  it('a throttled answer was certainly not given', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.rig.faults.push({ operation: 'PutApprovalResult', answer: 'ThrottlingException', times: 2 });
    const result = resultOf(await served.world.answer(answering(id, runId)));
    expect(result).toMatchObject({ done: false, unsure: false, lasting: false });
    expect(resultOf(await served.world.answer(answering(id, runId)))).toEqual(done);
  });

  it.each(['PutApprovalResult', 'ListActionExecutions'])('a denied %s names the permission', async (operation) => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.rig.faults.push({ operation, answer: 'AccessDeniedException', times: 9 });
    expect(resultOf(await served.world.answer(answering(id, runId)))).toMatchObject({
      done: false,
      lasting: true,
      why: `AccessDenied: Signalbox's role lacks codepipeline:${operation} for this pipeline`,
    });
  });

  it('a failed read after a refusal is repeated later', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.before.PutApprovalResult = () => {
      decide(served.rig, id);
      served.rig.faults.push({ operation: 'ListPipelineExecutions', answer: 'ThrottlingException', times: 2 });
    };
    expect(resultOf(await served.world.answer(answering(id, runId)))).toMatchObject({ done: false });
    expectTruth(await served.world.answer(answering(id, runId)), runId, 'SUCCEEDED');
  });

  it('an approval in a renamed stage is left to the console', async () => {
    const served = await serve(shop('PARALLEL'));
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.before.PutApprovalResult = () => {
      throw new AwsError('StageNotFoundException', 'There is no stage Prod');
    };
    const result = resultOf(await served.world.answer(answering(id, runId)));
    expect(result).toMatchObject({ done: false, lasting: true, why: expect.stringContaining('StageNotFound') });
  });
});
