import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { tellDigests } from '../../../lib/core/digest/plan-tell-digest.ts';
import type { Diagnosis } from '../../../lib/core/execution/diagnosis.ts';
import {
  absorb,
  type Execution,
  type ExecutionDetails,
  executionKey,
  partialExecution,
} from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { TellDigests } from '../../../lib/core/model/effect.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import { emptyRow, type Row } from '../../../lib/core/model/row.ts';
import { step } from '../../../lib/core/step.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';
import { POLICY } from './digest-world.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 10, 22, 10);
const at = (second: number) => ({ at: new Date(START + second * SECOND).toISOString().replace('.000', '') });
const ref = (readEvent(pipelineEvent('STARTED')) as Execution).ref;

/** An execution with empty reads, and its reports. */
function played(policy = POLICY) {
  let row: Row = emptyRow(executionKey(ref));
  let claims = 0;
  const run = {
    now: START + HOUR / 2,
    reports: [] as TellDigests[],
    receive(events: object[], about: ExecutionDetails = {}) {
      const executions = [...events.map((event) => readEvent(event) as Execution), partialExecution(ref, { about })];
      run.take(executions.map((execution) => ({ type: 'seen', execution })));
    },
    take(inputs: Parameters<typeof step>[1]) {
      for (let pending = inputs, round = 0; pending.length > 0; round++) {
        if (round > 20) throw new Error(`It does not come to rest: ${JSON.stringify(pending).slice(0, 300)}`);
        const next = step(row, pending, rules(policy), run.now, `claim ${claims++}`);
        row = { ...next.row, version: row.version + 1 };
        pending = next.effects.flatMap((effect) => {
          if (effect.type === 'wake') return [];
          if (effect.type === 'tellDigests') run.reports.push(effect);
          const { key, claim, digest } = effect;
          return [{ type: 'outcome', key, claim, result: { done: true, digest } }];
        });
      }
    },
    pass(until: number) {
      for (let tick = 0; tick < 200 && (row.dueAt ?? Number.POSITIVE_INFINITY) <= until; tick++) {
        run.now = Math.max(run.now, row.dueAt ?? 0);
        run.take([{ type: 'tick' }]);
      }
      run.now = until;
    },
  };
  return run;
}

const waiting = [
  ...runs.green.slice(0, 9),
  stageEvent('Ask', 'STARTED', at(90)),
  actionEvent('Ask/approve', 'STARTED', { ...at(90), provider: 'Manual' }),
];
const diagnosis = {
  class: 'throttling',
  cause: 'x',
  because: 'x',
  retryable: true,
  evidence: [],
  links: [],
  missing: [],
} as Diagnosis;

