import { describe, expect, it } from 'vitest';
import { answering } from '../../../lib/core/approval/messages.ts';
import { marks } from '../../../lib/core/execution/headline.ts';
import type { Summary } from '../../../lib/core/execution/summary.ts';
import type { ApprovalPrompt } from '../../../lib/core/model/effect.ts';
import { renderApprovals } from '../../../lib/slack/render/approval.ts';
import { FULL } from '../../../lib/slack/render/detail.ts';

const summary: Summary = {
  account: '111122223333',
  region: 'eu-central-1',
  pipeline: 'shop',
  executionId: 'e1',
  state: 'STARTED',
  attempt: 1,
  stages: [],
  failures: [],
  approvals: [],
  decisions: [],
  flaky: [],
};

const prompt: ApprovalPrompt = {
  stage: 'Production',
  action: 'approve',
  run: 'Production/approve@r1',
  since: 0,
  open: true,
  mayReject: true,
  needs: [{ count: 2, have: 1, from: { users: [], groups: ['S0RELEASE'], emails: [] } }],
  forbidden: ['an author of the change', 'the person who started it'],
  comment: 0,
  because: '1 of 2 approvals: one more from "release" is needed.',
  votes: [],
};

/** All text of the blocks, line by line. */
function text(changes: Partial<ApprovalPrompt>): string[] {
  return renderApprovals(summary, [{ ...prompt, ...changes }], FULL).flatMap((block) => {
    switch (block.type) {
      case 'section':
        return block.text.text.split('\n');
      case 'context':
        return block.elements.flatMap((element) => element.text.split('\n'));
      case 'actions':
        return block.elements.map((button) => `[${button.text.text}]`);
      default:
        return block satisfies never;
    }
  });
}

describe('a waiting approval', () => {
  it('has one line about the artifact, without markup from outside', () => {
    const request = { runId: 'r1', changes: [], changesInAll: 0, authors: [], behind: [] };
    const artifact = { type: 'same', as: '<!here>', artifact: 'App' } as const;
    expect(text({ request: { ...request, artifact } })[1]).toBe('Same artifact as &lt;!here&gt;: App');
  });

  it('shows what it needs', () => {
    expect(text({ comment: 10 })).toEqual([
      `*${marks.waiting} Production/approve*: 1 of 2 approvals: one more from "release" is needed.`,
      'needs 2 of <!subteam^S0RELEASE> · not by an author of the change or the person who started it · comment of at least 10 characters required',
      '[Approve with comment]',
      '[Reject with comment]',
    ]);
  });

  it('shows a counted vote with the mark of its decision, and no such mark on a vote that does not count', () => {
    const votes: ApprovalPrompt['votes'] = [
      { user: 'U0ANN', decision: 'approve', comment: 'fine', counts: true },
      { user: 'U0BO', decision: 'reject', counts: true },
      { user: 'U0JO', decision: 'approve', counts: false, why: 'not in release' },
      { user: 'U0ZOE', decision: 'reject', counts: false },
    ];
    const lines = text({ votes }).filter((line) => line.includes('<@U0'));
    expect(lines).toEqual([
      `${marks.good} <@U0ANN> approves: fine`,
      `${marks.bad} <@U0BO> rejects`,
      `${marks.pending} <@U0JO> voted to approve; the vote does not count (not in release)`,
      `${marks.pending} <@U0ZOE> voted to reject; the vote does not count`,
    ]);
  });

  it('states once when AWS gets the answer during a freeze', () => {
    const hold = 'Frozen by weekend.';
    const heldUntil = Date.UTC(2026, 10, 23, 7);
    const ends = 'The freeze ends <!date^1795417200^{date_short_pretty} {time}|2026-11-23 07:00 UTC>.';
    const answer = 'AWS gets the answer when the freeze ends.';
    expect(text({ hold, heldUntil })).toContain(`${hold} ${ends} Votes are collected; ${answer}`);
    expect(text({ hold })).toContain(`${hold} Votes are collected; ${answer}`);
    const decided = text({ hold, heldUntil, choice: 'approve', because: answering('approve', true) });
    expect(decided).toContain(`${hold} ${ends}`);
    expect(decided.join(' ').split('AWS gets').length).toBe(2);
    expect(decided.join(' ')).not.toContain('answering');
  });

  it('shows the next execution in the queue', () => {
    const commit = (revision: string) => ({ executionId: revision, revision, message: 'Hotfix', author: 'Jo' });
    const request = { runId: 'r1', changes: [], changesInAll: 0, authors: [], behind: [commit('b2'), commit('b1')] };
    expect(text({ request })).toContain('Next in queue: b2 Hotfix by Jo and 1 more');
  });
});
