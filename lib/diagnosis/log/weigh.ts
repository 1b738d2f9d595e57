import { handOver } from './headline.ts';
import { type Read, readLines, type Title } from './line-shapes.ts';
import { isHarmless, isNoise } from './shapes.ts';

/** The line that best explains the failure. */
export interface Telling {
  /** Start of the lines that belong to it. */
  at: number;
  /** The line that states the reason: `at`, or below it. */
  says: number;
  /** True for a named fault or the end of a program; a weak match may be any line with a word of failure. */
  isStrong: boolean;
  title?: Title | undefined;
}

/** The last program that ended with a message is the cause, because the build continued after earlier ones. Its
 *  message starts at the first such line within this distance. */
const CLUSTER = 12;
const WEIGHTS = { ended: 60, weak: 30, harmless: 40, late: 25 };

/** @param isUsual true for a line that a successful run prints too */
export function weigh(
  lines: readonly string[],
  isUsual: (line: string) => boolean = () => false,
): { best: Telling | undefined; tellsLittle: boolean[] } {
  const read = readLines(lines).map((each, at): Read => (isUsual(lines[at] ?? '') ? { shape: 'usual' } : each));
  const tellsLittle = read.map(({ shape }) => shape === 'passed-on' || shape === 'usual');
  return { best: firstFault(lines, read) ?? heaviest(lines, read), tellsLittle };
}

/** The first named fault. A fault with a reason that only passes on another failure is the last choice. */
function firstFault(lines: readonly string[], read: readonly Read[]): Telling | undefined {
  let first: Telling | undefined;
  for (const [line, { shape, title, from: at = line }] of read.entries()) {
    if (shape !== 'fault') continue;
    const says = handOver(lines, at, title);
    const found = { at, says, isStrong: true, title };
    if (read[says]?.shape !== 'passed-on') return found;
    first ??= found;
  }
  return first;
}

function heaviest(lines: readonly string[], read: readonly Read[]): Telling | undefined {
  const end = read.findLastIndex(
    ({ shape }, at) => shape !== 'passed-on' && shape !== 'usual' && lines[at]?.trim() !== '',
  );
  let best: { at: number; weight: number } | undefined;
  for (const [at, { shape }] of read.entries()) {
    if (shape !== 'ended' && shape !== 'weak') continue;
    const harm = isHarmless(lines[at] ?? '') ? WEIGHTS.harmless : 0;
    if (shape === 'weak' && harm > 0) continue;
    const weight = WEIGHTS[shape] - harm + WEIGHTS.late * Math.min(1, at / Math.max(1, end));
    if (best === undefined || weight > best.weight) best = { at, weight };
  }
  if (best === undefined) return lastResort(lines, read);
  const isStrong = read[best.at]?.shape === 'ended';
  const at = isStrong ? firstOfCluster(lines, read, best.at) : best.at;
  return { at, says: handOver(lines, at), isStrong };
}

function firstOfCluster(lines: readonly string[], read: readonly Read[], from: number): number {
  let first = from;
  for (let at = from - 1; at >= 0 && first - at <= CLUSTER; at--) {
    if (read[at]?.shape === 'ended' && !isHarmless(lines[at] ?? '')) first = at;
  }
  return first;
}

/** Only a statement that something failed: the line before it is nearest to the cause. */
function lastResort(lines: readonly string[], read: readonly Read[]): Telling | undefined {
  const milestone = read.findIndex(({ shape }) => shape === 'passed-on');
  if (milestone < 0) return undefined;
  const before = lines.findLastIndex(
    (line, at) =>
      at < milestone && read[at]?.shape !== 'usual' && /\w{2}/.test(line) && !isHarmless(line) && !isNoise(line),
  );
  const at = before < 0 || /^> /.test(lines[before] ?? '') ? milestone : before;
  return { at, says: at, isStrong: false };
}
