import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import type { ApprovalRequest } from '../../../lib/core/approval/types.ts';
import type { Input } from '../../../lib/core/model/input.ts';
import { resultOf } from '../../kit/effects.ts';
import { asked, author, commit, decide, inspection, push, type Served, serve, sha, ship, shop } from '../served.ts';

/** The request of a waiting approval. The real SDK client reads it from the simulator. */

function requestIn(inputs: Input[]): ApprovalRequest {
  const [seen] = inputs;
  const requests = seen?.type === 'seen' ? Object.values(seen.execution.approvals?.requests ?? {}) : [];
  const [request] = requests;
  if (!request) throw new Error('There is no request');
  return request[1];
}

async function read({ world }: Served, executionId: string): Promise<ApprovalRequest> {
  return requestIn(await world.refreshApproval(inspection(executionId)));
}

const listed = (...numbers: number[]) =>
  numbers.map((n) => expect.objectContaining({ revision: sha(n), message: `Change ${n}`, ...emailOf(n) }));
const emailOf = (n: number) => ({ author: commit(n).author, email: commit(n).email });
const compare = (base: number, head: number) => `https://github.com/example/shop/compare/${sha(base)}...${sha(head)}`;

describe('a waiting approval', () => {
  it('belongs to its run, with its text, link, expiry and changes', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const inputs = await served.world.refreshApproval(inspection(id));
    const { runId, token, startTime } = asked(served.rig, id);
    const request = {
      runId,
      customData: 'Ship it?',
      link: 'https://example.com/review?a=1',
      expiresAt: Number(startTime) * 1000 + 3_600_000,
      changes: listed(1),
      changesInAll: 1,
      authors: [author(1)],
      behind: [],
    };
    expect(inputs).toMatchObject([
      {
        type: 'seen',
        execution: {
          about: { mode: 'SUPERSEDED', sources: { App: { revision: sha(1) } } },
          facts: { [`action|Prod|Ask|STARTED|${runId}`]: { category: 'Approval', runId } },
          approvals: { requests: { [`Prod/Ask@${runId}`]: [served.rig.now(), request] } },
        },
      },
      { type: 'outcome', result: { done: true, digest: 'd' } },
    ]);
    expect(JSON.stringify(inputs)).not.toContain(token);
  });

  it('shows the text with resolved variables, up to 1000 characters', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    served.alter.ListActionExecutions = (output) => {
      for (const one of output.actionExecutionDetails ?? []) {
        if (!one.input) continue;
        one.input.configuration = { CustomData: 'Ship #{App.CommitId}?', ExternalEntityLink: 'https://example.com' };
        one.input.resolvedConfiguration = {
          CustomData: `Ship ${'x'.repeat(2000)}`,
          ExternalEntityLink: 'javascript:1',
        };
      }
      return output;
    };
    const { customData, link } = await read(served, id);
    expect(customData).toHaveLength(1000);
    expect(customData?.startsWith('Ship xx')).toBe(true);
    expect(link).toBeUndefined();
  });

  it('waits seven days by default', async () => {
    const pipeline = shop();
    pipeline.stages[1] = { name: 'Prod', actions: [{ name: 'Ask', provider: 'Manual' }] };
    const served = await serve(pipeline);
    const id = push(served.rig, 1);
    const { expiresAt, customData, link } = await read(served, id);
    expect(expiresAt).toBe(Number(asked(served.rig, id).startTime) * 1000 + 7 * 24 * 3_600_000);
    expect([customData, link]).toEqual([undefined, undefined]);
  });

  it('has the new run after a retry', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const first = asked(served.rig, id).runId;
    decide(served.rig, id, 'Rejected');
    served.rig.wait('1s');
    retry(served, id);
    const { runId } = await read(served, id);
    expect(runId).toBe(asked(served.rig, id).runId);
    expect(runId).not.toBe(first);
  });

  it('is identified by stage and name, and has the timeout of its own pipeline version', async () => {
    const pipeline = shop();
    const asks = { name: 'Ask', provider: 'Manual', timeoutInMinutes: 30, configuration: { CustomData: 'Tested?' } };
    pipeline.stages.splice(1, 0, { name: 'Test', actions: [asks] });
    pipeline.stages[2]?.actions.unshift({ name: 'Legal', provider: 'Manual', timeoutInMinutes: 20 });
    const served = await serve(pipeline);
    const id = push(served.rig, 1);
    const { token, startTime } = asked(served.rig, id);
    const what = { pipelineName: 'shop', stageName: 'Test', actionName: 'Ask', token };
    const early = requestIn(await served.world.refreshApproval({ ...inspection(id), stage: 'Test' }));
    expect(early).toMatchObject({ customData: 'Tested?', expiresAt: Number(startTime) * 1000 + 30 * 60_000 });
    served.rig.call('PutApprovalResult', { ...what, result: { status: 'Approved', summary: '' } });
    served.rig.wait('1s');
    const late = Number(asked(served.rig, id).startTime) * 1000;
    expect(await read(served, id)).toMatchObject({ customData: 'Ship it?', expiresAt: late + 60 * 60_000 });
    const legal = requestIn(await served.world.refreshApproval(inspection(id, 'Legal')));
    expect(legal.expiresAt).toBe(late + 20 * 60_000);
    const [passed] = await served.world.refreshApproval({ ...inspection(id), stage: 'Test' });
    expect(passed).not.toHaveProperty('execution.approvals');
    expect(served.calls.filter((call) => call.operation === 'GetPipeline').map((call) => call.input.version)).toEqual([
      1, 1, 1,
    ]);
  });

  it('has its newest run, in whatever order the runs are listed', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    decide(served.rig, id, 'Rejected');
    served.rig.wait('1s');
    retry(served, id);
    served.alter.ListActionExecutions = (output) => ({
      actionExecutionDetails: output.actionExecutionDetails?.toReversed(),
    });
    expect((await read(served, id)).runId).toBe(asked(served.rig, id).runId);
  });

  it('that is over reports its end, and has no request', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const { runId } = asked(served.rig, id);
    decide(served.rig, id);
    const [seen, done] = await served.world.refreshApproval(inspection(id));
    expect(seen).toMatchObject({ execution: { facts: { [`action|Prod|Ask|SUCCEEDED|${runId}`]: { runId } } } });
    expect(seen).not.toHaveProperty('execution.approvals');
    expect(done).toMatchObject({ result: { done: true } });
    expect(served.calls.map((call) => call.operation)).toEqual(['ListActionExecutions']);
  });

  it('that the list does not show yet is read again', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const result = resultOf(await served.world.refreshApproval(inspection(id, 'Other')));
    expect(result).toEqual({ done: false, why: 'CodePipeline does not list this approval yet', lasting: false });
  });
});

