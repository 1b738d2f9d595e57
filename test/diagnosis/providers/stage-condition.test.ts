import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../lab/providers/recording.ts';
import { stageCondition } from '../../../lib/diagnosis/providers/stage-condition/stage-condition.ts';
import { actionOf, ask } from '../../kit/provider.ts';
import { troubles } from '../trouble.ts';

const ALARM = 'stage-condition.alarm';
const action = actionOf(readRecording(`events/providers/${ALARM}.json`));

describe('a failed stage without a failed action', () => {
  it('is explained by the failed rule of this stage', async () => {
    const { finding, asked } = await ask(stageCondition, ALARM);
    expect(finding?.cause).toBe(
      'The rule `no-alarm` (CloudWatchAlarm) did not pass: Alarm checkout-5xx is in state ALARM',
    );
    expect(finding?.codes).toEqual(['CloudWatchAlarm']);
    expect(finding?.evidence).toEqual(['AlarmName: checkout-5xx', 'AlarmStates: ALARM', 'WaitTime: 5']);
    expect(finding?.links[0]?.url).toContain('alarmsV2:alarm/checkout-5xx');
    expect(asked).toEqual(['ListRuleExecutions']);
  });

  it('is explained by its condition if listing the rules is denied', async () => {
    const { finding, asked, missing } = await ask(stageCondition, 'stage-condition.state-only');
    expect(finding?.cause).toBe(
      'The success condition of `Stage` was not met: Condition failed: 1 of 2 rules did not succeed',
    );
    expect(finding?.codes).toEqual(['ConfigurationError']);
    expect(finding?.phase).toBe('success condition');
    expect(finding?.evidence).toEqual(['`smoke`: smoke.sh was not found']);
    expect(asked).toEqual(['ListRuleExecutions', 'GetPipelineState']);
    expect(missing).toEqual([expect.stringMatching(/^the rules that ran: AccessDeniedException/)]);
  });

  it.each(['stage-condition.overtaken', 'stage-condition.succeeded'])(
    'is not explained by a condition of another execution or a passed one: %s',
    async (recording) => {
      expect((await ask(stageCondition, recording)).finding).toBeUndefined();
    },
  );

  it.each(troubles('json', 'PipelineExecutionNotFoundException'))(
    'is $name: no finding, but a reason',
    async (trouble) => {
      const { finding, missing } = await ask(stageCondition, ALARM, trouble);
      expect(finding).toBeUndefined();
      expect(missing).toHaveLength(2);
      expect(missing[0]).toMatch(trouble.reported);
    },
  );

  it('has at most 25 lines of evidence', () => {
    const rules = Array.from({ length: 40 }, (_, n) => ({ stageName: 'Stage', ruleName: `rule${n}` }));
    expect(stageCondition.explain({ rules }, action)?.evidence).toHaveLength(25);
  });

  it('is explained by the last failed rule, also after a retry', () => {
    const rule = (ruleName: string, lastUpdateTime?: number) => ({ stageName: 'Stage', ruleName, lastUpdateTime });
    const explained = stageCondition.explain({ rules: [rule('old', 1), rule('new', 2), rule('undated')] }, action);
    expect(explained?.cause).toBe('The rule `new` did not pass.');
    expect(explained?.evidence).toEqual(['`old`: Failed', '`undated`: Failed']);
  });
});
