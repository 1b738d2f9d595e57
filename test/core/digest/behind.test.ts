import { describe, expect, it } from 'vitest';
import { behind } from '../../../lib/core/digest/behind.ts';
import type { DigestFacts, ExecutionReport } from '../../../lib/core/digest/digest.ts';
import type { ExecutionKey } from '../../../lib/core/execution/facts.ts';

const at = (minute: number) => Date.UTC(2026, 10, 23) + minute * 60_000;

/** `{ Staging: 5 }`: the stage and the minute of its success. */
function run(
  id: string,
  began: number,
  deployed: Record<string, number>,
  more: Partial<ExecutionReport> = {},
): DigestFacts['executions'] {
  const stages = Object.entries(deployed).map(([stage, minute]): [string, number, number] => {
    return [stage, at(minute), stage === 'Prod' ? 2 : 1];
  });
  const report = {
    state: 'SUCCEEDED',
    began: at(began),
    ends: [at(began + 90)],
    deployed: stages,
    failed: [],
    flaky: [],
    revision: id,
    ...more,
  } as const;
  const key: ExecutionKey = `execution#1#eu#shop#${id}`;
  return { [key]: [at(began), { ...report, ends: [...report.ends], failed: [], flaky: [] }] };
}

const shown = (...runs: DigestFacts['executions'][]) =>
  behind({ executions: Object.assign({}, ...runs) }, 0).map(({ stage, before, changes, since }) => [
    stage,
    before,
    changes,
    since,
  ]);

