import type { Mutant } from './instrument.ts';
import type { Verdict } from './verdicts.ts';

export const GOAL = 90;

export interface Score {
  counts: Record<Verdict, number>;
  /** Percent of the mutants that are not left out. */
  killed: number;
  reached: boolean;
}

/** An endless loop counts as killed. A mutant that runs only while a module is loaded is left out: it is too late. */
export function scoreOf(verdicts: Iterable<Verdict>): Score {
  const counts: Record<Verdict, number> = { killed: 0, 'timed out': 0, survived: 0, 'not covered': 0, static: 0 };
  for (const verdict of verdicts) counts[verdict]++;
  const noticed = counts.killed + counts['timed out'];
  const all = noticed + counts.survived + counts['not covered'];
  const killed = all === 0 ? 100 : (100 * noticed) / all;
  return { counts, killed, reached: killed >= GOAL };
}

export function lineOf({ file, line, kind, before, after }: Mutant, verdict: Verdict): string {
  return `${file}:${line}  ${verdict}, ${kind}\n  - ${short(before)}\n  + ${short(after)}`;
}

const MOST = 160;

function short(code: string): string {
  const line = code.replace(/\s+/g, ' ').trim();
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
}
