import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Covered } from './coverage.ts';
import type { Note } from './verdicts.ts';

/** The files between `mutate.ts` and the processes that run the tests: a process may end at any time. */

export const FOLDER = 'dist/mutation';
const planFile = `${FOLDER}/plan.json`;
const coverageFile = `${FOLDER}/coverage.json`;
const notesFile = `${FOLDER}/notes.jsonl`;

export interface Plan {
  /** By path from the root. */
  instrumented: Record<string, string>;
  /** The mutants that have no verdict yet, by id. */
  left: string[];
}

export function writePlan(plan: Plan): void {
  writeFileSync(planFile, JSON.stringify(plan));
}

export function readPlan(): Plan {
  return JSON.parse(readFileSync(planFile, 'utf8'));
}

export function writeCoverage(covered: Covered): void {
  writeFileSync(coverageFile, JSON.stringify(covered));
}

export function readCoverage(): Covered | undefined {
  return existsSync(coverageFile) ? JSON.parse(readFileSync(coverageFile, 'utf8')) : undefined;
}

export function addNote(note: Note): void {
  appendFileSync(notesFile, `${JSON.stringify(note)}\n`);
}

export function readNotes(): Note[] {
  if (!existsSync(notesFile)) return [];
  const lines = readFileSync(notesFile, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}
