import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { isExplained, reportOf } from '../../../lib/core/digest/report.ts';
import { absorb, type Execution } from '../../../lib/core/execution/facts.ts';
import { failedActions } from '../../../lib/core/execution/failed-actions.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

const SECOND = 1_000;
const START = Date.UTC(2026, 10, 22, 10);
const at = (second: number) => ({ at: new Date(START + second * SECOND).toISOString().replace('.000', '') });
const instant = (second: number) => START + second * SECOND;

function execution(events: object[], about: Execution['about'] = {}): Execution {
  const all = events
    .map((event) => readEvent(event) as Execution)
    .reduce<Execution | undefined>(absorb, undefined) as Execution;
  return { ...all, about: { ...all.about, ...about } };
}

function report(events: object[], about: Execution['about'] = {}, policy = rules()) {
  const known = execution(events, about);
  return reportOf({ execution: known, summary: summarize(known), rules: policy, outbox: {}, now: instant(200) });
}

describe('the report of an execution', () => {
  it('has an end for each attempt, the first failure, the flaky actions and the deployments', () => {
    expect(report(runs.failedThenGreen)).toMatchObject({
      state: 'SUCCEEDED',
      began: instant(0),
      ends: [instant(30), instant(95)],
      failedAt: instant(30),
      deployed: [['Deploy', instant(95), 1]],
      failed: [['unknown', instant(30)]],
      flaky: [['Build', 'compile', instant(80), 50 * SECOND]],
      waiting: undefined,
      lead: 95 * SECOND,
      rollback: undefined,
      isParallel: undefined,
    });
    expect(report(runs.green)).toMatchObject({ failedAt: undefined, failed: [], flaky: [], deployed: [] });
  });

  it('lists its failures in their order, whichever stage they are of, and a stage that failed without an action', () => {
    const events = [
      pipelineEvent('STARTED', at(0)),
      stageEvent('Build', 'STARTED', at(0)),
      actionEvent('Build/compile', 'STARTED', at(1)),
      actionEvent('Build/compile', 'FAILED', at(40)),
      stageEvent('Build', 'FAILED', at(41)),
      stageEvent('Gate', 'STARTED', at(10)),
      stageEvent('Gate', 'FAILED', at(20)),
      stageEvent('Test', 'STARTED', at(60)),
    ];
    const found = report(events);
    expect(found.failed.map(([, when]) => when)).toEqual([instant(20), instant(40)]);
  });

  it('has the class of the diagnosis and no lead time after a failure', () => {
    const events = runs.failedThenGreen.slice(0, 8);
    const [failure] = failedActions(execution(events));
    const diagnosis = { class: 'throttling', missing: [] } as unknown as NonNullable<
      Execution['about']['diagnoses']
    >[string][0];
    const found = report(events, { diagnoses: { [failure?.run ?? '']: [diagnosis] }, before: [1, 2, instant(-50)] });
    expect(found).toMatchObject({
      state: 'FAILED',
      ends: [instant(30)],
      failed: [['throttling', instant(30)]],
      brokenSince: instant(-50),
      lead: undefined,
    });
  });

  it('names the longest waiting approval, and counts no rejection as a failure', () => {
    const ask = (name: string, second: number, state = 'STARTED') =>
      actionEvent(`Prod/${name}`, state, { ...at(second), provider: 'Manual' });
    const begun = [pipelineEvent('STARTED', at(0)), stageEvent('Prod', 'STARTED', at(0))];
    expect(report([...begun, ask('later', 9), ask('first', 5)]).waiting).toEqual(['Prod', 'first', instant(5)]);
    const again = actionEvent('Prod/first', 'STARTED', { ...at(60), provider: 'Manual', attempt: 2 });
    expect(report([...begun, ask('first', 5), ask('first', 8, 'FAILED'), ask('later', 9), again]).waiting).toEqual([
      'Prod',
      'later',
      instant(9),
    ]);
    const over = [stageEvent('Prod', 'FAILED', at(8)), pipelineEvent('FAILED', at(8))];
    expect(report([...begun, ask('first', 5), ask('first', 8, 'FAILED'), ...over]).failed).toEqual([]);
  });

  it('counts a failed stage without a failed action', () => {
    const events = [
      pipelineEvent('STARTED', at(0)),
      stageEvent('Prod', 'STARTED', at(1)),
      stageEvent('Prod', 'FAILED', at(4)),
      pipelineEvent('FAILED', at(4)),
    ];
    expect(report(events).failed).toEqual([['unknown', instant(4)]]);
  });

  it('shows rollbacks and PARALLEL mode, and has the same mark for the same revisions', () => {
    const other = report(runs.green, { executionType: 'ROLLBACK', mode: 'PARALLEL' });
    expect(other).toMatchObject({ rollback: true, isParallel: true, lead: undefined });
    const mark = (...revisions: (string | undefined)[]) =>
      report(runs.green, { sources: Object.fromEntries(revisions.map((revision, n) => [`s${n}`, { revision }])) })
        .revision;
    expect(mark('a', 'b')).toBe(mark('b', 'a', undefined));
    expect(mark('a', 'b')).not.toBe(mark('a', 'c'));
    expect(mark('a')).toHaveLength(8);
    expect([mark(), mark(undefined)]).toEqual([undefined, undefined]);
  });

  it.each([
    ['was stopped', 'STOPPED', 1, undefined],
    ['was stopped in a retry', 'STOPPED', 2, instant(40)],
    ['passed with a retry of its stage', 'SUCCEEDED', 1, instant(40)],
  ])('has a failure of an execution that %s only if it counts: %s, attempt %i', (_, state, attempt, failed) => {
    const events = [
      pipelineEvent('STARTED', at(0)),
      actionEvent('Build/compile', 'FAILED', at(40)),
      stageEvent('Build', 'RESUMED', { ...at(50), attempt }),
      actionEvent('Build/compile', state === 'STOPPED' ? 'ABANDONED' : 'SUCCEEDED', { ...at(60), attempt: 2 }),
      pipelineEvent(state, { ...at(60), attempt }),
    ];
    const known = execution(events);
    const summary = { ...summarize(known), attempt };
    const { failedAt } = reportOf({ execution: known, summary, rules: rules(), outbox: {}, now: instant(200) });
    expect(failedAt).toBe(failed);
  });

  it('has the end of a failed stage or a deleted pipeline, of which no event came', () => {
    const failed = runs.failedThenGreen.slice(0, 7);
    expect(report(failed).ends).toEqual([instant(30)]);
    const again = [...runs.failedThenGreen.slice(0, 12), stageEvent('Build', 'FAILED', { ...at(90), attempt: 2 })];
    expect(report(again).ends).toEqual([instant(30), instant(90)]);
    expect(report(runs.green.slice(0, 7), { gone: instant(4) })).toMatchObject({
      state: 'CANCELED',
      ends: [instant(4)],
    });
  });

  it('has neither an end nor a lead time without instants', () => {
    const unread = { ...execution(runs.green.slice(-1)).facts };
    const facts = Object.fromEntries(Object.entries(unread).map(([id, fact]) => [id, { ...fact, at: 0 }]));
    const known = { ...execution(runs.green), facts };
    const found = reportOf({ execution: known, summary: summarize(known), rules: rules(), outbox: {}, now: START });
    expect(found).toMatchObject({ state: 'SUCCEEDED', ends: [], lead: undefined });
    expect(report(runs.green.slice(-1))).toMatchObject({ ends: [instant(90)], lead: undefined });
  });

  it('has the last action of a deployment, and the cost of each flaky action from its own first failure', () => {
    const roll = (path: string, state: string, second: number, attempt = 1) =>
      actionEvent(path, state, { ...at(second), provider: 'CodeDeploy', attempt });
    const found = report([
      pipelineEvent('STARTED', at(0)),
      roll('Blue/one', 'FAILED', 10),
      roll('Green/one', 'FAILED', 15),
      roll('Green/two', 'FAILED', 20),
      roll('Blue/one', 'SUCCEEDED', 40, 2),
      roll('Green/one', 'SUCCEEDED', 60, 2),
      roll('Green/two', 'SUCCEEDED', 50, 2),
      pipelineEvent('SUCCEEDED', { ...at(70), attempt: 2 }),
    ]);
    expect(found.deployed).toEqual([
      ['Blue', instant(40), 0],
      ['Green', instant(60), 1],
    ]);
    expect(found.flaky).toEqual([
      ['Blue', 'one', instant(40), 30 * SECOND],
      ['Green', 'one', instant(60), 45 * SECOND],
      ['Green', 'two', instant(50), 30 * SECOND],
    ]);
  });

  it('names a stage without a known action as one that may deploy', () => {
    const events = [
      ...runs.green.slice(0, 5),
      stageEvent('Gate', 'SUCCEEDED', at(20)),
      pipelineEvent('SUCCEEDED', at(30)),
    ];
    expect(report(events, { stages: ['Source', 'Gate'] }).stages).toEqual(['Gate']);
  });

  it('has the failure of a stage at its own end, also if an action ended later', () => {
    const events = [
      pipelineEvent('STARTED', at(0)),
      stageEvent('Gate', 'FAILED', at(20)),
      actionEvent('Gate/look', 'SUCCEEDED', at(25)),
      pipelineEvent('FAILED', at(26)),
    ];
    expect(report(events).failed).toEqual([['unknown', instant(20)]]);
  });

  it('names the stage that was held the longest, once it has ended', () => {
    const held = rules(`version: 1
routes: [{ scope: all, channel: C0ALL }]
freezes: [{ id: f, kind: deny, scope: all, tz: UTC, once: { from: 2026-11-22T10:00, until: 2026-11-22T12:00 } }]`);
    const run = (stage: string, from: number, until: number) => [
      actionEvent(`${stage}/run`, 'STARTED', at(from)),
      actionEvent(`${stage}/run`, 'SUCCEEDED', at(until)),
    ];
    const events = [pipelineEvent('STARTED', at(0)), ...run('A', 0, 10), ...run('B', 20, 30), ...run('C', 80, 90)];
    expect(report([...events, pipelineEvent('SUCCEEDED', at(90))], {}, held).held).toEqual(['C', 50 * SECOND]);
    expect(report(events, {}, held).held).toBeUndefined();
  });

  it('keeps the last 30 stages and 20 failures, and the first five flaky actions', () => {
    const names = Array.from({ length: 31 }, (_, n) => `s${n}`);
    const roll = (stage: string, state: string, second: number, attempt = 1) =>
      actionEvent(`${stage}/roll`, state, { ...at(second), provider: 'CodeDeploy', attempt });
    const found = report(
      [
        pipelineEvent('STARTED', at(0)),
        ...names.flatMap((name, n) => [roll(name, 'FAILED', n + 1), roll(name, 'SUCCEEDED', n + 40, 2)]),
        pipelineEvent('SUCCEEDED', { ...at(90), attempt: 2 }),
      ],
      { stages: names },
    );
    expect(found.stages).toEqual(names.slice(1));
    expect(found.deployed.map(([name]) => name)).toEqual(names.slice(1));
    expect(found.failed.map(([, when]) => when)).toEqual(names.slice(11).map((_, n) => instant(n + 12)));
    expect(found.flaky.map(([name]) => name)).toEqual(names.slice(0, 5));
  });

  it('keeps the first 19 ends and the last one', () => {
    const again = (n: number) => [
      pipelineEvent('RESUMED', { ...at(n * 10), attempt: n + 1 }),
      stageEvent('Build', 'RESUMED', { ...at(n * 10), attempt: n + 1 }),
      actionEvent('Build/compile', 'STARTED', { ...at(n * 10), attempt: n + 1 }),
      actionEvent('Build/compile', 'FAILED', { ...at(n * 10 + 5), attempt: n + 1 }),
      stageEvent('Build', 'FAILED', { ...at(n * 10 + 5), attempt: n + 1 }),
      pipelineEvent('FAILED', { ...at(n * 10 + 5), attempt: n + 1 }),
    ];
    const { ends } = report([
      pipelineEvent('STARTED', at(0)),
      ...Array.from({ length: 25 }, (_, n) => again(n + 1)).flat(),
    ]);
    expect(ends).toEqual([...Array.from({ length: 19 }, (_, n) => instant(n * 10 + 15)), instant(255)]);
  });
});

it('an execution is explained if each of its failures has a complete diagnosis', () => {
  const events = runs.failedThenGreen.slice(0, 8);
  const [failure] = failedActions(execution(events));
  const isExplainedBy = (diagnosis: object) =>
    isExplained(
      execution(events, {
        diagnoses: { [failure?.run ?? '']: [diagnosis] } as unknown as Execution['about']['diagnoses'],
      }),
    );
  expect(isExplained(execution(runs.green))).toBe(true);
  expect(isExplained(execution(events))).toBe(false);
  expect(isExplainedBy({ class: 'unknown', answered: 1 })).toBe(false);
  expect(isExplainedBy({ class: 'unknown' })).toBe(true);
});
