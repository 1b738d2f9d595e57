import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution } from '../../../lib/core/execution/facts.ts';
import { headline, heldHeadline, marks, place, tookOf } from '../../../lib/core/execution/headline.ts';
import { type Summary, summarize } from '../../../lib/core/execution/summary.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';

const at = (second: number) => ({ at: `2026-11-22T10:00:${String(second).padStart(2, '0')}Z` });

function summaryOf(events: object[]) {
  return summarize(
    events.map((event) => readEvent(event) as Execution).reduce<Execution | undefined>(absorb, undefined) as Execution,
  );
}

function sentenceOf(events: object[]): string {
  return headline(summaryOf(events)).sentence;
}

describe('the duration', () => {
  it.each(['SUCCEEDED', 'CANCELED', 'STOPPED', 'FAILED'])('is missing if %s is the only event', (state) => {
    const summary = summaryOf([pipelineEvent(state, at(9))]);
    expect(tookOf(summary)).toBeUndefined();
    expect(headline(summary).sentence).not.toMatch(/\d s\b/);
  });

  it('is missing if the first event belongs to a later stage', () => {
    const late = actionEvent('Deploy/roll', 'STARTED', { ...at(5), provider: 'CodeDeploy' });
    expect(sentenceOf([late, pipelineEvent('SUCCEEDED', at(9))])).toBe('payments succeeded');
  });

  it('is missing if the end is before the start', () => {
    const started = { 'start-time': '2026-11-22T10:00:30Z' };
    expect(sentenceOf([pipelineEvent('CANCELED', at(9), started)])).toBe(
      'payments was canceled: the pipeline was edited',
    );
  });

  it('counts from the start time in the last event', () => {
    const started = { 'start-time': '2026-11-22T10:00:04.500Z' };
    expect(sentenceOf([pipelineEvent('SUCCEEDED', at(9), started)])).toBe('payments succeeded after 5 s');
  });

  it('counts from the first run of a source if the start event is missing', () => {
    const source = { provider: 'CodeStarSourceConnection' };
    const retried = actionEvent('Source/Checkout', 'STARTED', { ...at(7), ...source, attempt: 2 });
    const first = actionEvent('Source/Checkout', 'STARTED', { ...at(1), ...source });
    expect(sentenceOf([first, pipelineEvent('SUCCEEDED', at(9))])).toBe('payments succeeded after 8 s');
    expect(sentenceOf([retried, pipelineEvent('SUCCEEDED', { ...at(9), attempt: 2 })])).toBe('payments succeeded');
  });
});

describe('a roll-back', () => {
  it.each([
    { 'execution-type': 'ROLLBACK' },
    { 'rollback-target-pipeline-execution-id': 'aaaaaaaa-1234-5678-abcd-12345678abcd' },
    { 'execution-trigger': { 'trigger-type': 'AutomatedRollback', 'trigger-detail': '{}' } },
    { 'execution-trigger': { 'trigger-type': 'ManualRollback' } },
  ])('is detected from the event: %j', (detail) => {
    expect(sentenceOf([pipelineEvent('STARTED', at(0), detail)])).toBe('Roll-back of payments is running');
  });
});

describe('several actions', () => {
  it('of one stage name the stage once', () => {
    const failed = ['blue', 'green'].map((name) => actionEvent(`Deploy/${name}`, 'FAILED', at(5)));
    expect(sentenceOf([...failed, stageEvent('Deploy', 'FAILED', at(5))])).toBe(
      'payments failed in Deploy (blue, green)',
    );
  });
});

describe('a rejection', () => {
  const failed = (information: string) => ({
    ...pipelineEvent('FAILED', at(9)),
    additionalAttributes: {
      failedStage: 'Approve',
      failedActions: [{ action: 'Manual', additionalInformation: information }],
    },
    detailType: 'CodePipeline Pipeline Execution State Change',
    'detail-type': undefined,
  });

  it('is detected from the list of failed actions alone', () => {
    expect(sentenceOf([failed('Rejected by @release-lead')])).toBe('payments was rejected at Approve/Manual');
    expect(sentenceOf([failed('Rejected: 3 tests failed')])).toBe('payments failed in Approve/Manual');
  });

  it('is not assumed if the event of the action has another category', () => {
    const build = actionEvent('Approve/Manual', 'FAILED', at(9));
    expect(sentenceOf([build, failed('Rejected by the linter')])).toBe('payments failed in Approve/Manual');
  });
});

