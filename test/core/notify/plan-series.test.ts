import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import type { RouteMatch } from '../../../lib/core/model/policy-port.ts';
import { planFailureCall } from '../../../lib/core/notify/plan-failure-call.ts';
import { openSeries, planSeries, planSeriesOver } from '../../../lib/core/notify/plan-series.ts';
import type { SharedCall } from '../../../lib/core/notify/shared-calls.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

const failing = runs.failedThenGreen.slice(0, 8);
const message = { channel: 'C0A', ts: '1.2' };
const own = (readEvent(failing[0] as object) as Execution).ref.executionId;

function contextOf(events: object[], calls: SharedCall[] = [], outbox: Outbox = {}) {
  const seen = events.map((event) => readEvent(event) as Execution).reduce<Execution | undefined>(absorb, undefined);
  const { ref } = seen as Execution;
  const execution = absorb(seen, partialExecution(ref, { about: { calls: [1, calls] } }));
  return { execution, summary: summarize(execution), rules: rules(), outbox, now: 0 };
}

function call(executionId: string, more: Partial<SharedCall> = {}): SharedCall {
  const common = { channel: 'C0A', message, startedAt: 1, at: 2, reason: 'r', called: ['here', 'U0ANN'] };
  return { executionId, ...common, broadcast: true, ...more };
}

describe('a success after failures of earlier executions', () => {
  it('is reported in the thread of each call that it ended, and waits for no message of its own', () => {
    const calls = [call('one', { endedBy: own }), call('two', { endedBy: own, channel: 'C0B', broadcast: false })];
    const planned = planSeriesOver(contextOf(runs.green, calls));
    expect(planned.map(({ key }) => key)).toEqual(['reply:C0A:over:one', 'reply:C0B:over:two']);
    expect(planned.map(({ after }) => after)).toEqual([[], []]);
    expect(planned.map(({ effect }) => effect)).toMatchObject([
      {
        milestone: { type: 'recovered', stages: [] },
        content: { type: 'ended' },
        mention: ['U0ANN'],
        aloud: true,
        thread: message,
      },
      { aloud: false },
    ]);
  });

  it('leaves out its own calls, and those that another execution ended or none', () => {
    const calls = [call(own, { endedBy: own }), call('one', { endedBy: 'two' }), call('three')];
    expect(planSeriesOver(contextOf(runs.green, calls))).toEqual([]);
    expect(planSeriesOver(contextOf(runs.green))).toEqual([]);
  });

  it('is not reported before it is one', () => {
    expect(planSeriesOver(contextOf(failing, [call('one', { endedBy: own })]))).toEqual([]);
  });
});

it('the series of a channel has the calls of other executions there', () => {
  const calls = [call(own), call('one'), call('two', { channel: 'C0B' })];
  expect(openSeries(contextOf(failing, calls), 'C0A').map(({ executionId }) => executionId)).toEqual(['one']);
});

describe('the call of an earlier attempt', () => {
  const route = { channel: 'C0A', mention: [], milestones: [{ type: 'failed', stages: ['Build'] }] };
  const to = { channel: 'C0A', routes: [route as unknown as RouteMatch] };
  const outbox: Outbox = { 'reply:C0A:failed@1': { doneAt: 5, message, about: ['r'] } };

  function ending(events: object[]) {
    const news = { why: [], isRetried: false, decided: [] };
    const edits = planFailureCall(contextOf(events, [], outbox), to, news);
    return edits.flatMap(({ effect }) =>
      effect.type === 'reply' && effect.content.type === 'ended' ? effect.content.before : [],
    );
  }

  it('names the actions that failed in it, and no others', () => {
    expect(ending(runs.failedThenGreen)).toEqual(['Attempt 1 failed in Build/compile.']);
  });

  it('names no action if only events of the stage arrived', () => {
    const stageOnly = runs.failedThenGreen.filter(({ detail }) => !('action' in detail));
    expect(ending(stageOnly)).toEqual([undefined]);
  });
});

it('a recorded call leaves out an author without a known e-mail', () => {
  const outbox: Outbox = {
    'show:C0A': { doneAt: 5, message },
    'reply:C0A:failed@1': { doneAt: 5, message, about: ['r'], called: ['author', 'U0ANN'] },
  };
  const context = contextOf(failing, [], outbox);
  expect(context.summary.change).toBeUndefined();
  const { intents } = planSeries(context, [{ channel: 'C0A', routes: [] }], []);
  expect(intents.flatMap(({ effect }) => (effect.type === 'shareCalls' ? (effect.made ?? []) : []))).toMatchObject([
    { channel: 'C0A', called: ['U0ANN'], reason: 'r' },
  ]);
});
