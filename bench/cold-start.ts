import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { buildFunctions, options } from '../infra/build.ts';
import { layOut } from '../lab/runtime/package.ts';
import { click, interaction, signed } from '../test/kit/slack-requests.ts';
import { type StandIns, startStandIns } from './cold-start/stand-ins.ts';

/** CPU (user and system) and wall time of a whole process from its start until the handler is loaded (ready), and until
 *  its first request is done: as ratios to an empty handler. Processes take turns; medians, and the middle half of the
 *  rounds as spread. `node bench/cold-start.ts [ROUNDS]` */

interface Case {
  name: string;
  file: string;
  event: (world: StandIns, env: Record<string, string>) => Promise<object> | object;
  /** The call that the first request must make. */
  makes?: string;
}

interface Figure {
  cpu: number;
  wall: number;
}

const rounds = Number(process.argv[2] ?? 25);
const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
const world = await startStandIns();
await buildFunctions('infra/policy.yml');
const packages = await layOut();
await buildFunctions('infra/policy.yml', { outdir: join(folder, 'cached'), hasCodeCache: true });
const cases = [...(await peers()), ...packages.flatMap((one) => [ours(one), cached(ours(one))])];
const taken = new Map<string, Figure[][]>();

for (let round = 0; round <= rounds; round++) {
  for (const one of cases) {
    const figures = await coldStart(one);
    if (round > 0) taken.set(one.name, [...(taken.get(one.name) ?? []), figures]); // the first round warms the disk
  }
}
report();
await world.stop();
await rm(folder, { recursive: true });

async function peers(): Promise<Case[]> {
  const empty = join(folder, 'empty.mjs');
  const [same, usual] = [join(folder, 'same.mjs'), join(folder, 'usual.cjs')];
  await writeFile(empty, 'export const handler = async () => {};\n');
  const entryPoints = ['bench/cold-start/bolt.ts'];
  await build({ ...options, sourcemap: false, entryPoints, outfile: same });
  await build({ entryPoints, outfile: usual, bundle: true, platform: 'node', target: 'node24', logLevel: 'error' });
  const pressed = { event: press, makes: 'PutApprovalResult' };
  return [
    { name: 'floor', file: empty, event: () => ({}) },
    { name: 'Bolt', file: same, ...pressed },
    { name: 'Bolt as people bundle it', file: usual, ...pressed },
  ];
}

function ours({ name, handler, taskRoot }: { name: string; handler: string; taskRoot: string }): Case {
  const file = join(taskRoot, `${handler.slice(0, handler.lastIndexOf('.'))}.mjs`);
  switch (name) {
    case 'slack':
      return { name, file, event: press, makes: 'sqs' };
    case 'sweep':
      return {
        name,
        file,
        makes: 'sqs',
        async event({ addDueRow }, { TABLE_NAME = '' }) {
          await addDueRow(TABLE_NAME);
          return {};
        },
      };
    default:
      return { name, file, event: ({ started }) => batchOf(started()), makes: 'chat.postMessage' };
  }
}

/** The same function with V8's code cache. */
function cached({ name, file, ...rest }: Case): Case {
  return { ...rest, name: `${name} with code cache`, file: join(folder, 'cached', basename(file)) };
}

function press(): object {
  return signed(interaction(click({})), { at: Date.now() });
}

function batchOf(event: object): object {
  const more = { eventSource: 'aws:sqs', attributes: {}, messageAttributes: {} };
  return { Records: [{ messageId: 'm', body: JSON.stringify(event), ...more }] };
}

async function coldStart({ name, file, event, makes }: Case): Promise<Figure[]> {
  const env = await world.env();
  const first = JSON.stringify(await event(world, env));
  world.done();
  const driver = resolve('bench/cold-start/one-process.mjs');
  const child = spawn(process.execPath, [driver, file, first], {
    env: { ...env, AWS_LAMBDA_FUNCTION_NAME: 'bench' },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const [{ figures, answer }, output] = await Promise.all([
    json(child.stdio[3] as NodeJS.ReadableStream) as Promise<{ figures: Figure[]; answer: unknown }>,
    text(child.stdout as NodeJS.ReadableStream),
  ]);
  const done = world.done();
  if (makes === undefined || done.includes(makes)) return figures;
  throw new Error(`${name} did not do its work: ${done}, ${JSON.stringify(answer)}\n${output}`);
}

function report(): void {
  console.log(`${rounds} processes each; floor: an empty handler beside http, net, util, assert and fs`);
  console.log(`${''.padEnd(26)}ready CPU           first CPU           ready wall          first wall`);
  for (const { name } of cases) {
    const cells = [0, 1].flatMap((at) => [ratio(name, at, 'cpu'), ratio(name, at, 'wall')]);
    const [readyCpu, readyWall, firstCpu, firstWall] = cells.map((cell) => cell.padEnd(20));
    console.log(`${name.padEnd(26)}${readyCpu}${firstCpu}${readyWall}${firstWall}`.trimEnd());
  }
  const press = median(valuesOf('slack', 1, 'cpu'));
  const [same, usual] = ['Bolt', 'Bolt as people bundle it'].map((name) => press / median(valuesOf(name, 1, 'cpu')));
  console.log(
    `the first press in slack: ${same?.toFixed(2)} of Bolt, ${usual?.toFixed(2)} of Bolt as people bundle it`,
  );
}

function ratio(name: string, at: number, what: keyof Figure): string {
  const floor = median(valuesOf('floor', at, what));
  const values = valuesOf(name, at, what);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => (quantile(values, part) / floor).toFixed(2));
  return `${middle} (${low}–${high})`;
}

function valuesOf(name: string, at: number, what: keyof Figure): number[] {
  return (taken.get(name) ?? []).map((figures) => figures[at]?.[what] ?? Number.NaN);
}

function median(values: number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? Number.NaN;
}
