import { describe, expect, it } from 'vitest';
import { countsBetween } from '../../../lib/core/digest/count.ts';
import type { DigestFacts, ExecutionReport } from '../../../lib/core/digest/digest.ts';
import { onlyCounted } from '../../../lib/core/digest/tidy.ts';
import { reported } from './reports.ts';

const HOUR = 3_600_000;
const FIRST = Date.parse('2026-11-20T00:00:00Z');

/** Executions by letter. Each ends `hours` after FIRST. */
function facts(reports: [id: string, hours: number, more?: Partial<ExecutionReport>][]): DigestFacts {
  return reported(...reports.map(([id, hours, more]) => [id, FIRST + hours * HOUR, more] as const));
}

function left({ executions = {} }: DigestFacts): string[] {
  return Object.keys(executions).map((key) => key.at(-1) ?? '');
}

describe('a digest with too many executions', () => {
  it('keeps those that ended last, in any order of the reports', () => {
    const kept = onlyCounted(
      facts([
        ['c', 3],
        ['a', 1],
        ['e', 5],
        ['b', 2],
        ['d', 4],
      ]),
      2,
    );
    expect(left(kept).sort()).toEqual(['d', 'e']);
    expect(kept.upTo).toBe(FIRST + 3 * HOUR);
    expect(
      Object.keys(kept.hours ?? {})
        .map(Number)
        .sort(),
    ).toEqual([1, 2, 3].map((hour) => FIRST + hour * HOUR));
    expect(countsBetween(kept, FIRST, FIRST + 10 * HOUR).executions).toBe(5);
  });

  it('drops none up to the limit', () => {
    const few = facts([
      ['a', 1],
      ['b', 2],
    ]);
    expect(onlyCounted(few, 2)).toBe(few);
  });

  it('keeps unfinished and waiting executions in addition to the limit', () => {
    const waiting: Partial<ExecutionReport> = { waiting: ['Prod', 'Approve', FIRST] };
    const kept = onlyCounted(
      facts([
        ['w', 0, waiting],
        ['r', 0, { state: 'STARTED', ends: [] }],
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]),
      2,
    );
    expect(left(kept).sort()).toEqual(['b', 'c', 'r', 'w']);
    expect(kept.upTo).toBe(FIRST + HOUR);
    expect(countsBetween(kept, FIRST, FIRST + 10 * HOUR).executions).toBe(4);
  });

  it('keeps the first failure of a series that a kept success ended, and no other one', () => {
    const fails = (hours: number): Partial<ExecutionReport> => ({ state: 'FAILED', failedAt: FIRST + hours * HOUR });
    const known = facts([
      ['api/a', 1, fails(1)],
      ['web/b', 2, fails(2)],
      ['web/c', 3],
      ['app/d', 4, fails(4)],
      ['app/e', 5],
      ['api/f', 6],
      ['web/g', 7],
    ]);
    expect(left(onlyCounted(known, 2)).sort()).toEqual(['a', 'f', 'g']);
  });

  it('counts no execution twice', () => {
    const once = onlyCounted(
      facts([
        ['a', 1],
        ['b', 2],
        ['c', 3],
        ['d', 4],
      ]),
      2,
    );
    const late = facts([
      ['a', 1],
      ['b', 2],
      ['e', 5],
    ]).executions;
    const twice = onlyCounted({ ...once, executions: { ...once.executions, ...late } }, 2);
    expect(left(twice).sort()).toEqual(['d', 'e']);
    expect(countsBetween(twice, FIRST, FIRST + 10 * HOUR).executions).toBe(5);
    expect(once.hours).not.toEqual(twice.hours);
  });

  it('counts executions that end within one hour together', () => {
    const kept = onlyCounted(
      facts([
        ['a', 1],
        ['b', 1.25],
        ['c', 1.5],
        ['d', 2],
      ]),
      1,
    );
    expect(Object.entries(kept.hours ?? {})).toMatchObject([[String(FIRST + HOUR), { executions: 3, changes: 3 }]]);
  });
});
