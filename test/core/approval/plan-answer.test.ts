import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { answer, fromWhen } from '../../../lib/core/approval/plan-answer.ts';
import type { Vote } from '../../../lib/core/approval/types.ts';
import { latestVotes, votesCast } from '../../../lib/core/approval/votes.ts';
import { type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { summarize, type WaitingApproval } from '../../../lib/core/execution/summary.ts';
import type { ApprovalDecision, FreezeDecision } from '../../../lib/core/model/policy-port.ts';
import { pipelineEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';

/** The answer to AWS, and its time. */

const execution = readEvent(pipelineEvent('STARTED')) as Execution;
const waiting: WaitingApproval = {
  stage: 'Prod',
  action: 'ask',
  run: 'RUN',
  runId: 'ID',
  since: 0,
  request: undefined,
};
const vote = (user: string, more: Partial<Vote> = {}): Vote => ({
  user,
  at: 1,
  decision: 'approve',
  channel: 'C0A',
  ...more,
});
const votes = [
  vote('U0ANN', { name: 'ann', comment: 'fine' }),
  vote('U0BO', { comment: 'go' }),
  vote('U0JO', { comment: 'no' }),
];

function answered(choice: ApprovalDecision['choice'], by: string[], because = 'Newer.', cast = votes) {
  const decision = { rule: 'r', outcome: 'allow', because };
  const context = { execution, summary: summarize(execution), rules: rules(), outbox: {}, now: 0 };
  return answer(context, waiting, { choice, by, decision } as ApprovalDecision, cast);
}

it.each<[string, ApprovalDecision['choice'], string[], object]>([
  [
    'the people and their comments',
    'approve',
    ['U0ANN', 'U0BO'],
    { decision: 'approve', summary: 'Approved in Slack by ann (U0ANN), U0BO: fine / go', said: 'fine / go' },
  ],
  ['a rejection', 'reject', ['U0JO'], { decision: 'reject', summary: 'Rejected in Slack by U0JO: no', said: 'no' }],
  [
    'a rule of the policy',
    'reject',
    [],
    { decision: 'reject', summary: 'Rejected by Signalbox: Newer.', said: 'Newer.' },
  ],
])('the answer to AWS contains %s', (_, choice, by, effect) => {
  const intent = answered(choice, by);
  expect(intent).toMatchObject({
    key: 'answer:RUN',
    kind: 'once',
    because: 'Newer.',
    effect: {
      type: 'answer',
      stage: 'Prod',
      action: 'ask',
      run: 'RUN',
      runId: 'ID',
      attempt: 1,
      by,
      policy: 'test',
      ...effect,
    },
  });
});

it.each([
  ['a machine alone, which votes elsewhere', ['machine:tests'], 'Approved by tests (machine)', undefined],
  [
    'a machine and a person',
    ['machine:tests', 'U0ANN'],
    'Approved in Slack by tests (machine), ann (U0ANN)',
    undefined,
  ],
])('AWS is told of %s', (_, by, summary, said) => {
  const { effect } = answered('approve', by, 'Yes.', [vote('machine:tests'), vote('U0ANN', { name: 'ann' })]);
  expect(effect).toMatchObject({ summary, said });
});

it('a long text is cut to the limit of AWS, and the answer contains the instant of the newest fact', () => {
  const { effect } = answered('reject', [], 'x'.repeat(600));
  const [fact] = Object.values(execution.facts);
  expect(effect.type === 'answer' && [effect.summary.length, effect.newest]).toEqual([512, fact?.at]);
});

it('a freeze delays an approval, but not a rejection', () => {
  const freeze = (outcome: 'deny' | 'allow') => ({ decision: { outcome }, report: false, next: 9 }) as FreezeDecision;
  const from = (choice: 'approve' | 'reject', outcome: 'deny' | 'allow') =>
    fromWhen({ choice } as ApprovalDecision, freeze(outcome), 5);
  expect([from('approve', 'deny'), from('reject', 'deny'), from('approve', 'allow')]).toEqual([9, 0, 0]);
});

it('votes are sorted by their instants, then by person, and the latest vote of each person counts', () => {
  const cast = { decision: 'approve' as const, channel: 'C0A' };
  const known = partialExecution(execution.ref, {
    approvals: {
      votes: { RUN: { U0BO: { 7: cast }, U0ANN: { 7: cast, 9: { ...cast, decision: 'reject' } }, U0CY: { 3: cast } } },
    },
  });
  const all = votesCast(known, 'RUN');
  const inShort = (some: Vote[]) => some.map(({ user, at }) => `${user}@${at}`);
  expect(inShort(all)).toEqual(['U0CY@3', 'U0ANN@7', 'U0BO@7', 'U0ANN@9']);
  expect(inShort(latestVotes(all))).toEqual(['U0CY@3', 'U0BO@7', 'U0ANN@9']);
  expect(votesCast(known, 'OTHER')).toEqual([]);
  expect(votesCast(execution, 'RUN')).toEqual([]);
});
