import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import type { Rig } from '../../../lab/codepipeline/rig.ts';
import type { Execution } from '../../../lib/core/execution/facts.ts';
import type { Input } from '../../../lib/core/model/input.ts';
import { resultOf } from '../../kit/effects.ts';
import { answering, asked, decide, push, type Served, serve, shop } from '../served.ts';

/** An answer goes to the run it was given for, or to nobody. */

const puts = ({ calls }: Served) => calls.filter((call) => call.operation === 'PutApprovalResult').map((c) => c.input);
const seenIn = (inputs: Input[]) => inputs.flatMap((input) => (input.type === 'seen' ? [input.execution] : []));
const done = { done: true, digest: 'd' };

/** How the API says it stands with this approval. */
function standing(rig: Rig, executionId: string) {
  const { status, output } = asked(rig, executionId);
  return { status, summary: output?.executionResult?.externalExecutionSummary };
}

function stateOf([execution]: Execution[], runId: string): string[] {
  const facts = Object.values(execution?.facts ?? {});
  return facts.filter((fact) => fact.type === 'action' && fact.runId === runId).map((fact) => fact.state);
}

/** What is told when somebody was first: how it ended, and no answer of ours. */
function expectTruth(inputs: Input[], runId: string, state: string): void {
  expect(resultOf(inputs)).toEqual(done);
  expect(stateOf(seenIn(inputs), runId)).toEqual(expect.arrayContaining(['STARTED', state]));
  expect(seenIn(inputs)[0]?.approvals).toBeUndefined();
}