function retry({ rig }: Served, pipelineExecutionId: string): void {
  const what = { pipelineName: 'shop', stageName: 'Prod', pipelineExecutionId, retryMode: 'FAILED_ACTIONS' };
  rig.call('RetryStageExecution', what);
}

describe('the changes of an approval', () => {
  it('are all changes since the last success of the stage, with all authors', async () => {
    const served = await serve();
    ship(served.rig, 1);
    ship(served.rig, 2);
    const stopped = push(served.rig, 3);
    decide(served.rig, stopped, 'Rejected');
    const id = push(served.rig, 4);
    expect(await read(served, id)).toMatchObject({
      changes: listed(4, 3),
      changesInAll: 2,
      compareUrl: compare(2, 4),
      authors: [author(4), author(3)],
    });
  });

  it('include the co-authors of each change', async () => {
    const served = await serve();
    ship(served.rig, 1);
    const withTrailer = (n: number, name: string) => ({
      ...commit(n),
      message: `Change ${n}\n\nCo-authored-by: ${name} <${name.toLowerCase()}@example.com>`,
    });
    const rejected = served.rig.codepipeline.push('shop', withTrailer(2, 'Mia'));
    served.rig.wait('3s');
    decide(served.rig, rejected, 'Rejected');
    const id = served.rig.codepipeline.push('shop', withTrailer(3, 'Jo'));
    served.rig.wait('3s');
    expect((await read(served, id)).authors).toEqual([
      author(3),
      author(2),
      { name: 'Jo', email: 'jo@example.com' },
      { name: 'Mia', email: 'mia@example.com' },
    ]);
  });

  it('are only its own change if the stage never succeeded', async () => {
    const served = await serve();
    decide(served.rig, push(served.rig, 1), 'Rejected');
    const request = await read(served, push(served.rig, 2));
    expect(request).toMatchObject({ changes: listed(2), changesInAll: 1, authors: [author(2)] });
    expect(request.compareUrl).toBeUndefined();
  });

  it('show at most five changes, but all authors', async () => {
    const served = await serve();
    ship(served.rig, 1);
    for (const n of [2, 3, 4, 5, 6, 7]) decide(served.rig, push(served.rig, n), 'Rejected');
    expect(await read(served, push(served.rig, 8))).toMatchObject({
      changes: listed(8, 7, 6, 5, 4),
      changesInAll: 7,
      compareUrl: compare(1, 8),
      authors: [8, 7, 6, 5, 4, 3, 2].map(author),
    });
  });

  it('count a revision once, and do not count the deployed revision', async () => {
    const served = await serve();
    ship(served.rig, 1);
    for (const n of [2, 1, 3]) decide(served.rig, push(served.rig, n), 'Rejected');
    expect(await read(served, push(served.rig, 3))).toMatchObject({ changes: listed(3, 2), changesInAll: 2 });
  });

  it('are empty if the same revision is released again, but still have its author', async () => {
    const served = await serve();
    ship(served.rig, 1);
    const request = await read(served, push(served.rig, 1));
    expect(request).toMatchObject({ changes: [], changesInAll: 0, authors: [{ name: expect.any(String) }] });
  });

  it('after a rollback include the changes that it removed', async () => {
    const served = await serve();
    const first = ship(served.rig, 1);
    ship(served.rig, 2);
    const back = rollBack(served, first);
    decide(served.rig, back);
    served.rig.wait('3s');
    expect(await read(served, push(served.rig, 3))).toMatchObject({
      changes: listed(3, 2),
      compareUrl: compare(1, 3),
      authors: [author(3), author(2)],
    });
  });

  it('of a rollback are the revision that it restores', async () => {
    const served = await serve();
    const first = ship(served.rig, 1);
    ship(served.rig, 2);
    const back = rollBack(served, first);
    const request = await read(served, back);
    expect(request).toMatchObject({ changes: listed(1), changesInAll: 1, authors: [author(1)] });
    expect(request.changes[0]?.executionId).toBe(back);
    expect(request.compareUrl).toBeUndefined();
  });

  it('of a rollback are found even if data about it or about its target is missing', async () => {
    const served = await serve();
    const first = ship(served.rig, 1);
    ship(served.rig, 2);
    const back = rollBack(served, first);
    const all = served.rig.call('ListActionExecutions', { pipelineName: 'shop' }).actionExecutionDetails ?? [];
    const its = { changes: [{ executionId: back, revision: sha(1) }], changesInAll: 1 };

    served.alter.ListActionExecutions = (output, { filter }) => (filter ? output : {});
    expect(await read(served, back)).toMatchObject({ ...its, authors: [author(1)] });
    served.alter.ListActionExecutions = () => ({
      actionExecutionDetails: all.filter((one) => one.pipelineExecutionId === back),
    });
    expect(await read(served, back)).toMatchObject({ ...its, authors: [{}] });
    delete served.alter.ListActionExecutions;
    served.alter.ListPipelineExecutions = withoutRevisions;
    expect(await read(served, back)).toMatchObject({ ...its, authors: [author(1)] });
  });

  it('do not include a rejected rollback', async () => {
    const served = await serve();
    const first = ship(served.rig, 1);
    ship(served.rig, 2);
    decide(served.rig, rollBack(served, first), 'Rejected');
    const request = await read(served, push(served.rig, 3));
    expect(request).toMatchObject({ changes: listed(3), changesInAll: 1, compareUrl: compare(2, 3) });
  });

  it('after a rollback and an edit include the changes that the rollback removed', async () => {
    const served = await serve();
    const first = ship(served.rig, 1);
    ship(served.rig, 2);
    decide(served.rig, rollBack(served, first));
    served.rig.wait('3s');
    served.rig.codepipeline.update('shop');
    const id = push(served.rig, 3);
    expect(await read(served, id)).toMatchObject({ changes: listed(3, 2), authors: [author(3), author(2)] });
  });

  it.each([
    [1, [author(3)]],
    [4, [author(3), {}]],
  ])('after an edit do not count a rollback of another stage (%d) as a success of this one', async (times, authors) => {
    const pipeline = shop();
    pipeline.stages.push({ name: 'Later', actions: [{ name: 'Site', provider: 'ECS' }] });
    const served = await serve(pipeline);
    const [first] = [1, 2].map((n) => {
      const id = ship(served.rig, n);
      served.rig.wait('3s');
      return id;
    });
    for (let n = 0; n < times; n++) {
      const what = { pipelineName: 'shop', stageName: 'Later', targetPipelineExecutionId: first };
      served.rig.call('RollbackStage', what);
      served.rig.wait('3s');
    }
    served.rig.codepipeline.update('shop');
    expect(await read(served, push(served.rig, 3))).toMatchObject({ changes: listed(3), authors });
  });

  it('come from the actions if the executions name no revisions, and are unknown without both', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    served.alter.ListPipelineExecutions = withoutRevisions;
    expect(await read(served, id)).toMatchObject({ changes: listed(1), authors: [author(1)] });
    served.alter.ListActionExecutions = (output) => ({
      actionExecutionDetails: output.actionExecutionDetails?.filter((one) => one.stageName !== 'Source'),
    });
    expect(await read(served, id)).toMatchObject({ changes: [], authors: [{}] });
  });

  it('have an unknown author if the lists never end', async () => {
    const served = await serve();
    const first = push(served.rig, 1);
    decide(served.rig, first, 'Rejected');
    const id = push(served.rig, 2);
    served.alter.ListPipelineExecutions = (output, { filter }) => ({
      ...output,
      nextToken: filter ? undefined : Buffer.from(first).toString('base64url'),
    });
    expect(await read(served, id)).toMatchObject({ changes: listed(2), authors: [author(2), {}] });
    served.alter.ListPipelineExecutions = (output, { filter }) => ({
      ...output,
      nextToken: filter ? Buffer.from(id).toString('base64url') : undefined,
    });
    expect(await read(served, id)).toMatchObject({ authors: [author(2), {}] });
    decide(served.rig, id);
    served.rig.wait('3s');
    const next = push(served.rig, 3);
    served.alter.ListPipelineExecutions = (output, { filter }) =>
      filter ? { nextToken: Buffer.from(id).toString('base64url') } : output;
    expect(await read(served, next)).toMatchObject({ changes: listed(3), authors: [author(3), {}] });
  });

  it('have an unknown author if the list of executions lacks the last success', async () => {
    const served = await serve();
    const first = ship(served.rig, 1);
    const id = push(served.rig, 2);
    served.alter.ListPipelineExecutions = (output, { filter }) => ({
      pipelineExecutionSummaries: output.pipelineExecutionSummaries?.filter(
        (summary) => filter || summary.pipelineExecutionId !== first,
      ),
    });
    expect(await read(served, id)).toMatchObject({ changes: listed(2), authors: [author(2), {}] });
  });

  it('are read no further back than necessary', async () => {
    const served = await serve(shop('PARALLEL'));
    for (let n = 1; n <= 120; n++) served.rig.codepipeline.push('shop', commit(n));
    served.rig.wait('3s');
    ship(served.rig, 200);
    await read(served, push(served.rig, 201));
    const lists = served.calls.filter((call) => call.operation === 'ListPipelineExecutions');
    expect(lists.map((call) => call.input.filter !== undefined)).toEqual([false, true]);
  });

  it('are known after an edit of the pipeline, although AWS forgets the last success of the stage', async () => {
    const served = await serve();
    ship(served.rig, 1);
    decide(served.rig, push(served.rig, 2), 'Rejected');
    served.rig.codepipeline.update('shop');
    const id = push(served.rig, 3);
    expect(await read(served, id)).toMatchObject({
      changes: listed(3, 2),
      compareUrl: compare(1, 3),
      authors: [author(3), author(2)],
    });
  });

  it('have an unknown author if the last success may have skipped this stage', async () => {
    const served = await serve();
    const whole = ship(served.rig, 1);
    served.rig.codepipeline.update('shop');
    const id = push(served.rig, 2);
    served.alter.ListActionExecutions = (output, { filter }) => {
      const of = (filter as { pipelineExecutionId?: string } | undefined)?.pipelineExecutionId;
      const left = output.actionExecutionDetails?.filter((one) => of !== whole || one.stageName !== 'Prod');
      return { ...output, actionExecutionDetails: left };
    };
    expect(await read(served, id)).toMatchObject({ changes: listed(2), authors: [author(2), {}] });
  });

  it('in PARALLEL mode begin after the last success that started before it', async () => {
    const served = await serve(shop('PARALLEL'));
    ship(served.rig, 1);
    const id = push(served.rig, 2);
    ship(served.rig, 3);
    expect(await read(served, id)).toMatchObject({ changes: listed(2), compareUrl: compare(1, 2) });
  });

  it('follow the order of the list for executions that began at the same time', async () => {
    const served = await serve(shop('PARALLEL'));
    ship(served.rig, 1);
    const [, id] = [2, 3, 4].map((n) => served.rig.codepipeline.push('shop', commit(n)));
    served.rig.wait('3s');
    expect(await read(served, id ?? '')).toMatchObject({ changes: listed(3, 2), authors: [author(3), author(2)] });
  });

  it('are found behind hundreds of newer executions', async () => {
    const served = await serve(shop('PARALLEL'));
    ship(served.rig, 1);
    decide(served.rig, push(served.rig, 2), 'Rejected');
    const id = push(served.rig, 3);
    for (let n = 0; n < 220; n++) served.rig.codepipeline.push('shop', commit(100 + n));
    served.rig.wait('5s');
    const request = await read(served, id);
    expect(request.changes.map(({ revision }) => revision)).toEqual([sha(3), sha(2)]);
    // The author of the older change is too far back to look up, and is reported as unknown.
    expect(request.authors).toEqual([author(3), {}]);
  });

  it('include the authors of every source', async () => {
    const served = await serve(shop('SUPERSEDED', ['App', 'Config']));
    ship(served.rig, 1);
    const id = push(served.rig, 2);
    const other = { revision: sha(9), ...author(9) };
    served.alter.ListPipelineExecutions = (output) => {
      for (const summary of output.pipelineExecutionSummaries ?? []) {
        for (const source of summary.sourceRevisions ?? []) {
          if (summary.pipelineExecutionId === id && source.actionName === 'Config') source.revisionId = other.revision;
        }
      }
      return output;
    };
    served.alter.ListActionExecutions = (output) => {
      for (const { actionName, pipelineExecutionId, output: out } of output.actionExecutionDetails ?? []) {
        if (actionName !== 'Config' || pipelineExecutionId !== id || !out?.executionResult) continue;
        out.executionResult.externalExecutionId = other.revision;
        out.outputVariables = { AuthorDisplayName: other.name, AuthorEmail: other.email };
      }
      return output;
    };
    expect(await read(served, id)).toMatchObject({
      changes: [{ revision: sha(2) }, { revision: sha(9), author: other.name, email: other.email }],
      changesInAll: 2,
      compareUrl: compare(1, 2),
      authors: [author(2), author(9)],
    });
  });

  it('have one unknown author for several unknown people', async () => {
    const served = await serve();
    ship(served.rig, 1);
    for (const n of [2, 3]) {
      const id = served.rig.codepipeline.push('shop', { id: sha(n), message: 'No author', author: '' });
      served.rig.wait('3s');
      decide(served.rig, id, 'Rejected');
    }
    expect(await read(served, push(served.rig, 4))).toMatchObject({ changesInAll: 3, authors: [author(4), {}] });
  });
});

