import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { expect, it } from 'vitest';
import { instrument } from './instrument.ts';
import { sampleOf } from './sample.ts';
import { activate, deactivate } from './switch.ts';

it('instrumented code works as before until one of its mutants is active', async () => {
  const file = 'test/mutation/verdicts.ts';
  const { code, mutants } = await instrument(sampleOf({ files: file, seed: '1', share: 1 }).chosen);
  const lines = readFileSync(file, 'utf8').split('\n');
  for (const { line, before } of mutants) expect(lines[line - 1]).toContain(before.split('\n')[0]);
  const { verdictsOf } = await import(
    `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(code[file] ?? ''))}`
  );
  const verdict = () => verdictsOf([{ mutant: 'a', is: 'begun' }]).get('a');
  expect(verdict()).toBe('timed out');
  const emptied = mutants.find(({ before, after }) => before === "'timed out'" && after === '""');
  activate(emptied?.id ?? '', 1);
  expect(verdict()).toBe('');
  expect(verdict).toThrow('limit');
  deactivate();
  expect(verdict()).toBe('timed out');
});
