import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { planExecutionEvents } from '../../../lib/core/events/plan-execution-events.ts';
import { absorb, type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { failedActions } from '../../../lib/core/execution/failed-actions.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { Intent } from '../../../lib/core/model/intent.ts';
import type { DecidedOnExecution } from '../../../lib/core/model/policy-port.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** The events of an execution, from what is decided about it. */

const START = Date.UTC(2026, 10, 22, 10);
const at = (second: number) => ({ at: new Date(START + second * 1_000).toISOString().replace('.000', '') });
const diagnosis = {
  cause: 'Too many builds at once',
  class: 'throttling',
  retryable: true,
  because: 'Rate exceeded',
  evidence: ['Rate exceeded'],
  links: [],
  missing: [],
} as const;
const nothing: DecidedOnExecution = { pending: [], retries: [], plannedApprovals: [], decided: [] };

function executionOf(events: object[], explains = (_run: string) => true): Execution {
  const seen = events.map((one) => readEvent(one) as Execution);
  const execution = seen.reduce<Execution | undefined>(absorb, undefined) as Execution;
  const found = failedActions(execution, summarize(execution).state).map(({ run }) => run);
  const diagnoses = Object.fromEntries(found.filter(explains).map((run) => [run, [{ ...diagnosis }]]));
  return absorb(execution, partialExecution(execution.ref, { about: { diagnoses } as never }));
}

function planned(execution: Execution, known: Partial<DecidedOnExecution> = {}, now = START) {
  const context = { execution, summary: summarize(execution), rules: rules(), outbox: {}, now };
  return planExecutionEvents('bus', context, { ...nothing, ...known });
}
const shown = (intents: Intent[]) =>
  intents.flatMap(({ key, effect }) => (effect.type === 'putEvent' ? [[key, (effect.event.at - START) / 1_000]] : []));

const failing = [
  pipelineEvent('STARTED', at(0)),
  stageEvent('Build', 'STARTED', at(0)),
  actionEvent('Build/compile', 'STARTED', at(1)),
  actionEvent('Build/lint', 'STARTED', at(1)),
  actionEvent('Build/compile', 'FAILED', at(20)),
  actionEvent('Build/lint', 'FAILED', at(30)),
];
const failed = [...failing, stageEvent('Build', 'FAILED', at(30)), pipelineEvent('FAILED', at(31))];
const byCondition = [
  pipelineEvent('STARTED', at(0)),
  stageEvent('Build', 'STARTED', at(0)),
  stageEvent('Build', 'FAILED', at(8)),
];

const eventsOf = (intents: Intent[]) =>
  intents.flatMap(({ effect, ...intent }) => (effect.type === 'putEvent' ? [{ ...intent, event: effect.event }] : []));
const change = { revision: 'v1', message: 'Round half to even' };
/** Both were read before the names of stages and tags are known. */
const described = ['describe:stages', 'describe:tags'];

describe('a failure that is explained', () => {
  it('is an event for each action, at the end of its run', () => {
    expect(shown(planned(executionOf(failed)))).toEqual([
      ['event:diagnosed:Build/compile@Build/compile#1', 20],
      ['event:diagnosed:Build/lint@Build/lint#1', 30],
    ]);
    const [first] = planned(executionOf(failed)).map(({ effect }) =>
      effect.type === 'putEvent' ? effect.event : undefined,
    );
    expect(first).toMatchObject({
      type: 'Signalbox Failure Diagnosed',
      detail: {
        stage: 'Build',
        action: 'compile',
        attempt: 1,
        reason: diagnosis.cause,
        class: 'throttling',
        retryable: true,
      },
    });
  });

  it('is none while its diagnosis is missing or will be repeated', () => {
    const run = 'Build/lint@Build/lint#1';
    const only = [['event:diagnosed:Build/compile@Build/compile#1', 20]];
    expect(shown(planned(executionOf(failed, (one) => one !== run)))).toEqual(only);
    expect(shown(planned(executionOf(failed), { pending: [run] }))).toEqual(only);
  });

  it('of a stage without a failed action is at the end of the execution, or with the newest fact', () => {
    const ended = executionOf([...byCondition, pipelineEvent('FAILED', at(9))]);
    expect(shown(planned(ended))).toEqual([['event:diagnosed:Build/', 9]]);
    const [event] = planned(ended).map(({ effect }) => (effect.type === 'putEvent' ? effect.event.detail : undefined));
    expect(event).toMatchObject({ stage: 'Build', action: undefined, provider: 'StageCondition' });
    expect(shown(planned(executionOf(byCondition)))).toEqual([['event:diagnosed:Build/', 8]]);
  });

  it('has all that its diagnosis found, and the change', () => {
    const execution = executionOf(failed);
    const about = { ...execution.about, sources: { app: { ...change, email: 'mia@example.com' } } };
    const [first] = eventsOf(planned({ ...execution, about }));
    expect(first).toMatchObject({ after: described, because: 'The policy wants an event: a failure was diagnosed.' });
    expect(first?.event).toEqual({
      type: 'Signalbox Failure Diagnosed',
      id: `${execution.ref.executionId}/diagnosed:Build/compile@Build/compile#1`,
      at: START + 20_000,
      detail: {
        ...execution.ref,
        attempt: 1,
        stage: 'Build',
        action: 'compile',
        provider: 'CodeBuild',
        category: 'Build',
        reason: diagnosis.cause,
        class: 'throttling',
        retryable: true,
        because: diagnosis.because,
        evidence: diagnosis.evidence,
        links: [],
        change,
      },
    });
  });

  it('has no provider if none is known, and is none if the execution was stopped', () => {
    const unknown = failed.map((one) => ({ ...one, detail: { ...one.detail, type: undefined } }));
    expect(eventsOf(planned(executionOf(unknown)))[0]?.event.detail).toMatchObject({ provider: undefined });
    const stopped = [...failed.slice(0, -1), pipelineEvent('STOPPED', at(31))];
    expect(planned(executionOf(stopped, () => true))).toEqual([]);
  });

  it('is not put a day later', () => {
    expect(planned(executionOf(failed), {}, START + 86_400_000 + 21_000)).toHaveLength(1);
  });
});

it('an execution that ended well has no failure, whatever failed before', () => {
  const found = shown(planned(executionOf(runs.failedThenGreen)));
  expect(found).toEqual([
    ['event:recovered@2', 95],
    ['event:deployed:Deploy', 95],
  ]);
});

it('a retry is an event when it is scheduled and when it is given up', () => {
  const common = { stage: 'Build', attempt: 1, failedAt: START, rule: 'r', reason: 'Throttled' };
  const retries: DecidedOnExecution['retries'] = [
    { ...common, type: 'scheduled', retryAt: START + 5_000, maxAttempts: 3 },
    { ...common, type: 'givenUp', attempt: 2 },
  ];
  const execution = executionOf(runs.green.slice(0, 3));
  const { ref } = execution;
  const found = planned(execution, { retries });
  expect(shown(found)).toEqual([
    ['event:retry:Build@1', 0],
    ['event:given-up:Build@2', 0],
  ]);
  const where = { ...ref, stage: 'Build', rule: 'r', reason: 'Throttled' };
  expect(eventsOf(found).map(({ event }) => event)).toEqual([
    {
      type: 'Signalbox Retry Scheduled',
      id: `${ref.executionId}/retry:Build@1`,
      at: START,
      detail: { ...where, attempt: 1, maxAttempts: 3, retryAt: '2026-11-22T10:00:05.000Z' },
    },
    {
      type: 'Signalbox Retry Given Up',
      id: `${ref.executionId}/given-up:Build@2`,
      at: START,
      detail: { ...where, attempt: 2 },
    },
  ]);
});

describe('an execution that ended well', () => {
  const execution = executionOf(runs.failedThenGreen);
  const { ref } = execution;
  const startedFor = { c1: [1, { act: 'retry', user: 'U0ANN', name: 'ann' }] } as const;
  const about = { ...execution.about, startedFor: { ...startedFor } as never, sources: { app: change } };
  const decision = { stage: 'Deploy', action: 'ask', run: 'r', at: START, outcome: 'approved', isFinal: true } as const;

  it('is an event if it recovered', () => {
    const [recovered] = eventsOf(planned({ ...execution, about: { ...about, before: [1, 2, START - 1_000] } }));
    expect(recovered).toMatchObject({ key: 'event:recovered@2', after: described });
    expect(recovered?.event).toEqual({
      type: 'Signalbox Execution Recovered',
      id: `${ref.executionId}/recovered@2`,
      at: START + 95_000,
      detail: { ...ref, attempt: 2, brokenSince: '2026-11-22T09:59:59.000Z', failuresBefore: 2, change },
    });
    expect(shown(planned(executionOf(runs.green)))).toEqual([]);
  });

  it('is an event for each stage that deployed, with the people who approved and started it', () => {
    const decided = [
      { ...decision, by: ['U0JO'] },
      { ...decision, by: ['U0MIA'], stage: 'Build' },
      { ...decision, by: ['U0RAVI'], outcome: 'ended' as const },
    ];
    const deployed = eventsOf(planned({ ...execution, about }, { decided })).find(({ key }) =>
      key.includes('deployed'),
    );
    expect(deployed?.after).toEqual(described);
    expect(deployed?.event).toEqual({
      type: 'Signalbox Deployed',
      id: `${ref.executionId}/deployed:Deploy`,
      at: START + 95_000,
      detail: {
        ...ref,
        stage: 'Deploy',
        rollback: false,
        approvedBy: [{ type: 'person', id: 'U0JO' }],
        startedFor: [{ id: 'U0ANN', name: 'ann' }],
        change,
      },
    });
  });

  it('has deployed when the last action of a stage ended, also by a roll-back that no person started', () => {
    const last = actionEvent('Deploy/second', 'SUCCEEDED', { ...at(90), provider: 'CodeDeploy', attempt: 2 });
    const back = executionOf([...runs.failedThenGreen, last]);
    const found = eventsOf(planned({ ...back, about: { ...back.about, rollbackOf: 'e0' } }));
    const { event } = found.find(({ key }) => key.includes('deployed')) ?? {};
    expect(event).toMatchObject({ at: START + 95_000, detail: { rollback: true, startedFor: [], approvedBy: [] } });
  });

  it('is an event for each approval', () => {
    const ask = { run: 'r', runId: 'r1', stage: 'Deploy', action: 'ask', since: START, request: { changes: [] } };
    const plannedApprovals = [{ ask, intents: [] }] as unknown as DecidedOnExecution['plannedApprovals'];
    const found = planned(execution, { plannedApprovals, decided: [{ ...decision, by: ['U0JO'] }] });
    expect(shown(found).map(([key]) => key)).toEqual(expect.arrayContaining(['event:requested:r', 'event:settled:r']));
  });
});
