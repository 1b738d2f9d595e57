import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { allMilestones, currentMilestones } from '../../../lib/core/notify/milestones.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { runs } from '../../kit/runs.ts';

/** Which milestones a route can select. Their keys are stored. */

function known(events: object[]): Execution {
  const [first, ...others] = events.map((event) => readEvent(event) as Execution);
  return others.reduce(absorb, first as Execution);
}
const current = (events: object[]) => currentMilestones(summarize(known(events)));
const types = (events: object[]) => {
  const execution = known(events);
  return allMilestones(execution, summarize(execution)).map(({ type, stages }) => `${type} ${stages}`);
};
const ask = actionEvent('Prod/ask', 'STARTED', { provider: 'Manual' });
const failed = actionEvent('Prod/roll', 'FAILED', { at: '2026-11-22T10:00:05Z' });
const running = [pipelineEvent('STARTED'), stageEvent('Prod', 'STARTED')];
const key = (type: string, stages: string[], attempt = 1) => ({ type, key: `${type}@${attempt}`, stages });
const approval = { type: 'approval', key: 'approval:Prod/ask@1', stages: ['Prod'], action: 'ask' };

describe('the current milestone', () => {
  it.each<[string, object[], object[]]>([
    ['runs', running, [key('started', ['Prod'])]],
    ['waits for an approval', [...running, ask], [approval]],
    ['is failing', [...running, failed], [key('failed', ['Prod'])]],
    ['is failing and waits', [...running, ask, failed], [approval, key('failed', ['Prod'])]],
    ['failed', runs.failedThenGreen.slice(0, 8), [key('failed', ['Build'])]],
    [
      'failed in its second stage',
      [
        pipelineEvent('STARTED'),
        stageEvent('Build', 'SUCCEEDED'),
        stageEvent('Prod', 'STARTED', { at: '2026-11-22T10:00:02Z' }),
        failed,
        stageEvent('Prod', 'FAILED', { at: '2026-11-22T10:00:05Z' }),
        pipelineEvent('FAILED', { at: '2026-11-22T10:00:05Z' }),
      ],
      [key('failed', ['Prod'])],
    ],
    ['runs again', runs.failedThenGreen.slice(0, 10), [key('resumed', ['Build'], 2)]],
    ['recovered', runs.failedThenGreen, [key('recovered', ['Build', 'Deploy'], 2)]],
    ['succeeded', runs.green, [key('succeeded', ['Source', 'Build'])]],
    ['is stopping', [...running, pipelineEvent('STOPPING', { at: '2026-11-22T10:00:05Z' })], []],
    ['was stopped', [...running, pipelineEvent('STOPPED', { at: '2026-11-22T10:00:05Z' })], [key('stopped', ['Prod'])]],
    [
      'was canceled',
      [...running, pipelineEvent('CANCELED', { at: '2026-11-22T10:00:05Z' })],
      [key('canceled', ['Prod'])],
    ],
    [
      'was superseded',
      [...running, pipelineEvent('SUPERSEDED', { at: '2026-11-22T10:00:05Z' })],
      [key('superseded', ['Prod'])],
    ],
  ])('of an execution that %s', (_, events, milestones) => {
    expect(current(events)).toEqual(milestones);
  });

  it('concerns no stage that was not reached', () => {
    const execution = { ...known(running), about: { stages: ['Prod', 'Live'] } };
    expect(currentMilestones(summarize(execution))).toEqual([key('started', ['Prod'])]);
  });
});

describe('the milestones so far', () => {
  it('include those of every fact, and the current one', () => {
    expect([...new Set(types(runs.failedThenGreen))].sort()).toEqual([
      'failed Build',
      'recovered Build,Deploy',
      'resumed Build,Deploy',
      'started Build,Deploy',
      'succeeded Build,Deploy',
    ]);
  });

  it('include the failure of a stage without a failed action, such as a failed condition', () => {
    const at = { at: '2026-11-22T10:00:05Z' };
    const stopped = pipelineEvent('STOPPED', { at: '2026-11-22T10:00:09Z' });
    const seen = [...running, stageEvent('Prod', 'FAILED', at), stopped];
    expect([...new Set(types(seen))].sort()).toEqual(['failed Prod', 'started Prod', 'stopped Prod']);
    expect([...new Set(types([...running, stageEvent('Prod', 'STOPPED', at), stopped]))].sort()).toEqual([
      'started Prod',
      'stopped Prod',
    ]);
  });

  it('include an approval and a failed action after their end', () => {
    const end = { at: '2026-11-22T10:00:09Z' };
    const stopped = pipelineEvent('STOPPED', end);
    const over = (events: object[]) => [...new Set(types([...running, ...events, stopped]))].sort();
    const approved = actionEvent('Prod/ask', 'SUCCEEDED', { ...end, provider: 'Manual' });
    expect(over([ask, approved])).toEqual(['approval Prod', 'started Prod', 'stopped Prod']);
    expect(over([failed])).toEqual(['failed Prod', 'started Prod', 'stopped Prod']);
    expect(over([actionEvent('Prod/roll', 'SUCCEEDED', end)])).toEqual(['started Prod', 'stopped Prod']);
  });

  it('have no attempt in the keys of the earlier ones, so that only the current one is published', () => {
    const execution = known([...running, ask, failed, stageEvent('Prod', 'FAILED', { at: '2026-11-22T10:00:06Z' })]);
    const all = allMilestones(execution, summarize(execution));
    const past = all.slice(0, -1).map((one) => one.key);
    expect(past).toEqual(all.slice(0, -1).map(({ type }) => type));
    expect([...new Set(past)].sort()).toEqual(['approval', 'failed', 'started']);
  });

  it('include an approval and a failed action, with the stage', () => {
    expect([...new Set(types([...running, ask]))]).toEqual(['started Prod', 'approval Prod']);
    expect([...new Set(types([...running, failed]))]).toEqual(['started Prod', 'failed Prod']);
  });
});