type Executions = Parameters<NonNullable<Served['alter']['ListPipelineExecutions']>>[0];
function withoutRevisions(output: Executions) {
  for (const summary of output.pipelineExecutionSummaries ?? []) delete summary.sourceRevisions;
  return output;
}

function rollBack({ rig }: Served, targetPipelineExecutionId: string): string {
  const what = { pipelineName: 'shop', stageName: 'Prod', targetPipelineExecutionId };
  const { pipelineExecutionId = '' } = rig.call('RollbackStage', what);
  rig.wait('1s');
  return pipelineExecutionId;
}

describe('executions behind an approval', () => {
  it('are listed with their changes, the newest first', async () => {
    const served = await serve(shop('QUEUED'));
    const id = push(served.rig, 1);
    const [second, third] = [push(served.rig, 2), push(served.rig, 3)];
    expect((await read(served, id)).behind).toMatchObject([
      { executionId: third, revision: sha(3), message: 'Change 3' },
      { executionId: second, revision: sha(2), message: 'Change 2' },
    ]);
  });

  it('are only the newest in SUPERSEDED mode', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    push(served.rig, 2);
    const third = push(served.rig, 3);
    expect((await read(served, id)).behind).toMatchObject([{ executionId: third }]);
  });

  it('exclude stopped ones, and are also read from the older form of the answer', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const second = push(served.rig, 2);
    served.alter.GetPipelineState = (output) => {
      for (const stage of output.stageStates ?? []) delete stage.inboundExecutions;
      return output;
    };
    expect((await read(served, id)).behind).toMatchObject([{ executionId: second }]);
    served.alter.GetPipelineState = (output) => {
      for (const stage of output.stageStates ?? []) {
        for (const each of stage.inboundExecutions ?? []) each.status = 'Stopped';
      }
      return output;
    };
    expect((await read(served, id)).behind).toEqual([]);
  });
});

