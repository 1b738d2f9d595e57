import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WrittenPipeline } from '../../../lab/codepipeline/declare.ts';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import type { NativeEvent } from '../../../lab/codepipeline/events.ts';
import { createRig, type Rig } from '../../../lab/codepipeline/rig.ts';
import { long } from '../../kit/draws.ts';

/** Any commands in any order keep the rules of CodePipeline. Refusals are errors of the API. */

const STAGES = ['Source', 'Build', 'Prod'] as const;
const stageName = fc.constantFrom(...STAGES);
/** The index of an execution, counted from the newest. */
const which = fc.nat(3);

const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.nat(40) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('push' as const), git: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('answer' as const), which, approve: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('retry' as const), which, stageName, all: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('gate' as const), stageName, open: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('break' as const), test: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const), which, abandon: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rollback' as const), which, stageName }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('update' as const) }) },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

const shop = (mode: WrittenPipeline['mode']): WrittenPipeline => ({
  name: 'shop',
  mode,
  stages: [
    { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection', takes: '2s' }] },
    {
      name: 'Build',
      actions: [
        { name: 'Compile', provider: 'CodeBuild', takes: '20s' },
        { name: 'Test', provider: 'CodeBuild', takes: '30s' },
        { name: 'Package', provider: 'Commands', takes: '5s', runOrder: 2 },
      ],
    },
    {
      name: 'Prod',
      actions: [
        { name: 'Ask', provider: 'Manual', timeoutInMinutes: 5 },
        { name: 'Site', provider: 'CodeDeploy', takes: '10s', runOrder: 2 },
      ],
    },
  ],
});

function apply(rig: Rig, step: Command): void {
  const executions = rig.codepipeline.snapshot()[0]?.executions ?? [];
  const idOf = (index: number) => executions[index]?.id ?? '11111111-2222-4333-8444-555555555555';
  switch (step.do) {
    case 'wait':
      rig.wait(`${step.seconds}s`);
      return;
    case 'push':
      rig.codepipeline.push('shop', { id: `${rig.events.length}`, message: 'Change', author: 'Ann' }, step);
      return;
    case 'update':
      rig.codepipeline.update('shop');
      return;
    case 'break':
      rig.codepipeline.outcome('shop', 'Build', step.test ? 'Test' : 'Package', { state: 'Failed' });
      return;
    case 'gate': {
      const gate = { pipelineName: 'shop', stageName: step.stageName, transitionType: 'Inbound' };
      if (step.open) rig.call('EnableStageTransition', gate);
      else rig.call('DisableStageTransition', { ...gate, reason: 'closed' });
      return;
    }
    case 'stop':
      rig.call('StopPipelineExecution', {
        pipelineName: 'shop',
        pipelineExecutionId: idOf(step.which),
        abandon: step.abandon,
      });
      return;
    case 'retry':
      rig.call('RetryStageExecution', {
        pipelineName: 'shop',
        stageName: step.stageName,
        pipelineExecutionId: idOf(step.which),
        retryMode: step.all ? 'ALL_ACTIONS' : 'FAILED_ACTIONS',
      });
      return;
    case 'rollback':
      rig.call('RollbackStage', {
        pipelineName: 'shop',
        stageName: step.stageName,
        targetPipelineExecutionId: idOf(step.which),
      });
      return;
    case 'answer': {
      const filter = executions[step.which] && { pipelineExecutionId: idOf(step.which) };
      const asked = rig
        .call('ListActionExecutions', { pipelineName: 'shop', ...(filter && { filter }) })
        .actionExecutionDetails?.find((one) => one.actionName === 'Ask');
      if (!asked) return;
      rig.call('PutApprovalResult', {
        pipelineName: 'shop',
        stageName: 'Prod',
        actionName: 'Ask',
        token: asked.output?.executionResult?.externalExecutionId,
        result: { status: step.approve ? 'Approved' : 'Rejected', summary: '' },
      });
      return;
    }
    default:
      throw new Error('No such command', { cause: step satisfies never });
  }
}

/** The legal next states of one entity. */
const LEGAL: Record<string, Record<string, string[]>> = {
  Pipeline: {
    '': ['STARTED'],
    STARTED: ['SUCCEEDED', 'FAILED', 'STOPPING', 'CANCELED', 'SUPERSEDED', 'RESUMED'],
    RESUMED: ['SUCCEEDED', 'FAILED', 'STOPPING', 'CANCELED', 'SUPERSEDED', 'RESUMED'],
    STOPPING: ['STOPPED'],
    FAILED: ['RESUMED'],
    STOPPED: ['RESUMED'],
  },
  Stage: {
    '': ['STARTED'],
    STARTED: ['SUCCEEDED', 'FAILED', 'STOPPING', 'CANCELED', 'RESUMED'],
    RESUMED: ['SUCCEEDED', 'FAILED', 'STOPPING', 'CANCELED', 'RESUMED'],
    STOPPING: ['STOPPED'],
    FAILED: ['RESUMED'],
    STOPPED: ['RESUMED'],
  },
  Action: { '': ['STARTED'], STARTED: ['SUCCEEDED', 'FAILED', 'CANCELED', 'ABANDONED'] },
};

function illegalSteps(events: NativeEvent[]): string[] {
  const last = new Map<string, string>();
  return events.flatMap(({ 'detail-type': type, detail }) => {
    const kind = type.split(' ')[1] ?? '';
    const entity = `${kind} ${detail['action-execution-id'] ?? `${detail['execution-id']} ${detail.stage ?? ''}`}`;
    const before = last.get(entity) ?? '';
    last.set(entity, detail.state);
    return LEGAL[kind]?.[before]?.includes(detail.state) ? [] : [`${entity}: ${before} → ${detail.state}`];
  });
}

/** Plays the stage events and finds the stages with two executions at the same time. */
function crowdedStages(events: NativeEvent[]): string[] {
  const holders = new Map<string, string>();
  return events
    .filter(({ detail }) => detail.stage && !detail.action)
    .flatMap(({ detail }) => {
      const stage = String(detail.stage);
      const enters = detail.state === 'STARTED' || detail.state === 'RESUMED';
      if (!enters && detail.state !== 'STOPPING') holders.delete(stage);
      if (!enters) return [];
      const holder = holders.get(stage) ?? detail['execution-id'];
      holders.set(stage, detail['execution-id']);
      return holder === detail['execution-id'] ? [] : [`${stage}: ${holder} and ${detail['execution-id']}`];
    });
}

test.each(['SUPERSEDED', 'QUEUED', 'PARALLEL'] as const)('no series of commands breaks a %s pipeline', (mode) => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60, size: 'max' }), (commands) => {
      const rig = createRig(shop(mode));
      for (const step of commands) {
        try {
          apply(rig, step);
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
        }
      }
      for (const stage of STAGES) apply(rig, { do: 'gate', stageName: stage, open: true });
      // Long enough for every approval to expire, one execution after the other.
      rig.wait('24h');

      expect(illegalSteps(rig.events)).toEqual([]);
      if (mode !== 'PARALLEL') expect(crowdedStages(rig.events)).toEqual([]);
      expect(rig.codepipeline.nextAt()).toBeUndefined();
      const ends = ['SUCCEEDED', 'FAILED', 'STOPPED', 'CANCELED', 'SUPERSEDED'];
      for (const { id } of rig.codepipeline.snapshot()[0]?.executions ?? []) {
        const last = rig.summary(id).findLast((line) => line.startsWith('pipeline '));
        expect(ends).toContain(last?.slice('pipeline '.length));
      }
      const times = rig.events.map(({ time }) => time);
      expect(times).toEqual(times.toSorted());
      expect(new Set(rig.events.map(({ id }) => id)).size).toBe(rig.events.length);
    }),
    long.draws(600),
  );
});
