import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ClockSetting } from './clock.ts';
import { eventually } from './eventually.ts';
import { layOut } from './runtime/package.ts';

/** The process that runs the functions, started again when it dies, as Lambda would. */
export interface Worker {
  state(): { alive: boolean; pid?: number };
  /** The port of its door, as long as there is one. Each process has another. */
  endpoint(): number | undefined;
  /** SIGKILL: no goodbye. */
  kill(): void;
  /** Resolves when another runs in its place, whose environment says this too: as after a deployment. */
  replace(more: Record<string, string>): Promise<void>;
  tell(clock: ClockSetting): void;
  /** Resolves when it is gone. */
  stop(): Promise<void>;
}

export interface WorkerSetting {
  env: Record<string, string>;
  clock: () => ClockSetting;
  log: (line: string) => void;
}

/** What the process says once it can work. */
export interface Ready {
  endpoint: number;
}

const RESTART = 500;

export async function startWorker({ env: initial, clock, log }: WorkerSetting): Promise<Worker> {
  let env = initial;
  let child: ChildProcess | undefined;
  let endpoint: number | undefined;
  let stopped = false;
  const { packages, remove } = await layOut();

  function start(): Promise<void> {
    const born = fork(new URL('lambda.ts', import.meta.url), {
      execArgv: ['--import', new URL('skewed-date.ts', import.meta.url).href],
      env: {
        PATH: process.env.PATH,
        ...env,
        LAB_CLOCK: JSON.stringify(clock()),
        LAB_PACKAGES: JSON.stringify(packages),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child = born;
    for (const stream of [born.stdout, born.stderr]) if (stream) byLine(stream, log);
    return new Promise((resolve, reject) => {
      born.once('message', (ready: Ready) => {
        endpoint = ready.endpoint;
        born.send({ clock: clock() });
        resolve();
      });
      born.once('exit', (code) => {
        child = undefined;
        endpoint = undefined;
        reject(new Error(`The worker ended with ${code} before it was ready`));
        if (!stopped) setTimeout(() => void start().catch(() => {}), RESTART).unref();
      });
    });
  }

  await start();
  return {
    state: () => (child?.pid === undefined ? { alive: false } : { alive: true, pid: child.pid }),
    endpoint: () => endpoint,
    kill: () => child?.kill('SIGKILL'),
    async replace(more) {
      env = { ...env, ...more };
      const before = child;
      before?.kill('SIGKILL');
      const isUp = () => (child !== before && endpoint !== undefined) || undefined;
      if (!(await eventually(isUp, 20_000))) throw new Error('The worker did not come up again.');
    },
    tell: (setting) => void (child?.connected && child.send({ clock: setting })),
    async stop() {
      stopped = true;
      const dying = child;
      if (dying) {
        const gone = new Promise((resolve) => dying.once('exit', resolve));
        dying.kill('SIGKILL');
        await gone;
      }
      await remove();
    },
  };
}

/** Whole lines, so that those of two streams do not mix. */
function byLine(stream: Readable, log: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) log(`${line}\n`);
  });
}
