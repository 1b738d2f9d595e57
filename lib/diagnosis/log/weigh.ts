import { handOver } from './headline.ts';
import { type Read, readLines, type Title } from './line-shapes.ts';
import { frameOf, isAdvice, isHarmless, isNoise, isVague } from './shapes.ts';

/** The line that best explains the failure. */
export interface Telling {
  /** Start of the lines that belong to it. */
  at: number;
  /** The line that states the reason: `at`, or below it. */
  says: number;
  /** True for a named fault or the end of a program; a weak match may be any line with a word of failure. */
  isStrong: boolean;
  title?: Title;
}

/** The last program that ended with a message is the cause, because the build continued after earlier ones. Its
 *  message starts at the first such line within this distance. */
const CLUSTER = 12;
/** The first failed test of a list outweighs a program that ended, wherever that is. */
const WEIGHTS = { named: 86, ended: 60, weak: 30, harmless: 40, vague: 30, late: 25 };

/** @param isUsual true for a line that a successful run prints too */
export function weigh(
  lines: readonly string[],
  isUsual: (line: string) => boolean = () => false,
): { best: Telling | undefined; tellsLittle: boolean[] } {
  const read = readLines(lines).map((each, at): Read => (isUsual(lines[at] ?? '') ? { shape: 'usual' } : each));
  const tellsLittle = read.map(({ shape }) => shape === 'passed-on' || shape === 'usual');
  const { fault, wrapper } = firstFault(lines, read);
  const known = wrapper !== undefined && isKnown(lines, wrapper) ? wrapper : undefined;
  return { best: fault ?? known ?? heaviest(lines, read) ?? wrapper ?? lastResort(lines, read), tellsLittle };
}

/** A tool may have nothing to name except a failure that it passes on, for example npm's own error codes. */
function isKnown(lines: readonly string[], { says, title }: Telling): boolean {
  const { name, family } = title ?? {};
  return name !== undefined || family?.passesOn?.some((pattern) => pattern.test(lines[says] ?? '')) === true;
}

/** The first named fault, and the first that only passes on another failure. */
function firstFault(lines: readonly string[], read: readonly Read[]): { fault?: Telling; wrapper?: Telling } {
  let wrapper: Telling | undefined;
  for (const [line, { shape, title, from: at = line }] of read.entries()) {
    if (shape !== 'fault') continue;
    const says = handOver(lines, at, title);
    const found = { at, says, isStrong: true, title };
    if (read[says]?.shape !== 'passed-on') return { fault: found };
    wrapper ??= found;
  }
  return wrapper === undefined ? {} : { wrapper };
}

function heaviest(lines: readonly string[], read: readonly Read[]): Telling | undefined {
  const end = read.findLastIndex(
    ({ shape }, at) => shape !== 'passed-on' && shape !== 'usual' && lines[at]?.trim() !== '',
  );
  let best: { at: number; weight: number } | undefined;
  for (const [at, { shape }] of read.entries()) {
    if (shape !== 'named' && shape !== 'ended' && shape !== 'weak') continue;
    const harm = shape !== 'named' && isHarmless(lines[at] ?? '') ? WEIGHTS.harmless : 0;
    if (shape === 'weak' && harm > 0) continue;
    const vague = shape !== 'named' && isVague(lines[at] ?? '') ? WEIGHTS.vague : 0;
    const late = shape === 'named' ? 0 : WEIGHTS.late * Math.min(1, at / Math.max(1, end));
    const weight = WEIGHTS[shape] - harm - vague + late;
    if (best === undefined || weight > best.weight) best = { at, weight };
  }
  if (best === undefined) return undefined;
  const shape = read[best.at]?.shape;
  const at = shape === 'ended' ? firstOfCluster(lines, read, best.at) : best.at;
  return { at, says: handOver(lines, at), isStrong: shape !== 'weak' };
}

function firstOfCluster(lines: readonly string[], read: readonly Read[], from: number): number {
  let first = from;
  for (let at = from - 1; at >= 0 && first - at <= CLUSTER; at--) {
    if (read[at]?.shape === 'ended' && !isHarmless(lines[at] ?? '') && !isVague(lines[at] ?? '')) first = at;
  }
  return first;
}

/** Only a statement that something failed: the line before it is nearest to the cause. */
function lastResort(lines: readonly string[], read: readonly Read[]): Telling | undefined {
  const milestone = read.findIndex(({ shape }) => shape === 'passed-on');
  if (milestone < 0) return undefined;
  const before = lines.findLastIndex(
    (line, at) =>
      at < milestone &&
      read[at]?.shape !== 'usual' &&
      /\w{2}/.test(line) &&
      !isHarmless(line) &&
      !isNoise(line) &&
      !isAdvice(line) &&
      frameOf(line) === undefined,
  );
  const at = before < 0 || /^> /.test(lines[before] ?? '') ? milestone : before;
  return { at, says: at, isStrong: false };
}
