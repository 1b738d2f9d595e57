import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution } from '../../../lib/core/execution/facts.ts';
import { planExecution } from '../../../lib/core/plan-execution.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { rules, TOPIC } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** What the routes of a channel and of a topic get from one execution. */

function planned(events: object[], routes: string, more = '') {
  const seen = events.map((event) => readEvent(event) as Execution).reduce<Execution | undefined>(absorb, undefined);
  return planExecution(seen as Execution, rules(`version: 1\n${more}routes: [${routes}]`), {}, Date.now());
}

const waiting = [
  pipelineEvent('STARTED'),
  stageEvent('Prod', 'STARTED'),
  stageEvent('Test', 'STARTED'),
  ...['Prod/ask', 'Test/ask'].map((path) => actionEvent(path, 'STARTED', { provider: 'Manual' })),
];

it('a message has the buttons of an approval if one of the routes to its channel has approvals', () => {
  const asked = (routes: string) =>
    planned(waiting, routes, 'scopes: { prod: { stages: [Prod] } }\n').flatMap(({ effect }) =>
      effect.type === 'show' ? effect.asks.map(({ run }) => run.split('@', 1)) : [],
    );
  const started = '{ scope: all, channel: C0X, on: [started] }';
  expect(asked(`${started}, { scope: prod, channel: C0X, on: [approval] }`)).toEqual([['Prod/ask']]);
  expect(asked(started)).toEqual([]);
});

it('a topic gets the milestones of its route that are current, in its format', () => {
  const published = (events: object[], route: string, more = '') =>
    planned(events, `{ ${route}, sns: ["${TOPIC}"] }`, more).flatMap(({ effect }) =>
      effect.type === 'publish' ? [effect] : [],
    );
  const keys = (...args: Parameters<typeof published>) => published(...args).map(({ milestone }) => milestone.key);
  const prod = 'scopes: { prod: { stages: [Prod] } }\n';
  expect(keys(waiting, 'scope: all')).toEqual(['approval:Prod/ask@1', 'approval:Test/ask@1']);
  expect(keys(waiting, 'scope: prod', prod)).toEqual(['approval:Prod/ask@1']);
  expect(keys(runs.green, 'scope: all, on: [started]')).toEqual([]);
  const [amazonQ] = published(runs.green, 'scope: all, format: amazon-q');
  expect(amazonQ).toMatchObject({ format: 'amazon-q', milestone: { key: 'succeeded@1' } });
  expect(published(runs.green, 'scope: all')[0]).not.toHaveProperty('format');
});
