import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { askedKey, inAFewWords, newerUnknown } from '../../../lib/core/approval/newer.ts';
import type { ApprovalRequest, Vote } from '../../../lib/core/approval/types.ts';
import { type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { summarize, type WaitingApproval } from '../../../lib/core/execution/summary.ts';
import type { ApprovalDecision } from '../../../lib/core/model/policy-port.ts';
import { pipelineEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';

/** The last vote of an approval needs to consider a newer execution. */

const LAST = 100_000;
const { ref } = readEvent(pipelineEvent('STARTED')) as Execution;
const vote = (user: string, at: number, more: Partial<Vote> = {}): Vote => ({
  user,
  at,
  decision: 'approve',
  channel: 'C0A',
  ...more,
});
const first = vote('U0ANN', LAST - 5);
const last = vote('U0BO', LAST);
const newer = { executionId: 'newer', since: LAST };

interface Case {
  asOf?: number | undefined;
  behind?: ApprovalRequest['behind'];
  choice?: ApprovalDecision['choice'];
  votes?: Vote[];
  mode?: string;
}

function unknown(known: Case) {
  const { asOf = LAST, behind = [], votes = [last, first], mode } = known;
  const { choice = 'approve' } = known;
  const request = { runId: 'RUN', changes: [], changesInAll: 0, authors: [], behind };
  const execution = partialExecution(ref, {
    about: mode === undefined ? {} : { mode },
    approvals: asOf < 0 ? {} : { requests: { RUN: [asOf, request] } },
  });
  const context = { execution, summary: summarize(execution), rules: rules(), outbox: {}, now: LAST };
  const waiting = { stage: 'Prod', action: 'ask', run: 'RUN', since: 0, request } as WaitingApproval;
  return newerUnknown(context, waiting, { choice, by: ['U0ANN', 'U0BO'] } as ApprovalDecision, votes);
}

it.each<[string, Case, ReturnType<typeof unknown>]>([
  ['nothing if no newer execution waits', {}, undefined],
  [
    'a confirmation by the last person, if one has waited since the vote',
    { behind: [newer] },
    { type: 'confirm', vote: last, newer },
  ],
  ['nothing if one began to wait after the vote', { behind: [{ ...newer, since: LAST + 1 }] }, undefined],
  [
    'a confirmation if the instant is unknown',
    { behind: [{ executionId: 'x' }] },
    { type: 'confirm', vote: last, newer: { executionId: 'x' } },
  ],
  ['nothing if a person has seen it', { behind: [newer], votes: [{ ...first, newer: true }, last] }, undefined],
  ['nothing about a rejection', { behind: [newer], choice: 'reject' }, undefined],
  ['nothing in PARALLEL mode', { behind: [newer], mode: 'PARALLEL' }, undefined],
  ['nothing without a vote that decides', { behind: [newer], votes: [vote('U0JO', LAST)] }, undefined],
  [
    'a confirmation if it was seen only with a vote that does not decide',
    { behind: [newer], votes: [first, last, vote('U0JO', LAST + 9, { newer: true })] },
    { type: 'confirm', vote: last, newer },
  ],
  ['nothing if the queue was read ten seconds before', { asOf: LAST - 10_000 }, undefined],
  ['the queue if it was read earlier', { asOf: LAST - 10_001 }, { type: 'read' }],
  ['the queue if it was never read', { asOf: -1 }, { type: 'read' }],
])('an approval needs %s', (_, known, needed) => {
  expect(unknown(known)).toEqual(needed);
});

it.each<[ApprovalRequest['behind'][number], string]>([
  [{ executionId: '0123456789' }, 'execution 01234567'],
  [{ executionId: 'x', revision: 'b'.repeat(40) }, 'bbbbbbb'],
  [{ executionId: 'x', message: '\nFix it\n\nWith care', author: 'Mia' }, 'Fix it by Mia'],
  [{ executionId: 'x', revision: 'b'.repeat(40), message: 'Fix it', author: 'Mia' }, 'bbbbbbb Fix it by Mia'],
])('%j has a short name: %s', (one, words) => {
  expect(inAFewWords(one)).toBe(words);
});

it('the question about a newer execution has a key of its own, beside the refusal of the same vote', () => {
  expect(askedKey('RUN', last)).toBe(`whisper:RUN:U0BO@${LAST}:newer`);
});
