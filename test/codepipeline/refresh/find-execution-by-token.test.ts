import { describe, expect, it } from 'vitest';
import { ApprovalRequest } from '../../../events/approval-request.ts';
import { executionKey } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { asked, decide, push, ref, type Served, serve, shop } from '../served.ts';

/** An approval's SNS message does not name its execution. The token identifies it. */

/** The last message that the topic received. */
function message({ rig }: Served): ApprovalRequest {
  return ApprovalRequest.parse(JSON.parse(rig.notified.at(-1)?.message ?? ''));
}

function expectIts(found: Awaited<ReturnType<Served['world']['findExecution']>>, executionId: string, runId: string) {
  expect(found?.key).toBe(executionKey(ref(executionId)));
  expect(found?.input).toMatchObject({
    type: 'seen',
    execution: { ref: ref(executionId), facts: { [`action|Prod|Ask|STARTED|${runId}`]: { category: 'Approval' } } },
  });
}

const notYet = 'CodePipeline does not list the approval of this message yet';

describe("an approval's SNS message", () => {
  it.each(['SUPERSEDED', 'QUEUED', 'PARALLEL'] as const)('finds its execution in %s mode', async (mode) => {
    const served = await serve(shop(mode));
    const first = push(served.rig, 1);
    const early = message(served);
    const { runId, token } = asked(served.rig, first);
    push(served.rig, 2);
    const found = await served.world.findExecution(early);
    expectIts(found, first, runId);
    expect(JSON.stringify(found)).not.toContain(token);
  });

  it('finds its execution behind hundreds of newer actions', async () => {
    const served = await serve(shop('QUEUED'));
    const id = push(served.rig, 1);
    const early = message(served);
    for (let n = 2; n < 330; n++) push(served.rig, n);
    expectIts(await served.world.findExecution(early), id, asked(served.rig, id).runId);
  });

  it('makes up for a lost approval event', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const found = await served.world.findExecution(message(served));
    if (found?.input.type !== 'seen') throw new Error('No execution was found');
    expect(summarize(found.input.execution).approvals).toMatchObject([
      { stage: 'Prod', action: 'Ask', runId: asked(served.rig, id).runId },
    ]);
  });

  it('finds its own execution if two wait at once', async () => {
    const served = await serve(shop('PARALLEL'));
    const one = push(served.rig, 1);
    const first = message(served);
    const two = push(served.rig, 2);
    const second = message(served);
    expectIts(await served.world.findExecution(second), two, asked(served.rig, two).runId);
    expectIts(await served.world.findExecution(first), one, asked(served.rig, one).runId);
  });

  it('finds no execution after the decision', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    const late = message(served);
    decide(served.rig, id, 'Rejected');
    expect(await served.world.findExecution(late)).toBeUndefined();
    push(served.rig, 2);
    expect(await served.world.findExecution(late)).toBeUndefined();
  });

  it('is retried while CodePipeline may not show its token yet, but not forever', async () => {
    const served = await serve();
    served.rig.faults.push({ lag: 30_000 });
    const id = push(served.rig, 1);
    await expect(served.world.findExecution(message(served))).rejects.toThrow(notYet);
    served.rig.wait('30s');
    expectIts(await served.world.findExecution(message(served)), id, asked(served.rig, id).runId);
    served.rig.faults.push({ lag: 3_600_000 });
    served.rig.wait('15m');
    expect(await served.world.findExecution(message(served))).toBeUndefined();
  });

  it('is retried while the list lags behind the state', async () => {
    const served = await serve();
    const id = push(served.rig, 1);
    served.alter.ListActionExecutions = () => ({ actionExecutionDetails: [] });
    await expect(served.world.findExecution(message(served))).rejects.toThrow(notYet);
    delete served.alter.ListActionExecutions;
    expectIts(await served.world.findExecution(message(served)), id, asked(served.rig, id).runId);
  });

  it('with an unknown token finds no execution', async () => {
    const served = await serve();
    push(served.rig, 1);
    const { region, approval } = message(served);
    const forged = { region, approval: { ...approval, token: '11111111-2222-4333-8444-555555555555' } };
    await expect(served.world.findExecution(forged)).rejects.toThrow(notYet);
    served.rig.wait('20m');
    expect(await served.world.findExecution(forged)).toBeUndefined();
    expect(
      await served.world.findExecution({ region, approval: { ...forged.approval, expires: 'soon' } }),
    ).toBeUndefined();
  });

  it.each([
    ['a pipeline that does not exist', (own: ApprovalRequest) => ({ ...own.approval, pipelineName: 'nowhere' })],
    ['another action', (own: ApprovalRequest) => ({ ...own.approval, actionName: 'Site' })],
  ])('for %s finds no execution', async (_, change) => {
    const served = await serve();
    push(served.rig, 1);
    served.rig.wait('20m');
    const own = message(served);
    expect(await served.world.findExecution({ region: own.region, approval: change(own) })).toBeUndefined();
  });

  it.each([
    ['a Region', (own: ApprovalRequest) => ({ ...own, region: 'evil.example.com/#' })],
    ['a pipeline', (own: ApprovalRequest) => ({ ...own, approval: { ...own.approval, pipelineName: 'a b' } })],
  ])('with an invalid name of %s makes no call to AWS', async (_, change) => {
    const served = await serve();
    push(served.rig, 1);
    expect(await served.world.findExecution(change(message(served)))).toBeUndefined();
    expect(served.calls).toEqual([]);
  });

  it('fails if AWS denies the call, so that the message is retried', async () => {
    const served = await serve();
    push(served.rig, 1);
    served.rig.faults.push({ operation: 'GetPipelineState', answer: 'AccessDeniedException', times: 9 });
    await expect(served.world.findExecution(message(served))).rejects.toThrow('not authorized');
  });
});
