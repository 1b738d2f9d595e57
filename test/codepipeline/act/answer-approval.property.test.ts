import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import type { Rig } from '../../../lab/codepipeline/rig.ts';
import { long } from '../../kit/draws.ts';
import { resultOf } from '../../kit/effects.ts';
import { answering, commit, decide, type Served, serve, shop } from '../served.ts';

/** An answer changes the named run in the named execution, or nothing: whatever happened to the pipeline, however the
 *  API lags, and whatever run is named. */

const which = fc.nat({ max: 9 });
const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('push'), which }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('approve', 'reject'), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('retry', 'roll back', 'stop', 'abandon', 'edit'), which }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait'), which }) },
);
const weather = fc.constantFrom('fair', 'state of before', 'no run ids', 'no external ids', 'token hidden', 'raced');

/** Every run of the approval that the API lists. */
function runsIn(rig: Rig) {
  const { actionExecutionDetails = [] } = rig.call('ListActionExecutions', { pipelineName: 'shop' });
  return actionExecutionDetails.filter((one) => one.actionName === 'Ask');
}
type Run = ReturnType<typeof runsIn>[number];

const fieldsOf = ({ actionExecutionId, status, updatedBy, output }: Run) => ({
  actionExecutionId,
  status,
  updatedBy,
  summary: output?.executionResult?.externalExecutionSummary,
});

function play(rig: Rig, { do: what, which: n }: { do: string; which: number }): void {
  const runs = runsIn(rig);
  const pipelineExecutionId = runs[n % Math.max(1, runs.length)]?.pipelineExecutionId ?? '';
  const common = { pipelineName: 'shop', stageName: 'Prod', pipelineExecutionId };
  try {
    if (what === 'push') rig.codepipeline.push('shop', commit(n + 1));
    if (what === 'wait') rig.wait('3s');
    if (what === 'edit' && n < 3) rig.codepipeline.update('shop');
    if (what === 'approve') decide(rig, pipelineExecutionId, 'Approved');
    if (what === 'reject') decide(rig, pipelineExecutionId, 'Rejected');
    if (what === 'retry') rig.call('RetryStageExecution', { ...common, retryMode: 'FAILED_ACTIONS' });
    if (what === 'roll back') rig.call('RollbackStage', { ...common, targetPipelineExecutionId: pipelineExecutionId });
    if (what === 'stop' || what === 'abandon') {
      rig.call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId, abandon: what === 'abandon' });
    }
  } catch {
    // AWS refuses many of the random commands.
  }
}

function trouble({ rig, before, alter }: Served, kind: string, old: ReturnType<typeof stateOf>): void {
  if (kind === 'state of before') alter.GetPipelineState = () => old;
  if (kind === 'token hidden') rig.faults.push({ lag: 3_600_000 });
  if (kind === 'raced') before.PutApprovalResult = () => play(rig, { do: 'reject', which: 0 });
  if (kind === 'no run ids') {
    alter.GetPipelineState = (output) => {
      const actions = (output.stageStates ?? []).flatMap((stage) => stage.actionStates ?? []);
      for (const { latestExecution } of actions) delete latestExecution?.actionExecutionId;
      return output;
    };
  }
  if (kind === 'no external ids') {
    alter.ListActionExecutions = (output) => {
      for (const one of output.actionExecutionDetails ?? []) delete one.output?.executionResult?.externalExecutionId;
      return output;
    };
  }
}

const stateOf = (rig: Rig) => rig.call('GetPipelineState', { name: 'shop' });

it('an answer changes only the run that it names', async () => {
  const bearing = { changed: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('SUPERSEDED' as const, 'QUEUED' as const, 'PARALLEL' as const),
      fc.array(command, { minLength: 4, maxLength: 25 }),
      fc.array(command, { maxLength: 6 }),
      weather,
      which,
      fc.option(which, { freq: 4 }),
      fc.constantFrom('approve' as const, 'reject' as const),
      async (mode, first, then, kind, ofRun, ofExecution, decision) => {
        const served = await serve(shop(mode));
        const { rig } = served;
        for (const each of first) play(rig, each);
        const old = stateOf(rig);
        for (const each of then) play(rig, each);
        const runs = runsIn(rig);
        const run = runs[ofRun % Math.max(1, runs.length)];
        const execution = ofExecution === null ? run : runs[ofExecution % Math.max(1, runs.length)];
        if (!run?.actionExecutionId || !execution?.pipelineExecutionId) return;
        trouble(served, kind, old);

        const wasOpen = run.status === 'InProgress' && execution.pipelineExecutionId === run.pipelineExecutionId;
        const was = new Map(runs.map((each) => [each.actionExecutionId, fieldsOf(each)]));
        const summary = `${decision} by the property`;
        const effect = answering(execution.pipelineExecutionId, run.actionExecutionId, { decision, summary });
        const inputs = await served.world.answer(effect);

        const now = new Map(runsIn(rig).map((each) => [each.actionExecutionId, fieldsOf(each)]));
        const isOurs = now.get(run.actionExecutionId)?.summary === summary;
        const raced = served.before.PutApprovalResult !== undefined;
        for (const [id, before] of was) {
          if (id === run.actionExecutionId && wasOpen) continue;
          if (!raced) expect(now.get(id)).toEqual(before);
          else expect(now.get(id)?.summary).not.toBe(summary);
        }
        if (isOurs) {
          expect(wasOpen).toBe(true);
          expect(now.get(run.actionExecutionId)?.status).toBe(decision === 'approve' ? 'Succeeded' : 'Failed');
        }
        // An answer is recorded only if it was given, and nothing is reported as done while the run waits.
        const answers = inputs.flatMap((input) => (input.type === 'seen' ? (input.execution.approvals ?? []) : []));
        expect(answers.length > 0).toBe(isOurs);
        if (wasOpen && resultOf(inputs).done) expect(now.get(run.actionExecutionId)?.status).not.toBe('InProgress');
        bearing[isOurs ? 'changed' : 'refused'] += 1;
      },
    ),
    long.draws(300),
  );
  expect(bearing.changed).toBeGreaterThanOrEqual(long.atLeast(30));
  expect(bearing.refused).toBeGreaterThanOrEqual(long.atLeast(30));
});

it('an answer with lost confirmations is given once, however often Signalbox tries', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), async (losses) => {
      const served = await serve();
      served.rig.codepipeline.push('shop', commit(1));
      served.rig.wait('3s');
      const [run] = runsIn(served.rig);
      const effect = answering(run?.pipelineExecutionId ?? '', run?.actionExecutionId ?? '');
      for (const lost of losses) {
        served.alter.PutApprovalResult = () => {
          if (lost) throw new AwsError('InternalFailure', 'Lost on its way', 500);
          return { approvedAt: 0 };
        };
        const inputs = await served.world.answer(effect);
        expect(resultOf(inputs)).toMatchObject({ done: true });
        expect(inputs).toMatchObject([{ execution: { approvals: { answers: { [effect.run]: {} } } } }, {}]);
      }
      expect(served.rig.summary(effect.execution.executionId).filter((line) => line.includes('Ask'))).toEqual([
        'action Prod/Ask STARTED',
        'action Prod/Ask SUCCEEDED',
      ]);
    }),
    { numRuns: 20 },
  );
});
