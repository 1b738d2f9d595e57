import { describe, expect, it } from 'vitest';
import { readEvent } from '../../lib/codepipeline/read/event.ts';
import type { ApprovalRequest, CastVote } from '../../lib/core/approval/types.ts';
import { planSharedState } from '../../lib/core/command/plan-shared-state.ts';
import type { Reach } from '../../lib/core/command/reach.ts';
import type { SharedState } from '../../lib/core/command/shared-state.ts';
import type { Command } from '../../lib/core/command/types.ts';
import type { Diagnosis } from '../../lib/core/execution/diagnosis.ts';
import { type Execution, executionKey, partialExecution } from '../../lib/core/execution/facts.ts';
import { planTransitions } from '../../lib/core/freeze/plan-transitions.ts';
import { moveFor } from '../../lib/core/freeze/transition-table.ts';
import { type PipelineTransitions, pipelineKey, type StageTransition } from '../../lib/core/freeze/transitions.ts';
import type { Effect } from '../../lib/core/model/effect.ts';
import type { Input } from '../../lib/core/model/input.ts';
import type { Intent } from '../../lib/core/model/intent.ts';
import type { PolicyPort } from '../../lib/core/model/policy-port.ts';
import { emptyRow, type Row } from '../../lib/core/model/row.ts';
import { BOARD } from '../../lib/core/model/subject.ts';
import { planExecution } from '../../lib/core/plan-execution.ts';
import { step } from '../../lib/core/step.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../kit/events.ts';
import { CHANNEL, rules, TOPIC } from '../kit/rules.ts';
import { runs } from '../kit/runs.ts';

/** All intents of a few complete scenarios. Keys are stored in rows, so they do not change; the kind defines
 *  whether an intent is repeated, and the reason is in the log. */

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 22, 10);

function inShort(text: string): string {
  return text
    .replaceAll(TOPIC, 'TOPIC')
    .replaceAll('@Production/approve#1', '@RUN')
    .replaceAll(ref.executionId, 'EXECUTION')
    .replace(/(?<=U0\w+@)\d+/, 'INSTANT');
}

type Done = Exclude<Effect, { type: 'wake' }>;

/** Plays a subject in a world without failures. `learn` returns the findings of an effect. */
function story(first: Row, policy: PolicyPort, learn: (effect: Done, now: number) => Input[] = () => []) {
  let row = first;
  let claims = 0;
  const planned = new Map<string, Intent>();
  const subject = {
    now: START,
    row: () => row,
    planned,
    take(...inputs: Input[]) {
      for (let pending = inputs, round = 0; pending.length > 0; round++) {
        if (round > 30) throw new Error('It does not come to rest');
        const next = step(row, pending, policy, subject.now, `claim ${claims++}`);
        row = { ...next.row, version: row.version + 1 };
        for (const intent of intentsOf(row)) if (!planned.has(intent.key)) planned.set(intent.key, intent);
        pending = next.effects.flatMap((effect) => (effect.type === 'wake' ? [] : done(effect)));
      }
    },
    pass(ms: number) {
      const until = subject.now + ms;
      for (let tick = 0; tick < 300 && (row.dueAt ?? Number.POSITIVE_INFINITY) <= until; tick++) {
        subject.now = Math.max(subject.now + 1, row.dueAt ?? 0);
        subject.take({ type: 'tick' });
      }
      subject.now = until;
    },
    effects: () => Object.fromEntries([...planned].map(([key, { effect }]) => [inShort(key), effect])),
    /** `KIND EFFECT: REASON` by key, and the keys that must be tried first. */
    table: () =>
      Object.fromEntries(
        [...planned].map(([key, { kind, effect, because, after }]) => [
          inShort(key),
          [`${kind} ${effect.type}: ${inShort(because)}`, ...after.map(inShort)],
        ]),
      ),
  };
  function intentsOf({ execution, gates, board, ledger }: Row): Intent[] {
    if (execution) return planExecution(execution, policy, ledger, subject.now);
    return gates
      ? planTransitions(gates, policy, ledger, subject.now)
      : planSharedState(board ?? {}, policy, ledger, subject.now);
  }
  function done(effect: Done): Input[] {
    const { key, claim, digest, type } = effect;
    const message = type === 'show' || type === 'reply' ? { message: { channel: CHANNEL, ts: key } } : {};
    return [...learn(effect, subject.now), { type: 'outcome', key, claim, result: { done: true, digest, ...message } }];
  }
  return subject;
}

