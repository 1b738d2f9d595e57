import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution } from '../../../lib/core/execution/facts.ts';
import { headline, tookOf } from '../../../lib/core/execution/headline.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
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

  it('counts from the start that an event of the end names', () => {
    const started = { 'start-time': '2026-11-22T10:00:04.500Z' };
    expect(sentenceOf([pipelineEvent('SUCCEEDED', at(9), started)])).toBe('payments succeeded after 5 s');
  });

  it('counts from the first run of a source if the event of the start is missing', () => {
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
  ])('is named by the event: %j', (detail) => {
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

  it('is known from the list of failed actions alone', () => {
    expect(sentenceOf([failed('Rejected by @release-lead')])).toBe('payments was rejected at Approve/Manual');
    expect(sentenceOf([failed('Rejected: 3 tests failed')])).toBe('payments failed in Approve/Manual');
  });

  it('is no rejection if the event of the action has another category', () => {
    const build = actionEvent('Approve/Manual', 'FAILED', at(9));
    expect(sentenceOf([build, failed('Rejected by the linter')])).toBe('payments failed in Approve/Manual');
  });
});
