import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { Diagnosis } from '../../../lib/core/execution/diagnosis.ts';
import { absorb, type Execution, type Fact, partialExecution } from '../../../lib/core/execution/facts.ts';
import { headline } from '../../../lib/core/execution/headline.ts';
import { type Summary, summarize } from '../../../lib/core/execution/summary.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { runs } from '../../kit/runs.ts';

const at = (second: number) => ({ at: `2026-11-22T10:00:${String(second).padStart(2, '0')}Z` });

function summary(events: object[], about: Execution['about'] = {}): Summary {
  const seen = events.map((event) => readEvent(event) as Execution);
  const [first] = seen;
  const known = first ? partialExecution(first.ref, { about }) : undefined;
  return summarize(seen.reduce(absorb, known) as Execution);
}

function sentence(events: object[], about: Execution['about'] = {}): string {
  return headline(summary(events, about)).sentence;
}

function states({ stages }: Summary): string[] {
  return stages.map(({ name, state }) => `${name} ${state}`);
}

describe('the summary of an execution', () => {
  it('shows success from start to end', () => {
    expect(sentence(runs.green)).toBe('payments succeeded after 1 min 30 s');
    expect(states(summary(runs.green))).toEqual(['Source SUCCEEDED', 'Build SUCCEEDED']);
  });

  it('names the failed action and its reason', () => {
    const failed = summary(runs.failedThenGreen.slice(0, 8));
    expect(headline(failed).sentence).toBe('payments failed in Build/compile');
    expect(failed.failures).toMatchObject([{ stage: 'Build', action: 'compile', provider: 'CodeBuild' }]);
    expect(failed.failures[0]?.summary).toBe('Build terminated with state: FAILED');
  });

  it('orders the events of one second', () => {
    const now = at(1);
    const events = [
      pipelineEvent('FAILED', now),
      stageEvent('Build', 'FAILED', now),
      actionEvent('Build/compile', 'FAILED', now),
      actionEvent('Build/compile', 'STARTED', now),
      stageEvent('Build', 'STARTED', now),
      pipelineEvent('STARTED', now),
    ];
    expect(sentence(events)).toBe('payments failed in Build/compile');
    const again = { ...now, attempt: 2 };
    const retried = [...events, stageEvent('Build', 'RESUMED', again), pipelineEvent('RESUMED', again)];
    expect(sentence(retried)).toBe('payments is running again, attempt 2');
  });

  it('shows that the execution runs again after a retry, without the old failures', () => {
    const again = summary(runs.failedThenGreen.slice(0, 11));
    expect(headline(again).sentence).toBe('payments is running again, attempt 2');
    expect(again.failures).toEqual([]);
    expect(states(again)).toEqual(['Build RESUMED']);
  });

  it.each([
    ['runs again if one of its actions began after its end, although its own event is lost', 9, 'RESUMED'],
    ['stays failed if an action began in the second of its end', 5, 'FAILED'],
  ])('shows a stage that %s', (_, second, state) => {
    const late = { ...at(second), attempt: second > 5 ? 2 : 1 };
    const events = [
      pipelineEvent('STARTED', at(0)),
      stageEvent('Build', 'STARTED', at(1)),
      actionEvent('Build/compile', 'FAILED', at(4)),
      stageEvent('Build', 'FAILED', at(5)),
      actionEvent('Build/compile', 'STARTED', late),
    ];
    expect(states(summary(events))).toEqual([`Build ${state}`]);
  });

  it('counts the attempts of old events, which have no attempt number', () => {
    const old = runs.failedThenGreen.map(({ detail: { 'pipeline-execution-attempt': _, ...detail }, ...event }) => ({
      ...event,
      detail,
    }));
    expect(sentence(old.slice(0, 11))).toBe('payments is running again, attempt 2');
  });

  it('shows a stage as succeeded if the execution was superseded after it', () => {
    const overtaken = summary([...runs.green.slice(0, 4), pipelineEvent('SUPERSEDED', at(9))]);
    expect(states(overtaken)).toEqual(['Source SUCCEEDED']);
  });

  it('shows a recovery and its duration', () => {
    expect(sentence(runs.failedThenGreen)).toBe('payments recovered after 1 min 5 s');
  });

  it('counts the failures of earlier executions', () => {
    const before: Execution['about']['before'] = [1, 2, Date.UTC(2026, 10, 22, 9)];
    const failed = runs.failedThenGreen.slice(0, 8);
    expect(sentence(failed, { before })).toBe('payments failed in Build/compile (3 failures in a row)');
    expect(sentence(runs.green, { before })).toBe('payments recovered after 1 h 1 min');
  });

  it('shows a wait for an approval', () => {
    const events = [...runs.green.slice(0, 9), stageEvent('Prod', 'STARTED', at(50)), approval('STARTED')];
    expect(sentence(events)).toBe('payments waits for approval: Prod/Approve');
  });

  it('shows a rejection, not a failure', () => {
    const rejected = [approval('STARTED'), approval('FAILED'), stageEvent('Prod', 'FAILED', at(55))];
    expect(sentence(rejected)).toBe('payments was rejected at Prod/Approve');
  });

  it('shows a stop with its reason', () => {
    const stopping = pipelineEvent('STOPPING', at(9), { 'stop-execution-comments': 'wrong branch' });
    const begun = runs.green.slice(0, 3);
    expect(sentence([...begun, stopping])).toBe('payments is stopping: wrong branch');
    const stopped = [...begun, stopping, pipelineEvent('STOPPED', at(12))];
    expect(sentence(stopped)).toBe('payments was stopped after 12 s: wrong branch');
    expect(states(summary(stopped))).toEqual(['Source STOPPED']);
  });

  it('shows that the execution was canceled or superseded', () => {
    const begun = runs.green.slice(0, 5);
    expect(sentence([...begun, pipelineEvent('CANCELED', at(9))])).toBe(
      'payments was canceled after 9 s: the pipeline was edited',
    );
    const superseded = [...begun, pipelineEvent('SUPERSEDED', at(9))];
    expect(sentence(superseded)).toBe('payments was superseded by a newer execution');
    expect(states(summary(superseded))).toEqual(['Source SUCCEEDED']);
  });

  it('shows a roll-back', () => {
    const about = { executionType: 'ROLLBACK', rollbackOf: 'older' };
    expect(sentence(runs.green, about)).toBe('Roll-back of payments succeeded after 1 min 30 s');
  });

  it('can begin with an event in the middle', () => {
    const middle = summary([actionEvent('Deploy/roll', 'STARTED', { ...at(5), provider: 'CodeDeploy' })]);
    expect(headline(middle).sentence).toBe('payments is running');
    expect(states(middle)).toEqual(['Deploy STARTED']);
  });

  it('shows the pending stages if the structure is known', () => {
    const result = summary(runs.green.slice(0, 5), { stages: ['Source', 'Build', 'Deploy'] });
    expect(states(result)).toEqual(['Source SUCCEEDED', 'Build PENDING', 'Deploy PENDING']);
  });

  it('leaves out the stages that a roll-back did not run', () => {
    const about = { stages: ['Source', 'Build', 'Deploy'], trigger: { type: 'ManualRollback' } };
    const result = summary(runs.green, about);
    expect(result.rollback).toBe(true);
    expect(states(result)).toEqual(['Source SUCCEEDED', 'Build SUCCEEDED']);
  });

  it('begins with the failures that a retry does not repair', () => {
    const names = ['limit', 'rights', 'checks'];
    const events = [
      stageEvent('Deploy', 'STARTED', at(1)),
      ...names.map((name, index) => actionEvent(`Deploy/${name}`, 'FAILED', at(index + 2))),
    ];
    const diagnosis = { cause: '', because: '', evidence: [], links: [], missing: [] };
    const diagnoses: Record<string, [Diagnosis]> = {
      'Deploy/limit@Deploy/limit#1': [{ ...diagnosis, class: 'throttling', retryable: true }],
      'Deploy/rights@Deploy/rights#1': [{ ...diagnosis, class: 'permission', retryable: false }],
    };
    const first = summary(events, { diagnoses });
    expect(first.failures.map(({ action }) => action)).toEqual(['rights', 'checks', 'limit']);
    expect(headline(first).sentence).toBe('payments is failing in Deploy (rights, checks, limit)');
    expect(summary(events).failures.map(({ action }) => action)).toEqual(names);
  });

  it('shows a stage that still runs beside a failed action as failing', () => {
    const events = runs.failedThenGreen.slice(0, 6);
    expect(summary(events).stages).toEqual([{ name: 'Build', state: 'STARTED', failing: true }]);
    expect(summary(events.slice(0, 5)).stages[0]?.failing).toBeUndefined();
  });

  it('is broken since its stage failed, not since its first action failed', () => {
    const failed = summary([
      ...runs.failedThenGreen.slice(0, 6),
      stageEvent('Build', 'FAILED', at(40)),
      pipelineEvent('FAILED', at(40)),
    ]);
    expect(failed.brokenSince).toBe(Date.UTC(2026, 10, 22, 10, 0, 40));
  });

  it('begins with the execution or with a first source, and not with a later stage', () => {
    const [start, ...rest] = runs.green;
    const late = [pipelineEvent('STARTED', at(2)), actionEvent('Source/Checkout', 'STARTED', { ...at(3), ...source })];
    expect(start && summary([start]).startedAt).toBe(Date.UTC(2026, 10, 22, 10));
    expect(summary(late).startedAt).toBe(Date.UTC(2026, 10, 22, 10, 0, 2));
    expect(summary(rest.slice(4, 6)).startedAt).toBeUndefined();
  });

  it('shows why the next stage does not start, if the read is of now and of that stage', () => {
    const begun = runs.green.slice(0, 5);
    const read = (asOf: number, stage: string) =>
      summary(begun, { stages: ['Source', 'Build'], waiting: [asOf, { stage, disabled: true }] }).waiting;
    const now = Date.UTC(2026, 10, 22, 10, 0, 4);
    expect(read(now, 'Build')).toEqual({ stage: 'Build', disabled: true });
    expect(read(now, 'Source')).toBeUndefined();
    expect(read(now - 1, 'Build')).toBeUndefined();
  });

  it('shows how often a flaky action was flaky before', () => {
    const flaky = (flakes: Execution['about']['flakes']) => summary(runs.failedThenGreen, { flakes }).flaky;
    const action = { stage: 'Build', action: 'compile', run: 2 };
    expect(flaky({ 'Build/compile': [1, 3, 10], 'Build/lint': [1, 1, 1] })).toEqual([{ ...action, rate: [3, 10] }]);
    expect(flaky({ 'Build/lint': [1, 1, 1] })).toEqual([action]);
  });

  it('shows a failed stage without an action if no action failed', () => {
    const result = summary([...runs.green.slice(0, 8), stageEvent('Build', 'FAILED', at(59))]);
    expect(result.state).toBe('FAILED');
    expect(result.failures).toEqual([{ stage: 'Build' }]);
  });
});