const { ref } = readEvent(pipelineEvent('STARTED')) as Execution;
const { executionId: _, ...pipelineRef } = ref;
const SHOP = { account: '1', region: 'eu', pipeline: 'shop' };
const seen = (more: Parameters<typeof partialExecution>[1]): Input => ({
  type: 'seen',
  execution: partialExecution(ref, more),
});
const event = (one: object): Input => ({ type: 'seen', execution: readEvent(one) as Execution });

const POLICY = `version: 1
people: { release: { users: [U0ANN] } }
routes: [{ scope: all, channel: ${CHANNEL}, sns: ["${TOPIC}"], mention: [U0MIA] }]
retry: [{ id: flaky, scope: all, maxAttempts: 2, backoff: { initial: 10s } }]
approvals: [{ id: two, scope: all, require: [{ from: [release] }], remind: [10m], escalate: { after: 20m, to: release } }]
`;

const transient: Diagnosis = {
  cause: 'A registry answered 503',
  class: 'transient-infra',
  retryable: true,
  because: '503',
  evidence: [],
  links: [],
  missing: [],
};
const reach: Reach = {
  pipelines: 1,
  transitions: 1,
  closed: 1,
  open: 0,
  pending: 0,
  byPerson: 0,
  held: 1,
  unknown: 0,
  slow: [],
  parallel: [],
  parallelCount: 0,
  unread: [],
};

