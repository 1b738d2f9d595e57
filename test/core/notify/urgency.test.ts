import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { Execution } from '../../../lib/core/execution/facts.ts';
import { type Summary, summarize } from '../../../lib/core/execution/summary.ts';
import type { Announce, ApprovalPrompt, Reply, Show } from '../../../lib/core/model/effect.ts';
import { goesFirst, urgencyOf } from '../../../lib/core/notify/urgency.ts';
import type { FailureButton } from '../../../lib/core/retry/buttons.ts';
import { pipelineEvent } from '../../kit/events.ts';

/** Messages that people have to act on go first. */

const base = summarize(readEvent(pipelineEvent('STARTED')) as Execution);
const failures = [{ stage: 'Build' }] as Summary['failures'];
const ask = (run: string, more: Partial<ApprovalPrompt>) =>
  ({ run, open: false, mayReject: false, ...more }) as ApprovalPrompt;
const retry = { act: 'retry', stage: 'Build' } as FailureButton;

const shown = (summary: Partial<Summary>, asks: ApprovalPrompt[] = [], offers?: FailureButton[]) => ({
  summary: { ...base, ...summary },
  asks,
  ...(offers ? { offers } : {}),
});

it.each<[string, ReturnType<typeof shown>, string | undefined]>([
  ['runs', shown({}), undefined],
  ['runs with a button', shown({}, [], [retry]), undefined],
  ['failed', shown({ state: 'FAILED' }), 'failed@1'],
  ['is failing in its second attempt', shown({ failures, attempt: 2 }), 'failed@2'],
  [
    'failed and has buttons',
    shown({ failures }, [], [retry, { ...retry, stage: 'Test' }]),
    'failed@1|retry Build|retry Test',
  ],
  ['has an open approval', shown({}, [ask('A', { open: true })]), '|A'],
  ['has an approval that may be rejected', shown({}, [ask('A', { mayReject: true }), ask('B', {})]), '|A'],
  ['has an approval without buttons', shown({}, [ask('A', {})]), undefined],
  ['failed and waits', shown({ failures }, [ask('A', { open: true })], [retry]), 'failed@1|retry Build|A'],
])('the urgency of an execution that %s', (_, message, urgency) => {
  expect(urgencyOf(message)).toBe(urgency);
  expect(goesFirst({ type: 'show', ...message } as Show)).toBe(urgency !== undefined);
});

it.each(['showBoard', 'tellAuthor', 'postDigest'])('a message of the type %s waits for the others', (type) => {
  expect(goesFirst({ type } as Parameters<typeof goesFirst>[0])).toBe(false);
});

it('a reply goes first if it is new and notifies people; an announcement always goes first', () => {
  const reply = (more: Partial<Reply>) => goesFirst({ type: 'reply', ...more } as Reply);
  const posted = { channel: 'C0A', ts: '1' };
  expect([reply({ aloud: true }), reply({ aloud: false }), reply({ aloud: true, posted })]).toEqual([
    true,
    false,
    false,
  ]);
  expect(goesFirst({ type: 'announce' } as Announce)).toBe(true);
});
