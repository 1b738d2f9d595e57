import { families } from './families/families.ts';
import type { Family } from './families/family.ts';
import { type Shape, shapeOf } from './shapes.ts';
import { endOfTrace, isTrace } from './trace.ts';

/** A line that announces a fault, and the way to read the lines below it. */
export interface Title {
  name?: string;
  family: Family;
}

export interface Read {
  /** `usual`: a successful run prints the line too. */
  shape: Shape | 'usual' | undefined;
  title?: Title;
  /** First line of the reason, if the reason is above. */
  from?: number;
}

/** Characters at the beginning of a line that are searched for a tool's mark. */
const MARK = 300;

/** The shape of each line, by the families of the tools that wrote the log, then by the general shapes. */
export function readLines(lines: readonly string[]): Read[] {
  const text = lines.map((line) => line.slice(0, MARK)).join('\n');
  const here = families.filter(({ marks }) => marks.test(text));
  const waiting = new Set(here.filter(({ after }) => after !== undefined));
  const active = here.filter(({ after }) => after === undefined);
  return lines.map((line, at) => {
    // Ansible continued.
    const isIgnored = lines[at + 1] === '...ignoring';
    const read: Read = isIgnored
      ? { shape: undefined }
      : (readByTools(line, here, active) ?? reasonAbove(lines, at, active) ?? readByAll(lines, at));
    for (const family of waiting) {
      if (!family.after?.test(line)) continue;
      waiting.delete(family);
      active.push(family);
    }
    return read;
  });
}

function readByTools(line: string, here: readonly Family[], active: readonly Family[]): Read | undefined {
  for (const { passesOn, harmless } of here) {
    if (passesOn?.some((pattern) => pattern.test(line))) return { shape: 'passed-on' };
    if (harmless?.some((pattern) => pattern.test(line))) return { shape: undefined };
  }
  for (const family of active) {
    if (family.fault?.some((pattern) => pattern.test(line))) return { shape: 'fault' };
    for (const pattern of family.title ?? []) {
      const found = pattern.exec(line);
      if (found) return { shape: 'fault', title: { name: found.groups?.name, family } };
    }
  }
  return undefined;
}

/** Some tools print the name of the test below the reason. */
function reasonAbove(lines: readonly string[], at: number, active: readonly Family[]): Read | undefined {
  const above = active.find((family) => family.above?.names.test(lines[at] ?? ''))?.above;
  if (above === undefined) return undefined;
  for (let from = at - 1; from > at - 60 && from >= 0; from--)
    if (above.begins.test(lines[from] ?? '')) return { shape: 'fault', from: from + 1 };
  return { shape: 'fault' };
}

/** Compilers and linters that print the place, often in a frame, below the message. */
const PLACE_BELOW = /^\s*(?:-->|[╭┌,][-─]+\[?)\s?[^\s\]:]{1,300}:\d{1,6}/u;
const RULE = /^[EF]\d{3,5}\b:? \S/;
const BARE_PLACE = /^\s*[^\s:]{1,300}\.\w{1,12}:\d{1,6}:\d{1,6}$/;
const NO_MESSAGE = /^\s*(?:warning|note|help|info|hint)\b|^\s*(?:-->|[│|=╭┌,])|^\W*$/iu;

/** The last line of a trace decides its shape. */
function readByAll(lines: readonly string[], at: number): Read {
  const line = lines[at] ?? '';
  const next = lines[at + 1] ?? '';
  const hasPlace = PLACE_BELOW.test(next) ? !NO_MESSAGE.test(line) : RULE.test(line) && BARE_PLACE.test(next);
  if (hasPlace) return { shape: 'fault' };
  const isEmpty = isTrace(line) && shapeOf(lines[endOfTrace(lines, at)] ?? '') === 'passed-on';
  return { shape: isEmpty ? 'passed-on' : shapeOf(line) };
}
