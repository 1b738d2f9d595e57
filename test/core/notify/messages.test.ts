import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { Execution } from '../../../lib/core/execution/facts.ts';
import { marks } from '../../../lib/core/execution/headline.ts';
import { type Summary, summarize } from '../../../lib/core/execution/summary.ts';
import { beforeOf, endedSince, endingOf, overOf } from '../../../lib/core/notify/messages.ts';
import { pipelineEvent } from '../../kit/events.ts';

const base = summarize(readEvent(pipelineEvent('STARTED')) as Execution);
const failures = [{ stage: 'Build', action: 'compile' }] as Summary['failures'];

it.each<[string, Partial<Summary>, string, string]>([
  ['runs again', { state: 'RESUMED', attempt: 3 }, marks.running, 'payments runs again, attempt 3'],
  ['fails again', { state: 'RESUMED', failures }, marks.bad, 'payments is failing in Build/compile'],
  ['is gone', { state: 'FAILED', gone: true, failures }, marks.halted, 'payments is no longer listed by CodePipeline'],
  ['recovered', { state: 'SUCCEEDED', brokenSince: 0, endedAt: 120_000 }, marks.good, 'payments recovered after 2 min'],
  ['succeeded', { state: 'SUCCEEDED', startedAt: undefined, endedAt: 120_000 }, marks.good, 'payments succeeded'],
  [
    'was stopped',
    { state: 'STOPPED', brokenSince: 0, startedAt: undefined, endedAt: 9 },
    marks.halted,
    'payments was stopped',
  ],
])('an update of a call reports that the execution %s', (_, more, mark, sentence) => {
  expect(endingOf({ ...base, ...more } as Summary)).toEqual({ mark, sentence });
});

it.each<[string, Partial<Summary>, string, string]>([
  ['recovered', { state: 'SUCCEEDED' }, marks.good, 'payments recovered, so no one has to act'],
  ['was stopped', { state: 'STOPPED', stopReason: 'By mistake' }, marks.halted, 'payments was stopped'],
  ['was canceled', { state: 'CANCELED' }, marks.halted, 'payments was canceled'],
  ['was superseded', { state: 'SUPERSEDED' }, marks.overtaken, 'payments was superseded'],
  [
    'is a roll-back and recovered',
    { state: 'SUCCEEDED', rollback: true },
    marks.good,
    'Roll-back of payments recovered, so no one has to act',
  ],
  ['is gone', { state: 'CANCELED', gone: true }, marks.halted, 'payments is no longer listed by CodePipeline'],
  ['runs again', { state: 'RESUMED', attempt: 2 }, marks.running, 'payments runs again, attempt 2'],
])('a follow-up reports that the execution %s', (_, more, mark, sentence) => {
  expect(overOf({ ...base, ...more } as Summary)).toEqual({ mark, sentence });
});

it('a late call reports the success of a newer execution', () => {
  expect(endedSince(base)).toEqual({
    mark: marks.good,
    sentence: 'payments has recovered: a newer execution succeeded',
  });
});

it('an earlier failure names at most three places', () => {
  const failed = ['a', 'b', 'c', 'd'].map((action) => ({ stage: 'Build', action }));
  expect(beforeOf(2, failed)).toBe('Attempt 2 failed in Build/a, Build/b, Build/c.');
  expect(beforeOf(2, [])).toBeUndefined();
});
