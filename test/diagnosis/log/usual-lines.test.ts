import { expect, it } from 'vitest';
import { reasonIn } from '../../../lib/diagnosis/log/relevant-lines.ts';
import { usualLines } from '../../../lib/diagnosis/log/usual-lines.ts';

it.each([
  ['Resolved in 1.2s', 'Resolved in 48 ms'],
  ['at /codebuild/output/src1234/src/cart.ts', 'at /codebuild/output/src99/src/cart.ts'],
  ['request 0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9 was late', 'request c7d8e9f0-1a2b-4c3d-8e4f-5a6b7c8d9e0f was late'],
  ['digest 9f86d081884c7d65 stored', 'digest 2c26b46b68ffc68f stored'],
])('%j is usual after %j', (now, before) => {
  expect(usualLines([before])(now)).toBe(true);
});

it.each([
  ['1 failed', '0 failed'],
  ['}', '}'],
  ['', ''],
  ['port 8080 is in use', 'port 8081 is in use'],
])('%j is not usual after %j', (now, before) => {
  expect(usualLines([before])(now)).toBe(false);
});

it('a usual line is neither reason nor end, and the other lines keep their order', () => {
  const log = ['Error: warmed up', 'first', 'Error: the price is a string', 'second', 'bye bye'];
  const reading = reasonIn(log, { lastSuccess: ['Error: warmed up', 'bye bye'] });
  expect(reading.line).toBe('Error: the price is a string');
  expect(reading.shown).toEqual(['first', 'Error: the price is a string', 'second'].slice(1));
});

it('a log with only usual lines is read without the last success', () => {
  const log = ['Error: warmed up', 'bye bye'];
  expect(reasonIn(log, { lastSuccess: log })).toEqual(reasonIn(log));
});
