import { cleanLog, cutMiddle } from './clean.ts';
import { sayInShort } from './headline.ts';
import { failingSections } from './section.ts';
import { frameOf, isHeading, isNoise, isSummary } from './shapes.ts';
import { isTrace, traceLines } from './trace.ts';
import { type Telling, weigh } from './weigh.ts';

const LINE = 300;
const TOTAL = 2_500;
const FRAMES = 4;
/** How far from an error its heading may be. */
const REACH = 80;
/** Lines of the end: beside a strong shape, which may be wrong; where nothing tells of a failure; where only weak words do. */
const END = 8;
const SILENT = 12;
const LIMIT = 25;
/** Of what follows a fault these belong to it for certain. */
const NEAR = 12;

/** What a log tells of a failure. */
export interface Reading {
  /** The lines that matter, as they stood in the log. */
  shown: string[];
  /** Those of them that belong to the reason; the others are how the output ended. */
  block: string[];
  /** The one line that says it. */
  line?: string | undefined;
  /** The same in short, without what the tool put in front of it. */
  headline?: string | undefined;
}

/** Of a long log the lines that matter: of the command that failed the line that tells most, what belongs to it, and how
 *  the output ended, because a strong shape may be a wrong one. */
export function reasonIn(
  lines: readonly string[],
  { command, limit = LIMIT }: { command?: string | undefined; limit?: number } = {},
): Reading {
  const { section, best, isPassedOn } = mostSpecific(failingSections(cleanLog(lines), command));
  const block = best === undefined ? [] : around(section, best);
  const end = lastLines(section, isPassedOn);
  // A strong shape may be a wrong one, and then the truth most often stands below it.
  const below = best?.isStrong ? end.filter((at) => at > best.at).slice(0, END) : best ? end : end.slice(0, SILENT);
  const wanted = [...block.slice(0, NEAR), ...below, ...block.slice(NEAR)];
  const shown = inOrder(section, wanted, limit);
  return {
    shown: shown.map(({ line }) => line),
    block: inOrder(section, block.slice(0, NEAR), limit).map(({ line }) => line),
    ...quote(section, best ?? lastSaid(section, end)),
  };
}

function quote(section: string[], best: Pick<Telling, 'at' | 'says' | 'title'> | undefined) {
  return best && { line: cutMiddle(section[best.says] ?? '', LINE), headline: sayInShort(section, best) };
}

/** Where nothing tells of a failure, the last that was said is nearest to it. */
function lastSaid(section: string[], end: number[]): { at: number; says: number } | undefined {
  const at = end.find((each) => /\w/.test(section[each] ?? ''));
  return at === undefined ? undefined : { at, says: at };
}

/** What of it proves a finding, and what of that its class may rest on. */
export function proofOf({ shown, block }: Reading): { evidence: string[]; block?: string[] } {
  return block.length === shown.length ? { evidence: shown } : { evidence: shown, block };
}

/** The first section is the likeliest, unless only an earlier one tells of a failure. */
function mostSpecific(sections: string[][]) {
  const [first = [], ...earlier] = sections;
  const weighed = { section: first, ...weigh(first) };
  if (weighed.best !== undefined) return weighed;
  for (const section of earlier) {
    const other = { section, ...weigh(section) };
    if (other.best?.isStrong) return other;
  }
  return weighed;
}

/** The lines that matter, alone. */
export function relevantLines(
  lines: readonly string[],
  options: { command?: string | undefined; limit?: number } = {},
): string[] {
  return reasonIn(lines, options).shown;
}

/** What belongs to an error, the weightiest first: when there is no room for all, the last are left out. */
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

/** Names of suites, the statement that failed: they are indented, or marked. */
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

/** How the output ended, the last first. What only passes a failure on says nothing here. */
function lastLines(lines: string[], isPassedOn: boolean[]): number[] {
  const said = lines.flatMap((line, at) =>
    isPassedOn[at] || isNoise(line) || frameOf(line) === 'foreign' ? [] : [at],
  );
  return said
    .filter((at) => lines[at]?.trim() !== '')
    .slice(-LIMIT)
    .reverse();
}

/** As they stood in the log, none twice, within the limits. */
function inOrder(lines: string[], wanted: number[], limit: number): { at: number; line: string }[] {
  const chosen = new Map<number, string>();
  const told = new Set<string>();
  let room = TOTAL;
  for (const at of wanted) {
    const line = cutMiddle(lines[at] ?? '', LINE);
    if (told.has(line) || line.trim() === '' || chosen.size >= limit || line.length > room) continue;
    chosen.set(at, line);
    told.add(line);
    room -= line.length;
  }
  return [...chosen].sort(([a], [b]) => a - b).map(([at, line]) => ({ at, line }));
}
