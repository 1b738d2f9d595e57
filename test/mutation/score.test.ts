import { expect, it } from 'vitest';
import { lineOf, scoreOf } from './score.ts';
import type { Verdict } from './verdicts.ts';

function times(count: number, verdict: Verdict): Verdict[] {
  return Array.from({ length: count }, () => verdict);
}

it('an endless loop counts as killed, a change that no test reaches does not, and one at loading is left out', () => {
  const all = [...times(85, 'killed'), ...times(5, 'timed out'), ...times(6, 'survived'), ...times(4, 'not covered')];
  expect(scoreOf([...all, ...times(50, 'static')])).toEqual({
    counts: { killed: 85, 'timed out': 5, survived: 6, 'not covered': 4, static: 50 },
    killed: 90,
    reached: true,
  });
  expect(scoreOf([...all, 'survived']).reached).toBe(false);
  expect(scoreOf([]).reached).toBe(true);
});

it('a survivor is shown with its place and its change, each in one line', () => {
  const mutant = {
    id: '1',
    file: 'lib/core/a.ts',
    line: 7,
    kind: 'BlockStatement',
    before: '{\n  return 1;\n}',
    after: '{}',
  };
  expect(lineOf(mutant, 'survived')).toBe('lib/core/a.ts:7  survived, BlockStatement\n  - { return 1; }\n  + {}');
  const long = lineOf({ ...mutant, before: 'a'.repeat(500) }, 'survived').split('\n')[1];
  expect(long).toHaveLength('  - '.length + 160 + 1);
});
