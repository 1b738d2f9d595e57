import { expect, it } from 'vitest';
import { reasonIn } from '../../../lib/diagnosis/log/relevant-lines.ts';
import { withoutTasks } from '../../../lib/diagnosis/log/task-prefix.ts';

it.each([
  ['Turborepo', '@acme/web:build: '],
  ['pnpm', 'packages/ui build: '],
  ['Docker Compose', 'shop-api-1  | '],
  ['Ant', '    [javac] '],
  ['Packer', '==> amazon-ebs.shop: '],
])('a task that begins each line hides no error: %s', (_, task) => {
  const written = ['compiling', 'src/cart.ts(3,9): error TS2304: Cannot find name total.', 'Found 1 error', 'done'];
  expect(withoutTasks(written.map((line) => `${task}${line}`))).toEqual(written);
});

it('the lines of a script that Packer indents come from the same task', () => {
  const arrows = ['one', 'two', 'three'].map((line) => `==> ebs: ${line}`);
  expect(withoutTasks([...arrows, '    ebs: four', '    name: five'])).toEqual([
    'one',
    'two',
    'three',
    'four',
    '    name: five',
  ]);
});

it.each([
  ['a level', ['[error] one', '[error] two', '[error] three']],
  ['a tool', ['npm error: one', 'npm error: two', 'npm error: three']],
  ['a compiler', ['clang: error: one', 'clang: error: two', 'clang: error: three']],
  ['a place', ['src/a.c:12: one', 'src/a.c:12: two', 'src/a.c:12: three']],
  ['a table', ['lodash | high', 'minimist | low']],
  ['YAML', ['    name: one', '    name: two', '    name: three']],
])('what is no task stays: %s', (_, lines) => {
  expect(withoutTasks(lines)).toEqual(lines);
});

it("the runner's own remark on a task keeps the name of the task", () => {
  const lines = [
    'web:build: one',
    'web:build: two',
    'web:build: ERROR: command finished with error: command (/src) exited (1)',
  ];
  expect(withoutTasks(lines)).toEqual(['one', 'two', lines[2]]);
});

it('times without a bracket are no part of a line', () => {
  expect(reasonIn(['09:32:38.441 INFO  start', '09:32:38.597 Error: no cart', '09:32:39 | bye']).line).toBe(
    'Error: no cart',
  );
});
