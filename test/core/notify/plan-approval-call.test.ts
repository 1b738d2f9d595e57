import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { PlannedApproval } from '../../../lib/core/approval/plan.ts';
import { type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { type DecidedApproval, type FailureSummary, summarize } from '../../../lib/core/execution/summary.ts';
import type { ApprovalPrompt, Reply } from '../../../lib/core/model/effect.ts';
import type { Intent } from '../../../lib/core/model/intent.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import type { RouteMatch } from '../../../lib/core/model/policy-port.ts';
import { isRejectionTold } from '../../../lib/core/notify/approval-calls.ts';
import { planApprovalCalls, planApprovalsOver } from '../../../lib/core/notify/plan-approval-call.ts';
import { pipelineEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';

/** The calls about approvals in one channel: who is called for which of them, and what stands there later. */

const { ref } = readEvent(pipelineEvent('STARTED')) as Execution;
const execution = partialExecution(ref, { facts: [{ type: 'pipeline', state: 'STARTED', at: 1 }] });
const route = { channel: 'C0A', mention: [], milestones: [{ type: 'approval', stages: ['Prod', 'Test'] }] };
const to = { channel: 'C0A', routes: [route as unknown as RouteMatch] };
const NOW = 100_000;

function contextOf(outbox: Outbox = {}, now = NOW) {
  return { execution, summary: summarize(execution), rules: rules(), outbox, now };
}

function waits(action: string, since: number, groups: string[], more: Partial<ApprovalPrompt> = {}): PlannedApproval {
  const ask = { stage: 'Prod', action, run: `Prod/${action}@1`, since, request: { runId: '1' }, votes: [], ...more };
  return {
    ask: ask as unknown as ApprovalPrompt,
    policyAnswer: { needs: [{ count: 1, have: 0, from: { users: [], groups, emails: [] } }] },
    intents: [],
  } as unknown as PlannedApproval;
}

const replies = (intents: Intent[]) => intents.map(({ key, from, effect }) => ({ ...(effect as Reply), key, from }));
const namesIn = (reply: Reply) =>
  reply.content.type === 'approval' ? reply.content.asks.map(({ action }) => action) : [];
const posted = (id: string, more: Outbox[string]): Outbox => ({
  [`reply:C0A:${id}`]: { doneAt: 5, message: { channel: 'C0A', ts: '1.2' }, channel: 'C0A', ...more },
});

describe('approvals of a stage that wait together', () => {
  it.each([
    ['the oldest first', [waits('legal', 20, ['S0A']), waits('ask', 10, ['S0B'])], ['ask', 'legal']],
    ['by name if they are equally old', [waits('legal', 10, ['S0A']), waits('ask', 10, ['S0B'])], ['ask', 'legal']],
    [
      'by their instants, whatever they are called',
      [waits('ask', 20, ['S0A']), waits('legal', 10, ['S0B'])],
      ['legal', 'ask'],
    ],
  ])('are one call, %s', (_, planned, names) => {
    const found = replies(planApprovalCalls(contextOf(), to, planned, []));
    expect(found).toHaveLength(1);
    const [one] = found as [(typeof found)[0]];
    expect(namesIn(one)).toEqual(names);
    expect(one).toMatchObject({ key: `reply:C0A:approval:Prod/${names[0]}@1`, from: 0, aloud: true });
    expect([...one.mention].sort()).toEqual(['S0A', 'S0B']);
    expect(one.about).toEqual(names.map((name) => `Prod/${name}@1`));
  });

  it('are called half a minute later while one of them is not read', () => {
    const unread = waits('legal', 20, ['S0A'], { request: undefined });
    expect(replies(planApprovalCalls(contextOf(), to, [waits('ask', 10, ['S0B']), unread], []))[0]?.from).toBe(30_020);
  });

  it('of two stages are two calls', () => {
    const other = waits('ask', 20, ['S0A'], { stage: 'Test', run: 'Test/ask@1' });
    expect(planApprovalCalls(contextOf(), to, [waits('ask', 10, ['S0B']), other], [])).toHaveLength(2);
  });
});

describe('an approval that begins to wait later', () => {
  const outbox = posted('approval:Prod/ask@1', { called: ['S0A'], about: ['Prod/ask@1'] });

  it('joins the call that stands if it needs no one else', () => {
    const found = replies(
      planApprovalCalls(contextOf(outbox), to, [waits('ask', 10, ['S0A']), waits('legal', 20, ['S0A'])], []),
    );
    expect(found.map((one) => [one.key, namesIn(one), one.mention])).toEqual([
      ['reply:C0A:approval:Prod/ask@1', ['ask', 'legal'], ['S0A']],
    ]);
  });

  it('has a call of its own if it needs others, who alone are called', () => {
    const found = replies(
      planApprovalCalls(contextOf(outbox), to, [waits('ask', 10, ['S0A']), waits('legal', 20, ['S0A', 'S0B'])], []),
    );
    expect(found.map((one) => [one.key, namesIn(one), one.mention])).toEqual([
      ['reply:C0A:approval:Prod/legal@1', ['legal'], ['S0B']],
      ['reply:C0A:approval:Prod/ask@1', ['ask'], ['S0A']],
    ]);
  });
});

describe('the call of an approval that still waits', () => {
  const again = (entry: Outbox[string]) =>
    replies(
      planApprovalCalls(contextOf({ 'reply:C0A:approval:Prod/ask@1': entry }), to, [waits('ask', 10, ['S0A'])], []),
    );

  it('is not made again if Slack refused it', () => {
    expect(again({ doneAt: 5, about: ['Prod/ask@1'] })).toEqual([]);
  });

  it('is kept if its answer was lost, and mentions the approvers if the row does not have its people', () => {
    const lost = { maybeSince: 5, about: ['Prod/ask@1'] };
    expect(again(lost)).toMatchObject([
      { key: 'reply:C0A:approval:Prod/ask@1', from: 0, mention: ['S0A'], aloud: true },
    ]);
    expect(again({ ...lost, called: ['U0ANN'] })).toMatchObject([{ mention: ['U0ANN'] }]);
  });

  it('has what the buttons need, and what the live message does not show', () => {
    const shown = (more: Partial<ApprovalPrompt>) => {
      const one = waits('ask', 10, ['S0A'], { because: 'One of two.', votes: [{ user: 'U0ANN' }] as never, ...more });
      const [reply] = replies(planApprovalCalls(contextOf(), to, [one], []));
      return reply?.content.type === 'approval' ? reply.content.asks : [];
    };
    expect(shown({})).toMatchObject([{ run: 'Prod/ask@1', because: '', needs: [], votes: [] }]);
    expect(shown({ request: undefined })).toMatchObject([{ because: 'One of two.', needs: [], votes: [] }]);
  });
});

describe('an approval that is over', () => {
  const decided: DecidedApproval = {
    stage: 'Prod',
    action: 'ask',
    run: 'Prod/ask@1',
    at: 50,
    outcome: 'approved',
    by: ['U0ANN'],
    isFinal: true,
  };
  const outbox = posted('approval:Prod/ask@1', { called: ['S0A', 'U0ANN', 'U0BO'], about: ['Prod/ask@1'] });
  const over = (one: DecidedApproval, known = outbox, routes = to.routes) =>
    replies(planApprovalsOver(contextOf(known), { ...to, routes }, [], [one]));

  it('shows its decision in place of the buttons', () => {
    const other: DecidedApproval = { ...decided, action: 'legal', run: 'Prod/legal@1' };
    const [edited] = replies(planApprovalCalls(contextOf(outbox), to, [], [other, decided]));
    expect(edited).toMatchObject({ milestone: { type: 'approval', stages: ['Prod'] }, aloud: false });
    expect(edited?.content).toMatchObject({
      type: 'decided',
      decisions: [{ action: 'ask', outcome: 'approved', by: ['U0ANN'] }],
    });
  });

  it('ends with its execution if no one decided it', () => {
    const ended: DecidedApproval = { ...decided, outcome: 'ended', by: undefined };
    const stopped = { ...summarize(execution), state: 'STOPPED' as const };
    const context = { ...contextOf(outbox), summary: stopped };
    const sentence = 'payments was stopped';
    expect(replies(planApprovalCalls(context, to, [], [ended]))).toMatchObject([
      { content: { type: 'ended', sentence } },
    ]);
    const [follow] = replies(planApprovalsOver({ ...context, summary: { ...stopped, gone: true } }, to, [], [ended]));
    expect(follow?.content).toMatchObject({ type: 'ended' });
  });

  it('keeps its call as it is while the decision is not known', () => {
    expect(planApprovalCalls(contextOf(outbox), to, [], [])).toEqual([]);
  });

  it('is reported in short, unless Slack refuses to edit the call or the message', () => {
    const withComment = { ...decided, said: 'Go ahead' };
    const decisionsIn = (known: Outbox) =>
      over(withComment, known).flatMap(({ content }) => (content.type === 'decided' ? content.decisions : []));
    const short = { stage: 'Prod', action: 'ask', outcome: 'approved' };
    expect(decisionsIn(outbox)).toEqual([short]);
    const whole = [expect.objectContaining({ ...short, by: ['U0ANN'], said: 'Go ahead' })];
    const fixedCall = posted('approval:Prod/ask@1', { called: ['U0BO'], about: ['Prod/ask@1'], fixed: true });
    expect(decisionsIn(fixedCall)).toEqual(whole);
    expect(decisionsIn({ ...outbox, 'show:C0A': { fixed: true } })).toEqual(whole);
  });

  it.each<[string, Partial<FailureSummary>[], boolean]>([
    ['the rejected approval', [{}], true],
    ['the rejected approval and an action', [{}, { category: 'Build', action: 'compile' }], false],
    ['another approval of the stage', [{ action: 'legal' }], false],
    ['an approval with its name in another stage', [{ stage: 'Test' }], false],
    ['an action that has its name now', [{ category: 'Build' }], false],
    ['nothing', [], false],
  ])('tells the rejection where these failed: %s', (_, failed, isTold) => {
    const failures = failed.map((one) => ({ category: 'Approval', stage: 'Prod', action: 'ask', ...one }));
    const context = { ...contextOf(outbox), summary: { ...summarize(execution), failures } };
    expect(isRejectionTold(context, 'C0A', [{ ...decided, outcome: 'rejected' }])).toBe(isTold);
  });

  it('is reported once to the people who were called and did not decide it', () => {
    const [told, ...more] = over(decided);
    expect(more).toEqual([]);
    expect(told).toMatchObject({ key: 'reply:C0A:over:approval:Prod/ask@1', aloud: false });
    expect(told?.mention).toEqual(expect.arrayContaining(['U0BO']));
    expect(told?.mention).not.toContain('U0ANN');
    expect(over(decided, posted('approval:Prod/ask@1', { about: ['Prod/ask@1'] }))).toEqual([]);
  });

  it.each<[DecidedApproval['outcome'], boolean]>([
    ['approved', false],
    ['rejected', true],
    ['expired', true],
  ])('and was %s takes the place of the call about a failure: %s', (outcome, isFailure) => {
    const failing = {
      ...route,
      mention: ['S0FAIL'],
      milestones: [{ type: 'failed', stages: ['Prod'] }],
    } as unknown as RouteMatch;
    const [told] = over({ ...decided, outcome }, outbox, [...to.routes, failing]);
    expect([told?.aloud, told?.mention.includes('S0FAIL')]).toEqual([isFailure, isFailure]);
    const failed = {
      ...contextOf(outbox),
      summary: { ...summarize(execution), failures: [{ category: 'Approval', stage: 'Prod', action: 'ask' }] },
    };
    expect(isRejectionTold(failed as never, 'C0A', [{ ...decided, outcome }])).toBe(isFailure);
  });
});
