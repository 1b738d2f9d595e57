import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Output } from '../../../lab/codepipeline/api.ts';
import type { WrittenPipeline } from '../../../lab/codepipeline/declare.ts';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import type { Rig } from '../../../lab/codepipeline/rig.ts';
import type { PipelineSnapshot } from '../../../lib/core/command/shared-state.ts';
import { long } from '../../kit/draws.ts';
import { serve } from '../served.ts';

process.env.AWS_REGION = 'eu-central-1';

/** Compares `where` with an oracle that saw each stage succeed: over random histories, through the real client. */

const STAGES = ['Staging', 'Prod'] as const;
const stage = fc.constantFrom(...STAGES);
/** The index of an execution, counted from the newest. */
const which = fc.nat(4);

const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.nat(30) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('push' as const), revision: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('retry' as const), which, stage, all: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('transition' as const), stage, open: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('break' as const), stage }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rollback' as const), which, stage }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const), which, abandon: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), revision: fc.nat(5) }) },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

function shop(name: string, mode: WrittenPipeline['mode']): WrittenPipeline {
  const deploy = (action: string) => ({ name: action, provider: 'CodeDeploy', takes: '6s' });
  return {
    name,
    mode,
    stages: [
      { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      { name: 'Build', actions: [{ name: 'Compile', provider: 'CodeBuild', takes: '4s' }] },
      { name: 'Staging', actions: [deploy('Blue'), { ...deploy('Green'), takes: '9s' }] },
      { name: 'Prod', actions: [deploy('Site'), { ...deploy('Check'), provider: 'CodeBuild', runOrder: 2 }] },
    ],
  };
}

const revisionOf = (name: string, index: number) => `${name.length}${index}`.padEnd(40, 'a');

function apply(rig: Rig, name: string, step: Command): void {
  const { executions = [] } = rig.codepipeline.snapshot().find((one) => one.name === name) ?? {};
  const idOf = (index: number) => executions[index]?.id ?? '11111111-2222-4333-8444-555555555555';
  switch (step.do) {
    case 'wait':
      rig.wait(`${step.seconds}s`);
      return;
    case 'push': {
      const commit = { id: revisionOf(name, step.revision), message: `Change ${step.revision}`, author: 'Ann' };
      rig.codepipeline.push(name, commit);
      return;
    }
    case 'release': {
      const override = { actionName: 'App', revisionType: 'COMMIT_ID', revisionValue: revisionOf(name, step.revision) };
      rig.call('StartPipelineExecution', { name, sourceRevisions: [override] });
      return;
    }
    case 'break':
      rig.codepipeline.outcome(name, step.stage, step.stage === 'Prod' ? 'Check' : 'Green', { state: 'Failed' });
      return;
    case 'transition': {
      const transition = { pipelineName: name, stageName: step.stage, transitionType: 'Inbound' };
      if (step.open) rig.call('EnableStageTransition', transition);
      else rig.call('DisableStageTransition', { ...transition, reason: 'closed' });
      return;
    }
    case 'stop': {
      const pipelineExecutionId = idOf(step.which);
      rig.call('StopPipelineExecution', { pipelineName: name, pipelineExecutionId, abandon: step.abandon });
      return;
    }
    case 'retry': {
      const retryMode = step.all ? 'ALL_ACTIONS' : 'FAILED_ACTIONS';
      const about = { pipelineName: name, stageName: step.stage, pipelineExecutionId: idOf(step.which) };
      rig.call('RetryStageExecution', { ...about, retryMode });
      return;
    }
    case 'rollback': {
      const about = { pipelineName: name, stageName: step.stage, targetPipelineExecutionId: idOf(step.which) };
      rig.call('RollbackStage', about);
      return;
    }
    default:
      throw new Error('No such command', { cause: step satisfies never });
  }
}

/** The last execution that succeeded in each stage, and its commit, according to the events and the simulator. */
function truth({ events, codepipeline }: Rig, name: string) {
  const { executions = [] } = codepipeline.snapshot().find((one) => one.name === name) ?? {};
  return STAGES.map((where) => {
    const last = events.findLast(
      ({ detail }) =>
        detail.pipeline === name &&
        detail.stage === where &&
        detail.action === undefined &&
        detail.state === 'SUCCEEDED',
    );
    const id = last?.detail['execution-id'];
    return { stage: where, id, revision: fetchedBy({ codepipeline }, name, id, executions) };
  });
}

type Executions = ReturnType<Rig['codepipeline']['snapshot']>[number]['executions'];

function fetchedBy({ codepipeline }: Pick<Rig, 'codepipeline'>, name: string, id: unknown, executions: Executions) {
  if (!executions.some((one) => one.id === id)) return undefined;
  const about = { pipelineName: name, pipelineExecutionId: String(id) };
  const { pipelineExecution } = codepipeline.call('GetPipelineExecution', about) as {
    pipelineExecution?: { artifactRevisions?: { revisionId?: string }[] };
  };
  return pipelineExecution?.artifactRevisions?.[0]?.revisionId;
}

/** Each execution builds once, so two stages run one artifact if one execution built it. Executions of different commits
 *  are not compared. */
function artifactOracle({ codepipeline }: Rig, name: string, staging: string | undefined, prod: string | undefined) {
  if (!staging || !prod) return undefined;
  const { pipelineExecutionSummaries: all = [] } = codepipeline.call('ListPipelineExecutions', {
    pipelineName: name,
  }) as Output<'ListPipelineExecutions'>;
  const builderOf = (id: string) => {
    const { rollbackMetadata } = all.find(({ pipelineExecutionId }) => pipelineExecutionId === id) ?? {};
    return rollbackMetadata?.rollbackTargetPipelineExecutionId ?? id;
  };
  if (builderOf(staging) === builderOf(prod)) return 'same';
  const [a, b] = [staging, prod].map((id) => all.find((one) => one.pipelineExecutionId === id)?.sourceRevisions?.[0]);
  return a?.revisionId === b?.revisionId ? 'other' : undefined;
}

const history = fc.record({
  mode: fc.constantFrom('SUPERSEDED' as const, 'QUEUED' as const),
  steps: fc.array(command, { minLength: 10, maxLength: 45 }),
});

it('`where` shows what each stage really runs', async () => {
  const seen = { deployed: 0, rolledBack: 0, failedSince: 0, same: 0, other: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(history, { minLength: 8, maxLength: 8 }), async (histories) => {
      const names = histories.map((_, index) => `shop${'x'.repeat(index)}`);
      const { rig, world } = await serve(shop('other', 'QUEUED'));
      for (const [index, { mode, steps }] of histories.entries()) {
        const name = names[index] ?? '';
        rig.codepipeline.declare(shop(name, mode));
        for (const step of steps) {
          try {
            apply(rig, name, step);
          } catch (error) {
            if (!(error instanceof AwsError)) throw error;
          }
        }
      }
      const inputs = await world.refreshStatus({
        type: 'refreshStatus',
        key: 'sight:1',
        claim: 'c',
        digest: 'd',
        because: 'a test',
        id: '1',
        pipelines: names,
        tags: false,
        running: false,
        deployments: true,
        depth: 'full',
      });
      const snapshots = inputs.flatMap((input) =>
        input.type === 'ordered' ? Object.values(input.board.sights ?? {}) : [],
      );
      const read = new Map(snapshots[0]?.[1].pipelines.map((one) => [one.ref.pipeline, one]));
      for (const name of names) {
        const { deployments = [] }: Partial<PipelineSnapshot> = read.get(name) ?? {};
        const shown = deployments.map(({ stage: where, current }) => {
          return { stage: where, id: current?.executionId, revision: current?.revisions[0]?.revision };
        });
        expect(shown).toEqual(truth(rig, name));
        const [staging, prod] = deployments;
        expect(prod?.artifact?.type).toBe(
          artifactOracle(rig, name, staging?.current?.executionId, prod?.current?.executionId),
        );
        seen.same += prod?.artifact?.type === 'same' ? 1 : 0;
        seen.other += prod?.artifact?.type === 'other' ? 1 : 0;
        for (const { current, attempt } of deployments) {
          seen.deployed += current ? 1 : 0;
          seen.rolledBack += current?.rolledBack ? 1 : 0;
          seen.failedSince += current && attempt?.status === 'failed' ? 1 : 0;
        }
      }
    }),
    long.draws(130),
  );
  expect(seen.deployed).toBeGreaterThan(long.atLeast(200));
  expect(Math.min(seen.rolledBack, seen.failedSince, seen.same, seen.other)).toBeGreaterThanOrEqual(long.atLeast(5));
});
