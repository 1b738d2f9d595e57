import type { Family } from './log-lines-families/family.ts';
import { families } from './log-lines-families/index.ts';
import { isHarmless, type Shape, shapeOf } from './log-lines-shapes.ts';
import { endOfTrace, isTrace } from './log-lines-trace.ts';

/** The line that tells most of why it failed. */
export interface Telling {
  at: number;
  /** It names the fault or the end of a program; a weak one may be any line with a word of failure in it. */
  isStrong: boolean;
  /** The line announces the fault, and the next lines name it. */
  title?: RegExpExecArray | undefined;
  titleEnds?: RegExp | undefined;
}

interface Read {
  shape: Shape | undefined;
  /** The reason stands above, from here. */
  from?: number | undefined;
  title?: RegExpExecArray | undefined;
  titleEnds?: RegExp | undefined;
}

/** Of what a program ended with, the last is the cause: whatever came before, the build went on. Of its lines the first. */
const CLUSTER = 12;
const WEIGHTS = { ended: 60, weak: 30, harmless: 40, late: 25 };

/** How each line is to be read, by the shapes of all tools and of those that wrote here. */
export function weigh(lines: readonly string[]): { best: Telling | undefined; isPassedOn: boolean[] } {
  const read = readLines(lines);
  for (const [at, line] of lines.entries()) {
    // A trace is worth what it ends in.
    if (isTrace(line) && shapeOf(lines[endOfTrace(lines, at)] ?? '') === 'passed-on') read[at] = { shape: 'passed-on' };
  }
  const isPassedOn = read.map(({ shape }) => shape === 'passed-on');
  const fault = read.findIndex(({ shape }) => shape === 'fault');
  const { from = fault, title, titleEnds } = read[fault] ?? {};
  if (fault >= 0) return { best: { at: from, isStrong: true, title, titleEnds }, isPassedOn };
  return { best: heaviest(lines, read), isPassedOn };
}

function heaviest(lines: readonly string[], read: readonly Read[]): Telling | undefined {
  const end = read.findLastIndex(({ shape }, at) => shape !== 'passed-on' && lines[at]?.trim() !== '');
  let best: { at: number; weight: number } | undefined;
  for (const [at, { shape }] of read.entries()) {
    if (shape !== 'ended' && shape !== 'weak') continue;
    const harm = isHarmless(lines[at] ?? '') ? WEIGHTS.harmless : 0;
    if (shape === 'weak' && harm > 0) continue;
    const weight = WEIGHTS[shape] - harm + WEIGHTS.late * Math.min(1, at / Math.max(1, end));
    if (best === undefined || weight > best.weight) best = { at, weight };
  }
  if (best === undefined) return lastResort(read);
  if (read[best.at]?.shape !== 'ended') return { at: best.at, isStrong: false };
  return { at: firstOfCluster(lines, read, best.at), isStrong: true };
}

function firstOfCluster(lines: readonly string[], read: readonly Read[], from: number): number {
  let first = from;
  for (let at = from - 1; at >= 0 && first - at <= CLUSTER; at--) {
    if (read[at]?.shape === 'ended' && !isHarmless(lines[at] ?? '')) first = at;
  }
  return first;
}

/** Nothing but the news that something failed: the first of it is nearest to the cause. */
function lastResort(read: readonly Read[]): Telling | undefined {
  const at = read.findIndex(({ shape }) => shape === 'passed-on');
  return at < 0 ? undefined : { at, isStrong: false };
}

function readLines(lines: readonly string[]): Read[] {
  const text = lines.join('\n');
  const waiting = new Set(families.filter(({ marks, after }) => after !== undefined && marks.test(text)));
  const active = families.filter(({ marks, after }) => after === undefined && marks.test(text));
  return lines.map((line, at) => {
    const shape = readLine(line, active, waiting) ?? reasonAbove(lines, at, active) ?? { shape: shapeOf(line) };
    for (const family of waiting) {
      if (!family.after?.test(line)) continue;
      waiting.delete(family);
      active.push(family);
    }
    return shape;
  });
}

function readLine(line: string, active: readonly Family[], waiting: ReadonlySet<Family>): Read | undefined {
  for (const { passesOn, harmless } of [...active, ...waiting]) {
    if (passesOn?.some((pattern) => pattern.test(line))) return { shape: 'passed-on' };
    if (harmless?.some((pattern) => pattern.test(line))) return { shape: undefined };
  }
  for (const { fault, title, titleEnds } of active) {
    if (fault?.some((pattern) => pattern.test(line))) return { shape: 'fault' };
    for (const pattern of title ?? []) {
      const found = pattern.exec(line);
      if (found) return { shape: 'fault', title: found, titleEnds };
    }
  }
  return undefined;
}

/** Some tools name the test below what they have to say of it. */
function reasonAbove(lines: readonly string[], at: number, active: readonly Family[]): Read | undefined {
  const family = active.find(({ above }) => above?.names.test(lines[at] ?? ''));
  if (family?.above === undefined) return undefined;
  const { begins } = family.above;
  for (let from = at - 1; from > at - 60 && from >= 0; from--)
    if (begins.test(lines[from] ?? '')) return { shape: 'fault', from: from + 1 };
  return { shape: 'fault' };
}