describe('an answer', () => {
  it.each([
    ['approve', 'Approved in Slack by Ann (U0ANN)', 'Succeeded'],
    ['reject', 'Rejected in Slack by Ann (U0ANN): not today', 'Failed'],
  ] as const)('to %s says in AWS who it was, and is remembered', async (decision, summary, status) => {
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

  it('is no longer than AWS takes', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    expect(resultOf(await served.world.answer(answering(id, runId, { summary: 'x'.repeat(600) })))).toEqual(done);
    expect(standing(served.rig, id).summary).toHaveLength(512);
  });

  it('in PARALLEL mode takes the token of its own execution, whoever else waits there', async () => {
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

describe('an answer goes to nobody', () => {
  it('when the run was another, as after a retry', async () => {
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

  it('when another execution has come to the stage since', async () => {
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
    ['a run nobody knows', () => ({ runId: '00000000-0000-4000-8000-0000000000ff' })],
    ['another action', () => ({ action: 'Site' })],
    ['another stage', () => ({ stage: 'Source' })],
  ])('when it names %s', async (_, change) => {
    const served = await serve(shop('PARALLEL'));
    const [one, two] = [push(served.rig, 1), push(served.rig, 2)];
    const { runId } = asked(served.rig, one);
    const wrong = answering(one, runId, change(runId, asked(served.rig, two).runId));
    // A list that lags would show the same, so it is tried again while it waits.
    expect(resultOf(await served.world.answer(wrong))).toMatchObject({ done: false });
    expect(puts(served)).toEqual([]);
    expect([one, two].map((id) => standing(served.rig, id).status)).toEqual(['InProgress', 'InProgress']);
  });

  it.each([
    ['decided at the console', (served: Served, id: string) => decide(served.rig, id), 'SUCCEEDED'],
    ['expired', ({ rig }: Served) => rig.wait('2h'), 'FAILED'],
    ['abandoned', ({ rig }: Served, id: string) => stop(rig, id), 'ABANDONED'],
    ['canceled by an edit', ({ rig }: Served) => rig.codepipeline.update('shop'), 'ABANDONED'],
  ] as const)('once it was %s', async (_, first, state) => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    first(served, id);
    expectTruth(await served.world.answer(answering(id, runId)), runId, state);
    expect(puts(served)).toEqual([]);
  });

  it('when it took so long to prepare that nobody waits for it any more', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    served.before.GetPipelineState = () => served.rig.wait('20m');
    expect(resultOf(await served.world.answer(answering(id, asked(served.rig, id).runId)))).toMatchObject({
      done: false,
    });
    expect(puts(served)).toEqual([]);
  });

  it('when somebody decides between our look and our answer', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.before.PutApprovalResult = () => decide(served.rig, id, 'Rejected', 'I was first');
    expectTruth(await served.world.answer(answering(id, runId)), runId, 'FAILED');
    expect(puts(served)).toHaveLength(1);
    expect(standing(served.rig, id).summary).toBe('I was first');
  });

  it('when it expires between our look and our answer', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.before.PutApprovalResult = () => served.rig.wait('2h');
    expectTruth(await served.world.answer(answering(id, runId)), runId, 'FAILED');
  });

  it('when the run is of another execution, though the list shows it', async () => {
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

  it('that does not show yet is waited for', async () => {
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

  /** The state as it stood when an earlier execution was in the stage. */
  async function laggingState() {
    const served = await serve();
    const first = push(served.rig, 1);
    const before = served.rig.call('GetPipelineState', { name: 'shop' });
    decide(served.rig, first, 'Rejected');
    const id = push(served.rig, 2);
    served.alter.GetPipelineState = () => before;
    return { served, first, id, run: asked(served.rig, id) };
  }

  it('of the execution before, in a state that lags, is not taken', async () => {
    const { served, id, run } = await laggingState();
    expect(resultOf(await served.world.answer(answering(id, run.runId)))).toEqual(done);
    expect(puts(served)).toMatchObject([{ token: run.token }]);
    expect(standing(served.rig, id).status).toBe('Succeeded');
  });

  it('of the execution before is not taken even if nothing else shows', async () => {
    const { served, id, run } = await laggingState();
    served.alter.ListActionExecutions = withoutExternalIds;
    expect(resultOf(await served.world.answer(answering(id, run.runId)))).toMatchObject({ done: false });
    expect(puts(served)).toEqual([]);
  });

  it('of the execution before is not taken where the state names no runs either', async () => {
    const { served, id, run } = await laggingState();
    const stale = served.alter.GetPipelineState;
    served.alter.GetPipelineState = (output, input) => withoutRunIds(stale?.(output, input) as State);
    expect(resultOf(await served.world.answer(answering(id, run.runId)))).toEqual(done);
    expect(puts(served)).toMatchObject([{ token: run.token }]);
  });

  it('is that of the action, not of another that waits beside it', async () => {
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

  it('of an earlier run of the same execution is not taken', async () => {
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

  it('that the state shows for this very run is right, whatever the external id is', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId, token } = asked(served.rig, id);
    served.alter.ListActionExecutions = withExternalId(UUID);
    expect(resultOf(await served.world.answer(answering(id, runId)))).toEqual(done);
    expect(puts(served)).toMatchObject([{ token }]);
  });

  it('is not guessed where the state names no run and contradicts the list', async () => {
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

  it('is taken from the list where the state cannot be read', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.rig.faults.push({ operation: 'GetPipelineState', answer: 'AccessDeniedException', times: 1 });
    expect(resultOf(await served.world.answer(answering(id, runId)))).toEqual(done);
    expect(standing(served.rig, id).status).toBe('Succeeded');
  });

  it('that AWS refuses while the run waits is no answer of anybody', async () => {
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

describe('when CodePipeline does not answer as hoped', () => {
  it('an answer whose confirmation was lost is found to be ours', async () => {
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

  it('a worker that died behind its answer leaves it to be found by the next', async () => {
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

  it('a lost answer may have happened', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    served.rig.faults.push({ operation: 'PutApprovalResult', answer: 'InternalFailure', times: 9 });
    expect(resultOf(await served.world.answer(answering(id, runId)))).toMatchObject({ done: false, unsure: true });
    expect(standing(served.rig, id).status).toBe('InProgress');
  });

  it('throttling certainly prevented it', async () => {
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

  it('what cannot be read back after a refusal is read back later', async () => {
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

  it('a stage that was renamed under a waiting run is left to the console', async () => {
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
