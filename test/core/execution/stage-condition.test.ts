import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { failureReason } from '../../../lib/core/execution/failure-reason.ts';
import { headline, marks } from '../../../lib/core/execution/headline.ts';
import { planRefresh } from '../../../lib/core/execution/plan-refresh.ts';
import { conditionsNow, idleStage, type StageCondition } from '../../../lib/core/execution/stage-condition.ts';
import type { Stage } from '../../../lib/core/execution/stages.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import { failureButtons } from '../../../lib/core/retry/buttons.ts';
import { render } from '../../../lib/slack/render/message.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';

/** The report of a condition that holds an execution, or that made a stage fail. */

const at = (second: number) => ({ at: `2026-11-22T10:00:${String(second).padStart(2, '0')}Z` });
const instant = (second: number) => Date.parse(at(second).at);
const deploy = { provider: 'CodeDeploy' };

const upToProd = [
  pipelineEvent('STARTED', at(0)),
  stageEvent('Source', 'STARTED', at(0)),
  actionEvent('Source/Checkout', 'STARTED', { ...at(0), provider: 'CodeStarSourceConnection' }),
  actionEvent('Source/Checkout', 'SUCCEEDED', { ...at(1), provider: 'CodeStarSourceConnection' }),
  stageEvent('Source', 'SUCCEEDED', at(1)),
  stageEvent('Prod', 'STARTED', at(2)),
];
const deployed = [
  actionEvent('Prod/roll', 'STARTED', { ...at(3), ...deploy }),
  actionEvent('Prod/roll', 'SUCCEEDED', { ...at(9), ...deploy }),
];
const failed = [stageEvent('Prod', 'FAILED', at(10)), pipelineEvent('FAILED', at(10))];

const hours: StageCondition = {
  stage: 'Prod',
  type: 'BEFORE_ENTRY',
  state: 'waits',
  rules: [{ name: 'hours', message: 'Opens at 09:00' }],
};

function executionOf(events: object[], about: Execution['about'] = {}): Execution {
  const seen = events.map((event) => readEvent(event) as Execution);
  const [first] = seen;
  return seen.reduce(absorb, first && partialExecution(first.ref, { about })) as Execution;
}

const summaryOf = (...given: Parameters<typeof executionOf>) => summarize(executionOf(...given));

const stageOf = (state: Stage['state'], ...actions: Stage['actions'][number]['state'][]): Stage =>
  ({ name: 'Prod', state, actions: actions.map((one) => ({ name: one, state: one })) }) as Stage;

it.each<[string, Stage, string | undefined]>([
  ['runs without an action', stageOf('STARTED'), 'Prod'],
  ['runs again behind its actions', stageOf('RESUMED', 'FAILED', 'SUCCEEDED'), 'Prod'],
  ['has an action that runs', stageOf('STARTED', 'SUCCEEDED', 'STARTED'), undefined],
  ['is over', stageOf('SUCCEEDED', 'SUCCEEDED'), undefined],
  ['has failed', stageOf('FAILED'), undefined],
  ['has not begun', stageOf('PENDING'), undefined],
])('a stage that %s may wait for a condition: %s', (_, stage, idle) => {
  expect(idleStage([stageOf('SUCCEEDED', 'SUCCEEDED'), stage])).toBe(idle);
});

describe('a stage that failed', () => {
  const conclude = (stage: Stage) => conditionsNow({ conditions: [5, []] }, [stage], 'FAILED', 5);

  it('failed by a condition if none of its actions did', () => {
    const condition = { stage: 'Prod', state: 'failed', rules: [] };
    expect(conclude(stageOf('FAILED'))).toEqual([{ ...condition, type: 'BEFORE_ENTRY' }]);
    expect(conclude(stageOf('FAILED', 'SUCCEEDED'))).toEqual([{ ...condition, type: 'ON_SUCCESS' }]);
    expect(conclude(stageOf('FAILED', 'SUCCEEDED', 'FAILED'))).toEqual([]);
    expect(conclude(stageOf('FAILED', 'SUCCEEDED', 'ABANDONED'))).toEqual([]);
  });

  it('is not judged by a read before its newest fact, or without a read', () => {
    expect(conditionsNow({ conditions: [4, []] }, [stageOf('FAILED')], 'FAILED', 5)).toEqual([]);
    expect(conditionsNow({}, [stageOf('FAILED')], 'FAILED', 0)).toEqual([]);
  });
});

