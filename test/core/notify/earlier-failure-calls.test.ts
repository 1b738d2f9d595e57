import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { Execution } from '../../../lib/core/execution/facts.ts';
import { type Summary, summarize } from '../../../lib/core/execution/summary.ts';
import { failureCalls, isFailed, isOver } from '../../../lib/core/notify/earlier-failure-calls.ts';
import { pipelineEvent } from '../../kit/events.ts';

const base = summarize(readEvent(pipelineEvent('STARTED')) as Execution);
const failures = [{ stage: 'Build', action: 'compile' }] as Summary['failures'];

it('the calls about failures come by attempt, without the log, follow-ups, and edits of earlier versions', () => {
  const ids = ['failed@10', 'failed@9', 'over:failed@9', 'log:failed@9', 'failed@9:1x2y3z', 'approval:Prod/ask@9'];
  const posted = { doneAt: 5, message: { channel: 'C0A', ts: '1' } };
  const outbox = {
    ...Object.fromEntries(ids.map((id) => [`reply:C0A:${id}`, posted])),
    'reply:C0B:failed@8': posted,
    'reply:C0A:failed@7': {},
    'reply:C0A:failed@11': { maybeSince: 5 },
  };
  expect(failureCalls({ outbox }, 'C0A').map(({ id }) => id)).toEqual(['failed@9', 'failed@10', 'failed@11']);
});

it.each<[string, Partial<Summary>, boolean, boolean]>([
  ['runs', { state: 'STARTED' }, false, false],
  ['succeeded', { state: 'SUCCEEDED' }, true, false],
  ['was stopped', { state: 'STOPPED' }, true, false],
  ['was stopped and has a failed stage', { state: 'STOPPED', failures }, false, true],
  ['failed', { state: 'FAILED', failures }, false, true],
  ['failed without a known stage', { state: 'FAILED' }, false, true],
  ['is failing', { state: 'STARTED', failures }, false, true],
  ['failed and is gone', { state: 'FAILED', failures, gone: true }, true, false],
])('whether the failures of an execution that %s need people', (_, more, over, failed) => {
  const summary = { ...base, ...more } as Summary;
  expect([isOver(summary), isFailed(summary)]).toEqual([over, failed]);
});