describe('an unusual execution', () => {
  it('does not begin in 1970 if a time is invalid', () => {
    const events = runs.green.map((event, index) => (index % 3 === 0 ? { ...event, time: 'yesterday' } : event));
    expect(summary(events).startedAt).toBeGreaterThan(Date.UTC(2026, 0));
  });

  it('may have stages with special names such as __proto__', () => {
    const events = ['__proto__', 'constructor', 'a|b', 'toString'].flatMap((name) => [
      stageEvent(name, 'STARTED', at(1)),
      actionEvent(`${name}/${name}`, 'FAILED', at(2)),
      stageEvent(name, 'FAILED', at(2)),
    ]);
    const result = summary(events);
    expect(result.failures.map(({ stage }) => stage).sort()).toEqual(['__proto__', 'a|b', 'constructor', 'toString']);
  });

  it('has a headline of one line, even with line breaks in a comment', () => {
    const stopped = pipelineEvent('STOPPED', at(9), { 'stop-execution-comments': 'wrong\n\nbranch ' });
    expect(sentence([...runs.green.slice(0, 3), stopped])).toBe('payments was stopped after 9 s: wrong branch');
  });

  it('is no longer gone after a new event', () => {
    const looked = Date.UTC(2026, 10, 22, 10, 0, 0);
    expect(sentence(runs.green.slice(0, 1), { gone: looked })).toBe('payments is no longer listed by CodePipeline');
    expect(sentence(runs.green.slice(0, 5), { gone: looked })).toBe('payments is running');
  });

  it('waits for an approval even if the stage before ended in the same second and its start was lost', () => {
    const events = [
      pipelineEvent('STARTED', at(0)),
      stageEvent('Source', 'SUCCEEDED', at(1)),
      stageEvent('Prod', 'STARTED', at(1)),
      actionEvent('Prod/Approve', 'STARTED', { ...at(1), provider: 'Manual' }),
    ];
    expect(sentence(events)).toBe('payments waits for approval: Prod/Approve');
  });

  it('waits for an approval even if another action of its stage began, because a read shows the decision', () => {
    const events = [approval('STARTED'), actionEvent('Prod/roll', 'STARTED', { ...at(57), provider: 'CodeDeploy' })];
    expect(sentence(events)).toBe('payments waits for approval: Prod/Approve');
  });
});

