import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanLog } from '../../../lib/diagnosis/log/clean.ts';
import { families } from '../../../lib/diagnosis/log/families/families.ts';
import { readLines } from '../../../lib/diagnosis/log/line-shapes.ts';
import { reasonIn } from '../../../lib/diagnosis/log/relevant-lines.ts';

/** `families/GROUP/ID.txt`: the text of the headline, a log of a failure, and a log of a success with the same tool. All are
 *  written in the format of the tool. */
const samples = globSync('test/diagnosis/log/families/*/*.txt').map((file) => {
  const [, reason = '', failed = '', passed = ''] =
    /^says: (.*)\n--- failed\n([\s\S]*)\n--- passed\n([\s\S]*)\n$/.exec(readFileSync(file, 'utf8')) ?? [];
  const id = basename(file, '.txt');
  return { id, reason, failed: failed.split('\n'), passed: passed.split('\n') };
});

/** The reason must not be found only because it is near the end. */
const around = Array.from({ length: 60 }, (_, n) => `step ${n} took ${n} ms`);

describe('a family of tools', () => {
  it('has a sample, and each sample has a family', () => {
    const ids = families.map(({ id }) => id);
    expect(samples.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(samples)('finds the reason: $id', ({ reason, failed }) => {
    expect(reason).not.toBe('');
    expect(reasonIn([...around, ...failed, ...around]).headline).toContain(reason);
  });

  it.each(samples)('recognizes a fault by its own pattern: $id', ({ id, failed }) => {
    const { fault = [], title = [], above, passesOn = [] } = families.find((family) => family.id === id) ?? {};
    const shapes = [...fault, ...title, ...(above ? [above.names] : []), ...passesOn];
    expect(cleanLog(failed).some((line) => shapes.some((shape) => shape.test(line)))).toBe(true);
  });

  it.each(samples)('finds no fault in a successful log: $id', ({ passed }) => {
    const read = readLines(cleanLog([...around, ...passed, ...around]));
    expect(read.flatMap(({ shape }, at) => (shape === 'fault' ? [at] : []))).toEqual([]);
  });

  it.each(samples)('is not detected in a log without its marks: $id', ({ id }) => {
    expect(families.find((family) => family.id === id)?.marks.test(around.join('\n'))).toBe(false);
  });
});
