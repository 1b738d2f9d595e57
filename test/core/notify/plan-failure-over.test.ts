import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { Reply } from '../../../lib/core/model/effect.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import type { RouteMatch } from '../../../lib/core/model/policy-port.ts';
import { planFailureOver } from '../../../lib/core/notify/plan-failure-call.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** People who were called for a failure get one reply when it is over. */

const route = { channel: 'C0A', mention: ['S0FAIL'], milestones: [{ type: 'failed', stages: ['Build'] }] };
const to = { channel: 'C0A', routes: [route as unknown as RouteMatch] };
const message = { channel: 'C0A', ts: '1.2' };
const over = (attempt: number): Outbox => ({ [`reply:C0A:over:failed@${attempt}`]: { doneAt: 9 } });
const called = (attempt: number, more: Outbox[string] = {}): Outbox => ({
  [`reply:C0A:failed@${attempt}`]: { doneAt: 5, message, called: ['U0ANN', 'S0A'], ...more },
});

type Sent = Pick<Reply, 'milestone' | 'content' | 'mention' | 'aloud'>;

function replies(outbox: Outbox, events: object[] = runs.failedThenGreen, about: Execution['about'] = {}): Sent[] {
  const seen = events.map((event) => readEvent(event) as Execution);
  const known = seen.reduce<Execution | undefined>(absorb, undefined) as Execution;
  const execution = absorb(known, partialExecution(known.ref, { about }));
  const context = { execution, summary: summarize(execution), rules: rules(), outbox, now: 0 };
  return planFailureOver(context, to).flatMap(({ kind, effect }) =>
    kind === 'once' && effect.type === 'reply' ? [effect] : [],
  );
}

const failing = runs.failedThenGreen.slice(0, 8);

describe('a failure that is over', () => {
  it('is reported once to the people of its call, in its thread', () => {
    const [reply, ...more] = replies(called(1));
    expect(more).toEqual([]);
    expect(reply).toMatchObject({
      milestone: { type: 'recovered', stages: [], key: 'over:failed@1' },
      content: { type: 'ended' },
      aloud: false,
    });
    expect(reply?.mention).toEqual(expect.arrayContaining(['U0ANN', 'S0A']));
  });

  it('is not reported while it lasts, without a call, or if the call was not posted', () => {
    expect(replies(called(1), failing)).toEqual([]);
    expect(replies({})).toEqual([]);
    expect(replies(called(1, { message: undefined }))).toEqual([]);
  });

  it('is reported to all people who were called since it was over before', () => {
    const calls = { ...called(1, { called: ['U0BO'] }), ...called(2, { called: ['U0CY'] }), ...called(3) };
    expect(new Set(replies(calls)[0]?.mention)).toEqual(new Set(['U0BO', 'U0CY', 'U0ANN', 'S0A']));
    expect(new Set(replies({ ...calls, ...over(1) })[0]?.mention)).toEqual(new Set(['U0CY', 'U0ANN', 'S0A']));
    expect(new Set(replies({ ...calls, ...over(1), ...over(2) })[0]?.mention)).toEqual(new Set(['U0ANN', 'S0A']));
    expect(new Set(replies({ ...calls, ...over(3) })[0]?.mention)).toEqual(new Set(['U0BO', 'U0CY', 'U0ANN', 'S0A']));
  });

  it('is reported to the people of the route if the row does not have those of the call', () => {
    expect(replies(called(1, { called: undefined }))[0]?.mention).toEqual(['S0FAIL']);
  });

  it('is reported to the channel if one of the calls was, and to no one if no one was called', () => {
    expect(replies(called(1, { called: [] }))).toEqual([]);
    expect(replies({ ...called(1, { called: [], broadcast: true }), ...called(2, { called: [] }) })[0]?.aloud).toBe(
      true,
    );
  });

  it('has its whole ending where the call, or the message, cannot be edited', () => {
    const short = replies(called(1))[0]?.content;
    const whole = replies(called(1, { called: [], fixed: true }))[0]?.content;
    expect(whole).not.toEqual(short);
    expect(replies({ ...called(1, { fixed: true }), ...called(2) })[0]?.content).toEqual(whole);
    expect(replies({ ...called(1), 'show:C0A': { fixed: true } })[0]?.content).toEqual(whole);
  });

  it('is reported after a later success, although its own execution failed', () => {
    const execution = (readEvent(failing[0] as object) as Execution).ref.executionId;
    const shared = {
      executionId: execution,
      channel: 'C0A',
      message,
      startedAt: 1,
      at: 2,
      reason: 'r',
      called: [],
      broadcast: false,
    };
    const about = (more: object): Execution['about'] => ({ calls: [1, [{ ...shared, late: true, ...more }]] }) as never;
    expect(replies(called(1), failing, about({}))).toHaveLength(1);
    expect(replies(called(1), failing, about({ late: undefined }))).toEqual([]);
    expect(replies(called(1), failing, about({ channel: 'C0B' }))).toEqual([]);
    expect(replies(called(1), failing, about({ executionId: 'other' }))).toEqual([]);
  });
});
