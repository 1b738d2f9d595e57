import { globSync, readFileSync } from 'node:fs';
import { randomOf } from '../kit/big-run.ts';

export interface Sampling {
  files: string;
  /** Equal seeds give equal samples of equal files. */
  seed: string;
  /** From 0 to 1: the share of all functions. */
  share: number;
}

/** Whole functions as Stryker names them: `FILE:FIRST LINE-LAST LINE`. A line alone would leave out every mutant that
 *  spans several. */
export function sampleOf({ files, seed, share }: Sampling): { chosen: string[]; all: number } {
  const random = randomOf(seed);
  const functions = globSync(files)
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
    .flatMap((file) => functionsIn(readFileSync(file, 'utf8')).map(([first, last]) => `${file}:${first}-${last}`));
  return { chosen: functions.filter(() => random() < share), all: functions.length };
}

/** First and last lines, from 1, of the functions at the top level. It relies on the formatter: they begin and end at
 *  the margin. */
export function functionsIn(text: string): [first: number, last: number][] {
  const lines = text.split('\n');
  return lines.flatMap((line, index): [number, number][] => {
    if (!/^(export )?(async )?(function\b|const \w+ = .*=>)/.test(line)) return [];
    const length = lines.slice(index).findIndex((one, n) => (n === 0 ? /;$/.test(one) : /^[}\])]/.test(one)));
    return [[index + 1, index + 1 + Math.max(0, length)]];
  });
}
