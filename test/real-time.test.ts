import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRealTime } from './kit/real-time.ts';

/** Real time is slow, and unreliable on a busy machine. */

const signs =
  /node:timers\/promises|\bsetTimeout\(|\bwaitFor\(|expect\.poll|performance\.now|\bspeed: \d|\bpatience: \d|'hang'|hanging\.push/;
const files = globSync('test/**/*.ts')
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file !== 'test/real-time.test.ts');
const texts = files.map((file) => [file, readFileSync(file, 'utf8')] as const);

describe('real time', () => {
  it('is used only by tests that give a reason', () => {
    const waiting = texts.filter(([, text]) => signs.test(text)).map(([file]) => file);
    expect(waiting.sort()).toEqual(Object.keys(inRealTime).sort());
    for (const reason of Object.values(inRealTime)) expect(reason.length).toBeGreaterThan(20);
  });

  it('limits no test: the limit for all tests is in vitest.config.ts', () => {
    const own = /^\s*\}, \d[\d_]*\);$|\{ timeout: \d[\d_]* \}, (async )?\(/m;
    expect(texts.filter(([, text]) => own.test(text)).map(([file]) => file)).toEqual([]);
  });
});