describe('an execution', () => {
  it('reports its end once, and nothing if the policy has no digest', () => {
    const one = played();
    one.receive(runs.green, { sources: { App: { revision: 'a'.repeat(40) } }, committed: { App: START - HOUR } });
    one.receive(runs.green.slice(3));
    one.pass(START + 72 * HOUR);
    expect(one.reports).toHaveLength(1);
    expect(one.reports[0]?.digests).toEqual(['digest#C0ALL#shops']);
    expect(one.reports[0]?.report).toMatchObject({
      state: 'SUCCEEDED',
      began: START,
      ends: [START + 90 * SECOND],
      deployed: [],
      failed: [],
      lead: HOUR + 90 * SECOND,
      revision: expect.any(String),
    });
    const other = played('version: 1\nroutes: [{ scope: all, channel: C0ALL, board: true, on: [] }]');
    other.receive(runs.green);
    other.pass(START + 72 * HOUR);
    expect(other.reports).toEqual([]);
  });

  it('reports a failure with its class, or without a class a minute later', () => {
    const failed = runs.failedThenGreen.slice(0, 8);
    const explained = played();
    explained.now = START + 35 * SECOND;
    explained.receive(failed, { diagnoses: { 'Build/compile@Build/compile#1': [diagnosis] } });
    expect(explained.reports[0]?.report).toMatchObject({
      failed: [['throttling', START + 30 * SECOND]],
      failedAt: START + 30 * SECOND,
    });
    const open = played();
    open.now = START + 35 * SECOND;
    open.receive(failed);
    expect(open.reports).toEqual([]);
    open.pass(START + 90 * SECOND);
    expect(open.reports.map(({ report }) => report.failed)).toEqual([[['unknown', START + 30 * SECOND]]]);
    // The class comes late.
    open.receive([], { diagnoses: { 'Build/compile@Build/compile#1': [diagnosis] } });
    open.pass(START + 2 * MINUTE);
    expect(open.reports.map(({ report }) => report.failed[0]?.[0])).toEqual(['unknown', 'throttling']);
  });

  it('reports the cost of a retry, and the first failure', () => {
    const one = played();
    one.receive(runs.failedThenGreen);
    expect(one.reports.at(-1)?.report).toMatchObject({
      ends: [START + 30 * SECOND, START + 95 * SECOND],
      failedAt: START + 30 * SECOND,
      flaky: [['Build', 'compile', START + 80 * SECOND, 50 * SECOND]],
      deployed: [['Deploy', START + 95 * SECOND, 1]],
      failed: [['unknown', START + 30 * SECOND]],
    });
  });

  it('reports the stages of its pipeline that may deploy', () => {
    const one = played();
    one.receive(runs.failedThenGreen, { stages: ['Build', 'Deploy', 'Prod'] });
    expect(one.reports.at(-1)?.report.stages).toEqual(['Deploy', 'Prod']);
    const failed = played();
    failed.receive(runs.failedThenGreen.slice(0, 8), { stages: ['Build', 'Deploy', 'Prod'] });
    expect(failed.reports.at(-1)?.report.stages).toEqual(['Build', 'Deploy', 'Prod']);
  });

  it('reports an approval that waits for an hour, and then its end', () => {
    const one = played();
    one.now = START + 2 * MINUTE;
    one.receive(waiting);
    one.pass(START + HOUR);
    expect(one.reports).toEqual([]);
    one.pass(START + 3 * HOUR);
    expect(one.reports.map(({ report }) => [report.waiting, report.ends])).toEqual([
      [['Ask', 'approve', START + 90 * SECOND], []],
    ]);
    one.receive([actionEvent('Ask/approve', 'SUCCEEDED', { ...at(11_000), provider: 'Manual' })]);
    one.pass(START + 4 * HOUR);
    expect(one.reports.map(({ report }) => report.waiting !== undefined)).toEqual([true, false]);
  });

  it('reports no failure for a rejection, and no lead time for a rollback', () => {
    const one = played();
    const rejected = { ...at(95), provider: 'Manual', summary: 'No' };
    one.receive([
      ...waiting,
      actionEvent('Ask/approve', 'FAILED', rejected),
      stageEvent('Ask', 'FAILED', at(95)),
      pipelineEvent('FAILED', at(95)),
    ]);
    one.pass(START + 2 * HOUR);
    const { report } = one.reports.at(-1) ?? {};
    expect([report?.state, report?.failedAt, report?.failed]).toEqual(['FAILED', undefined, []]);
    const back = played();
    back.receive(runs.green, { executionType: 'ROLLBACK', rollbackOf: 'e0', mode: 'PARALLEL' });
    expect(back.reports[0]?.report).toMatchObject({ rollback: true, isParallel: true, lead: undefined });
  });

  it('reports the stage that a freeze held the longest', () => {
    const frozen = `${POLICY}freezes: [{ id: noon, kind: deny, scope: all, tz: UTC, once: { from: 2026-11-22T10:00, until: 2026-11-22T12:00 } }]`;
    const one = played(frozen);
    one.now = START + 3 * HOUR;
    const late = at(7_200);
    one.receive([
      ...runs.green.slice(0, 9),
      stageEvent('Prod', 'STARTED', late),
      actionEvent('Prod/roll', 'STARTED', { ...late, provider: 'CodeDeploy' }),
      actionEvent('Prod/roll', 'SUCCEEDED', { ...at(7_210), provider: 'CodeDeploy' }),
      stageEvent('Prod', 'SUCCEEDED', at(7_210)),
      pipelineEvent('SUCCEEDED', at(7_210)),
    ]);
    expect(one.reports[0]?.report.held).toEqual(['Prod', 7_110 * SECOND]);
  });
});

describe('the report of an execution is planned', () => {
  const seen = (events: object[]) =>
    events.map((event) => readEvent(event) as Execution).reduce(absorb, partialExecution(ref, {}));
  const planned = (execution: Execution, outbox: Outbox = {}, policy = POLICY) =>
    tellDigests({ execution, summary: summarize(execution), rules: rules(policy), outbox, now: START }).map(
      ({ key, from }) => [key, from],
    );
  const told: Outbox = { 'digest:stands': { doneAt: START } };
  const building = runs.green.slice(0, 7);
  const failed = runs.failedThenGreen.slice(0, 8);

  it.each<[string, object[], Outbox, (string | number)[]]>([
    ['an hour after the last event while it runs', building, {}, ['digest:stands', START + 4 * SECOND + HOUR]],
    ['at once when a reported approval is over', building, told, ['digest:stands', 0]],
    ['an hour later while another approval waits', waiting, told, ['digest:stands', START + 90 * SECOND + HOUR]],
    ['at once after a success', runs.green, {}, ['digest:ended', 0]],
    ['a minute after a failure without a class', failed, {}, ['digest:ended', START + 90 * SECOND]],
    [
      'a minute after the end, not after a later event of a stage',
      [...failed, stageEvent('Build', 'FAILED', { ...at(50), attempt: 1 })],
      {},
      ['digest:ended', START + 90 * SECOND],
    ],
    [
      'at once after a stop, which needs no class',
      [...failed.slice(0, 7), pipelineEvent('STOPPED', at(31))],
      {},
      ['digest:ended', 0],
    ],
  ])('%s', (_, events, outbox, expected) => {
    expect(planned(seen(events), outbox)).toEqual([expected]);
  });

  it('never before its first event', () => {
    expect(planned(partialExecution(ref, {}))).toEqual([]);
  });

  it('for the digests of its pipeline and tags', () => {
    const digest = 'channel: C0ALL, on: [], digest: { every: "0 9 * * MON", tz: UTC }';
    const of = (scope: string, tags?: Record<string, string>) => {
      const execution = { ...seen(runs.green), about: { tags } };
      return planned(execution, {}, `version: 1\nscopes: { it: { ${scope} } }\nroutes: [{ scope: it, ${digest} }]`)
        .length;
    };
    expect([of('pipelines: [payments]'), of('pipelines: [other]')]).toEqual([1, 0]);
    expect([of('tags: { team: pay }', { team: 'pay' }), of('tags: { team: pay }', { team: 'web' })]).toEqual([1, 0]);
  });
});
