import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** How much CPU it takes to find the reason in a log of two million characters, ordinary and hostile, and whether half of
 *  a hostile one takes half of it. `node bench/diagnosis-log.ts [CHECKOUT]` compares with another checkout, run by run. */

type Find = (lines: readonly string[]) => unknown;

async function load(checkout: string): Promise<Find> {
  const { relevantLines } = await import(
    pathToFileURL(join(resolve(checkout), 'lib/diagnosis/log/relevant-lines.ts')).href
  );
  return relevantLines;
}

const SIZE = 2_000_000;
const WIDTH = 1_000;

function filled(line: (n: number) => string, size = SIZE): string[] {
  const lines: string[] = [];
  for (let room = size; room > 0; room -= lines.at(-1)?.length ?? room) lines.push(line(lines.length));
  return lines;
}

const ordinary = [
  (n: number) => `npm http fetch GET 200 https://registry.npmjs.org/package-${n} ${n}ms (error: none)`,
  (n: number) => `  ✓ rounds ${n} half to even (${n % 90} ms)`,
  (n: number) => `src/cart-${n}.ts:${n}:12: warning: unused variable 'total'`,
  (n: number) => `[INFO] Downloading org.example:library-${n}:jar from central`,
  (n: number) => `-- Looking for pthread_create_${n} - not found`,
  (n: number) => `ok ${n} - cart rounds`,
  (n: number) => `gcc -c -O2 -Wall -Iinclude src/error_${n}.c -o build/error_${n}.o`,
];
const parts = [
  ' ',
  '[',
  '(',
  'a.',
  '/',
  ':',
  '1:',
  'x-',
  '"',
  '.',
  'error ',
  '* ',
  '- ',
  'failed ',
  '::',
  'A_',
  '│ ',
  '\\',
  "'",
  '1) ',
  '{',
  '...',
  'at ',
  '=',
  '#',
  'E ',
  'src/a.c:1:',
];
const logs: [name: string, line: (n: number) => string][] = [
  ['ordinary', (n) => ordinary[n % ordinary.length]?.(n) ?? ''],
  ...parts.map((part): [string, (n: number) => string] => [
    `hostile ${JSON.stringify(part)}`,
    (n) => part.repeat(Math.ceil(WIDTH / part.length)) + n,
  ]),
];

const here = await load('.');
const [other] = process.argv.slice(2);
const there = other === undefined ? undefined : await load(other);
for (const [name, line] of logs) {
  const [whole, half] = [filled(line), filled(line, SIZE / 2)];
  const runs = Array.from({ length: name === 'ordinary' ? 7 : 3 }, () => ({
    here: cpu(here, whole),
    half: cpu(here, half),
    there: there && cpu(there, whole),
  }));
  const now = median(runs.map((run) => run.here));
  const growth = now / median(runs.map((run) => run.half));
  const before = there && median(runs.map((run) => run.there ?? 0));
  const compared = before === undefined ? '' : `, there ${before.toFixed(0)} ms: ${(now / before).toFixed(2)} times`;
  console.log(`${name.padEnd(24)} ${now.toFixed(0).padStart(6)} ms, ${growth.toFixed(1)} times its half${compared}`);
}

function cpu(find: Find, lines: readonly string[]): number {
  const began = process.cpuUsage();
  find(lines);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
