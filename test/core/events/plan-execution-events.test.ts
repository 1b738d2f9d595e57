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
  const found = planned(executionOf(runs.green.slice(0, 3)), { retries });
  expect(shown(found)).toEqual([
    ['event:retry:Build@1', 0],
    ['event:given-up:Build@2', 0],
  ]);
});