describe('an execution', () => {
  it('fails, is retried and succeeds', () => {
    const subject = story(emptyRow(executionKey(ref)), rules(POLICY), (effect) =>
      effect.type === 'diagnose' ? [seen({ about: { diagnoses: { [effect.run]: [transient] } } })] : [],
    );
    subject.take(...runs.failedThenGreen.slice(0, 8).map(event));
    subject.pass(5 * MINUTE);
    subject.take(...runs.failedThenGreen.map(event));
    subject.pass(60 * MINUTE);
    expect(subject.table()).toEqual({
      'describe:stages': ['once refreshPipeline: The message also shows the stages that have not started.'],
      'record:deployed:Deploy': ['once writeAudit: The journal keeps each deployment.'],
      'recount:FAILED@1': [
        'once refreshExecution: The execution ended. CodePipeline has details that the events do not have.',
      ],
      'diagnose:Build/compile@Build/compile#1': ['once diagnose: Diagnose the failure.', 'recount:FAILED@1'],
      'tally:first': ['once recordRetryStats: Results count for the budget, the breaker and the flake rate.'],
      'show:C0DEPLOYS': [
        'level show: Route routes.0 (scope all) sends failed.',
        'describe:stages',
        'describe:tags',
        'recount:FAILED@1',
        'diagnose:Build/compile@Build/compile#1',
      ],
      'publish:TOPIC:failed@1': [
        'once publish: Route routes.0 (scope all) sends failed.',
        'describe:stages',
        'describe:tags',
        'recount:FAILED@1',
        'diagnose:Build/compile@Build/compile#1',
      ],
      'measure:ended': [
        'once measure: Count the deployment: it ended.',
        'recount:FAILED@1',
        'diagnose:Build/compile@Build/compile#1',
      ],
      'tally:trouble:EXECUTION/Build@1': [
        'once recordRetryStats: Results count for the budget, the breaker and the flake rate.',
        'recount:FAILED@1',
        'diagnose:Build/compile@Build/compile#1',
      ],
      'retry:Build@1': [
        'again retry: Retries Build 11 s after the failure (attempt 2 of 2): compile failed with a transient infrastructure error.',
        'recount:FAILED@1',
        'diagnose:Build/compile@Build/compile#1',
      ],
      'recount:SUCCEEDED@2': [
        'once refreshExecution: The execution ended. CodePipeline has details that the events do not have.',
      ],
      'tally:passed@2': ['once recordRetryStats: Results count for the budget, the breaker and the flake rate.'],
      'publish:TOPIC:recovered@2': [
        'once publish: Route routes.0 (scope all) sends recovered.',
        'describe:stages',
        'describe:tags',
        'recount:SUCCEEDED@2',
      ],
      'measure:went-well': ['once measure: Measure the deployment: it succeeded.', 'recount:SUCCEEDED@2'],
      'measure:retry@2': ['once measure: Count the retry.', 'recount:SUCCEEDED@2'],
    });
    expect(subject.effects()).toMatchObject({
      'recount:FAILED@1': { execution: ref, attempt: 1, newest: START + 30_000 },
      'diagnose:Build/compile@Build/compile#1': {
        execution: ref,
        run: 'Build/compile@Build/compile#1',
        failed: {
          ...ref,
          stage: 'Build',
          action: 'compile',
          provider: 'CodeBuild',
          configuration: {},
          category: 'Build',
          runId: 'Build/compile#1',
          endedAt: START + 30_000,
          summary: 'Build terminated with state: FAILED',
          code: 'JobFailed',
        },
      },
      'tally:first': { pipeline: pipelineRef, executionId: ref.executionId, firstEndedAt: START + 30_000 },
      'measure:ended': { execution: ref, at: START + 30_000, figures: { Deployments: 1, DeploymentsFailed: 1 } },
      'tally:trouble:EXECUTION/Build@1': {
        pipeline: pipelineRef,
        executionId: ref.executionId,
        trouble: {
          signatures: ['transient-infra|CodeBuild|#'],
          failedAt: START + 30_000,
          limits: { sameSignature: 3, within: 900000, open: 1800000 },
        },
      },
      'retry:Build@1': {
        execution: ref,
        stage: 'Build',
        mode: 'FAILED_ACTIONS',
        retryKey: `${ref.executionId}/Build@1`,
        failedRuns: ['Build/compile#1'],
        failedAt: START + 30_000,
        signatures: ['transient-infra|CodeBuild|#'],
        budget: { window: 86400000, ratio: 0.2, reserve: 3 },
        breaker: { sameSignature: 3, within: 900000, open: 1800000 },
        attempt: 1,
        newest: START + 30_000,
      },
      'tally:passed@2': {
        pipeline: pipelineRef,
        executionId: ref.executionId,
        passed: { at: START + 95_000, actions: { 'Build/compile': true, 'Build/lint': false, 'Deploy/roll': false } },
      },
      'measure:went-well': {
        execution: ref,
        at: START + 95_000,
        figures: { LeadTime: 95000, TimeToRestore: 65000, Flaky: 1 },
      },
      'measure:retry@2': { execution: ref, at: START + 60_000, figures: { Retries: 1 } },
    });
  });

  it('waits for an approval', () => {
    const RUN = 'Production/approve@Production/approve#1';
    const request: ApprovalRequest = {
      runId: 'Production/approve#1',
      changes: [],
      changesInAll: 0,
      authors: [],
      behind: [],
      expiresAt: START + 600 * MINUTE,
    };
    const subject = story(emptyRow(executionKey(ref)), rules(POLICY), (effect, now) =>
      effect.type === 'refreshApproval' ? [seen({ approvals: { requests: { [RUN]: [now, request] } } })] : [],
    );
    const manual = { provider: 'Manual' };
    subject.take(
      event(pipelineEvent('STARTED')),
      event(stageEvent('Production', 'STARTED')),
      event(actionEvent('Production/approve', 'STARTED', manual)),
    );
    subject.pass(30 * MINUTE);
    const vote = (user: string, decision: CastVote['decision'], at: number): Input =>
      seen({ approvals: { votes: { [RUN]: { [user]: { [at]: { decision, name: user, channel: CHANNEL } } } } } });
    subject.take(vote('U0JO', 'approve', subject.now));
    subject.take(vote('U0ANN', 'approve', subject.now + 1));
    subject.take(event(actionEvent('Production/approve', 'SUCCEEDED', { ...manual, at: '2026-11-22T10:31:00Z' })));
    subject.take(
      event(stageEvent('Production', 'SUCCEEDED', { at: '2026-11-22T10:31:10Z' })),
      event(pipelineEvent('SUCCEEDED', { at: '2026-11-22T10:31:11Z' })),
    );
    subject.pass(60 * MINUTE);
    expect(subject.table()).toEqual({
      'describe:stages': ['once refreshPipeline: The message also shows the stages that have not started.'],
      recount: ['again refreshExecution: No event arrived for too long.'],
      'inspect:Production/approve@RUN': ['again refreshApproval: The people who decide need to see the changes.'],
      'show:C0DEPLOYS': [
        'level show: Route routes.0 (scope all) sends approval.',
        'describe:stages',
        'describe:tags',
        'inspect:Production/approve@RUN',
      ],
      'reply:C0DEPLOYS:approval:Production/approve@1': [
        'level reply: An approval waits for a decision. Slack sends no notification for an edited message.',
        'show:C0DEPLOYS',
      ],
      'publish:TOPIC:approval:Production/approve@1': [
        'once publish: Route routes.0 (scope all) sends approval.',
        'describe:stages',
        'describe:tags',
      ],
      'reply:C0DEPLOYS:remind 600000:Production/approve@RUN': [
        'level reply: The approval still waits, and the policy sets a reminder.',
        'show:C0DEPLOYS',
      ],
      'reply:C0DEPLOYS:escalate:Production/approve@RUN': [
        'level reply: The approval has waited too long, and the policy sets an escalation.',
        'show:C0DEPLOYS',
      ],
      'reply:C0DEPLOYS:expiring:Production/approve@RUN': [
        'level reply: The approval expires soon, and CodePipeline then counts it as rejected.',
        'show:C0DEPLOYS',
      ],
      'whisper:Production/approve@RUN:U0JO@INSTANT': [
        'once sendEphemeral: Your vote on Production/approve does not count. You are not in "release". Ask one of them to decide.',
      ],
      'record:vote:Production/approve@RUN:U0JO@INSTANT': [
        'once writeAudit: The journal keeps each vote and each decision.',
      ],
      'answer:Production/approve@RUN': ['once answer: 1 of 1 approved: U0ANN ("release").'],
      'record:vote:Production/approve@RUN:U0ANN@INSTANT': [
        'once writeAudit: The journal keeps each vote and each decision.',
      ],
      'recount:Production/approve@RUN': ['once refreshExecution: No event names the person who decided this approval.'],
      'publish:TOPIC:started@1': [
        'once publish: Route routes.0 (scope all) sends started.',
        'describe:stages',
        'describe:tags',
      ],
      'measure:approval:Production/approve@RUN': [
        'once measure: Measure how long the approval waited: a person decided it.',
      ],
      'record:settled:Production/approve@RUN': ['once writeAudit: The journal keeps each vote and each decision.'],
      'reply:C0DEPLOYS:over:approval:Production/approve@1': [
        'once reply: The people who were called learn that it is over.',
        'show:C0DEPLOYS',
        'reply:C0DEPLOYS:approval:Production/approve@1',
      ],
      'recount:SUCCEEDED@1': [
        'once refreshExecution: The execution ended. CodePipeline has details that the events do not have.',
      ],
      'tally:passed@1': ['once recordRetryStats: Results count for the budget, the breaker and the flake rate.'],
      'tally:first': ['once recordRetryStats: Results count for the budget, the breaker and the flake rate.'],
      'publish:TOPIC:succeeded@1': [
        'once publish: Route routes.0 (scope all) sends succeeded.',
        'describe:stages',
        'describe:tags',
        'recount:SUCCEEDED@1',
      ],
      'measure:ended': ['once measure: Count the deployment: it ended.', 'recount:SUCCEEDED@1'],
      'measure:went-well': ['once measure: Measure the deployment: it succeeded.', 'recount:SUCCEEDED@1'],
    });
    expect(subject.effects()).toMatchObject({
      'inspect:Production/approve@RUN': { execution: ref, stage: 'Production', action: 'approve' },
      'answer:Production/approve@RUN': {
        execution: ref,
        stage: 'Production',
        action: 'approve',
        run: 'Production/approve@Production/approve#1',
        runId: 'Production/approve#1',
        attempt: 1,
        newest: START,
        decision: 'approve',
        by: ['U0ANN'],
        summary: 'Approved in Slack by U0ANN (U0ANN)',
        policy: 'test',
      },
      'recount:Production/approve@RUN': { execution: ref, attempt: 1, newest: START + 1_860_000 },
      'measure:approval:Production/approve@RUN': {
        execution: ref,
        at: START + 1_860_000,
        figures: { ApprovalWait: 1860000 },
      },
    });
  });

  it('fails permanently and calls its people', () => {
    const broken: Diagnosis = { ...transient, cause: 'A test failed', class: 'code-or-test', retryable: false };
    const subject = story(emptyRow(executionKey(ref)), rules(POLICY), (effect) =>
      effect.type === 'diagnose' ? [seen({ about: { diagnoses: { [effect.run]: [broken] } } })] : [],
    );
    subject.take(...runs.failedThenGreen.slice(0, 6).map(event));
    subject.pass(MINUTE);
    subject.take(...runs.failedThenGreen.slice(0, 8).map(event));
    subject.pass(60 * MINUTE);
    subject.take(...runs.failedThenGreen.map(event));
    subject.pass(60 * MINUTE);
    expect(subject.table()).toEqual({
      'describe:stages': ['once refreshPipeline: The message also shows the stages that have not started.'],
      recount: [
        'again refreshExecution: A stage has started and none of its actions runs. CodePipeline shows the reason.',
      ],
      'recount:Build/compile@Build/compile#1': [
        'once refreshExecution: An action failed: read what its event left out.',
      ],
      'diagnose:Build/compile@Build/compile#1': [
        'once diagnose: Diagnose the failure.',
        'recount:Build/compile@Build/compile#1',
      ],
      'show:C0DEPLOYS': [
        'level show: Route routes.0 (scope all) sends failed.',
        'describe:stages',
        'describe:tags',
        'recount:Build/compile@Build/compile#1',
        'diagnose:Build/compile@Build/compile#1',
      ],
      'reply:C0DEPLOYS:failed@1': [
        'level reply: The execution failed. Slack sends no notification for an edited message.',
        'show:C0DEPLOYS',
        'recount:Build/compile@Build/compile#1',
        'diagnose:Build/compile@Build/compile#1',
      ],
      'record:deployed:Deploy': ['once writeAudit: The journal keeps each deployment.'],
      'recount:FAILED@1': [
        'once refreshExecution: The execution ended. CodePipeline has details that the events do not have.',
      ],
      'tally:first': ['once recordRetryStats: Results count for the budget, the breaker and the flake rate.'],
      'calls:made': [
        'level shareCalls: Later executions of the pipeline must not call people for the same reason again.',
        'recount:FAILED@1',
        'diagnose:Build/compile@Build/compile#1',
      ],
      'publish:TOPIC:failed@1': [
        'once publish: Route routes.0 (scope all) sends failed.',
        'describe:stages',
        'describe:tags',
        'recount:FAILED@1',
        'diagnose:Build/compile@Build/compile#1',
      ],
      'measure:ended': [
        'once measure: Count the deployment: it ended.',
        'recount:FAILED@1',
        'diagnose:Build/compile@Build/compile#1',
      ],
      'recount:SUCCEEDED@2': [
        'once refreshExecution: The execution ended. CodePipeline has details that the events do not have.',
      ],
      'tally:passed@2': ['once recordRetryStats: Results count for the budget, the breaker and the flake rate.'],
      'reply:C0DEPLOYS:over:failed@1': [
        'once reply: The people who were called learn that it is over.',
        'show:C0DEPLOYS',
        'reply:C0DEPLOYS:failed@1',
      ],
      'calls:end@2': ['once shareCalls: The people who were called learn that it is over.', 'recount:SUCCEEDED@2'],
      'publish:TOPIC:recovered@2': [
        'once publish: Route routes.0 (scope all) sends recovered.',
        'describe:stages',
        'describe:tags',
        'recount:SUCCEEDED@2',
      ],
      'measure:went-well': ['once measure: Measure the deployment: it succeeded.', 'recount:SUCCEEDED@2'],
      'measure:retry@2': ['once measure: Count the retry.', 'recount:SUCCEEDED@2'],
    });
    expect(subject.effects()).toMatchObject({
      recount: { execution: ref, attempt: 1, newest: START + 30_000 },
      'calls:made': {
        execution: ref,
        made: [
          {
            executionId: ref.executionId,
            channel: 'C0DEPLOYS',
            message: { channel: 'C0DEPLOYS', ts: 'show:C0DEPLOYS' },
            startedAt: START,
            at: START + 30_000,
            reason: expect.any(String),
            called: ['U0MIA'],
            broadcast: false,
          },
        ],
      },
      'calls:end@2': { execution: ref, endedAfter: START },
    });
  });
});

