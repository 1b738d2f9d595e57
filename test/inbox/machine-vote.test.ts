import { expect, it } from 'vitest';
import { machineVoted, readMachineVote } from '../../lib/inbox/machine-vote.ts';
import { parseMessage } from '../../lib/inbox/parse-message.ts';

const detail = {
  version: '1',
  pipeline: 'shop',
  account: '123456789012',
  region: 'eu-central-1',
  executionId: '94fb261b-65d0-41ba-bea3-b08420e9b5e7',
  stage: 'Prod',
  action: 'approve',
  approvalId: 'Prod/approve@r1',
  decision: 'approve',
};
const event = (more: object = {}, envelope: object = {}) => ({
  'detail-type': 'Signalbox Vote',
  source: 'acme.change',
  account: '111122223333',
  time: '2026-11-23T10:00:00Z',
  ...envelope,
  detail: { ...detail, ...more },
});

it('a vote belongs to the requested run, and keeps its sender', () => {
  const vote = readMachineVote(event({ comment: 'CHG-7', newer: true }));
  if (typeof vote === 'string') throw new Error(vote);
  const { ref, approvals } = machineVoted(vote, 'change-system');
  expect(ref).toMatchObject({ pipeline: 'shop', executionId: detail.executionId });
  expect(approvals?.votes).toEqual({
    'Prod/approve@r1': {
      'machine:change-system': {
        [Date.parse('2026-11-23T10:00:00Z')]: {
          decision: 'approve',
          comment: 'CHG-7',
          newer: true,
          channel: '',
          machine: { source: 'acme.change', account: '111122223333' },
        },
      },
    },
  });
});

it('a duplicate vote message gives the same vote', () => {
  const body = JSON.stringify(event());
  expect(parseMessage(body)).toEqual(parseMessage(body));
  expect(parseMessage(body).type).toBe('machineVote');
});

it.each([
  ['another approval', { approvalId: 'Prod/other@r1' }, 'detail.approvalId'],
  ['no run', { approvalId: 'Prod/approve' }, 'detail.approvalId'],
  ['a pipeline name that leads to another row', { pipeline: 'shop#x' }, 'detail.pipeline'],
  ['an execution id that leads to another row', { executionId: 'x#y' }, 'detail.executionId'],
  ['a withdrawal', { decision: 'withdraw' }, 'detail.decision'],
  ['a comment over the limit', { comment: 'x'.repeat(401) }, 'detail.comment'],
  ['another version', { version: '2' }, 'detail.version'],
  ['an invalid account', { account: 'me' }, 'detail.account'],
])('a vote with %s is rejected', (_, more, field) => {
  expect(readMachineVote(event(more))).toBe(`The vote of a machine has no valid ${field}.`);
});

it.each([[{ time: 'soon' }], [{ source: 7 }], [{ account: undefined }]])(
  'an envelope with %j cannot be read',
  (more) => {
    expect(typeof readMachineVote(event({}, more))).toBe('string');
  },
);
