import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFunctions } from '../infra/build.ts';

/** How much longer a built function takes to be ready than an empty handler, as the ratio of medians of processes that
 *  take turns. `node bench/cold-start.ts [ROUNDS]` */

await buildFunctions('infra/policy.yml');
const rounds = Number(process.argv[2] ?? 15);
const empty = join(mkdtempSync(join(tmpdir(), 'signalbox-bench-')), 'empty.mjs');
writeFileSync(empty, 'export const handler = async () => {};\n');

const functions = ['worker', 'slack', 'sweep'].map((name) => [name, `dist/functions/${name}.mjs`]);
const bundles: Record<string, string> = { empty, ...Object.fromEntries(functions) };
const taken = new Map<string, number[]>();
for (let round = 0; round <= rounds; round++) {
  for (const [name, file] of Object.entries(bundles)) {
    const ms = milliseconds(file);
    if (round > 0) taken.set(name, [...(taken.get(name) ?? []), ms]); // the first round warms the disk
  }
}
const base = median(taken.get('empty') ?? []);
for (const [name, all] of taken) {
  console.log(
    `${name.padEnd(7)} ${(median(all) / base).toFixed(2)} × an empty handler's cold start, ${rounds} processes`,
  );
}

function milliseconds(file: string): number {
  const env = {
    PATH: process.env.PATH,
    AWS_REGION: 'eu-central-1',
    TABLE_NAME: 't',
    QUEUE_URL: 'q',
    SLACK_BOT_TOKEN: 'x',
    SLACK_SIGNING_SECRET: 'x',
  };
  const url = JSON.stringify(new URL(file, `file://${process.cwd()}/`).href);
  const began = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', `await import(${url})`], {
    env,
  });
  if (status !== 0) throw new Error(`${file} does not start: ${stderr}`);
  return Number(process.hrtime.bigint() - began) / 1e6;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
