import { describe, expect, it } from 'vitest';
import { recordDecision, recordVote } from '../../../lib/core/approval/plan-audit.ts';
import type { Vote } from '../../../lib/core/approval/types.ts';
import type { DecidedApproval } from '../../../lib/core/execution/summary.ts';

/** The entries of the journal about one approval. Their keys and ids are stored, and do not change. */

const ref = { account: '1', region: 'eu', pipeline: 'shop', executionId: 'e1' };
const where = { stage: 'Production', action: 'approve', run: 'R' };
const ann: Vote = { user: 'U0ANN', name: 'ann', at: 5, decision: 'approve', comment: 'fine', channel: 'C0ALL' };
const decided: DecidedApproval = { ...where, at: 9, outcome: 'approved', isFinal: true };
const byJo = 'arn:aws:sts::1:assumed-role/Developer/jo';
const entryOf = ({ effect }: ReturnType<typeof recordVote>) =>
  effect.type === 'writeAudit' ? effect.entry : undefined;

it('a vote is recorded once, with its person, comment and reason', () => {
  expect(recordVote(ref, where, ann, 'The vote counts.', 'v1')).toEqual({
    key: 'record:vote:R:U0ANN@5',
    kind: 'once',
    effect: {
      type: 'writeAudit',
      entry: {
        ...ref,
        id: 'e1/vote:R:U0ANN@5',
        stage: 'Production',
        action: 'approve',
        what: 'vote',
        at: 5,
        who: ['ann (U0ANN)'],
        decision: 'approve',
        comment: 'fine',
        because: 'The vote counts.',
        policy: 'v1',
      },
    },
    because: 'The journal keeps each vote and each decision.',
    after: [],
    from: 0,
    giveUp: Number.POSITIVE_INFINITY,
  });
});

describe('a decision', () => {
  it('by votes is an answer, with the policy that decided it and the latest name of each person', () => {
    const cast = [{ ...ann, name: 'old name', at: 1 }, ann];
    const intent = recordDecision(
      ref,
      { ...decided, by: ['U0ANN', 'U0JO'], said: 'fine', policy: 'v0', updatedBy: byJo },
      cast,
      'v1',
    );
    expect(intent.key).toBe('record:settled:R');
    expect(entryOf(intent)).toEqual({
      ...ref,
      id: 'e1/settled:R',
      stage: 'Production',
      action: 'approve',
      what: 'answer',
      at: 9,
      who: ['ann (U0ANN)', 'U0JO'],
      decision: 'approved',
      comment: 'fine',
      because: 'Decided by the votes in Slack.',
      policy: 'v0',
    });
  });

  it.each<[string, Partial<DecidedApproval>, object]>([
    ['by a machine alone names it', { by: ['machine:tests'] }, { because: 'Decided by the vote of a machine.' }],
    [
      'by a machine and a person is a decision in Slack',
      { by: ['machine:tests', 'U0ANN'] },
      { who: ['tests (machine)', 'ann (U0ANN)'], because: 'Decided by the votes in Slack.' },
    ],
    [
      'by a rule has the sentence of the rule',
      { by: [], said: 'newer' },
      { what: 'answer', who: [], because: 'newer' },
    ],
    [
      'by a rule without a sentence names the policy',
      { by: [] },
      { what: 'answer', because: 'Decided by a rule of the policy.' },
    ],
    [
      'elsewhere has the person that AWS reports',
      { updatedBy: byJo },
      { what: 'settled', who: [byJo], because: 'Approved outside Slack.', policy: 'v1' },
    ],
    [
      'elsewhere by an unknown person has no person',
      { outcome: 'rejected' },
      { who: [], because: 'Rejected outside Slack.' },
    ],
    ['that expired is recorded as expired', { outcome: 'expired' }, { because: 'It expired without a decision.' }],
    [
      'that never came is recorded as the end of the execution',
      { outcome: 'ended' },
      { because: 'The execution ended without a decision.' },
    ],
  ])('%s', (_, more, entry) => {
    expect(entryOf(recordDecision(ref, { ...decided, ...more }, [ann], 'v1'))).toMatchObject(entry);
  });
});
