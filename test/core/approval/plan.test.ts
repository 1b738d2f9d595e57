import { beforeEach, describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import {
  audit,
  lookUpFailed,
  newerWaited,
  newerWaits,
  newerWaitsToVoter,
} from '../../../lib/core/approval/messages.ts';
import { planApproval, starterOf } from '../../../lib/core/approval/plan.ts';
import type { ApprovalRequest, CastVote } from '../../../lib/core/approval/types.ts';
import { type Execution, executionKey, partialExecution, type Starter } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { Effect, Show } from '../../../lib/core/model/effect.ts';
import type { EffectFailed, EffectOutcome, Input } from '../../../lib/core/model/input.ts';
import type {
  ApprovalDecision,
  ApprovalQuestion,
  FreezeDecision,
  PolicyPort,
} from '../../../lib/core/model/policy-port.ts';
import { emptyRow, type Row } from '../../../lib/core/model/row.ts';
import { step } from '../../../lib/core/step.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { CHANNEL, rules } from '../../kit/rules.ts';

/** The core's part of approvals. The policy here is a stub: any two people decide. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 10, 22, 10);
const RUN = 'Production/approve@Production/approve#1';
const ref = (readEvent(pipelineEvent('STARTED')) as Execution).ref;

const request: ApprovalRequest = {
  runId: 'Production/approve#1',
  changes: [{ executionId: ref.executionId, revision: 'b'.repeat(40), message: 'Round half to even' }],
  changesInAll: 1,
  authors: [{ email: 'mia@example.com' }],
  behind: [],
  expiresAt: START + 48 * HOUR,
};

function policyAnswer(asked: ApprovalQuestion): ApprovalDecision {
  const refused = asked.votes.filter(({ user }) => user === 'U0JO');
  const counting = asked.votes.filter((vote) => !refused.includes(vote));
  const rejecting = counting.filter(({ decision }) => decision === 'reject');
  const approving = counting.filter(({ decision }) => decision === 'approve');
  const decision = rejecting.length > 0 ? 'reject' : approving.length >= 2 ? 'approve' : undefined;
  return {
    decision: { rule: 'two', outcome: decision ? 'allow' : 'wait', because: `${approving.length} of 2.` },
    choice: decision,
    by: (rejecting.length > 0 ? rejecting : approving).map(({ user }) => user),
    open: true,
    mayReject: true,
    isDirect: false,
    refused: Object.fromEntries(refused.map(({ user }) => [user, 'You are not in release.'])),
    notCounted: Object.fromEntries(refused.map(({ user }) => [user, 'not in release'])),
    lookUp: { groups: ['S0RELEASE'], emails: [] },
    needs: [{ count: 2, have: approving.length, from: { users: [], groups: ['S0RELEASE'], emails: [] } }],
    forbidden: [],
    comment: 0,
    remind: [4 * HOUR, 24 * HOUR],
    escalations: [{ after: 30 * HOUR, to: { users: ['U0RAVI'], groups: [], emails: [] } }],
  };
}

type IntendedInput = Exclude<Effect, { type: 'wake' }>;
type Failing = Partial<Record<Effect['type'], Partial<EffectFailed>>>;

/** An execution that waits for an approval, in a world where only the effects of `failing` fail. */
function waiting(asked: PolicyPort = { ...rules(), approval: policyAnswer }, failing: Failing = {}) {
  let row: Row = emptyRow(executionKey(ref));
  let claims = 0;
  const office = {
    now: START,
    members: ['U0ANN', 'U0RAVI'],
    behind: [] as ApprovalRequest['behind'],
    failing,
    done: [] as IntendedInput[],
    row: () => row,
    take(...inputs: Input[]) {
      let pending = inputs;
      for (let round = 0; round < 20; round++) {
        const next = step(row, pending, asked, office.now, `claim ${claims++}`);
        row = { ...next.row, version: row.version + 1 };
        const effects = next.effects.filter((effect) => effect.type !== 'wake');
        if (effects.length === 0) return;
        pending = effects.flatMap((effect) => office.act(effect));
      }
      throw new Error('It does not come to rest');
    },
    act(effect: IntendedInput): Input[] {
      const { key, claim, digest } = effect;
      const failure = office.failing[effect.type];
      if (failure) return [{ type: 'outcome', key, claim, result: { done: false, why: 'it broke', ...failure } }];
      office.done.push(effect);
      const message = effect.type === 'show' ? { message: { channel: CHANNEL, ts: '1.1' } } : {};
      const done: EffectOutcome = { type: 'outcome', key, claim, result: { done: true, digest, ...message } };
      return [...office.found(effect), done];
    },
    found(effect: IntendedInput): Input[] {
      switch (effect.type) {
        case 'refreshApproval':
          return [seen({ approvals: { requests: { [RUN]: [office.now, { ...request, behind: office.behind }] } } })];
        case 'identify': {
          const groups = effect.groups.map((group) => [group, [office.now, { members: office.members }]] as const);
          return [seen({ known: { groups: Object.fromEntries(groups) as never } })];
        }
        case 'answer': {
          const { decision, by, summary, said, policy } = effect;
          return [seen({ approvals: { answers: { [RUN]: [office.now, { decision, by, summary, said, policy }] } } })];
        }
        default:
          return [];
      }
    },
    /** The effects of one kind since the last look. */
    did<T extends IntendedInput['type']>(type: T): Extract<IntendedInput, { type: T }>[] {
      const found = office.done.filter((effect) => effect.type === type);
      office.done = office.done.filter((effect) => effect.type !== type);
      return found as Extract<IntendedInput, { type: T }>[];
    },
    press(user: string, decision: CastVote['decision'], run = RUN, comment?: string) {
      office.now += SECOND;
      office.take(vote(user, decision, office.now, run, comment));
    },
    pass(ms: number) {
      const until = office.now + ms;
      for (let tick = 0; tick < 400; tick++) {
        const due = row.dueAt ?? Number.POSITIVE_INFINITY;
        if (due > until) break;
        office.now = Math.max(office.now + 1, due);
        office.take({ type: 'tick' });
      }
      office.now = until;
      office.take({ type: 'tick' });
    },
    shown: () => office.done.filter((effect): effect is Show => effect.type === 'show').at(-1),
  };
  office.take(...untilApproval.map((event): Input => ({ type: 'seen', execution: readEvent(event) as Execution })));
  return office;
}

const manual = { provider: 'Manual' };
const untilApproval = [
  pipelineEvent('STARTED'),
  stageEvent('Production', 'STARTED'),
  actionEvent('Production/approve', 'STARTED', manual),
];
const later = { at: '2026-11-22T10:30:00Z' };

function seen(more: Parameters<typeof partialExecution>[1]): Input {
  return { type: 'seen', execution: partialExecution(ref, more) };
}

function vote(user: string, decision: CastVote['decision'], at: number, run = RUN, comment?: string): Input {
  const cast: CastVote = { decision, comment, name: user.slice(2).toLowerCase(), channel: CHANNEL };
  return seen({ approvals: { votes: { [run]: { [user]: { [at]: cast } } } } });
}

function event(native: object): Input {
  return { type: 'seen', execution: readEvent(native) as Execution };
}

let office: ReturnType<typeof waiting>;
beforeEach(() => {
  office = waiting();
});

describe('an approval that waits', () => {
  it('is read before it is shown, and then has buttons', () => {
    expect(office.done.map(({ type }) => type).slice(0, 3)).toEqual(['refreshPipeline', 'refreshApproval', 'identify']);
    expect(office.shown()?.asks).toMatchObject([{ run: RUN, open: true, because: '0 of 2.', request }]);
  });

  it('has no button if it could not be read, and shows the error', () => {
    const denied = waiting(undefined, { refreshApproval: { why: 'AccessDenied' } });
    expect(denied.shown()?.asks).toMatchObject([
      { open: false, mayReject: false, needs: [], forbidden: [], votes: [], comment: 0 },
    ]);
    expect(denied.shown()?.asks[0]?.because).toContain('AccessDenied');
  });

  it('is read again after ten seconds while CodePipeline does not list it', () => {
    const execution = readEvent(pipelineEvent('STARTED')) as Execution;
    const context = { execution, summary: summarize(execution), rules: rules(), now: START };
    const ask = { stage: 'Production', action: 'approve', run: RUN, since: START, request: undefined };
    const from = (doneAt?: number) => {
      const outbox = { [`inspect:${RUN}`]: doneAt === undefined ? {} : { doneAt } };
      return planApproval({ ...context, outbox }, { ...ask, runId: 'r' }).intents.map((intent) => intent.from);
    };
    expect([from(), from(START + SECOND)]).toEqual([[0], [START + 11 * SECOND]]);
  });

  it('is looked up under its own key, because several may wait at once', () => {
    expect(Object.keys(office.row().ledger)).toContain(`identify:${RUN}`);
  });

  it('is shown only in channels with a route for approvals', () => {
    const elsewhere = rules(`version: 1
routes:
  - { scope: all, channel: ${CHANNEL}, on: [started, failed] }
  - { scope: all, channel: C0ASK, on: [approval] }`);
    const shows = waiting({ ...elsewhere, approval: policyAnswer }).did('show');
    expect(shows.findLast(({ channel }) => channel === CHANNEL)?.asks).toEqual([]);
    expect(shows.findLast(({ channel }) => channel === 'C0ASK')?.asks).toMatchObject([{ run: RUN }]);
  });

  it('is answered when the votes decide it, with the names of the people who decided', () => {
    office.press('U0ANN', 'approve');
    expect(office.did('answer')).toEqual([]);
    office.press('U0RAVI', 'approve', RUN, 'Support knows');
    expect(office.did('answer')).toMatchObject([
      {
        run: RUN,
        runId: 'Production/approve#1',
        decision: 'approve',
        by: ['U0ANN', 'U0RAVI'],
        summary: 'Approved in Slack by ann (U0ANN), ravi (U0RAVI): Support knows',
        policy: rules().version,
      },
    ]);
    office.pass(5 * SECOND);
    expect(office.shown()?.asks).toEqual([]);
    expect(office.shown()?.summary.decisions).toMatchObject([{ outcome: 'approved', by: ['U0ANN', 'U0RAVI'] }]);
  });

  it('is answered once, even with duplicate votes and after some time', () => {
    office.press('U0ANN', 'approve');
    office.press('U0RAVI', 'approve');
    office.take(vote('U0RAVI', 'approve', office.now), vote('U0ANN', 'approve', office.now - SECOND));
    office.pass(HOUR);
    expect(office.did('answer')).toHaveLength(1);
  });

  it('counts the last vote of each person, in any order of arrival', () => {
    const at = office.now;
    office.take(vote('U0ANN', 'withdraw', at + 2), vote('U0RAVI', 'approve', at + 3));
    office.take(vote('U0ANN', 'approve', at + 1));
    expect(office.did('answer')).toEqual([]);
    office.take(vote('U0ANN', 'approve', at + 4));
    expect(office.did('answer')).toHaveLength(1);
  });

  it('keeps the summary within the limit of AWS, with the people first', () => {
    office.press('U0ANN', 'approve', RUN, 'x'.repeat(400));
    office.press('U0RAVI', 'approve', RUN, 'y'.repeat(400));
    const [answer] = office.did('answer');
    expect(answer?.summary).toMatch(/^Approved in Slack by ann \(U0ANN\), ravi \(U0RAVI\): x/);
    expect(answer?.summary.length).toBe(512);
  });
});

it('the policy is asked about the stage of the pipeline with its tags, and never sees a withdrawn vote', () => {
  const asked: ApprovalQuestion[] = [];
  const targets = new Set<string>();
  const curious = waiting({
    ...rules(),
    approval: (question) => {
      asked.push(question);
      return policyAnswer(question);
    },
    freeze: (target, now) => {
      targets.add(JSON.stringify(target));
      return rules().freeze(target, now);
    },
  });
  curious.take(seen({ about: { tags: { team: 'pay' } } }));
  curious.press('U0ANN', 'approve');
  curious.press('U0RAVI', 'approve');
  expect(asked.at(-1)).toMatchObject({ stage: 'Production', action: 'approve', votes: [{ user: 'U0ANN' }, {}] });
  expect(asked.at(-1)?.subject).toEqual({ ...ref, tags: { team: 'pay' } });
  expect([...targets].map((target) => JSON.parse(target))).toContainEqual({
    ...ref,
    tags: { team: 'pay' },
    stage: 'Production',
  });

  const cast: string[] = [];
  const other = waiting({
    ...rules(),
    approval: (question) => {
      cast.push(...question.votes.map(({ decision }) => decision));
      return policyAnswer(question);
    },
  });
  other.press('U0ANN', 'approve');
  other.press('U0ANN', 'withdraw');
  expect(new Set(cast)).toEqual(new Set(['approve']));
});

describe('a look-up of people', () => {
  it('is repeated if a vote comes much later', () => {
    expect(office.did('identify')).toHaveLength(1);
    office.press('U0ANN', 'approve');
    expect(office.did('identify')).toHaveLength(0);
    office.pass(HOUR);
    office.press('U0RAVI', 'approve');
    expect(office.did('identify')).toHaveLength(1);
    expect(office.did('answer')).toHaveLength(1);
  });

  it('is looked up again for a late vote that decides nothing yet', () => {
    office.pass(HOUR);
    office.did('identify');
    office.press('U0ANN', 'approve');
    expect(office.did('identify')).toHaveLength(1);
  });

  it('must succeed before a vote has an effect', () => {
    office.pass(HOUR);
    office.failing.identify = {};
    office.press('U0ANN', 'approve');
    office.press('U0RAVI', 'approve');
    office.press('U0JO', 'approve');
    expect([...office.did('answer'), ...office.did('sendEphemeral')]).toEqual([]);
    office.failing = {};
    office.pass(5 * MINUTE);
    expect(office.did('answer')).toHaveLength(1);
  });
});

it('a look-up of people is repeated while no approval is possible, because people join groups', () => {
  const closed = waiting({ ...rules(), approval: (asked) => ({ ...policyAnswer(asked), open: false }) });
  expect(closed.did('identify')).toHaveLength(1);
  closed.pass(MINUTE);
  expect(closed.did('identify')).toHaveLength(0);
  closed.pass(HOUR);
  expect(closed.did('identify').length).toBeGreaterThan(1);
});

describe('a newer execution that waits behind', () => {
  const hotfix = { executionId: 'e2', revision: 'b91ce09', message: 'Hotfix\n\nmore', author: 'Jo' };
  const words = 'b91ce09 Hotfix by Jo';

  function pressKnowing(user: string) {
    office.now += SECOND;
    const cast: CastVote = { decision: 'approve', channel: CHANNEL, newer: true };
    office.take(seen({ approvals: { votes: { [RUN]: { [user]: { [office.now]: cast } } } } }));
  }

  it('is shown to the last approver who did not see it, before AWS gets the answer', () => {
    office.pass(HOUR);
    office.press('U0ANN', 'approve');
    office.behind = [{ ...hotfix, since: office.now }];
    office.did('refreshApproval');
    office.pass(MINUTE);
    office.press('U0RAVI', 'approve');
    office.pass(MINUTE);
    expect(office.did('refreshApproval')).not.toEqual([]);
    expect(office.did('answer')).toEqual([]);
    const text = newerWaitsToVoter('Production', 'approve', words);
    expect(office.did('sendEphemeral')).toMatchObject([{ user: 'U0RAVI', text }]);
    expect(office.shown()?.asks).toMatchObject([{ because: newerWaits(words) }]);
    pressKnowing('U0RAVI');
    expect(office.did('answer')).toMatchObject([{ decision: 'approve', by: ['U0ANN', 'U0RAVI'] }]);
    expect(office.did('sendEphemeral')).toEqual([]);
  });

  it('keeps needing the second press when other executions take the place of the newer one', () => {
    office.pass(HOUR);
    office.press('U0ANN', 'approve');
    office.behind = [{ ...hotfix, since: office.now }];
    office.pass(MINUTE);
    office.press('U0RAVI', 'approve');
    office.pass(MINUTE);
    expect(office.did('sendEphemeral')).toHaveLength(1);
    office.behind = [{ executionId: 'e3', revision: 'c3c3c3c', message: 'Other', since: office.now }];
    office.pass(HOUR);
    expect(office.did('answer')).toEqual([]);
    expect(office.shown()?.asks).toMatchObject([{ because: newerWaits('c3c3c3c Other'), choice: undefined }]);
    office.behind = [];
    office.pass(HOUR);
    expect(office.did('answer')).toEqual([]);
    expect(office.shown()?.asks).toMatchObject([{ because: newerWaited }]);
    expect(office.did('sendEphemeral')).toEqual([]);
    office.press('U0RAVI', 'approve');
    expect(office.did('answer')).toHaveLength(1);
  });

  it('needs no confirmation if one person saw it, if it came later, or if the vote is a rejection', () => {
    office.behind = [{ ...hotfix, since: START }];
    pressKnowing('U0ANN');
    office.press('U0RAVI', 'approve');
    expect(office.did('answer')).toHaveLength(1);

    office = waiting();
    office.behind = [{ ...hotfix, since: START + HOUR }];
    office.press('U0ANN', 'approve');
    office.press('U0RAVI', 'approve');
    expect(office.did('answer')).toHaveLength(1);

    office = waiting();
    office.behind = [hotfix];
    office.pass(HOUR);
    office.press('U0ANN', 'reject');
    expect(office.did('answer')).toMatchObject([{ decision: 'reject' }]);
  });

  it('does not delay an answer if it cannot be read', () => {
    office.pass(HOUR);
    office.failing.refreshApproval = {};
    office.press('U0ANN', 'approve');
    office.press('U0RAVI', 'approve');
    expect(office.did('answer')).toHaveLength(1);
  });

  it('is read at once after its notice', () => {
    office.pass(3 * HOUR);
    office.did('refreshApproval');
    office.behind = [{ ...hotfix, since: office.now }];
    office.now += MINUTE;
    office.take(seen({ approvals: { newerSince: office.now - SECOND } }));
    expect(office.did('refreshApproval')).toHaveLength(1);
    expect(office.shown()?.asks).toMatchObject([{ request: { behind: [{ revision: 'b91ce09' }] } }]);
    office.pass(4 * MINUTE);
    expect(office.did('refreshApproval')).toEqual([]);
    // That execution was there when the approval was read.
    office.take(seen({ approvals: { newerSince: office.row().ledger[`inspect:${RUN}`]?.doneAt } }));
    expect(office.did('refreshApproval')).toEqual([]);
  });

  it('is read after five minutes, then ever less often', () => {
    office.did('refreshApproval');
    office.pass(3 * HOUR);
    expect(office.did('refreshApproval')).toHaveLength(6);
  });
});

describe('an execution that waits before a stage', () => {
  const stages = ['Source', 'Production'];
  const passed = [
    pipelineEvent('STARTED'),
    stageEvent('Source', 'STARTED'),
    stageEvent('Source', 'SUCCEEDED', { at: '2026-11-22T10:00:00Z' }),
  ];

  function between(mode?: string): Effect[] {
    const inputs = [seen({ about: { stages, mode } }), ...passed.map(event)];
    const row = (given: Row, input: Input[], now: number) => step(given, input, rules(), now, `c${now}`);
    const first = row(emptyRow(executionKey(ref)), inputs, START);
    expect(first.effects.filter(({ type }) => type === 'noticeOlder')).toEqual([]);
    return row({ ...first.row, version: 1 }, [{ type: 'tick' }], START + 2 * MINUTE).effects;
  }

  it('notifies the older ones, but not in PARALLEL mode', () => {
    const notices = between().filter(({ type }) => type === 'noticeOlder');
    expect(notices).toMatchObject([{ execution: ref, since: START }]);
    expect(between('PARALLEL').filter(({ type }) => type === 'noticeOlder')).toEqual([]);
  });
});

describe('a rule that rejects older executions', () => {
  const because = 'The newer execution e2 was approved by Bo, and rule prod rejects older ones.';

  it('rejects at once without a vote, and gives the reason to AWS and the journal', () => {
    const office = waiting({
      ...rules(),
      approval: (asked) =>
        asked.newerApproved
          ? {
              ...policyAnswer(asked),
              choice: 'reject',
              by: [],
              isDirect: true,
              decision: { rule: 'prod', outcome: 'deny', because },
            }
          : policyAnswer(asked),
    });
    office.press('U0ANN', 'approve');
    office.take(
      seen({ approvals: { newerApproved: { 'Production/approve': [office.now, { executionId: 'e2', by: ['Bo'] }] } } }),
    );
    expect(office.did('answer')).toMatchObject([
      { decision: 'reject', by: [], summary: `Rejected by Signalbox: ${because}`, said: because },
    ]);
    office.take(event(actionEvent('Production/approve', 'FAILED', { ...manual, at: '2026-11-22T10:00:30Z' })));
    office.pass(MINUTE);
    const decided = office.did('writeAudit').find(({ entry }) => entry.what === 'answer');
    expect(decided?.entry).toMatchObject({ decision: 'rejected', who: [], because });
  });

  it('notifies older executions of an approval only in PARALLEL mode', () => {
    const approved = event(
      actionEvent('Production/approve', 'SUCCEEDED', { ...manual, at: '2026-11-22T10:00:30Z', summary: 'fine' }),
    );
    for (const [mode, times] of [
      ['PARALLEL', 1],
      ['QUEUED', 0],
    ] as const) {
      const office = waiting();
      office.take(seen({ about: { mode } }), approved);
      office.pass(HOUR);
      const notices = office.did('noticeOlder').filter(({ approved }) => approved !== undefined);
      expect(notices).toHaveLength(times);
      for (const one of notices) expect(one.approved).toEqual({ stage: 'Production', action: 'approve', by: [] });
    }
  });
});

describe('under a freeze', () => {
  const until = START + 2 * HOUR;
  const held: FreezeDecision = {
    decision: { rule: 'weekend', outcome: 'deny', because: 'Frozen by weekend.' },
    until,
    next: until,
    report: false,
    rules: ['weekend'],
    reopened: 'respect',
  };
  const frozen = () =>
    waiting({
      ...rules(),
      approval: policyAnswer,
      freeze: (target, now) => (now < until ? held : rules().freeze(target, now)),
    });

  it('an approval is answered when the freeze ends, and the message announces that', () => {
    const office = frozen();
    expect(office.shown()?.asks[0]).toMatchObject({ hold: 'Frozen by weekend.', heldUntil: until, because: '0 of 2.' });
    office.press('U0ANN', 'approve');
    office.press('U0RAVI', 'approve');
    office.pass(HOUR);
    expect(office.did('answer')).toEqual([]);
    expect(office.shown()?.asks[0]).toMatchObject({
      because: 'The votes approve it. AWS gets the answer when the freeze ends.',
      hold: 'Frozen by weekend.',
      choice: 'approve',
    });
    office.pass(HOUR + MINUTE);
    expect(office.did('answer')).toHaveLength(1);
  });

  it('a rejection is answered at once, and the message names no freeze', () => {
    const office = frozen();
    office.failing.answer = { why: 'Throttled' };
    office.press('U0ANN', 'reject');
    office.pass(MINUTE);
    const [ask] = office.shown()?.asks ?? [];
    expect(ask).toMatchObject({ because: 'The votes reject it. Signalbox is answering AWS.', trouble: 'Throttled' });
    expect(ask?.hold).toBeUndefined();
    office.failing = {};
    office.pass(MINUTE);
    expect(office.did('answer')).toHaveLength(1);
  });
});

it('a failed look-up in Slack is shown with its error', () => {
  const deaf = waiting(undefined, { identify: { why: 'ratelimited' } });
  deaf.pass(MINUTE);
  expect(deaf.shown()?.asks[0]?.because).toBe(`0 of 2. ${lookUpFailed('ratelimited')}`);
  deaf.failing = {};
  deaf.pass(HOUR);
  expect(deaf.shown()?.asks[0]?.because).toBe('0 of 2.');
});

it('people are looked up again if an answer was late', () => {
  office.failing.answer = { lasting: true };
  office.press('U0ANN', 'approve');
  office.press('U0RAVI', 'approve');
  office.did('identify');
  office.failing = {};
  office.pass(20 * MINUTE);
  expect(office.did('identify')).not.toEqual([]);
  expect(office.did('answer')).toHaveLength(1);
});

describe('a vote without effect', () => {
  it('is reported once, only to the user without permission', () => {
    office.press('U0JO', 'approve');
    office.pass(HOUR);
    expect(office.did('sendEphemeral')).toMatchObject([
      {
        channel: CHANNEL,
        user: 'U0JO',
        text: 'Your vote on Production/approve does not count. You are not in release.',
      },
    ]);
    expect(office.did('answer')).toEqual([]);
  });

  it('is reported if the approval was already decided', () => {
    office.press('U0ANN', 'approve');
    office.press('U0RAVI', 'approve');
    office.press('U0MIA', 'reject');
    expect(office.did('sendEphemeral')).toMatchObject([
      { user: 'U0MIA', text: expect.stringContaining('was already approved by <@U0ANN>, <@U0RAVI>') },
    ]);
    expect(office.did('answer')).toHaveLength(1);
  });

  it('is reported if the button belongs to an approval that is not open', () => {
    office.press('U0ANN', 'approve', 'Production/approve@of-another-attempt');
    expect(office.did('sendEphemeral')).toMatchObject([
      { user: 'U0ANN', text: expect.stringContaining('is not open') },
    ]);
    expect(office.shown()?.asks).toMatchObject([{ votes: [] }]);
  });

  it('is reported if the execution is unknown, without any other message', () => {
    const forgotten = step(
      emptyRow(executionKey(ref)),
      [vote('U0ANN', 'approve', START)],
      { ...rules(), approval: policyAnswer },
      START,
      'claim',
    );
    expect(forgotten.effects.map(({ type }) => type).sort()).toEqual(['sendEphemeral', 'writeAudit']);
  });
});

describe('an approval that is over', () => {
  const passed = (summary: string) =>
    event(actionEvent('Production/approve', 'SUCCEEDED', { ...manual, at: '2026-11-22T10:00:30Z', summary }));

  it('is detected as our answer from the summary of AWS, if our own record was lost', () => {
    office.failing.answer = { unsure: true };
    office.press('U0ANN', 'approve', RUN, 'fine');
    office.press('U0RAVI', 'approve');
    office.take(passed('Approved in Slack by ann (U0ANN), ravi (U0RAVI): fine'));
    office.pass(HOUR);
    expect(office.shown()?.summary.decisions).toMatchObject([{ by: ['U0ANN', 'U0RAVI'], said: 'fine' }]);
    const entries = office.did('writeAudit').map(({ entry }) => entry);
    expect(entries.at(-1)).toMatchObject({ what: 'answer', who: ['ann (U0ANN)', 'ravi (U0RAVI)'] });
    expect(office.did('sendEphemeral')).toEqual([]);
  });

  it('is not taken as our answer only because of the same words in the console', () => {
    office.take(passed('Approved in Slack by Boss (U0BOSS)'));
    office.pass(HOUR);
    expect(office.shown()?.summary.decisions).toMatchObject([{ outcome: 'approved' }]);
    expect(office.shown()?.summary.decisions[0]?.by).toBeUndefined();
  });

  it('keeps the comment of the decision, and answers later votes of the same people', () => {
    office.press('U0ANN', 'approve', RUN, 'fine');
    office.press('U0RAVI', 'approve');
    office.press('U0ANN', 'reject', RUN, 'STOP');
    office.press('U0RAVI', 'withdraw');
    office.pass(10 * SECOND);
    expect(office.shown()?.summary.decisions).toMatchObject([{ said: 'fine' }]);
    expect(office.did('sendEphemeral')).toMatchObject([
      { user: 'U0ANN', text: expect.stringContaining('was already approved') },
      { user: 'U0RAVI', text: expect.stringContaining('was already approved') },
    ]);
  });

  it('of an earlier attempt is still reported with its decision', () => {
    office.press('U0ANN', 'approve');
    office.press('U0RAVI', 'approve');
    office.take(passed('Approved in Slack by ann (U0ANN), ravi (U0RAVI)'));
    office.take(
      event(stageEvent('Production', 'FAILED', { at: '2026-11-22T10:10:00Z' })),
      event(stageEvent('Production', 'RESUMED', { at: '2026-11-22T10:20:00Z', attempt: 2 })),
      event(actionEvent('Production/approve', 'STARTED', { ...manual, at: '2026-11-22T10:20:00Z', attempt: 2 })),
    );
    office.now = START + HOUR;
    office.take({ type: 'tick' });
    office.did('sendEphemeral');
    office.press('U0MIA', 'approve');
    expect(office.did('sendEphemeral')).toMatchObject([
      { user: 'U0MIA', text: expect.stringContaining('was already approved by <@U0ANN>, <@U0RAVI>') },
    ]);
  });

  it('shows the person who decided in the console, after a read', () => {
    office.press('U0ANN', 'approve');
    office.did('refreshExecution');
    office.now += MINUTE;
    office.take(event(actionEvent('Production/approve', 'SUCCEEDED', { ...manual, at: '2026-11-22T10:01:00Z' })));
    expect(office.did('refreshExecution')).toHaveLength(1);
    const updatedBy = 'arn:aws:sts::123456789012:assumed-role/Developer/jo';
    const fact = actionEvent('Production/approve', 'SUCCEEDED', { ...manual, at: '2026-11-22T10:01:00Z' });
    const [read] = Object.values((readEvent(fact) as Execution).facts);
    office.take(seen({ facts: read?.type === 'action' ? [{ ...read, result: { updatedBy } }] : [] }));
    office.pass(10 * SECOND);
    expect(office.shown()?.asks).toEqual([]);
    expect(office.shown()?.summary.decisions).toMatchObject([{ outcome: 'approved', updatedBy }]);
    expect([...office.did('answer'), ...office.did('sendEphemeral')]).toEqual([]);
  });

  it('loses its buttons when the execution is stopped or canceled', () => {
    for (const state of ['STOPPED', 'CANCELED']) {
      const office = waiting();
      office.take(event(pipelineEvent(state, later)));
      office.pass(MINUTE);
      expect(office.shown()?.asks).toEqual([]);
      expect(office.shown()?.summary.decisions).toMatchObject([{ outcome: 'ended' }]);
    }
  });

  it('counts as expired if it failed at its expiry without a person', () => {
    const at = new Date(START + 48 * HOUR).toISOString();
    office.take(
      event(actionEvent('Production/approve', 'FAILED', { ...manual, at })),
      event(pipelineEvent('FAILED', { at })),
    );
    office.pass(MINUTE);
    expect(office.shown()?.summary).toMatchObject({
      decisions: [{ outcome: 'expired' }],
      failures: [{ expired: true }],
    });
  });

  it('is read if its expiry passed without an event', () => {
    office.pass(47 * HOUR);
    office.did('refreshExecution');
    office.pass(HOUR + 2 * MINUTE);
    expect(office.did('refreshExecution').length).toBeGreaterThanOrEqual(1);
  });
});

describe('an approver', () => {
  it('is called at once for a waiting approval', () => {
    expect(office.did('reply')).toMatchObject([{ milestone: { type: 'approval' }, mention: ['S0RELEASE'] }]);
  });

  it('is reminded, then another person is called, then the expiry is announced, each once', () => {
    office.did('reply');
    office.pass(5 * HOUR);
    expect(office.did('reply')).toMatchObject([{ content: { type: 'reminder' }, mention: ['S0RELEASE'] }]);
    office.pass(20 * HOUR);
    expect(office.did('reply')).toMatchObject([{ content: { type: 'reminder', because: '0 of 2.' } }]);
    office.pass(6 * HOUR);
    expect(office.did('reply')).toMatchObject([{ content: { type: 'escalation' }, mention: ['U0RAVI'] }]);
    office.pass(16.5 * HOUR);
    expect(office.did('reply')).toMatchObject([{ content: { type: 'expiring' } }]);
  });

  it('is reminded once if two reminders were due during a break', () => {
    office.did('reply');
    office.now = START + 25 * HOUR;
    office.take({ type: 'tick' });
    expect(office.did('reply')).toHaveLength(1);
  });

  it('is not reminded of an approval that is over', () => {
    office.press('U0ANN', 'reject');
    office.did('reply');
    office.pass(30 * HOUR);
    expect(office.did('reply').filter(({ content }) => content.type === 'reminder')).toEqual([]);
  });
});

it('an approval of a deleted pipeline has no buttons, and its row has no further work', () => {
  office.take(seen({ about: { gone: START + HOUR } }));
  office.failing.refreshApproval = { lasting: true, why: 'PipelineNotFoundException' };
  office.pass(3 * 24 * HOUR);
  expect(office.shown()?.asks).toEqual([]);
  expect(office.row().dueAt).toBeUndefined();
});

it('a person that the policy lists by id may reject even if the look-up of people fails', () => {
  const office = waiting({ ...rules(), approval: (question) => ({ ...policyAnswer(question), isDirect: true }) });
  office.pass(HOUR);
  office.failing.identify = {};
  office.press('U0ANN', 'reject');
  expect(office.did('answer')).toMatchObject([{ decision: 'reject' }]);
});

it.each<[string, boolean, CastVote['decision']]>([
  ['whom only a group may name cannot reject', false, 'reject'],
  ['whom the policy names by their id cannot approve', true, 'approve'],
])('%s while nobody can be looked up', (_, isDirect, decision) => {
  const office = waiting({ ...rules(), approval: (question) => ({ ...policyAnswer(question), isDirect }) });
  office.pass(HOUR);
  office.failing.identify = {};
  office.press('U0ANN', decision);
  office.press('U0RAVI', decision);
  expect(office.did('answer')).toEqual([]);
});

describe('a row', () => {
  it('does not grow with each press of a button', () => {
    for (let press = 0; press < 100; press++)
      office.press('U0JO', press % 2 ? 'approve' : 'reject', RUN, 'x'.repeat(400));
    expect(JSON.stringify(office.row()).length).toBeLessThan(30_000);
  });
});

describe('an answer', () => {
  it('that AWS refuses is tried again, and the message shows the error', () => {
    office.failing.answer = { why: 'AccessDenied', lasting: true };
    office.press('U0ANN', 'approve');
    office.press('U0RAVI', 'approve');
    office.pass(10 * SECOND);
    expect(office.shown()?.asks).toMatchObject([{ trouble: 'AccessDenied' }]);
    office.failing = {};
    office.pass(20 * MINUTE);
    expect(office.did('answer')).toHaveLength(1);
  });

  it('of a dead worker is decided again before it is tried again', () => {
    office.failing.answer = { unsure: true };
    office.press('U0ANN', 'approve');
    office.press('U0RAVI', 'approve');
    office.press('U0RAVI', 'withdraw');
    office.failing = {};
    office.pass(HOUR);
    expect(office.did('answer')).toEqual([]);
  });
});

it('a person who withdraws a vote that they never gave gets that answer, whatever answers others got before', () => {
  office.press('U0ANN', 'approve');
  office.press('U0MIA', 'withdraw');
  expect(office.did('sendEphemeral')).toMatchObject([
    { user: 'U0MIA', text: 'You have no vote on Production/approve to withdraw.' },
  ]);
  office.press('U0ANN', 'withdraw');
  expect(office.did('sendEphemeral')).toEqual([]);
  office.take(vote('U0RAVI', 'approve', office.now + 1), vote('U0RAVI', 'withdraw', office.now + 2));
  expect(office.did('writeAudit').map(({ entry }) => `${entry.who} ${entry.decision}: ${entry.because}`)).toEqual([
    'ann (U0ANN) approve: The vote counts.',
    'ann (U0ANN) withdraw: The vote was withdrawn.',
    'ravi (U0RAVI) approve: A later vote of the same person replaced it.',
    'ravi (U0RAVI) withdraw: The vote was withdrawn.',
  ]);
});

describe('whoever started it', () => {
  const byHand = { trigger: { type: 'StartPipelineExecution', detail: 'arn:jo' } };
  const push = { trigger: { type: 'Webhook', detail: 'arn:hook' } };
  const forAnn = (act: 'release' | 'retry') => ({
    startedFor: { c1: [1, { act, user: 'U0ANN' }] as [number, Starter] },
  });

  it.each<[string, Execution['about'], string | undefined]>([
    ['is the person of AWS', byHand, 'arn:jo'],
    ['is the person of AWS who rolled back', { trigger: { type: 'ManualRollback', detail: 'arn:jo' } }, 'arn:jo'],
    ['is a person whom AWS does not name', { trigger: { type: 'StartPipelineExecution' } }, ''],
    ['is no person but a push', push, undefined],
    ['is no person of AWS if Signalbox released it', { ...byHand, ...forAnn('release') }, undefined],
    ['is the same after Signalbox retried it', { ...byHand, ...forAnn('retry') }, 'arn:jo'],
    ['may be a person while the trigger is unknown', {}, ''],
    ['is a Git trigger while only its source is known', { sources: { '': { revision: 'a' } } }, undefined],
  ])('%s', (_, about, starter) => {
    const execution = partialExecution(ref, { about });
    expect(starterOf(summarize(execution), execution)).toBe(starter);
  });
});

describe('the journal', () => {
  it('has each vote once with its effect, and the decision', () => {
    office.press('U0JO', 'approve');
    office.press('U0ANN', 'approve');
    office.press('U0ANN', 'withdraw');
    office.press('U0ANN', 'approve');
    office.press('U0RAVI', 'approve');
    office.take(event(actionEvent('Production/approve', 'SUCCEEDED', { ...manual, at: '2026-11-22T10:00:30Z' })));
    office.pass(HOUR);
    const entries = office.did('writeAudit').map(({ entry }) => entry);
    expect(entries.map(({ what, decision, who, because }) => [what, decision, who.join(), because])).toEqual([
      ['vote', 'approve', 'jo (U0JO)', audit.refused('not in release')],
      ['vote', 'approve', 'ann (U0ANN)', audit.counts],
      ['vote', 'withdraw', 'ann (U0ANN)', audit.withdrawn],
      ['vote', 'approve', 'ann (U0ANN)', audit.counts],
      ['vote', 'approve', 'ravi (U0RAVI)', audit.counts],
      ['answer', 'approved', 'ann (U0ANN),ravi (U0RAVI)', audit.byVotes],
    ]);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(6);
    expect(entries.every(({ policy }) => policy === rules().version)).toBe(true);
  });

  it('records the effect of votes that come together with the end', () => {
    const end = { ...manual, at: '2026-11-22T10:00:30Z' };
    const at = START + 10 * SECOND;
    office.take(
      vote('U0ANN', 'approve', at),
      vote('U0RAVI', 'approve', at),
      vote('U0RAVI', 'withdraw', at + 1),
      vote('U0JO', 'reject', START + 40 * SECOND),
      event(actionEvent('Production/approve', 'SUCCEEDED', end)),
    );
    const entries = office.did('writeAudit').map(({ entry }) => entry);
    expect(entries.map(({ decision, who, because }) => [decision, who.join(), because])).toEqual([
      ['approve', 'ann (U0ANN)', audit.given],
      ['approve', 'ravi (U0RAVI)', audit.given],
      ['withdraw', 'ravi (U0RAVI)', audit.withdrawn],
      ['reject', 'jo (U0JO)', audit.noEffect],
      ['approved', '', 'Approved outside Slack.'],
    ]);
    expect(office.did('sendEphemeral').map(({ user }) => user)).toEqual(['U0JO']);
  });
});