it('the transitions of a pipeline during and after a freeze', () => {
  const US = 'arn:aws:sts::1:assumed-role/signalbox/worker';
  const policy = rules(`version: 1
routes: [{ scope: all, channel: ${CHANNEL} }]
freezes: [{ id: quiet, kind: deny, scope: all, tz: UTC, once: { from: "2026-11-22T11:00", until: "2026-11-22T12:00" } }]
`);
  const gate: StageTransition = { stage: 'Deploy', open: true, waiting: [] };
  const subject = story(emptyRow(pipelineKey(SHOP)), policy, (effect, now) => {
    const gained: Pick<PipelineTransitions, 'ours' | 'found'> = {};
    if (effect.type === 'transition') {
      const { write, last, found } = moveFor({ ...gate }, effect);
      if (write) Object.assign(gate, { open: write === 'open', changedBy: US, changedAt: now, reason: 'Signalbox' });
      const closed = { type: 'closed', gate: { ...gate }, rules: effect.rules } as const;
      const ours = write === 'close' ? closed : write === 'open' ? ({ type: 'opened', by: US } as const) : last;
      if (ours) gained.ours = { Deploy: [now, ours] };
      if (found) gained.found = { Deploy: [now, found] };
    }
    return [{ type: 'surveyed', gates: { ref: SHOP, survey: [now, { gates: [{ ...gate }] }], ...gained } }];
  });
  subject.pass(MINUTE);
  subject.take({ type: 'surveyed', gates: { ref: SHOP, survey: [START, { gates: [{ ...gate }] }] } });
  subject.pass(70 * MINUTE);
  Object.assign(gate, { open: true, changedBy: 'arn:aws:iam::1:user/olga', changedAt: subject.now });
  subject.pass(120 * MINUTE);
  expect(subject.table()).toEqual({
    survey: ['again refreshTransitions: A freeze is about to start or to end.'],
    'gate:Deploy': ['again transition: Frozen by "quiet" until Sun 12:00 UTC.'],
    'found:Deploy:reopened:closed@1795345860000:C0DEPLOYS': [
      'once announce: A manual change is respected and announced.',
    ],
    'record:found:Deploy:reopened@1795345860000': [
      'once writeAudit: A change of a transition outside of Signalbox is recorded.',
    ],
  });
  expect(subject.effects()).toMatchObject({
    survey: { pipeline: SHOP, tags: false, known: {} },
    'gate:Deploy': {
      pipeline: SHOP,
      stage: 'Deploy',
      want: 'closed',
      rules: ['quiet'],
      until: START + 7_200_000,
      reopened: 'respect',
      known: {},
    },
  });
});

