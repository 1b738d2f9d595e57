import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { Diagnosis } from '../../../lib/core/execution/diagnosis.ts';
import { absorb, type Execution, partialExecution } from '../../../lib/core/execution/facts.ts';
import { planRefresh } from '../../../lib/core/execution/plan-refresh.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import { pipelineEvent } from '../../kit/events.ts';
import { CHANNEL, rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** What is read of an execution that failed or ended, before people are called. */

const RUN = 'Build/compile@Build/compile#1';
const DIAGNOSE = `diagnose:${RUN}`;
const ended = runs.failedThenGreen.slice(0, 8);
/** Another action of the stage still runs. */
const failing = runs.failedThenGreen.slice(0, 6);

const partial: Diagnosis = {
  cause: 'It broke',
  class: 'unknown',
  retryable: false,
  because: 'No known cause.',
  evidence: [],
  links: [],
  missing: ['the build: ThrottlingException'],
  answered: 0,
};
const whole: Diagnosis = { ...partial, missing: [], answered: undefined };

interface Given {
  diagnosis?: Diagnosis;
  outbox?: Outbox;
  about?: Execution['about'];
  policy?: string;
}

function read(events: object[], { diagnosis, outbox = {}, about, policy }: Given = {}) {
  const seen = events.map((event) => readEvent(event) as Execution);
  const known = partialExecution((seen[0] as Execution).ref, {
    about: { ...about, ...(diagnosis && { diagnoses: { [RUN]: [diagnosis] } }) },
  });
  const execution = seen.reduce(absorb, known);
  return planRefresh({ execution, summary: summarize(execution), rules: rules(policy), outbox, now: 0 });
}

const keys = (reading: ReturnType<typeof planRefresh>) => reading.intents.map(({ key }) => key);

describe('after a failure', () => {
  it('that ended the execution, the end and the cause are read', () => {
    const reading = read(ended);
    expect(keys(reading)).toEqual(['describe:stages', 'recount:FAILED@1', DIAGNOSE]);
    expect(reading).toMatchObject({ reasons: [DIAGNOSE], why: ['recount:FAILED@1', DIAGNOSE], pending: [RUN] });
    expect(reading.intents.at(-1)?.after).toEqual(['recount:FAILED@1']);
  });

  it('beside running actions, the failed action and the cause are read', () => {
    const reading = read(failing);
    expect(keys(reading)).toEqual(['describe:stages', 'recount', `recount:${RUN}`, DIAGNOSE]);
    expect(reading).toMatchObject({ reasons: [DIAGNOSE], why: [`recount:${RUN}`, DIAGNOSE], pending: [RUN] });
    expect(reading.intents.at(-1)?.after).toEqual([`recount:${RUN}`]);
  });

  it('the tags are read too if a rule of the policy needs them', () => {
    const policy = `version: 1\nscopes: { prod: { tags: { env: prod } } }\nroutes: [{ scope: prod, channel: ${CHANNEL} }]`;
    expect(keys(read(ended, { policy })).slice(0, 2)).toEqual(['describe:stages', 'describe:tags']);
  });

  it('nothing more is read of an execution that CodePipeline no longer knows', () => {
    const about = { gone: Date.UTC(2026, 10, 23) };
    expect(keys(read(ended, { about }))).toEqual(['describe:stages', DIAGNOSE]);
  });

  it('nothing is diagnosed if the execution was stopped', () => {
    const stopped = [...runs.failedThenGreen.slice(0, 7), pipelineEvent('STOPPED', { at: '2026-11-22T10:00:40Z' })];
    expect(keys(read(stopped))).toEqual(['describe:stages', 'recount:STOPPED@1']);
  });

  it.each<[string, Given, pending: boolean, repeated: boolean]>([
    ['no diagnosis', { outbox: { [DIAGNOSE]: { tries: 2 } } }, true, true],
    ['no diagnosis after three tries', { outbox: { [DIAGNOSE]: { tries: 3 } } }, false, true],
    ['a partial one', { diagnosis: partial, outbox: { [DIAGNOSE]: { tries: 2 } } }, true, true],
    ['a partial one after three tries', { diagnosis: partial, outbox: { [DIAGNOSE]: { tries: 3 } } }, false, false],
    ['a partial one that a row of an earlier version has', { diagnosis: partial }, true, true],
    ['a whole one', { diagnosis: whole }, false, true],
  ])('with %s', (_, given, pending, repeated) => {
    const reading = read(ended, given);
    expect(reading.pending).toEqual(pending ? [RUN] : []);
    expect(reading.reasons).toEqual(repeated ? [DIAGNOSE] : []);
  });
});

describe('at the end', () => {
  const refreshed = (about: Execution['about']) =>
    read(runs.green, { about }).intents.find(({ key }) => key === 'recount:SUCCEEDED@1')?.effect;

  it('the read may be left out if every event was heard', () => {
    expect(refreshed({ stages: ['Source', 'Build'], actions: 2 })).toMatchObject({ isComplete: true });
    expect(refreshed({ stages: ['Source', 'Build'], actions: 3 })).not.toHaveProperty('isComplete');
  });
});
