import { cleanLog, cutMiddle } from './log-lines-clean.ts';
import { failingSection } from './log-lines-section.ts';
import { frameOf, isHeading, isNoise, isSummary, tellingKind } from './log-lines-shapes.ts';

const LINE = 300;
const TOTAL = 2_500;
const FRAMES = 4;
/** How far from an error its heading may be. */
const REACH = 80;

/** Of a long log the lines that matter: of the command that failed the first real error, and what belongs to it. */
export function relevantLines(
  lines: readonly string[],
  { command, limit = 25 }: { command?: string | undefined; limit?: number } = {},
): string[] {
  const section = failingSection(cleanLog(lines), command);
  const anchor = mostTelling(section);
  const wanted = anchor === undefined ? lastLines(section) : around(section, anchor);
  return inOrder(section, wanted, limit);
}

/** Of relevant lines the one that says it in short. */
export function errorLine(lines: readonly string[]): string | undefined {
  const at = mostTelling(lines);
  if (at === undefined) return undefined;
  const line = lines[at] ?? '';
  if (isTrace(line)) return lines[endOfTrace(lines, at)];
  const next = bare(lines[at + 1] ?? '');
  if (/^\* What went wrong:$|panicked at .*:$/.test(line) && next) return next;
  const title = /^npm (?:ERR!|error) code (?<code>\S+)$|^\[ERROR\] (?<test>\S+) .*<<< (?:FAILURE|ERROR)!$/.exec(
    line,
  )?.groups;
  const name = title?.code ?? title?.test;
  if (name === undefined || next === '') return bare(line);
  return next.startsWith(name) ? next : `${name}: ${next}`;
}

/** Without what tools put in front of their lines. */
function bare(line: string): string {
  return line.replace(/^(?:\[ERROR\]|[│●╷E>*]|npm (?:ERR!|error))\s+/u, '').trim();
}

function mostTelling(lines: readonly string[]): number | undefined {
  let best: { at: number; kind: number } | undefined;
  for (const [at, line] of lines.entries()) {
    const kind = tellingKind(line.replace(/^\s*│ /, ''));
    if (kind !== undefined && (best === undefined || kind < best.kind)) best = { at, kind };
    if (best?.kind === 0) break;
  }
  return best?.at;
}

/** What belongs to an error, the weightiest first: when there is no room for all, the last are left out. */
function around(lines: string[], anchor: number): number[] {
  const heading = lines.findLastIndex((line, at) => at < anchor && at > anchor - REACH && isHeading(line));
  const below = isTrace(lines[anchor]) ? trace(lines, anchor) : following(lines, anchor);
  const summaries = lines.flatMap((line, at) => (isSummary(line) ? [at] : [])).slice(-3);
  return [anchor, heading, ...below.slice(0, 8), ...summaries, ...preceding(lines, anchor), ...below.slice(8)].filter(
    (at) => at >= 0,
  );
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

function isTrace(line = ''): boolean {
  return line.startsWith('Traceback ');
}

/** Python tells the innermost call and the error last. */
function trace(lines: string[], anchor: number): number[] {
  const end = endOfTrace(lines, anchor);
  const inside = Array.from({ length: end - anchor }, (_, n) => end - n);
  return inside.filter((at) => lines[at]?.trim() !== '').slice(0, 12);
}

function endOfTrace(lines: readonly string[], anchor: number): number {
  const length = lines.slice(anchor + 1).findIndex((line) => /^\S/.test(line));
  return length < 0 ? Math.min(lines.length - 1, anchor + 40) : anchor + 1 + length;
}

function lastLines(lines: string[]): number[] {
  const said = lines.flatMap((line, at) => (line.trim() === '' ? [] : [at]));
  return said.slice(-12).reverse();
}

/** As they stood in the log, none twice, within the limits. */
function inOrder(lines: string[], wanted: number[], limit: number): string[] {
  const chosen = new Map<number, string>();
  const told = new Set<string>();
  let room = TOTAL;
  for (const at of wanted) {
    const line = cutMiddle(lines[at] ?? '', LINE);
    if (told.has(line) || chosen.size >= limit || line.length > room) continue;
    chosen.set(at, line);
    told.add(line);
    room -= line.length;
  }
  return [...chosen].sort(([a], [b]) => a - b).map(([, line]) => line);
}
