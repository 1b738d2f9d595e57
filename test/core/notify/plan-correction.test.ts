import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { Diagnosis } from '../../../lib/core/execution/diagnosis.ts';
import type { Execution } from '../../../lib/core/execution/facts.ts';
import { type Summary, summarize } from '../../../lib/core/execution/summary.ts';
import type { ReplyContent } from '../../../lib/core/model/effect.ts';
import type { Intent } from '../../../lib/core/model/intent.ts';
import { corrected, reasonsTold } from '../../../lib/core/notify/plan-correction.ts';
import { testFailed as known, runs } from '../../kit/runs.ts';

/** Signalbox edits a posted log if the diagnosis changes. */

const execution = readEvent(runs.failedThenGreen[0]) as Execution;

function summaryOf(diagnosis?: Partial<Diagnosis>): Summary {
  const failures = [{ stage: 'Build', action: 'compile', diagnosis: diagnosis && { ...known, ...diagnosis } }];
  return { ...summarize(execution), failures } as Summary;
}

const log = (diagnosis?: Partial<Diagnosis>): ReplyContent => ({ type: 'log', summary: summaryOf(diagnosis) });

function intent(content: ReplyContent): Intent {
  const milestone = { type: 'failed' as const, key: 'failed', stages: [] };
  return {
    key: 'log',
    kind: 'once',
    effect: {
      type: 'reply',
      channel: 'C0A',
      execution: execution.ref,
      milestone,
      author: undefined,
      content,
      mention: [],
      aloud: false,
    },
    because: 'first',
    after: ['show'],
    from: 7,
    giveUp: 9,
  };
}

const message = { channel: 'C0A', ts: '1' };
const posted = { doneAt: 1, message, told: reasonsTold(summaryOf()) };

it('the edit has its own key, the message to edit, and a reason', () => {
  const reply = intent(log({}));
  expect(corrected(reply, { log: posted })).toEqual([
    {
      ...reply,
      key: `log:${reasonsTold(summaryOf({}))}`,
      effect: { ...reply.effect, posted: message },
      because: 'The diagnosis changed after the reply was sent.',
    },
  ]);
});

it.each<[string, ReplyContent, Parameters<typeof corrected>[1]]>([
  ['a log that was never posted', log({}), {}],
  ['a log that is being posted', log({}), { log: { ...posted, doneAt: undefined } }],
  ['a log of an earlier version, without recorded reasons', log({}), { log: { doneAt: 1, message } }],
  ['a log that shows the reasons already', log({}), { log: { ...posted, told: reasonsTold(summaryOf({})) } }],
  ['a reply that is not a log', { type: 'failed', summary: summaryOf({}) } as ReplyContent, { log: posted }],
])('there is no edit for %s', (_, content, outbox) => {
  expect(corrected(intent(content), outbox)).toEqual([]);
});

it('there is no edit for an effect that is not a reply', () => {
  const reply = { ...intent(log({})), effect: { type: 'wake' } as unknown as Intent['effect'] };
  expect(corrected(reply, { log: posted })).toEqual([]);
});

it('a new cause, class or answer changes the reasons; new evidence does not', () => {
  const reasons = reasonsTold(summaryOf({}));
  expect(reasonsTold(summaryOf({ evidence: [], because: 'x' }))).toBe(reasons);
  const others = [{ cause: 'x' }, { class: 'throttling' as const }, { answered: true }, undefined].map((one) =>
    reasonsTold(summaryOf(one as Partial<Diagnosis> | undefined)),
  );
  expect(new Set([reasons, ...others]).size).toBe(5);
});
