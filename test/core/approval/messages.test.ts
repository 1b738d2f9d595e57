import { describe, expect, it } from 'vitest';
import * as say from '../../../lib/core/approval/messages.ts';
import { closedApproval, lateVote, voteRefused } from '../../../lib/core/approval/messages.ts';
import type { Vote } from '../../../lib/core/approval/types.ts';
import type { DecidedApproval } from '../../../lib/core/execution/summary.ts';

const vote: Vote = { user: 'U0MIA', at: 20, decision: 'approve', channel: 'C0DEPLOYS' };
const arn = 'arn:aws:sts::123456789012:assumed-role/Developer/jo';

function decided(outcome: DecidedApproval['outcome'], more: Partial<DecidedApproval> = {}): DecidedApproval {
  return { stage: 'Production', action: 'approve', run: 'r', at: 10, outcome, isFinal: true, ...more };
}

describe('the sentence for a late vote', () => {
  it.each<[DecidedApproval, string]>([
    [
      decided('approved', { by: ['U0ANN', 'U0RAVI'] }),
      'Production/approve was already approved by <@U0ANN>, <@U0RAVI>. Your vote has no effect.',
    ],
    [
      decided('rejected', { updatedBy: arn }),
      'Production/approve was already rejected by jo. Your vote has no effect.',
    ],
    [
      decided('approved', { by: ['U0ANN'], at: 30 }),
      'Production/approve was approved by <@U0ANN>. Your vote was not needed.',
    ],
    [
      decided('rejected', { by: ['machine:tests'], at: vote.at }),
      'Production/approve was already rejected by tests (machine). Your vote has no effect.',
    ],
    [decided('approved'), 'Production/approve was already approved. Your vote has no effect.'],
    [decided('expired'), 'Production/approve expired without a decision. Your vote has no effect.'],
    [decided('ended', { at: 30 }), 'shop was stopped, so Production/approve no longer waits. Your vote has no effect.'],
  ])('%j', (approval, sentence) => {
    expect(lateVote(approval, vote, 'shop was stopped')).toBe(sentence);
  });
});

it('a vote on a closed approval has no effect', () => {
  expect(closedApproval('shop was stopped')).toBe(
    'shop was stopped, and this approval is not open. Your vote has no effect.',
  );
  expect(closedApproval(undefined)).toBe(
    'Signalbox no longer knows this execution, and this approval is not open. Your vote has no effect.',
  );
});

it('a refused vote names its approval', () => {
  expect(voteRefused('Production', 'approve', 'You are not in release.')).toBe(
    'Your vote on Production/approve does not count. You are not in release.',
  );
});

it.each<[string, () => string]>([
  [
    'Signalbox could not read this approval (AccessDenied). Decide in the AWS console.',
    () => say.unreadable('AccessDenied'),
  ],
  [
    'Slack has not answered the look-up of people (ratelimited). Signalbox tries again.',
    () => say.lookUpFailed('ratelimited'),
  ],
  ['The votes approve it. Signalbox is answering AWS.', () => say.answering('approve', false)],
  ['The votes reject it. AWS gets the answer when the freeze ends.', () => say.answering('reject', true)],
  [
    'The votes approve it, but a newer execution waits behind it: b91ce09. To approve the older one, press Approve again.',
    () => say.newerWaits('b91ce09'),
  ],
  [
    'A newer execution waits behind Prod/ask: b91ce09. Approve the older one? Then press Approve again. If you reject it, the newer one continues.',
    () => say.newerWaitsToVoter('Prod', 'ask', 'b91ce09'),
  ],
  ['You have no vote on Prod/ask to withdraw.', () => say.nothingToWithdraw('Prod', 'ask')],
  ['The vote does not count: not in release.', () => say.audit.refused('not in release')],
])('%s', (expected, sentence) => {
  expect(sentence()).toBe(expected);
});