describe('a lost event', () => {
  it.each(runs.green.map((lost, index) => ({ lost, index })))('does not change the result ($index)', ({ index }) => {
    // A recount finds the loss of the last event.
    const received = runs.green.filter((_, other) => other !== index);
    const whole = index === runs.green.length - 1 ? 'payments is running' : sentence(runs.green);
    expect(sentence(received)).toBe(whole);
  });

  it('may be the pipeline event: a failed stage is enough', () => {
    const received = runs.failedThenGreen.slice(0, 7);
    expect(sentence(received)).toBe('payments failed in Build/compile');
  });

  it('may be the retry: a new start proves it', () => {
    const resumed = runs.failedThenGreen.filter((_, index) => index !== 8 && index !== 9);
    expect(summary(resumed.slice(0, 9)).state).toBe('RESUMED');
    expect(sentence(resumed)).toBe(sentence(runs.failedThenGreen));
  });
});

describe('the facts of an execution', () => {
  const ref = { account: '1', region: 'eu', pipeline: 'p', executionId: 'e' };
  const begun: Fact = { type: 'pipeline', state: 'STARTED', at: 1_000, attempt: 1 };
  const ended: Fact = { type: 'pipeline', state: 'FAILED', at: 9_000, attempt: 1 };
  const compile = { type: 'action', stage: 'Build', action: 'compile', category: 'Build', runId: 'r1' } as const;
  const failed: Fact = {
    ...compile,
    state: 'FAILED',
    at: 6_000,
    provider: 'CodeBuild',
    result: { summary: 'It broke', message: 'exit 1', code: 'C', url: 'https://u' },
  };
  const built: Fact = { type: 'stage', stage: 'Build', state: 'FAILED', at: 7_000 };
  const of = (facts: Fact[], about: Execution['about'] = {}) => summarize(partialExecution(ref, { facts, about }));

  it('are all in its summary', () => {
    const diagnosis = { cause: 'Tests failed' } as Diagnosis;
    const starter = { act: 'rollback', user: 'U0ANN' } as const;
    const known: Execution['about'] = {
      trigger: { type: 'ManualRollback', detail: 'arn:jo' },
      startedFor: { c1: [5, starter] },
      sources: { app: { revision: 'v1' } },
      mode: 'QUEUED',
      rollbackOf: 'e0',
      statusSummary: 'Too late',
      before: [3, 2, 500],
      diagnoses: { 'Build/compile@r1': [diagnosis] },
    };
    expect(of([begun, failed, built, ended], known)).toEqual({
      ...ref,
      state: 'FAILED',
      attempt: 1,
      startedAt: 1_000,
      endedAt: 9_000,
      stages: [{ name: 'Build', state: 'FAILED' }],
      failures: [
        {
          stage: 'Build',
          action: 'compile',
          category: 'Build',
          provider: 'CodeBuild',
          summary: 'It broke',
          message: 'exit 1',
          code: 'C',
          url: 'https://u',
          diagnosis,
        },
      ],
      approvals: [],
      decisions: [],
      flaky: [],
      change: { revision: 'v1', source: 'app', others: 0 },
      trigger: { type: 'ManualRollback', detail: 'arn:jo' },
      startedFor: [starter],
      statusSummary: 'Too late',
      mode: 'QUEUED',
      rollbackOf: 'e0',
      rollback: true,
      brokenSince: 500,
      failuresBefore: 2,
    });
  });

  it('without anything show a start at an unknown time', () => {
    expect(of([])).toEqual({
      ...ref,
      state: 'STARTED',
      attempt: 1,
      stages: [],
      failures: [],
      approvals: [],
      decisions: [],
      flaky: [],
    });
  });

  it.each<[string, Execution['about'], true | undefined]>([
    ['ROLLBACK', { executionType: 'ROLLBACK' }, true],
    ['STANDARD', { executionType: 'STANDARD' }, undefined],
    ['AutomatedRollback', { trigger: { type: 'AutomatedRollback' } }, true],
    ['RollbackTest', { trigger: { type: 'RollbackTest' } }, undefined],
  ])('with %s show a roll-back: %j, %s', (_, about, rollback) => {
    expect(of([begun], about).rollback).toBe(rollback);
  });

  it('show the last reason of a stop, and the first failure of a stage or of the pipeline', () => {
    const stop = (at: number, stopReason?: string): Fact => ({ type: 'pipeline', state: 'STOPPING', at, stopReason });
    expect(of([begun, stop(2_000, 'first'), stop(3_000, 'last'), stop(4_000)]).stopReason).toBe('last');
    expect(of([begun, failed, built, ended]).brokenSince).toBe(7_000);
    expect(of([begun, failed, ended]).brokenSince).toBe(9_000);
    expect(of([begun, failed]).brokenSince).toBeUndefined();
  });

  it('show the earliest known start', () => {
    const source = { ...compile, category: 'Source', state: 'STARTED', at: 3_000 } as const;
    expect(of([{ ...begun, at: 4_000, startedAt: 3_500 }]).startedAt).toBe(3_500);
    expect(of([{ ...begun, at: 4_000 }, source]).startedAt).toBe(3_000);
    expect(
      of([
        { ...begun, at: 4_000 },
        { ...source, attempt: 2 },
      ]).startedAt,
    ).toBe(4_000);
    expect(of([{ ...source, attempt: 1 }]).startedAt).toBe(3_000);
    expect(
      of([
        { ...begun, at: 4_000 },
        { ...compile, state: 'STARTED', at: 3_000 },
      ]).startedAt,
    ).toBe(4_000);
    expect(of([{ ...ended, startedAt: 2_000 }]).startedAt).toBe(2_000);
    expect(of([ended]).startedAt).toBeUndefined();
  });

  it('show why the next stage waits only if the read found a reason', () => {
    const source: Fact = { type: 'stage', stage: 'Source', state: 'SUCCEEDED', at: 2_000 };
    const waits = (found: object) =>
      of([begun, source], { stages: ['Source', 'Build'], waiting: [2_000, { stage: 'Build', ...found }] }).waiting;
    expect(waits({ behind: 'abc' })).toEqual({ stage: 'Build', behind: 'abc' });
    expect(waits({ disabled: true })).toEqual({ stage: 'Build', disabled: true });
    expect(waits({})).toBeUndefined();
    expect(waits({ stage: undefined, behind: 'abc' })).toBeUndefined();
    expect(of([begun, source, ended], { waiting: [9_000, { behind: 'abc' }] }).waiting).toBeUndefined();
  });

  it('show nothing of conditions, and an end, once CodePipeline no longer knows the execution', () => {
    const condition = { stage: 'Build', type: 'BEFORE_ENTRY', state: 'waits', rules: [] } as const;
    const stage: Fact = { type: 'stage', stage: 'Build', state: 'STARTED', at: 2_000 };
    const conditions: [number, [typeof condition]] = [2_000, [condition]];
    const held = of([begun, stage], { conditions: conditions as never });
    expect(held).toMatchObject({ state: 'STARTED', conditions: [condition] });
    const gone = of([begun, stage], { conditions: conditions as never, gone: 2_000 });
    expect(gone).toMatchObject({ state: 'CANCELED', endedAt: 2_000, gone: true });
    expect(gone).not.toHaveProperty('conditions', expect.anything());
    expect(of([begun, built, ended], { gone: 9_000 })).toMatchObject({ state: 'FAILED', endedAt: 9_000, gone: true });
    expect(of([begun, stage], { gone: 1_999 }).gone).toBeUndefined();
  });

  it('show who rejected an approval, or that it expired', () => {
    const ask = { ...compile, category: 'Approval', action: 'ask' } as const;
    const rejected: Fact = { ...ask, state: 'FAILED', at: 6_000, result: { updatedBy: 'arn:jo', summary: 'No' } };
    expect(of([begun, rejected, built, ended]).failures).toEqual([
      { stage: 'Build', action: 'ask', category: 'Approval', summary: 'No', updatedBy: 'arn:jo' },
    ]);
  });
});

const source = { provider: 'CodeStarSourceConnection' };

function approval(state: string) {
  return actionEvent('Prod/Approve', state, { ...at(state === 'STARTED' ? 50 : 55), provider: 'Manual' });
}
