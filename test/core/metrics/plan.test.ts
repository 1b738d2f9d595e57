import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution, type Fact, partialExecution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { planMeasure } from '../../../lib/core/metrics/plan.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

const green = runs.green.map((event) => readEvent(event) as Execution).reduce(absorb);

function measured(execution: Execution, outbox: Outbox = {}) {
  const context = { execution, summary: summarize(execution), rules: rules(), outbox, now: 0 };
  return Object.fromEntries(
    planMeasure(context, [], []).map(({ key, effect }) => [key, effect.type === 'measure' && effect.figures]),
  );
}

it('a figure that was counted is not planned again', () => {
  expect(Object.keys(measured(green))).toEqual(['measure:ended', 'measure:went-well']);
  expect(Object.keys(measured(green, { 'measure:ended': { doneAt: 1 } }))).toEqual(['measure:went-well']);
  expect(Object.keys(measured(green, { 'measure:ended': { tries: 1 } }))).toHaveLength(2);
});

it('a success of unknown time has no times', () => {
  const { ref } = green;
  const end: Fact = { type: 'pipeline', state: 'SUCCEEDED', at: 0, startedAt: 1 };
  expect(measured(partialExecution(ref, { about: { before: [1, 1, 5] }, facts: [end] }))).toEqual({
    'measure:ended': { Deployments: 1, DeploymentsFailed: 0 },
  });
});
