import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFunctions } from '../infra/build.ts';
import { layOut, type Package } from '../lab/runtime/package.ts';
import { startPackage } from '../test/kit/runtime.ts';

/** How much longer a packaged function takes until it asks for its first invocation than an empty handler, as the ratio
 *  of medians of processes that take turns. `node bench/cold-start.ts [ROUNDS]` */

await buildFunctions('infra/policy.yml');
const rounds = Number(process.argv[2] ?? 15);
const taskRoot = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
writeFileSync(join(taskRoot, 'empty.mjs'), 'export const handler = async () => {};\n');
const empty = { name: 'empty', handler: 'empty.handler', timeout: 30, memory: 512, taskRoot };

const { packages, remove } = await layOut();
const taken = new Map<string, number[]>();
for (let round = 0; round <= rounds; round++) {
  for (const one of [empty, ...packages]) {
    const ms = await milliseconds(one);
    if (round > 0) taken.set(one.name, [...(taken.get(one.name) ?? []), ms]); // the first round warms the disk
  }
}
await remove();
const base = median(taken.get('empty') ?? []);
for (const [name, all] of taken) {
  const ms = median(all);
  const more = `${(ms / base).toFixed(2)} × an empty handler's cold start, ${Math.round(ms - base)} ms more`;
  console.log(`${name.padEnd(7)} ${more}, ${rounds} processes`);
}

async function milliseconds(one: Package): Promise<number> {
  const began = performance.now();
  const started = await startPackage(one, {
    AWS_REGION: 'eu-central-1',
    TABLE_NAME: 't',
    QUEUE_URL: 'q',
    SLACK_BOT_TOKEN: 'x',
    SLACK_SIGNING_SECRET: 'x',
  });
  await started.ready;
  const ms = performance.now() - began;
  await started.end();
  return ms;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
