import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Finds the unit tests: they import nothing that builds, serves, starts or drives a program, in whatever folder they
 *  are. A slow test is excluded by the comment `// Not a unit test: …`. */

/** Packages and files that make a test more than a unit test. */
const heavy =
  /^(node:(http|https|net|child_process|worker_threads)|dynalite|fauxqs|playwright-core|esbuild|infra\/build\.ts)$/;

export interface Kinds {
  unit: string[];
  /** Needs the built functions, servers or other programs. */
  whole: string[];
}

export function kindsOfTests(): Kinds {
  const reached = new Map<string, boolean>();
  const files = globSync('test/**/*.test.ts')
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
  return {
    unit: files.filter((file) => !isHeavy(file, reached)),
    whole: files.filter((file) => isHeavy(file, reached)),
  };
}

export function isHeavy(file: string, known: Map<string, boolean>): boolean {
  if (heavy.test(file)) return true;
  const before = known.get(file);
  if (before !== undefined) return before;
  known.set(file, false); // This ends a cycle.
  const text = readFileSync(file, 'utf8');
  const is =
    text.includes("'dist/functions") ||
    text.includes('\n// Not a unit test: ') ||
    importsOf(file, text).some((what) => heavy.test(what) || (what.endsWith('.ts') && isHeavy(what, known)));
  known.set(file, is);
  return is;
}

/** Imported packages, and imported files relative to the root; without imports of types. */
function importsOf(file: string, text: string): string[] {
  const found = text.matchAll(/^\s*(?:import|export)\s+(?!type\s)(?:[^'"();]*?from\s+)?'([^']+)'/gm);
  const lazy = text.matchAll(/\bimport\('([^']+)'\)/g);
  return [...found, ...lazy].map(([, what = '']) => (what.startsWith('.') ? join(dirname(file), what) : what));
}
