import { expect, it } from 'vitest';
import { countRuns, mayBeApproval, runName, sameRun } from '../../../lib/core/execution/same-run.ts';

it.each([
  ['one id', { runId: 'a', at: 0 }, { runId: 'a', at: 90_000 }, true],
  ['two ids', { runId: 'a', at: 0 }, { runId: 'b', at: 0 }, false],
  ['one attempt', { attempt: 1, at: 0 }, { runId: 'b', attempt: 1, at: 90_000 }, true],
  ['two attempts', { attempt: 1, at: 0 }, { attempt: 2, at: 0 }, false],
  ['five seconds', { at: 0 }, { attempt: 2, at: 5_000 }, true],
  ['more than five seconds', { at: 5_001 }, { runId: 'a', at: 0 }, false],
])('runs with %s between them', (_, a, b, isSame) => {
  expect([sameRun(a, b), sameRun(b, a)]).toEqual([isSame, isSame]);
  expect(countRuns([a, b])).toBe(isSame ? 1 : 2);
});

it('a run is named by its id, else by its attempt, else by its instant', () => {
  expect([runName({ runId: 'a', attempt: 2, at: 3 }), runName({ attempt: 2, at: 3 }), runName({ at: 3 })]).toEqual([
    'a',
    2,
    3,
  ]);
});

it('an action may be an approval unless a fact has another category', () => {
  expect(mayBeApproval([{}, { category: 'Approval' }])).toBe(true);
  expect(mayBeApproval([{ category: 'Approval' }, { category: 'Build' }])).toBe(false);
});
