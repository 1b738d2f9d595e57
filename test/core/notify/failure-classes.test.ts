import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { Diagnosis } from '../../../lib/core/execution/diagnosis.ts';
import { absorb, type Execution } from '../../../lib/core/execution/facts.ts';
import { failedActions, runKey } from '../../../lib/core/execution/failed-actions.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { classifier } from '../../../lib/core/notify/failure-classes.ts';
import { allMilestones } from '../../../lib/core/notify/milestones.ts';
import { planExecution } from '../../../lib/core/plan-execution.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';

const [at, later] = ['2026-11-22T10:00:05Z', '2026-11-22T10:01:00Z'];
const begin = [pipelineEvent('STARTED'), stageEvent('Prod', 'STARTED')];
const failed = [
  ...begin,
  actionEvent('Prod/roll', 'FAILED', { at }),
  stageEvent('Prod', 'FAILED', { at }),
  pipelineEvent('FAILED', { at }),
];
const rejected = [
  ...begin,
  actionEvent('Prod/ask', 'FAILED', { at, provider: 'Manual' }),
  stageEvent('Prod', 'FAILED', { at }),
  pipelineEvent('FAILED', { at }),
];
const cause: Diagnosis = {
  cause: 'AccessDenied',
  class: 'permission',
  retryable: false,
  because: 'It is not allowed.',
  evidence: [],
  links: [],
  missing: [],
};

const resume = (stage: string) => readEvent(stageEvent(stage, 'RESUMED', { at: later, attempt: 2 })) as Execution;

function known(events: object[], diagnosis?: Diagnosis): Execution {
  const seen = events.map((event) => readEvent(event) as Execution);
  const execution = seen.reduce<Execution | undefined>(absorb, undefined) as Execution;
  const runs = failedActions(execution).map(({ run }) => run);
  const diagnoses = Object.fromEntries(diagnosis ? runs.map((run): [string, [Diagnosis]] => [run, [diagnosis]]) : []);
  return { ...execution, about: { ...execution.about, diagnoses } };
}

/** An approval that ended at the instant of its expiry. */
function expired(): Execution {
  const execution = known(rejected);
  const { runId = '' } = Object.values(execution.facts).find((fact) => fact.type === 'action') ?? {};
  const run = runKey({ name: 'Prod' }, { name: 'ask', runId });
  const request = { runId, expiresAt: Date.parse(at), changes: [], changesInAll: 0, authors: [], behind: [] };
  return { ...execution, approvals: { requests: { [run]: [Date.parse(at), request] } } };
}

function classes(execution: Execution): string[] {
  const summary = summarize(execution);
  const all = allMilestones(execution, summary).map(classifier(execution, summary));
  return [...new Set(all.flatMap(({ failures = [] }) => failures.map((one) => `${one.stage} ${one.class}`)))];
}

it.each<[string, Execution, string]>([
  ['is that of its diagnosis', known(failed, cause), 'Prod permission'],
  ['is unknown without a diagnosis', known(failed), 'Prod unknown'],
  ['is unknown while the diagnosis is incomplete', known(failed, { ...cause, answered: 1 }), 'Prod unknown'],
  ['is a rejection if an approval failed', known(rejected), 'Prod manual-rejection'],
])('the class of a failure %s', (_, execution, expected) => {
  expect(classes(execution)).toEqual([expected]);
});

it.each<[string, Execution, string]>([
  ['a failure', known(failed, cause), 'Prod permission'],
  ['a rejection', known(rejected), 'Prod manual-rejection'],
  ['an approval that expired', expired(), 'Prod timeout'],
  ['a failure without a diagnosis', known(failed), 'Prod unknown'],
  ['a failure with an incomplete diagnosis', known(failed, { ...cause, answered: 1 }), 'Prod unknown'],
])('the class of %s stays the same after a retry', (_, before, expected) => {
  expect(classes(absorb(before, resume('Prod')))).toEqual([expected]);
});

it('an approval before the failure gives it no class', () => {
  const approved = actionEvent('Prod/ask', 'SUCCEEDED', { at, provider: 'Manual' });
  const before = known([...begin, approved, ...failed.slice(2)], cause);
  expect(classes(before)).toEqual(['Prod permission']);
  expect(classes(absorb(before, resume('Prod')))).toEqual(['Prod permission']);
});

it('the failures of now decide, also for an earlier one in another stage', () => {
  const again = [
    actionEvent('Test/unit', 'FAILED', { at: later, attempt: 2 }),
    stageEvent('Test', 'FAILED', { at: later, attempt: 2 }),
    pipelineEvent('FAILED', { at: later, attempt: 2 }),
  ];
  const before = absorb(known(failed, cause), resume('Prod'));
  const now = again.map((event) => readEvent(event) as Execution).reduce(absorb, before);
  expect(classes(before)).toEqual(['Prod permission']);
  expect(classes(now)).toEqual(['Test unknown']);
});

it('a milestone that is no failure has no classes', () => {
  const execution = known(failed, cause);
  const [started] = allMilestones(execution, summarize(execution)).map(classifier(execution, summarize(execution)));
  expect(started).toEqual({ type: 'started', key: 'started', stages: ['Prod'] });
});

const policy = (listed: string, more = '') => `version: 1
scopes: { prod: { stages: [Prod] }, build: { stages: [Build] } }
routes: [{ scope: all, on: [failed], classes: [${listed}], channel: C0X ${more} }]`;

function messageKeys(yaml: string, execution: Execution): string[] {
  const intents = planExecution(execution, rules(yaml), {}, Date.parse(at) + 1000);
  return intents.map(({ key }) => key).filter((key) => /^(show|reply|publish):/.test(key));
}

it.each<[string, string, Execution, boolean]>([
  ['a failure of its class', 'permission', known(failed, cause), true],
  ['a failure of one of its classes', 'configuration, permission', known(failed, cause), true],
  ['no failure of another class', 'configuration', known(failed, cause), false],
  ['no failure of a known class, if it lists unknown', 'unknown', known(failed, cause), false],
  ['a failure without a diagnosis, if it lists unknown', 'unknown', known(failed), true],
  ['no failure without a diagnosis otherwise', 'permission', known(failed), false],
])('a route by class sends %s', (_, listed, execution, isSent) => {
  expect(messageKeys(policy(listed), execution)).toEqual(isSent ? ['show:C0X', 'reply:C0X:failed@1'] : []);
});

it('one failure must match both the class and the stage', () => {
  const inStage = (scope: string) =>
    messageKeys(policy('permission').replace('scope: all', `scope: ${scope}`), known(failed, cause));
  expect([inStage('prod').length, inStage('build').length]).toEqual([2, 0]);
});

it('a route by class filters only failures', () => {
  const yaml = policy('permission').replace('on: [failed], ', '');
  expect(messageKeys(yaml, known(begin))).toEqual(['show:C0X']);
});

it('a failure of another class calls no people in a channel that has the message', () => {
  const message = { channel: 'C0X', ts: '1' };
  const outbox = { 'show:C0X': { message, channel: 'C0X', doneAt: 1 } };
  const keys = (listed: string) =>
    planExecution(known(failed, cause), rules(policy(listed)), outbox, Date.parse(at) + 1000)
      .map(({ key }) => key)
      .filter((key) => /^(show|reply):/.test(key));
  expect(keys('configuration')).toEqual(['show:C0X']);
  expect(keys('permission')).toEqual(['show:C0X', 'reply:C0X:failed@1']);
});
