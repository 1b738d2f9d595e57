import { describe, expect, it } from 'vitest';
import type { WrittenPipeline } from '../../../lab/codepipeline/declare.ts';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import type { Operate } from '../../../lib/core/model/effect.ts';
import { resultOf } from '../../kit/effects.ts';
import { ref, type Served, serve } from '../served.ts';
import { ruledIn } from './ruled-in.ts';

process.env.AWS_REGION = 'eu-central-1';

/** An override of a stage condition happens once, to the condition that the person saw, in that execution. */

const FAILED = { state: 'Failed' as const, message: 'The alarm is on' };
const GOOD = { state: 'Succeeded' as const };

type Outcomes = (typeof FAILED | typeof GOOD)[];

function shop({ entry = [], late = [], takes = '1s' }: { entry?: Outcomes; late?: Outcomes; takes?: string } = {}) {
  const source = { name: 'App', provider: 'CodeStarSourceConnection', takes: '1s' };
  const pipeline: WrittenPipeline = {
    name: 'shop',
    stages: [
      { name: 'Source', actions: [source] },
      {
        name: 'Prod',
        beforeEntry: { rules: [{ name: 'alarm', provider: 'CloudWatchAlarm', takes, outcomes: entry }] },
        onSuccess: { rules: [{ name: 'smoke', provider: 'LambdaInvoke', outcomes: late }] },
        actions: [{ name: 'Site', provider: 'ECS', takes: '3s' }],
      },
    ],
  };
  return serve(pipeline);
}

let pushes = 0;
function push({ rig }: Served, wait = '20s'): string {
  const id = rig.codepipeline.push('shop', { id: `${++pushes}`.padStart(40, 'a'), message: 'Change', author: 'Ann' });
  rig.wait(wait);
  return id;
}

function order({ rig }: Served, execution: string, more: Partial<Operate> = {}): Operate {
  const { executionId: _, ...pipeline } = ref(execution);
  return {
    type: 'operate',
    key: 'operate:1',
    claim: 'c',
    digest: 'd',
    because: 'a test',
    what: 'override-condition',
    id: '12.34.ab',
    at: rig.now(),
    by: 'Ann (U0ANN)',
    user: 'U0ANN',
    pipeline,
    stage: 'Prod',
    execution,
    condition: { type: 'BEFORE_ENTRY' },
    policy: 'v1',
    channels: ['C0X'],
    ...more,
  };
}

const sent = ({ calls }: Served) => calls.filter((call) => call.operation === 'OverrideStageCondition');
const statusOf = ({ rig }: Served, pipelineExecutionId: string) =>
  rig.call('GetPipelineExecution', { pipelineName: 'shop', pipelineExecutionId }).pipelineExecution?.status;

describe('an override', () => {
  it('of a condition that holds the stage names the condition, the rule and the reason', async () => {
    const served = await shop({ takes: '8h' });
    const execution = push(served);
    const ruled = ruledIn(await served.world.operate(order(served, execution, { reason: 'hotfix 42' })));
    expect(ruled).toMatchObject({
      type: 'done',
      because: `Overrode the entry condition of Prod of shop (alarm). Execution ${execution} goes on.`,
      announce: {
        text: `<@U0ANN> overrode the entry condition of Prod of shop (alarm) for execution ${execution.slice(0, 8)}: hotfix 42.`,
        channels: ['C0X'],
      },
      about: [{ pipeline: 'shop', stage: 'Prod', executionId: execution }],
    });
    expect(sent(served)[0]?.input).toEqual({
      pipelineName: 'shop',
      stageName: 'Prod',
      pipelineExecutionId: execution,
      conditionType: 'BEFORE_ENTRY',
    });
    served.rig.wait('20s');
    expect(statusOf(served, execution)).toBe('Succeeded');
  });

  it('of a failed condition happens once, and the next worker recognizes it as done', async () => {
    const served = await shop({ entry: [FAILED] });
    const wanted = order(served, push(served));
    expect(ruledIn(await served.world.operate(wanted))?.because).toContain('(alarm: The alarm is on)');
    expect(ruledIn(await served.world.operate(wanted))).toMatchObject({
      type: 'refused',
      because: 'The entry condition was already overridden. Nothing was done.',
    });
    expect(ruledIn(await served.world.operate({ ...wanted, maybeSince: 1 }))).toMatchObject({ type: 'done' });
    expect(sent(served)).toHaveLength(1);
  });

  it('does not apply to another condition of the stage that failed meanwhile', async () => {
    const served = await shop({ entry: [FAILED], late: [FAILED] });
    const execution = push(served);
    const wanted = order(served, execution);
    await served.world.operate(wanted);
    served.rig.wait('20s');
    expect(statusOf(served, execution)).toBe('Failed');
    expect(ruledIn(await served.world.operate({ ...wanted, maybeSince: 1 }))).toMatchObject({ type: 'done' });
    expect(ruledIn(await served.world.operate(wanted))).toMatchObject({ type: 'refused' });
    expect(sent(served)).toHaveLength(1);
  });

  it('does not apply to the same condition if it failed again after the command', async () => {
    const served = await shop({ entry: [FAILED, FAILED] });
    const execution = push(served);
    const wanted = order(served, execution);
    served.rig.wait('10s');
    const stage = { pipelineName: 'shop', stageName: 'Prod', pipelineExecutionId: execution };
    served.rig.call('RetryStageExecution', { ...stage, retryMode: 'FAILED_ACTIONS' });
    served.rig.wait('10s');
    expect(ruledIn(await served.world.operate(wanted))?.because).toContain('failed after your command');
    expect(sent(served)).toEqual([]);
  });

  it('does not apply to an execution that a newer one followed, or that already continued', async () => {
    const served = await shop({ entry: [FAILED, FAILED] });
    const older = push(served);
    push(served);
    expect(ruledIn(await served.world.operate(order(served, older)))?.because).toBe(
      'A newer execution has entered Prod of shop. No condition was overridden.',
    );
    const good = push(served);
    expect(ruledIn(await served.world.operate(order(served, good)))?.because).toBe(
      'The entry condition of Prod of shop no longer holds this execution. Nothing was done.',
    );
    expect(sent(served)).toEqual([]);
  });

  it.each(['ConditionNotOverridableException', 'NotLatestPipelineExecutionException', 'StageNotFoundException'])(
    'that AWS refuses is refused with the message of AWS: %s',
    async (name) => {
      const served = await shop({ entry: [FAILED] });
      const wanted = order(served, push(served));
      served.before.OverrideStageCondition = () => {
        throw new AwsError(name, 'It does not allow overrides');
      };
      expect(ruledIn(await served.world.operate(wanted))?.because).toMatch(
        /^AWS refused to override the condition: .*It does not allow overrides/,
      );
    },
  );

  it.each(['ConflictException', 'ThrottlingException'])('is tried again after %s', async (name) => {
    const served = await shop({ entry: [FAILED] });
    const wanted = order(served, push(served));
    served.before.OverrideStageCondition = () => {
      throw new AwsError(name, 'Try again later');
    };
    const inputs = await served.world.operate(wanted);
    expect(ruledIn(inputs)).toBeUndefined();
    expect(resultOf(inputs)).toMatchObject({ done: false });
  });
});
