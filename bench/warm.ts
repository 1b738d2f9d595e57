import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { buildFunctions } from '../infra/build.ts';
import { readEvent } from '../lib/codepipeline/read/event.ts';
import { type Execution, executionKey } from '../lib/core/execution/facts.ts';
import { emptyRow, type Row } from '../lib/core/model/row.ts';
import { step } from '../lib/core/step.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../test/kit/events.ts';
import { rules } from '../test/kit/rules.ts';
import { executionOf, startStandIns } from './warm/stand-ins.ts';

/** A worker that has been busy for a while, in a process of its own: events for each second of its CPU, while it has seen
 *  ever more executions, and its memory then. And `step` alone, with ever larger pipelines. `node bench/warm.ts` */

const SEEN = [10, 100, 1_000, 10_000];
const SAMPLE = 50;
const STAGES = ['Source', 'Build', 'Stage', 'Prod'];
const ACTIONS = ['one', 'two'];

interface Figures {
  cpu: number;
  rss: number;
  heapUsed: number;
  failed: number;
}

/** The 26 events of a run that ends now. */
function eventsOf(name: string): object[] {
  const now = Date.now();
  const at = (seconds: number) => ({
    pipeline: name,
    executionId: executionOf(name),
    at: new Date(now - 300_000 + seconds * 1_000).toISOString(),
  });
  return [
    pipelineEvent('STARTED', at(0)),
    ...STAGES.flatMap((stage, n) => [
      stageEvent(stage, 'STARTED', at(n * 60)),
      ...ACTIONS.map((action) => idOf(actionEvent(`${stage}/${action}`, 'STARTED', at(n * 60)), name)),
      ...ACTIONS.map((action) => idOf(actionEvent(`${stage}/${action}`, 'SUCCEEDED', at(n * 60 + 59)), name)),
      stageEvent(stage, 'SUCCEEDED', at(n * 60 + 60)),
    ]),
    pipelineEvent('SUCCEEDED', at(240)),
  ];
}

function idOf<T extends { detail: object }>(event: T, name: string): T {
  const { stage, action } = event.detail as { stage?: string; action?: string };
  return { ...event, detail: { ...event.detail, 'action-execution-id': `${name}-${stage}-${action}` } };
}

async function startWorker() {
  await buildFunctions('infra/policy.yml');
  const stages = STAGES.map((name) => ({ name, actions: ACTIONS.map((action) => ({ name: action })) }));
  const { env, stop } = await startStandIns(stages);
  const driver = ['--expose-gc', 'bench/warm/worker-process.mjs', resolve('dist/functions/worker.mjs')];
  const child = spawn(process.execPath, driver, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (event: object): Promise<Figures> => {
    child.stdin.write(`${JSON.stringify(event)}\n`);
    const { value } = await lines.next();
    const figures = JSON.parse(value ?? '') as Figures;
    if (figures.failed > 0) throw new Error(`${figures.failed} messages of a batch failed`);
    return figures;
  };
  return {
    batch: (events: object[]) => ask({ Records: events.map((event, n) => recordOf(event, n)) }),
    rest: () => ask({}),
    async stop() {
      child.stdin.end();
      await stop();
    },
  };
}

function recordOf(event: object, n: number): object {
  return {
    messageId: String(n),
    body: JSON.stringify(event),
    eventSource: 'aws:sqs',
    attributes: {},
    messageAttributes: {},
  };
}

async function worker(): Promise<void> {
  const { batch, rest, stop } = await startWorker();
  let names = 0;
  const next = (count: number) => Array.from({ length: count }, () => eventsOf(`p${names++}`));
  /** Each batch has one event of each run. */
  const play = async (runs: object[][]) => {
    for (let n = 0; n < (runs[0]?.length ?? 0); n++) await batch(runs.flatMap((events) => events[n] ?? []));
  };
  await play(next(SAMPLE));
  await play(next(SAMPLE));
  let seen = 0;
  let first: number | undefined;
  for (const count of SEEN) {
    for (; seen < count; seen += SAMPLE) await batch(next(SAMPLE).flatMap(([event]) => event ?? []));
    const before = await rest();
    await play(next(SAMPLE));
    await play(next(SAMPLE));
    const after = await rest();
    const perEvent = (after.cpu - before.cpu) / (2 * SAMPLE * 26);
    first ??= perEvent;
    const figures = `${(1 / perEvent).toFixed(0)} events a second of CPU, ${(perEvent / first).toFixed(2)} × the first line`;
    const memory = `${(after.heapUsed / 1e6).toFixed(0)} MB of heap, ${(after.rss / 1e6).toFixed(0)} MB in all`;
    console.log(`after ${String(count).padStart(6)} executions: ${figures}; ${memory}`);
  }
  await stop();
}

/** Milliseconds of one more event of an execution with so many actions. */
function stepWith(actions: number): number {
  const stage = (n: number) => `stage-${Math.floor(n / 10)}`;
  const events = Array.from({ length: actions }, (_, n) => [
    idOf(actionEvent(`${stage(n)}/a${n}`, 'STARTED', {}), 'p0'),
    idOf(actionEvent(`${stage(n)}/a${n}`, 'SUCCEEDED', {}), 'p0'),
  ]).flat();
  const seen = [pipelineEvent('STARTED'), ...events].map((event) => readEvent(event) as Execution);
  const inputs = seen.map((execution) => ({ type: 'seen' as const, execution }));
  const [first] = seen;
  if (!first) throw new Error('There is no event');
  const known: Row = step(emptyRow(executionKey(first.ref)), inputs, rules(), Date.now(), 'claim').row;
  const last = readEvent(idOf(actionEvent('stage-0/new', 'STARTED', {}), 'p0')) as Execution;
  const times = Math.max(20, Math.floor(4_000 / actions));
  // Rows that were just loaded: nothing about their facts was computed before.
  const load = () => Array.from({ length: times }, () => structuredClone(known));
  const run = (rows: Row[]) => {
    for (const row of rows) step(row, [{ type: 'seen', execution: last }], rules(), Date.now(), 'claim');
  };
  for (let round = 0; round < 3; round++) run(load());
  const taken = Array.from({ length: 7 }, () => {
    const rows = load();
    globalThis.gc?.();
    const began = process.cpuUsage();
    run(rows);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1e3 / times;
  });
  return taken.toSorted((a, b) => a - b)[3] ?? Number.NaN;
}

const sizes = [10, 50, 200, 1_000].map((actions) => ({ actions, ms: stepWith(actions) }));
const at50 = sizes.find(({ actions }) => actions === 50)?.ms ?? Number.NaN;
for (const { actions, ms } of sizes) {
  console.log(
    `step with ${String(actions).padStart(5)} actions: ${ms.toFixed(2)} ms of CPU, ${(ms / at50).toFixed(2)} × that with 50`,
  );
}
await worker();