describe('the headline', () => {
  const AT = Date.UTC(2026, 10, 22, 10);
  const base = summarize(readEvent(pipelineEvent('STARTED')) as Execution);
  const failure = { stage: 'Build', action: 'compile' } as Summary['failures'][number];
  const refusal = { stage: 'Prod', action: 'ask', category: 'Approval' } as Summary['failures'][number];
  const approval = { stage: 'Prod', action: 'Prod', run: 'r', since: AT } as Summary['approvals'][number];
  const ran = { startedAt: AT, endedAt: AT + 90_000 };
  const took = 'after 1 min 30 s';
  const many = ['a', 'b', 'c', 'd', 'e'].map((action) => ({ ...failure, action }));
  const stages = ['A', 'B', 'C', 'D'].map((stage) => ({ ...failure, stage, action: stage }));

  it.each<[Partial<Summary>, string, string]>([
    [{ state: 'STARTED' }, marks.running, 'is running'],
    [{ state: 'RESUMED', attempt: 2 }, marks.running, 'is running again, attempt 2'],
    [{ state: 'STARTED', failures: [failure], approvals: [approval] }, marks.bad, 'is failing in Build/compile'],
    [{ state: 'STARTED', approvals: [approval] }, marks.waiting, 'waits for approval: Prod'],
    [{ state: 'STARTED', waiting: { stage: 'Prod' } }, marks.waiting, 'waits: the transition into Prod is disabled'],
    [{ state: 'STARTED', waiting: {} }, marks.waiting, 'waits: the transition into  is disabled'],
    [
      { state: 'STARTED', waiting: { stage: 'Prod', behind: 'b91ce09' } },
      marks.waiting,
      'waits for b91ce09 to leave Prod',
    ],
    [
      { state: 'RESUMED', waiting: { stage: 'Prod', behind: 'b91ce09', approval: 'ask' } },
      marks.waiting,
      'waits for approval of b91ce09: Prod/ask',
    ],
    [{ state: 'SUCCEEDED' }, marks.good, 'succeeded'],
    [{ state: 'SUCCEEDED', ...ran }, marks.good, `succeeded ${took}`],
    [{ state: 'SUCCEEDED', ...ran, brokenSince: AT - 30_000 }, marks.good, 'recovered after 2 min'],
    [{ state: 'SUCCEEDED', brokenSince: AT }, marks.good, 'succeeded'],
    [{ state: 'FAILED' }, marks.bad, 'failed'],
    [{ state: 'FAILED', failuresBefore: 0 }, marks.bad, 'failed'],
    [
      { state: 'FAILED', failures: [failure], failuresBefore: 2 },
      marks.bad,
      'failed in Build/compile (3 failures in a row)',
    ],
    [{ state: 'FAILED', failures: many }, marks.bad, 'failed in Build (a, b, c and 2 more)'],
    [{ state: 'FAILED', failures: stages.slice(0, 3) }, marks.bad, 'failed in A, B, C'],
    [{ state: 'FAILED', failures: stages }, marks.bad, 'failed in A, B, C and 1 more'],
    [{ state: 'FAILED', failures: [refusal] }, marks.bad, 'was rejected at Prod/ask'],
    [{ state: 'FAILED', failures: [{ ...refusal, expired: true }] }, marks.bad, 'was not approved in time at Prod/ask'],
    [
      { state: 'FAILED', failures: [refusal, { ...refusal, action: 'law', expired: true }] },
      marks.bad,
      'was rejected at Prod (ask, law)',
    ],
    [{ state: 'FAILED', failures: [refusal, failure] }, marks.bad, 'failed in Prod/ask, Build/compile'],
    [{ state: 'STOPPING' }, marks.running, 'is stopping'],
    [{ state: 'STOPPING', stopReason: ' wrong\n branch ' }, marks.running, 'is stopping: wrong branch'],
    [
      { state: 'STOPPING', stopReason: 'wrong', approvals: [{ stage: 'Prod', action: 'ask', run: 'r', since: 0 }] },
      marks.waiting,
      'is stopping as soon as Prod/ask is decided: wrong',
    ],
    [{ state: 'STOPPED', ...ran }, marks.halted, `was stopped ${took}`],
    [{ state: 'STOPPED', stopReason: 'wrong' }, marks.halted, 'was stopped: wrong'],
    [{ state: 'CANCELED', ...ran }, marks.halted, `was canceled ${took}: the pipeline was edited`],
    [{ state: 'SUPERSEDED' }, marks.overtaken, 'was superseded by a newer execution'],
    [{ state: 'CANCELED', gone: true }, marks.halted, 'is no longer listed by CodePipeline'],
    [{ state: 'SUCCEEDED', gone: true, ...ran }, marks.good, `succeeded ${took}`],
  ])('of %j', (more, mark, words) => {
    const summary = { ...base, startedAt: undefined, ...more } as Summary;
    expect(headline(summary)).toEqual({ mark, sentence: `payments ${words}` });
  });

  it.each([
    [[], 'the freeze'],
    [['night'], 'the freeze night'],
    [['a', 'b', 'c', 'd'], 'the freezes a, b, c and 1 more'],
  ])('before a frozen stage names the freezes %j', (freezes, words) => {
    expect(heldHeadline(base, { stage: 'Prod', freezes })).toEqual({
      mark: marks.waiting,
      sentence: `payments waits for ${words} before Prod`,
    });
  });

  it('names an action with its stage, unless both have the same name', () => {
    expect([place('Prod', 'ask'), place('Prod', 'Prod'), place('Prod', undefined)]).toEqual([
      'Prod/ask',
      'Prod',
      'Prod',
    ]);
  });

  it('of a run without any time has the duration zero', () => {
    expect(tookOf({ ...base, startedAt: AT, endedAt: AT })).toBe(0);
    expect(tookOf({ ...base, startedAt: AT, endedAt: undefined })).toBeUndefined();
  });

  it('has no duration if CodePipeline no longer lists the execution, unless it knows the end', () => {
    expect(tookOf({ ...base, ...ran, state: 'CANCELED', gone: true })).toBeUndefined();
    expect(tookOf({ ...base, ...ran, state: 'CANCELED' })).toBe(90_000);
    expect(tookOf({ ...base, ...ran, state: 'FAILED', gone: true })).toBe(90_000);
  });
});
