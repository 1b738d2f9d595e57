import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { parentPort } from 'node:worker_threads';
import type { ClockSetting } from './clock.ts';

/** Preloaded into the threads that run the functions: in virtual time, which stands still while they work, their
 *  time-outs must not depend on how busy the machine is. A long timer that ends while a request is under way is a
 *  time-out and begins again; a pause ends. While a request hangs on purpose all timers are real. */

/** Milliseconds: from here on a timer may be a time-out. */
const LONG = 1_000;
const MOST = 600;

const { setTimeout } = globalThis;
let isHanging = false;
let underWay = 0;

function patientTimeout(run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): NodeJS.Timeout {
  if (ms < LONG) return setTimeout(run, ms, ...args);
  let times = 0;
  const timer = setTimeout(() => {
    times += 1;
    if (underWay > 0 && !isHanging && times < MOST) timer.refresh();
    else run(...args);
  }, ms);
  return timer;
}

function patientSignal(ms: number): AbortSignal {
  const controller = new AbortController();
  const late = () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  patientTimeout(late, ms).unref();
  return controller.signal;
}

/** Counts the requests of node:http and of fetch: https://nodejs.org/api/diagnostics_channel.html#built-in-channels */
function countRequests(): void {
  const begin = () => void underWay++;
  const end = () => void underWay--;
  subscribe('http.client.request.start', (message) => {
    begin();
    (message as { request: ClientRequest }).request.once('close', end);
  });
  subscribe('undici:request:create', begin);
  subscribe('undici:request:trailers', end);
  subscribe('undici:request:error', end);
}

const given = process.env.LAB_CLOCK;
if (given && (JSON.parse(given) as ClockSetting).speed === 0) {
  countRequests();
  globalThis.setTimeout = Object.assign(patientTimeout, setTimeout) as typeof setTimeout;
  AbortSignal.timeout = patientSignal;
  parentPort?.on('message', ({ hanging }: { hanging: boolean }) => {
    isHanging = hanging;
  });
  // It may not keep the thread alive.
  parentPort?.unref();
}