describe('a stage behind the one before it', () => {
  it('has the number of waiting changes and the time of the oldest', () => {
    const first = run('a', 0, { Staging: 5, Prod: 10 });
    expect(shown(first)).toEqual([]);
    const second = run('b', 20, { Staging: 25 }, { state: 'SUPERSEDED' });
    const third = run('c', 40, { Staging: 45 }, { state: 'STARTED', ends: [] });
    expect(shown(first, second, third)).toEqual([['Prod', 'Staging', 2, at(25)]]);
    expect(shown(first, second, third, run('d', 60, { Staging: 65, Prod: 70 }))).toEqual([]);
  });

  it('is found by the order of the pipeline, not of the deployments', () => {
    const prodFirst = run('a', 0, { Prod: 3, Staging: 5 });
    expect(shown(prodFirst, run('b', 20, { Staging: 25 }))).toEqual([['Prod', 'Staging', 1, at(25)]]);
  });

  it('counts executions that began after the deployed one, and each revision once', () => {
    const current = run('b', 20, { Staging: 25, Prod: 30 });
    expect(shown(run('a', 10, { Staging: 40 }), current)).toEqual([]);
    expect(shown(run('a', 20, { Staging: 40 }), current)).toEqual([]);
    expect(shown(current, run('c', 40, { Staging: 45 }), run('d', 50, { Staging: 60 }, { revision: 'c' }))).toEqual([
      ['Prod', 'Staging', 1, at(45)],
    ]);
    const again = run('d', 50, { Staging: 60 }, { revision: 'b' });
    expect(shown(current, again, run('c', 55, { Staging: 70 }))).toEqual([['Prod', 'Staging', 1, at(70)]]);
  });

  it('is listed by its longest waiting change, then by pipeline, however they are stored', () => {
    const of = (pipeline: string, later: number) => {
      const runs = Object.assign({}, run('a', 0, { Staging: 5, Prod: 10 }), run('b', 20, { Staging: 25 + later }));
      return Object.fromEntries(
        Object.entries(runs).map(([key, one]) => [key.replace('#shop#', `#${pipeline}#`), one]),
      );
    };
    const all = [of('late', 9), of('web', 0), of('api', 0)];
    for (const order of [all, all.toReversed()]) {
      const listed = behind({ executions: Object.assign({}, ...order) }, 0);
      expect(listed.map(({ pipeline }) => pipeline.split('#').at(-1))).toEqual(['api', 'web', 'late']);
    }
    const one = { Staging: [at(25), at(20), 'b', 1], Prod: [at(10), at(0), 'a', 2] };
    for (const order of ['abc', 'cba', 'bac']) {
      const stages = Object.fromEntries([...order].map((name) => [`pipeline#1#eu#${name}`, one]));
      const listed = behind({ stages } as unknown as DigestFacts, 0);
      expect(listed.map(({ pipeline }) => pipeline.at(-1))).toEqual(['a', 'b', 'c']);
    }
  });

  it('is not listed for the same revision, in PARALLEL mode, or if it never deployed', () => {
    const first = run('a', 0, { Staging: 5, Prod: 10 });
    expect(shown(first, run('b', 20, { Staging: 25 }, { revision: 'a' }))).toEqual([]);
    const parallel = { isParallel: true } as const;
    expect(shown(run('a', 0, { Staging: 5, Prod: 10 }, parallel), run('b', 20, { Staging: 25 }, parallel))).toEqual([]);
    expect(shown(run('a', 0, { Staging: 5 }))).toEqual([]);
    const again = run('c', 40, { Staging: 45 }, { revision: 'a' });
    expect(shown(first, run('b', 20, { Staging: 25 }), again)).toEqual([]);
  });

  it('has the change that was deployed last, and of two at one instant the one that began later', () => {
    const later = run('b', 20, { Staging: 25, Prod: 30 });
    expect(shown(run('a', 0, { Staging: 5, Prod: 31 }), later)).toEqual([['Prod', 'Staging', 1, at(25)]]);
    expect(shown(run('a', 0, { Staging: 5, Prod: 30 }), later)).toEqual([]);
    const stages = { 'pipeline#1#eu#shop': { Prod: [at(30), at(20), 'b', 2] } } as unknown as DigestFacts['stages'];
    const executions = { ...run('a', 0, { Staging: 5, Prod: 30 }), ...run('b', 20, { Staging: 25 }) };
    expect(behind({ stages, executions }, 0)).toEqual([]);
  });

  it('is listed again after a rollback, which counts as the execution that it restores', () => {
    const runs = [run('a', 0, { Staging: 5, Prod: 10 }), run('b', 20, { Staging: 25, Prod: 30 })];
    const back = run('r', 60, { Prod: 65 }, { rollback: true, revision: 'a' });
    expect(shown(...runs, back)).toEqual([['Prod', 'Staging', 1, at(25)]]);
    expect(shown(...runs, run('r', 60, { Prod: 65 }, { rollback: true, revision: 'older' }))).toEqual([]);
    const unknown = run('z', 0, { Staging: 4 }, { revision: undefined });
    expect(shown(unknown, ...runs, run('r', 60, { Prod: 65 }, { rollback: true, revision: undefined }))).toEqual([]);
  });

  it('is also found from the stage records of executions that are no longer kept', () => {
    const stages = {
      'pipeline#1#eu#shop': { Staging: [at(5), at(0), 'a', 1], Prod: [at(10), at(0), 'a', 2] },
    } as const;
    const facts = { stages, executions: run('b', 20, { Staging: 25 }) } as unknown as DigestFacts;
    expect(behind(facts, 0)).toMatchObject([{ stage: 'Prod', changes: 1, since: at(25) }]);
    const alone = { Staging: [at(25), at(20), 'b', 1], Prod: [at(10), at(0), 'a', 2] };
    const dropped = { stages: { 'pipeline#1#eu#shop': alone } } as unknown as DigestFacts;
    expect(behind(dropped, 0)).toMatchObject([{ stage: 'Prod', changes: 1, since: at(25) }]);
  });

  it('is no longer listed after a rename, or in a pipeline without recent executions', () => {
    const runs = { ...run('a', 0, { Staging: 5, Prod: 10 }), ...run('b', 20, { Staging: 25, Production: 30 }) };
    const last = run('c', 40, { Staging: 45 });
    const of = (stages: string[] | undefined, since = 0) => {
      const structures = { 'pipeline#1#eu#shop': [at(40), stages] } as unknown as DigestFacts['structures'];
      return behind({ executions: { ...runs, ...last }, ...(stages && { structures }) }, since).map(
        ({ stage, before }) => [stage, before],
      );
    };
    expect(of(undefined)).toEqual(expect.arrayContaining([['Prod', expect.any(String)]]));
    expect(of(['Staging', 'Production'])).toEqual([['Production', 'Staging']]);
    expect(of(undefined, at(46))).toEqual([]);
    expect(of(['Staging'])).toEqual([]);
    expect([of(['Staging', 'Production'], at(45)).length, of(['Staging', 'Production'], at(46)).length]).toEqual([
      1, 0,
    ]);
  });
});
