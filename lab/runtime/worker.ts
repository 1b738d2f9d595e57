import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ClockSetting } from '../time/clock.ts';
import type { Machine } from './environment.ts';
import type { FromHost, StartThread } from './host.ts';
import { scratch } from './scratch.ts';

/** The process in which the functions run, started again when it dies. */
export interface Worker extends Machine {
  state(): { alive: boolean; pid?: number };
  /** SIGKILL: no goodbye. */
  kill(): void;
  /** Replaces the process by one with these additional variables, as a deployment does. */
  replace(more: Record<string, string>): Promise<void>;
  /** Passes a message to all threads, and to those to come. */
  tell(message: object): void;
  /** Resolves when it is gone. */
  stop(): Promise<void>;
}

export interface WorkerSetting {
  env: Record<string, string>;
  clock: () => ClockSetting;
  log: (line: string) => void;
  /** Counts what it waits for as work. */
  working: <T>(work: Promise<T>) => Promise<T>;
  /** Calls after so many milliseconds of the lab. */
  later: (ms: number, run: () => void) => void;
}

const RESTART = 500;

interface Host {
  child: ChildProcess;
  ready: Promise<void>;
  gone: Promise<void>;
}

export async function startWorker({ env: initial, clock, log, working, later }: WorkerSetting): Promise<Worker> {
  let env = initial;
  /** The one that lives. */
  let host: Host | undefined;
  let stopped = false;
  let threads = 0;

  function boot(): Host {
    const child = fork(new URL('host.ts', import.meta.url), {
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: join(scratch(), 'compiled'), ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) if (stream) byLine(stream, log);
    const ready = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    const born: Host = { child, ready: ready.promise, gone: gone.promise };
    child.on('message', ({ type }: FromHost) => type === 'ready' && ready.resolve());
    child.once('exit', (code) => {
      gone.resolve();
      ready.reject(new Error(`The worker ended with ${code} before it was ready`));
      if (host !== born) return;
      host = undefined;
      if (!stopped) later(RESTART, () => void start().catch(() => {}));
    });
    return born;
  }

  async function start(): Promise<void> {
    const born = boot();
    await working(born.ready);
    host = born;
  }

  /** Its later output does not count. */
  async function end(): Promise<void> {
    host?.child.kill('SIGKILL');
    await host?.gone;
  }

  await start();
  return {
    clock,
    state: () => (host?.child.pid === undefined ? { alive: false } : { alive: true, pid: host.child.pid }),
    start(env, ended) {
      const { child } = host ?? {};
      if (!child) throw new Error('The worker is dead.');
      const id = ++threads;
      child.on('message', (message: FromHost) => {
        if (message.type === 'ended' && message.id === id) ended(message.why);
      });
      child.once('exit', () => ended('The worker was killed.'));
      post(child, { id, env } satisfies StartThread);
    },
    kill() {
      void working(end());
    },
    async replace(more) {
      env = { ...env, ...more };
      const before = host;
      host = undefined;
      before?.child.kill('SIGKILL');
      await working(Promise.resolve(before?.gone).then(start));
    },
    tell: (message) => {
      if (host?.child.connected) post(host.child, { toAll: message });
    },
    async stop() {
      stopped = true;
      await end();
    },
  };
}

/** A process may die while a message is on its way. Its exit is handled elsewhere, and without a callback the lost message
 *  would be an uncaught error. */
function post(child: ChildProcess, message: object): void {
  child.send(message, () => {});
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
