import { flushCompileCache } from 'node:module';
import { Worker } from 'node:worker_threads';
import { NATIVE_CLIENT_HOOK, RUNTIME_CLIENT } from './client.ts';

/** The machine under the functions: a process with a thread for each environment. It may be killed at any moment. */

export interface StartThread {
  id: number;
  env: Record<string, string>;
}

export type FromHost = { type: 'ready' } | { type: 'ended'; id: number; why: string };

const PRELOADED = [
  NATIVE_CLIENT_HOOK,
  new URL('node-http.ts', import.meta.url),
  new URL('../time/skewed-date.ts', import.meta.url),
  new URL('../time/patient-timers.ts', import.meta.url),
];

const threads = new Set<Worker>();
let last: object | undefined;

process.on('message', (message: StartThread | { toAll: object }) => {
  if ('toAll' in message) {
    last = message.toAll;
    for (const thread of threads) thread.postMessage(last);
  } else start(message);
});

function start({ id, env }: StartThread): void {
  const preloaded = PRELOADED.flatMap(({ href }) => ['--import', href]);
  const thread = new Worker(RUNTIME_CLIENT, { env: { ...process.env, ...env }, execArgv: preloaded });
  threads.add(thread);
  if (last) thread.postMessage(last);
  thread.once('exit', () => threads.delete(thread));
  thread.once('error', (error) => tell({ type: 'ended', id, why: String(error) }));
  thread.once('exit', (code) => tell({ type: 'ended', id, why: `The environment ended with ${code}` }));
}
// Without a lab, no process would kill it.
process.once('disconnect', () => process.exit());
tell({ type: 'ready' });
flushCompileCache();

function tell(message: FromHost): void {
  process.send?.(message);
}
