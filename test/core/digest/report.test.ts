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

function report(events: object[], about: Execution['about'] = {}) {
  const known = execution(events, about);
  return reportOf({ execution: known, summary: summarize(known), rules: rules(), outbox: {}, now: instant(200) });
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