describe('an execution with a running stage and no running action', () => {
  const recount = (events: object[], outbox: Outbox = {}, about: Execution['about'] = {}) => {
    const execution = executionOf(events, about);
    const context = { execution, summary: summarize(execution), rules: rules(), outbox, now: instant(30) };
    return planRefresh(context).intents.find(({ key }) => key === 'recount');
  };
  const because = 'A stage has started and none of its actions runs. CodePipeline shows the reason.';

  it('is read after 15 s, once', () => {
    expect(recount(upToProd)).toMatchObject({ from: instant(17), because });
    const read = recount(upToProd, { recount: { doneAt: instant(17) } });
    expect(read?.from).toBeGreaterThan(instant(17) + 9 * 60_000);
  });

  it('is read after its actions too, but not while one of them runs', () => {
    expect(recount([...upToProd, ...deployed])).toMatchObject({ from: instant(24), because });
    expect(recount([...upToProd, ...deployed.slice(0, 1)])?.from).toBeGreaterThan(instant(3) + 9 * 60_000);
  });

  it('waits for the condition that the read found, and is not reported as running', () => {
    const summary = summaryOf(upToProd, { conditions: [instant(17), [hours]] });
    expect(headline(summary)).toEqual({
      mark: marks.waiting,
      sentence: 'payments waits for the entry condition of Prod (hours: Opens at 09:00)',
    });
    const shown = JSON.stringify(render(summary).blocks);
    expect(shown).toContain('*Prod* waits for its entry condition');
    expect(shown).not.toContain('is running');
  });

  it('names every rule that has not passed, or the reason of the condition', () => {
    const sentence = (condition: Partial<StageCondition>) =>
      headline(summaryOf(upToProd, { conditions: [instant(17), [{ ...hours, ...condition }]] })).sentence;
    expect(sentence({ rules: [{ name: 'a' }, { name: 'b', message: 'Off' }] })).toMatch(/Prod \(a; b: Off\)$/);
    expect(sentence({ rules: [], message: 'Not yet' })).toMatch(/Prod \(Not yet\)$/);
    expect(sentence({ rules: [] })).toMatch(/of Prod$/);
    expect(sentence({ type: 'ON_SUCCESS' })).toContain('waits for the success condition of Prod');
  });

  it('waits before the stage too, if CodePipeline reports no start', () => {
    const summary = summaryOf(upToProd.slice(0, -1), {
      stages: ['Source', 'Prod'],
      conditions: [instant(17), [hours]],
    });
    expect(headline(summary).sentence).toContain('waits for the entry condition of Prod');
  });

  it.each([
    ['an action began', [...upToProd, ...deployed.slice(0, 1)]],
    ['the stage failed', [...upToProd, ...failed]],
    ['it is being stopped', [...upToProd, pipelineEvent('STOPPING', at(5)), stageEvent('Prod', 'STOPPING', at(5))]],
  ])('stops waiting even if the read found a condition: %s', (_, events) => {
    for (const second of [2, 30]) {
      const { sentence } = headline(summaryOf(events, { conditions: [instant(second), [hours]] }));
      expect(sentence).not.toContain('waits');
    }
  });
});

