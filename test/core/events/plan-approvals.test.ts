import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { PlannedApproval } from '../../../lib/core/approval/plan.ts';
import type { ApprovalRequest } from '../../../lib/core/approval/types.ts';
import { requested, settled } from '../../../lib/core/events/plan-approvals.ts';
import { absorb, type Execution } from '../../../lib/core/execution/facts.ts';
import { type DecidedApproval, summarize } from '../../../lib/core/execution/summary.ts';
import type { ApprovalPrompt } from '../../../lib/core/model/effect.ts';
import type { Intent, PlanContext } from '../../../lib/core/model/intent.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

const NOW = Date.UTC(2026, 10, 22, 10, 2);
const RUN = 'Prod/Ask@1';
const seen = runs.green.map((event) => readEvent(event) as Execution).reduce<Execution | undefined>(absorb, undefined);

function contextOf(more: Partial<Execution> = {}): PlanContext {
  const execution = { ...(seen as Execution), ...more };
  return { execution, summary: summarize(execution), rules: rules(), outbox: {}, now: NOW };
}

const shown = (intents: Intent[]) =>
  intents.flatMap(({ effect, key, from }) => (effect.type === 'putEvent' ? [{ key, from, ...effect.event }] : []));
const events = { bus: 'bus', outbox: {}, now: NOW };

describe('the event of a waiting approval', () => {
  const request: ApprovalRequest = {
    runId: 'r1',
    changes: Array.from({ length: 25 }, (_, n) => ({
      revision: `r${n}`,
      message: `Change ${n}\n\nlong`,
      email: 'mia@example.com',
    })),
    changesInAll: 30,
    authors: [],
    behind: [],
    customData: 'Ship it?',
    link: 'https://example.com/plan',
    expiresAt: NOW + 60_000,
    compareUrl: 'https://example.com/compare',
  } as unknown as ApprovalRequest;
  const prompt = { run: RUN, runId: 'r1', stage: 'Prod', action: 'Ask', since: NOW - 1_000 };

  function requestedEvents(ask: object, policyAnswer?: object) {
    const planned = { ask: ask as ApprovalPrompt, policyAnswer, intents: [] } as unknown as PlannedApproval;
    return shown(requested(contextOf(), events, planned));
  }

  it('has the question, the changes without e-mail addresses, and the required votes', () => {
    const needs = [
      { count: 2, from: { users: ['U0ANN'], groups: [], emails: [] } },
      { count: 1, from: { users: [], groups: [], emails: [], machines: ['tests', 'scan'] } },
      { count: 1, from: { users: [], groups: [], emails: [], machines: ['tests'] } },
    ];
    const [event, ...others] = requestedEvents({ ...prompt, request }, { needs });
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      key: `event:requested:${RUN}`,
      from: 0,
      at: NOW - 1_000,
      type: 'Signalbox Approval Requested',
    });
    expect(event?.id).toBe(`${seen?.ref.executionId}/requested:${RUN}`);
    expect(event?.detail).toMatchObject({
      ...seen?.ref,
      stage: 'Prod',
      action: 'Ask',
      approvalId: RUN,
      attempt: 1,
      question: 'Ship it?',
      link: 'https://example.com/plan',
      expiresAt: '2026-11-22T10:03:00.000Z',
      changesInAll: 30,
      compareUrl: 'https://example.com/compare',
      newerWaits: false,
      needs: [
        { count: 2, machines: [] },
        { count: 1, machines: ['tests', 'scan'] },
        { count: 1, machines: ['tests'] },
      ],
      machines: ['tests', 'scan'],
    });
    const changes = event?.type === 'Signalbox Approval Requested' ? event.detail.changes : [];
    expect(changes).toHaveLength(20);
    expect(changes[1]).toMatchObject({ revision: 'r1', message: 'Change 1' });
    expect(JSON.stringify(changes)).not.toContain('mia@example.com');
  });

  it('waits half a minute for the request, then goes out without it', () => {
    const [event] = requestedEvents(prompt);
    expect(event).toMatchObject({
      from: NOW - 1_000 + 30_000,
      detail: { changes: [], changesInAll: 0, needs: [], machines: [], newerWaits: false },
    });
    expect(requestedEvents({ ...prompt, request: { ...request, behind: ['e2'] } })[0]?.detail).toMatchObject({
      newerWaits: true,
    });
  });

  it('does not exist before the run has an id', () => {
    expect(requestedEvents({ ...prompt, runId: undefined, request })).toEqual([]);
  });
});

describe('the event of a finished approval', () => {
  const decided: DecidedApproval = {
    stage: 'Prod',
    action: 'Ask',
    run: RUN,
    at: NOW - 9,
    outcome: 'approved',
    isFinal: true,
  };
  const votes = { [RUN]: { U0ANN: { 5: { name: 'ann', decision: 'approve', comment: '', channel: 'C' } } } };
  const settledEvents = (more: Partial<DecidedApproval>) =>
    shown(
      settled(contextOf({ approvals: { votes } as unknown as Execution['approvals'] }), events, {
        ...decided,
        ...more,
      }),
    );
  const detailOf = (more: Partial<DecidedApproval>) => settledEvents(more)[0]?.detail;

  it('has the votes with the names of people and machines', () => {
    const [event] = settledEvents({ by: ['U0ANN', 'U0JO', 'machine:tests'], said: 'fine', policy: 'v3' });
    expect(event).toMatchObject({
      key: `event:settled:${RUN}`,
      type: 'Signalbox Approval Decided',
      id: `${seen?.ref.executionId}/settled:${RUN}`,
      at: NOW - 9,
      from: 0,
      detail: {
        ...seen?.ref,
        stage: 'Prod',
        action: 'Ask',
        approvalId: RUN,
        decision: 'approved',
        decidedBy: 'votes',
        comment: 'fine',
        policy: 'v3',
      },
    });
    expect(event?.detail).toMatchObject({
      by: [
        { type: 'person', id: 'U0ANN', name: 'ann' },
        { type: 'person', id: 'U0JO', name: undefined },
        { type: 'machine', id: 'tests' },
      ],
    });
  });

  it('shows a decision by the policy, in AWS, or by the end of the execution', () => {
    expect(detailOf({ by: [], said: 'Nothing to approve' })).toMatchObject({
      decidedBy: 'policy',
      by: [],
      reason: 'Nothing to approve',
      policy: 'test',
    });
    expect(detailOf({ updatedBy: 'arn:jo', outcome: 'rejected' })).toMatchObject({
      decision: 'rejected',
      decidedBy: 'aws',
      by: [{ type: 'aws', id: 'arn:jo' }],
    });
    expect(detailOf({ by: [], outcome: 'ended' })).toMatchObject({ decision: 'ended', decidedBy: 'none', by: [] });
  });

  it('has its own type if the approval expired', () => {
    const [event] = settledEvents({ by: [], outcome: 'expired', said: 'too late' });
    expect(event).toMatchObject({
      type: 'Signalbox Approval Expired',
      key: `event:settled:${RUN}`,
      detail: { stage: 'Prod', approvalId: RUN, reason: 'too late' },
    });
    expect(event?.detail).not.toHaveProperty('decision');
  });

  it('waits until the person is known and the decision is final', () => {
    expect(settledEvents({})).toEqual([]);
    expect(settledEvents({ by: ['U0ANN'], isFinal: false })).toEqual([]);
  });
});
