import { cleanLog, cutMiddle } from './clean.ts';
import { shortForm } from './headline.ts';
import { failingSections } from './section.ts';
import { frameOf, isAdvice, isHeading, isNoise, isSummary } from './shapes.ts';
import { isTrace, traceLines } from './trace.ts';
import { usualLines } from './usual-lines.ts';
import { type Telling, weigh } from './weigh.ts';

const LINE = 300;
const TOTAL = 2_500;
const FRAMES = 4;
/** Maximum distance in lines from an error to its heading. */
const REACH = 80;
/** Lines quoted from the end of the output: END beside a strong match, which may be wrong; SILENT if no line names a
 *  failure; LIMIT beside a weak match. */
const END = 8;
const SILENT = 12;
const LIMIT = 25;
/** The first lines of an error block certainly belong to it. */
const NEAR = 12;

export interface Reading {
  /** The relevant lines, unchanged and in log order. */
  shown: string[];
  /** The shown lines that belong to the reason, uncut; the others are the end of the output. */
  block: string[];
  /** The one line that states the reason. */
  line?: string;
  /** The same in short form, without the tool's prefix. */
  headline?: string;
}

/** Selects the relevant lines of a log: in the failed command's output, the most informative line, its context, and
 *  the end, because even a strong match may be wrong. */
export function reasonIn(
  lines: readonly string[],
  {
    command,
    limit = LIMIT,
    lastSuccess = [],
  }: { command?: string; limit?: number; lastSuccess?: readonly string[] } = {},
): Reading {
  const sections = failingSections(cleanLog(lines), command);
  const compared = readingOf(sections, limit, usualLines(lastSuccess));
  // Without another line than those of the success, the comparison has no use.
  return compared.shown.length > 0 || lastSuccess.length === 0 ? compared : readingOf(sections, limit);
}

function readingOf(sections: string[][], limit: number, isUsual: (line: string) => boolean = () => false): Reading {
  const { section, best, tellsLittle } = mostSpecific(sections, isUsual);
  const block = best === undefined ? [] : around(section, best).filter((at) => isOwn(at, best, section, isUsual));
  const end = lastLines(section, tellsLittle);
  // A strong match may be wrong; the real cause is then most often below it.
  const below = best?.isStrong ? end.filter((at) => at > best.at).slice(0, END) : best ? end : end.slice(0, SILENT);
  const wanted = [...block.slice(0, NEAR), ...below, ...block.slice(NEAR)];
  const shown = inOrder(section, wanted, limit);
  return {
    shown: shown.map(({ line }) => line),
    block: inOrder(section, block.slice(0, NEAR), limit).map(({ at }) => section[at] ?? ''),
    ...quote(section, best ?? lastWritten(section, end)),
  };
}

function isOwn(at: number, best: Telling, section: string[], isUsual: (line: string) => boolean): boolean {
  return at === best.at || at === best.says || !isUsual(section[at] ?? '');
}

function quote(section: string[], best: Pick<Telling, 'at' | 'says' | 'title'> | undefined) {
  return best && { line: cutMiddle(section[best.says] ?? '', LINE), headline: shortForm(section, best) };
}

/** If no line names a failure, the last line is nearest to it. */
function lastWritten(section: string[], end: number[]): { at: number; says: number } | undefined {
  const written = end.filter((each) => /\w/.test(section[each] ?? ''));
  // A program that was called in a wrong way explains itself in many lines.
  const usage = written.findLast((each) => /^usage: \S/i.test(section[each] ?? ''));
  const at = usage ?? written.find((each) => tells(section[each] ?? '')) ?? written[0];
  return at === undefined ? undefined : { at, says: at };
}

function tells(line: string): boolean {
  return !isAdvice(line) && frameOf(line) === undefined;
}

/** The proof of a finding, and the part of it that may decide the class. */
export function proofOf({ shown, block }: Reading): { evidence: string[]; block?: string[] } {
  return block.length === shown.length ? { evidence: shown } : { evidence: shown, block };
}

/** The first section is the most likely, unless only an earlier one names a failure. */
function mostSpecific(sections: string[][], isUsual: (line: string) => boolean) {
  const [first = [], ...earlier] = sections;
  const weighed = { section: first, ...weigh(first, isUsual) };
  if (weighed.best !== undefined) return weighed;
  for (const section of earlier) {
    const other = { section, ...weigh(section, isUsual) };
    if (other.best?.isStrong) return other;
  }
  return weighed;
}

export function relevantLines(lines: readonly string[], options: { command?: string; limit?: number } = {}): string[] {
  return reasonIn(lines, options).shown;
}

/** Lines that belong to an error, most important first; without room for all, the last are dropped. */
function around(lines: string[], { at: anchor, says, isStrong }: Telling): number[] {
  const heading = lines.findLastIndex((line, at) => at < anchor && at > anchor - REACH && isHeading(line));
  const below = isTrace(lines[anchor]) ? traceLines(lines, anchor) : following(lines, anchor);
  if (!isStrong) return [anchor, says, ...below.slice(0, 4), ...preceding(lines, anchor)];
  const summaries = lines.flatMap((line, at) => (isSummary(line) ? [at] : [])).slice(-3);
  return [
    anchor,
    says,
    heading,
    ...below.slice(0, 8),
    ...summaries,
    ...preceding(lines, anchor),
    ...below.slice(8),
  ].filter((at) => at >= 0);
}

/** Names of suites and the failed statement are indented or marked. */
function preceding(lines: string[], anchor: number): number[] {
  const above = [1, 2, 3].map((n) => anchor - n);
  const other = above.findIndex((at) => !/^(?:\s|> {3}|$)/.test(lines[at] ?? '') || isNoise(lines[at] ?? ''));
  return above.slice(0, other < 0 ? above.length : other).filter((at) => lines[at]?.trim());
}

function following(lines: string[], anchor: number): number[] {
  const found: number[] = [];
  let frames = 0;
  for (let at = anchor + 1; at < lines.length && found.length < 18; at++) {
    const line = lines[at] ?? '';
    const frame = frameOf(line);
    if (frame === undefined) frames = 0;
    else if (frame === 'foreign' || ++frames > FRAMES) continue;
    if (/^\s*(?:PASS\b|✓|✔|√)|^ok\s|^={3,} /u.test(line)) break;
    if (line.trim() !== '' && !isNoise(line)) found.push(at);
  }
  return found;
}

/** The end of the output, last line first, without lines that tell little. */
function lastLines(lines: string[], tellsLittle: boolean[]): number[] {
  const written = lines.flatMap((line, at) => (tellsLittle[at] || line.trim() === '' ? [] : [at]));
  const telling = written.filter((at) => !isNoise(lines[at] ?? '') && frameOf(lines[at] ?? '') !== 'foreign');
  return (telling.length > 0 ? telling : written).slice(-LIMIT).reverse();
}

/** In log order, without duplicates, within the limits. */
function inOrder(lines: string[], wanted: number[], limit: number): { at: number; line: string }[] {
  const chosen = new Map<number, string>();
  const taken = new Set<string>();
  let room = TOTAL;
  for (const at of wanted) {
    const line = cutMiddle(lines[at] ?? '', LINE);
    if (taken.has(line) || line.trim() === '' || chosen.size >= limit || line.length > room) continue;
    chosen.set(at, line);
    taken.add(line);
    room -= line.length;
  }
  return [...chosen].sort(([a], [b]) => a - b).map(([at, line]) => ({ at, line }));
}