describe('a stage that failed without a failed action', () => {
  const bad: StageCondition = { ...hours, state: 'failed', rules: [{ name: 'alarm', message: 'It is on' }] };

  it('names the condition and its rules before the diagnosis, and the cause after it', () => {
    const about = { conditions: [instant(20), [bad]] as [number, StageCondition[]] };
    const summary = summaryOf([...upToProd, ...failed], about);
    expect(summary.failures).toMatchObject([{ stage: 'Prod', condition: { type: 'BEFORE_ENTRY' } }]);
    expect(JSON.stringify(render(summary).blocks)).toContain('*Prod* (entry condition): Not met: alarm: It is on');
    const diagnosis = { cause: 'The rule `alarm` did not pass' } as never;
    const explained = summaryOf([...upToProd, ...failed], { ...about, diagnoses: { 'Prod/': [diagnosis] } });
    expect(JSON.stringify(render(explained).blocks)).toContain(
      '*Prod* (entry condition): The rule `alarm` did not pass',
    );
  });

  it('names the condition type that the actions prove, if CodePipeline shows none', () => {
    const about = { conditions: [instant(20), []] as [number, StageCondition[]] };
    expect(summaryOf([...upToProd, ...failed], about).failures[0]?.condition?.type).toBe('BEFORE_ENTRY');
    expect(summaryOf([...upToProd, ...deployed, ...failed], about).failures[0]?.condition?.type).toBe('ON_SUCCESS');
  });

  it('names no condition before the read', () => {
    const { failures } = summaryOf([...upToProd, ...failed]);
    expect(failures.map((failure) => failure.condition)).toEqual([undefined]);
    expect(failures[0] && failureReason(failures[0])).toContain('A condition may have failed.');
  });

  it('has its own diagnosis for each attempt', () => {
    const again = { ...at(20), attempt: 2 };
    const second = [
      pipelineEvent('RESUMED', again),
      stageEvent('Prod', 'RESUMED', again),
      stageEvent('Prod', 'FAILED', { ...at(25), attempt: 2 }),
      pipelineEvent('FAILED', { ...at(25), attempt: 2 }),
    ];
    const diagnoses = { 'Prod/': [{ cause: 'old' }], 'Prod/@2': [{ cause: 'new' }] } as never;
    const cause = (events: object[]) => summaryOf(events, { diagnoses }).failures[0]?.diagnosis?.cause;
    expect(cause([...upToProd, ...failed])).toBe('old');
    expect(cause([...upToProd, ...failed, ...second])).toBe('new');
  });
});

it('a failure condition is shown beside the failed action', () => {
  const broken = [
    actionEvent('Prod/roll', 'STARTED', { ...at(3), ...deploy }),
    actionEvent('Prod/roll', 'FAILED', { ...at(9), ...deploy, summary: 'It broke' }),
  ];
  const condition: StageCondition = { ...hours, type: 'ON_FAILURE', state: 'failed', rules: [{ name: 'can-go-back' }] };
  const summary = summaryOf([...upToProd, ...broken, ...failed], { conditions: [instant(20), [condition]] });
  expect(summary.failures).toMatchObject([{ action: 'roll' }]);
  const shown = JSON.stringify(render(summary).blocks);
  expect(shown).toContain('It broke');
  expect(shown).toContain('Prod (failure condition): Not met: can-go-back');
});

describe('the button that overrides the condition', () => {
  const offers = (events: object[], condition: StageCondition, more: Execution['about'] = {}, may = true) => {
    const execution = executionOf(events, { conditions: [instant(20), [condition]], ...more });
    const asked = { ...rules(), acts: () => (may ? ['override-condition' as const] : []) };
    const context = { execution, summary: summarize(execution), rules: asked, outbox: {}, now: instant(30) };
    return failureButtons(context);
  };
  const button = [{ act: 'override-condition', stage: 'Prod' }];
  const bad: StageCondition = { ...hours, state: 'failed' };

  it('is shown while the condition holds the stage, and after it failed', () => {
    expect(offers(upToProd, hours)).toEqual(button);
    expect(offers([...upToProd, ...failed], bad)).toEqual(button);
  });

  it.each([
    ['the policy allows no person', offers(upToProd, hours, {}, false)],
    ['an action runs', offers([...upToProd, ...deployed.slice(0, 1)], { ...hours, stage: 'Prod' })],
    ['it is a failure condition', offers(upToProd, { ...hours, type: 'ON_FAILURE' })],
    ['no state can be checked in PARALLEL mode', offers(upToProd, hours, { mode: 'PARALLEL' })],
    ['a newer execution overtook it', offers([...upToProd, ...failed], bad, { overtaken: instant(25) })],
  ])('is not shown if %s', (_, found) => {
    expect(found).toEqual([]);
  });
});
