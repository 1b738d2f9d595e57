import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { PlannedApproval } from '../../../lib/core/approval/plan.ts';
import { planReminders } from '../../../lib/core/approval/plan-reminders.ts';
import type { Execution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import type { ApprovalDecision } from '../../../lib/core/model/policy-port.ts';
import { pipelineEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';

/** The times of approval reminders. The approval waits since 0, and the keys are stored. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const execution = readEvent(pipelineEvent('STARTED')) as Execution;
const from = (group: string) => ({ users: [], groups: [group], emails: [] });

const answer = {
  needs: [
    { count: 2, have: 1, from: from('S0RELEASE') },
    { count: 1, have: 1, from: from('S0LEGAL') },
  ],
  remind: [4 * HOUR, 24 * HOUR],
  escalations: [{ after: 30 * HOUR, to: from('S0LEADS') }],
} as unknown as ApprovalDecision;

interface Case {
  policyAnswer?: ApprovalDecision | undefined;
  expiresAt?: number;
  outbox?: Outbox;
  now?: number;
  since?: number;
}

function planned({ policyAnswer = answer, expiresAt, outbox = {}, now = 0, since = 0 }: Case) {
  const request = expiresAt === undefined ? undefined : { expiresAt };
  const ask = { run: 'RUN', stage: 'Prod', action: 'ask', since, request, because: '1 of 2.' };
  const context = { execution, summary: summarize(execution), rules: rules(), outbox, now };
  return planReminders(context, { ask, policyAnswer } as unknown as PlannedApproval, 'C0A');
}

const when = (known: Case) => planned(known).map(({ key, from }) => [key.replace(':RUN', '').slice(10), from / MINUTE]);

it('each reminder, the escalation and the warning have an instant', () => {
  expect(when({ expiresAt: 48 * HOUR })).toEqual([
    ['remind 14400000', 240],
    ['remind 86400000', 1440],
    ['escalate', 1800],
    ['expiring', 47 * 60],
  ]);
  expect(when({ policyAnswer: { ...answer, remind: [], escalations: [] } })).toEqual([]);
});

it('no reminder comes at the expiry or later, and the warning comes in the last quarter at the earliest', () => {
  expect(when({ expiresAt: 24 * HOUR })).toEqual([
    ['remind 14400000', 240],
    ['expiring', 23 * 60],
  ]);
  expect(when({ expiresAt: 24 * HOUR + 1 }).map(([id]) => id)).toContain('remind 86400000');
  expect(when({ expiresAt: 2 * HOUR })).toEqual([['expiring', 90]]);
});

it('only the newest of several missed reminders is sent, and sent reminders stay', () => {
  const ids = (known: Case) => when(known).map(([id]) => id);
  expect(ids({ now: 24 * HOUR - 1 })).toEqual(['remind 14400000', 'remind 86400000', 'escalate']);
  expect(ids({ now: 24 * HOUR })).toEqual(['remind 86400000', 'escalate']);
  const outbox = { 'reply:C0A:remind 14400000:RUN': { doneAt: 5 } };
  expect(ids({ now: 24 * HOUR, outbox })).toEqual(['remind 14400000', 'remind 86400000', 'escalate']);
  expect(ids({ now: 25 * HOUR, since: HOUR, outbox })).toEqual(['remind 14400000', 'remind 86400000', 'escalate']);
});

it('reminders mention the missing people, the people of the rule, or the people of an earlier call', () => {
  const mentions = (known: Case) =>
    planned(known).map(({ effect }) => (effect.type === 'reply' ? effect.mention.join() : ''));
  expect(mentions({ expiresAt: 48 * HOUR })).toEqual(['S0RELEASE', 'S0RELEASE', 'S0LEADS', 'S0RELEASE']);
  expect(mentions({ policyAnswer: { ...answer, call: ['U0ONCALL'] } })).toEqual(['U0ONCALL', 'U0ONCALL', 'S0LEADS']);
  const outbox = { 'reply:C0A:escalate:RUN': { called: ['U0BOSS'] } };
  expect(mentions({ outbox })).toEqual(['S0RELEASE', 'S0RELEASE', 'U0BOSS']);
});

describe('of several escalations', () => {
  const leads = { after: 2 * HOUR, to: from('S0LEADS') };
  const mates = { after: 5 * MINUTE, to: from('S0MATES') };
  const sent = (key: string, called: string[]): Outbox => ({ [`reply:C0A:${key}:RUN`]: { doneAt: 1, called } });
  const planFor = (escalations: ApprovalDecision['escalations'], outbox: Outbox = {}) =>
    planned({ policyAnswer: { ...answer, remind: [], escalations }, outbox }).map(({ key, effect }) => [
      key.replace(':RUN', '').slice(10),
      effect.type === 'reply' ? effect.mention.join() : '',
    ]);

  it('each is planned with its own key', () => {
    expect(planFor([mates, leads])).toEqual([
      ['escalate 300000', 'S0MATES'],
      ['escalate 7200000', 'S0LEADS'],
    ]);
  });

  it('one that was sent alone keeps its key if another is added', () => {
    const both = [
      ['escalate 300000', 'S0MATES'],
      ['escalate', 'S0LEADS'],
    ];
    expect(planFor([leads])).toEqual([['escalate', 'S0LEADS']]);
    expect(planFor([mates, leads], sent('escalate', ['S0LEADS']))).toEqual(both);
    // The earlier version sent only the earliest escalation, without a number.
    expect(planFor([mates, leads], sent('escalate', ['S0MATES']))).toEqual([
      ['escalate', 'S0MATES'],
      ['escalate 7200000', 'S0LEADS'],
    ]);
  });

  it('one that was sent to other people has no part in a message without a number', () => {
    const both = { after: 2 * HOUR, to: { users: ['U0JO'], groups: ['S0LEADS'], emails: [] } };
    const own = [
      ['escalate 300000', 'S0MATES'],
      ['escalate 7200000', 'S0LEADS,U0JO'],
    ];
    expect(planFor([mates, both], sent('escalate', ['S0LEADS']))).toEqual(own);
    expect(planFor([mates, both], sent('escalate', ['S0LEADS', 'U0BO']))).toEqual(own);
    expect(planFor([mates, both], sent('escalate', ['U0JO', 'S0LEADS', 'U0BO']))).toEqual(own);
  });

  it('one that remains alone is neither lost nor sent again', () => {
    expect(planFor([leads], sent('escalate 300000', ['S0MATES']))).toEqual([['escalate', 'S0LEADS']]);
    expect(planFor([leads], sent('escalate 7200000', ['S0LEADS']))).toEqual([['escalate 7200000', 'S0LEADS']]);
  });
});

it('each reminder is a call in the thread with its reason', () => {
  expect(planned({ expiresAt: 48 * HOUR })).toMatchObject(
    [
      ['reminder', 'The approval still waits, and the policy sets a reminder.'],
      ['reminder', 'The approval still waits, and the policy sets a reminder.'],
      ['escalation', 'The approval has waited too long, and the policy sets an escalation.'],
      ['expiring', 'The approval expires soon, and CodePipeline then counts it as rejected.'],
    ].map(([type, because]) => ({
      kind: 'level',
      because,
      effect: {
        type: 'reply',
        aloud: true,
        milestone: { type: 'approval', stages: ['Prod'] },
        content: { type, pipeline: 'payments', stage: 'Prod', action: 'ask', since: 0, because: '1 of 2.' },
      },
    })),
  );
});

it('there is no reminder before the policy answered', () => {
  const ask = { run: 'RUN' } as PlannedApproval['ask'];
  const context = { execution, summary: summarize(execution), rules: rules(), outbox: {}, now: 0 };
  expect(planReminders(context, { ask, intents: [] }, 'C0A')).toEqual([]);
});
