import { expect, it } from 'vitest';
import { reasonIn } from '../../../lib/diagnosis/log/relevant-lines.ts';
import { shapeOf } from '../../../lib/diagnosis/log/shapes.ts';

it.each([
  'FAIL: t-round.sh',
  '2/3 shop:round        FAIL            0.02s   exit status 1',
  'Order Is Shipped                                                      | FAIL |',
  '  rounds half even FAILED [1]',
  '✗ rounds half even',
])('a list entry names a failed part: %s', (line) => {
  expect(shapeOf(line)).toBe('named');
});

it.each([
  '2 steps passed, 1 failed, 0 skipped, 0 undefined',
  'assertions: 9 | 8 passed | 1 failed',
  '2 tests, 1 passed, 1 failed',
  'TEST RUN FAILED',
  'Finished: FAILURE',
  '✗ Build failed in 512ms',
])('a count or an end line only passes a failure on: %s', (line) => {
  expect(shapeOf(line)).toBe('passed-on');
});

it.each(['# FAIL:  1', 'Failed: 1', '3 files found', 'rounds half even FAILED (ignored)'])(
  'a line names no failed part: %s',
  (line) => {
    expect(shapeOf(line)).not.toBe('named');
  },
);

it('the first failed test of a list wins over the end of the runner', () => {
  const log = ['PASS parse', 'round FAILED [1]', 'cart FAILED [2]', ...Array(20).fill('tidy up'), 'Error: run ended'];
  expect(reasonIn(log).line).toBe('round FAILED [1]');
});

it('the line before a final count wins over the count', () => {
  expect(reasonIn(['ok one', 'nope the migration has no way back', '2 checks passed, 1 check failed']).line).toBe(
    'nope the migration has no way back',
  );
});

it('a diff from a formatter is a reason, although it names only a file', () => {
  expect(reasonIn(['checking', 'diff --git a/src/cart.rs b/src/cart.rs', 'done']).line).toMatch(/^diff --git/);
});