it('the shared state with a command, a query and a calendar', () => {
  const ARN = 'arn:aws:ssm:eu-central-1:123456789012:document/audit';
  const policy = rules(`version: 1
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ scope: all, channel: ${CHANNEL} }]
commands: [{ allow: [release], do: [freeze, release], scope: all }]
freezes: [{ id: audit, kind: deny, scope: all, tz: UTC, ssmCalendar: ["${ARN}"] }]
`);
  const snapshot = {
    pipelines: [{ ref: SHOP, stages: [], running: [] }],
    more: 0,
  };
  const learned = (effect: Done, now: number): SharedState => {
    switch (effect.type) {
      case 'calendar':
        return { calendars: { [effect.arn]: { read: [now, { state: 'open', turns: [] }] } } };
      case 'identify':
        return { known: { groups: { S0RELEASE: [now, { members: ['U0ANN'] }] } } };
      case 'refreshStatus':
        return { sights: { [effect.id]: [now, snapshot] } };
      case 'countTransitions':
        return { reached: { [effect.id]: [now, reach] } };
      case 'applyCommand': {
        const { rule, id, result } = effect;
        return { ruled: { [id]: [now, result] }, ...(rule ? { orders: { [rule.id]: rule.rule } } : {}) };
      }
      default:
        return {};
    }
  };
  const subject = story(emptyRow(BOARD), policy, (effect, now) => [{ type: 'ordered', board: learned(effect, now) }]);
  subject.take({ type: 'tick' });
  subject.pass(MINUTE);
  const asked = (id: string, command: Command): Input => ({
    type: 'ordered',
    board: { asked: { [id]: [subject.now, { user: 'U0ANN', name: 'ann', channel: 'C0OPS', command }] } },
  });
  subject.take(asked('f', { type: 'freeze', pipelines: ['shop'], until: START + 60 * MINUTE, reason: 'audit' }));
  subject.pass(5 * MINUTE);
  subject.take(asked('q', { type: 'windows', pipelines: ['shop'] }), asked('r', { type: 'release', pipeline: 'shop' }));
  subject.pass(12 * MINUTE);
  expect(subject.table()).toEqual({
    'calendar-gz7wtfkyl0': ['again calendar: A freeze depends on this calendar.'],
    'roll-call': [
      'again refreshAllPipelines: A freeze closes every pipeline that it covers, including new ones.',
      'calendar-gz7wtfkyl0',
    ],
    'roll-call-calendars': [
      'level refreshAllPipelines: The state of a calendar applies at once.',
      'calendar-gz7wtfkyl0',
    ],
    'roll-call-new': [
      'again refreshAllPipelines: A freeze closes every pipeline that it covers, including new ones.',
      'calendar-gz7wtfkyl0',
    ],
    'identify:f': ['again identify: The people who may use the command are looked up first.'],
    'late:f': [
      'once applyCommand: Signalbox could not freeze shop within ten minutes. Try again, or use the AWS console.',
    ],
    'sight:f': ['again refreshStatus: A command needs the state of its pipelines.'],
    'decree:f': [
      'once applyCommand: Frozen: shop until 2026-11-22 11:00 UTC, as freeze-v4utq2. People in "release" may freeze this. Signalbox could not check which pipelines match. End it with /signalbox unfreeze freeze-v4utq2.',
    ],
    'whisper:f': [
      'once sendEphemeral: Frozen: shop until 2026-11-22 11:00 UTC, as freeze-v4utq2. People in "release" may freeze this. End it with /signalbox unfreeze freeze-v4utq2.',
    ],
    'announce:f:C0OPS': ['once announce: A command concerns everyone in these channels.'],
    'announce:f:C0DEPLOYS': ['once announce: A command concerns everyone in these channels.'],
    'count:f': ['again countTransitions: The report names how many transitions have changed.'],
    'record:f:shop//': ['once writeAudit: The journal keeps each command.'],
    'roll-call:f': ['once refreshAllPipelines: A command holds at once.'],
    'sight:q': ['again refreshStatus: A command needs the state of its pipelines.'],
    'late:q': [
      'once applyCommand: Signalbox could not show the windows of shop within ten minutes. Try again, or use the AWS console.',
    ],
    'sight:r': ['again refreshStatus: A command needs the state of its pipelines.'],
    'late:r': [
      'once applyCommand: Signalbox could not release shop within ten minutes. Try again, or use the AWS console.',
    ],
    'decree:q': [
      'once applyCommand: freeze-v4utq2: shop until 2026-11-22 11:00 UTC, by ann (U0ANN): audit\n1 more for other pipelines: /signalbox windows',
    ],
    'operate:r': ['once operate: The policy allows ann (U0ANN) to release shop.'],
    'whisper:q': [
      'once sendEphemeral: freeze-v4utq2: shop until 2026-11-22 11:00 UTC, by ann (U0ANN): audit\n1 more for other pipelines: /signalbox windows',
    ],
    'identify:r': ['again identify: The people who may use the command are looked up first.'],
    'whisper:r': [
      'once sendEphemeral: Signalbox could not release shop within ten minutes. It may have happened all the same: see the AWS console.',
    ],
    'record:r:shop//': ['once writeAudit: The journal keeps each command.'],
  });
  expect(subject.effects()).toMatchObject({
    'calendar-gz7wtfkyl0': { arn: ARN },
    'roll-call': { policy: 'test' },
    'roll-call-calendars': { said: [`${ARN} unread`] },
    'roll-call-new': { since: START - 597_000 },
    'identify:f': { groups: ['S0RELEASE'], emails: [] },
    'sight:f': { id: 'f', tags: false, running: false, pipelines: ['shop'], depth: 'names' },
    'count:f': { id: 'f', pipelines: ['shop'] },
    'roll-call:f': { also: ['shop'] },
    'sight:q': { id: 'q', tags: false, running: false, pipelines: ['shop'], depth: 'full' },
    'sight:r': { id: 'r', tags: false, running: false, pipelines: ['shop'], depth: 'full' },
    'operate:r': {
      what: 'release',
      id: 'r',
      at: START + 360_000,
      by: 'ann (U0ANN)',
      user: 'U0ANN',
      pipeline: SHOP,
      policy: 'test',
      channels: ['C0OPS', 'C0DEPLOYS'],
    },
    'identify:r': { groups: ['S0RELEASE'], emails: [] },
  });
});