describe('an approval with incomplete data', () => {
  async function failing(operation: string, answer: 'AccessDeniedException' | 'ThrottlingException', times = 9) {
    const served = await serve();
    ship(served.rig, 1);
    decide(served.rig, push(served.rig, 2), 'Rejected');
    const id = push(served.rig, 3);
    push(served.rig, 4);
    served.rig.faults.push({ operation, answer, times });
    return served.world.refreshApproval(inspection(id));
  }

  it('has no expiry without the structure', async () => {
    const inputs = await failing('GetPipeline', 'AccessDeniedException');
    expect(requestIn(inputs).expiresAt).toBeUndefined();
    expect(requestIn(inputs)).toMatchObject({ changes: listed(3, 2), behind: [{ revision: sha(4) }] });
    expect(resultOf(inputs)).toMatchObject({ done: true });
  });

  it('has no executions behind it without the state', async () => {
    const inputs = await failing('GetPipelineState', 'AccessDeniedException');
    expect(requestIn(inputs)).toMatchObject({ changes: listed(3, 2), behind: [], expiresAt: expect.any(Number) });
    expect(resultOf(inputs)).toMatchObject({ done: true });
  });

  it('has its own change and an unknown author without the history', async () => {
    const inputs = await failing('ListPipelineExecutions', 'AccessDeniedException');
    expect(requestIn(inputs)).toMatchObject({ changes: listed(3), changesInAll: 1, authors: [author(3), {}] });
    expect(requestIn(inputs).behind).toEqual([{ executionId: expect.any(String), since: expect.any(Number) }]);
    expect(resultOf(inputs)).toMatchObject({ done: true });
  });

  it('keeps what was read despite throttling, and is read again soon', async () => {
    const inputs = await failing('ListPipelineExecutions', 'ThrottlingException');
    expect(requestIn(inputs)).toMatchObject({ changes: listed(3), authors: [author(3), {}] });
    expect(resultOf(inputs)).toMatchObject({
      done: false,
      lasting: false,
      why: expect.stringContaining('ThrottlingException'),
    });
  });

  it('has an unknown author if AWS cannot list the actions of other executions', async () => {
    const served = await serve();
    ship(served.rig, 1);
    decide(served.rig, push(served.rig, 2), 'Rejected');
    const id = push(served.rig, 3);
    served.alter.ListActionExecutions = (output, { filter }) => {
      if (!filter) throw new AwsError('InternalFailure', 'Something broke', 500);
      return output;
    };
    expect(requestIn(await served.world.refreshApproval(inspection(id)))).toMatchObject({
      changesInAll: 2,
      authors: [author(3), {}],
    });
  });

  it('names the missing permission if AWS denies its actions, and is not read again soon', async () => {
    expect(resultOf(await failing('ListActionExecutions', 'AccessDeniedException'))).toEqual({
      done: false,
      lasting: true,
      why: "AccessDenied: Signalbox's role lacks codepipeline:ListActionExecutions for this pipeline",
    });
  });

  it('is not read again soon if the pipeline is gone', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const effect = inspection(id);
    const gone = { ...effect, execution: { ...effect.execution, pipeline: 'nowhere' } };
    expect(resultOf(await served.world.refreshApproval(gone))).toMatchObject({ done: false, lasting: true });
  });
});
