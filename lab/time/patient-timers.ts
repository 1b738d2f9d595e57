import { parentPort } from 'node:worker_threads';
import type { ClockSetting } from './clock.ts';

/** Preloaded into the threads that run the functions: in virtual time, which stands still while they work, their
 *  time-outs
 *  must not depend on how busy the machine is. While a request hangs on purpose they are real. */

/** Milliseconds: from here on a timer is a time-out and no pause. */
const LONG = 1_000;
const LONGER = 600;

const { setTimeout, clearTimeout } = globalThis;
const pending = new Map<NodeJS.Timeout, { ms: number; hurry: () => void }>();
let isHurried = false;

function patientTimeout(run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): NodeJS.Timeout {
  if (ms < LONG || isHurried) return setTimeout(run, ms, ...args);
  const end = (): void => {
    pending.delete(timer);
    clearTimeout(timer);
    run(...args);
  };
  const timer = setTimeout(end, ms * LONGER);
  pending.set(timer, { ms, hurry: () => void setTimeout(() => pending.has(timer) && end(), ms) });
  return timer;
}

function clearPatient(timer?: NodeJS.Timeout): void {
  if (timer) pending.delete(timer);
  clearTimeout(timer);
}

function patientSignal(ms: number): AbortSignal {
  const controller = new AbortController();
  const late = () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  patientTimeout(late, ms).unref();
  return controller.signal;
}

const given = process.env.LAB_CLOCK;
if (given && (JSON.parse(given) as ClockSetting).speed === 0) {
  globalThis.setTimeout = Object.assign(patientTimeout, setTimeout) as typeof setTimeout;
  globalThis.clearTimeout = clearPatient as typeof clearTimeout;
  AbortSignal.timeout = patientSignal;
  parentPort?.on('message', ({ hanging }: { hanging: boolean }) => {
    isHurried = hanging;
    if (hanging) for (const { hurry } of pending.values()) hurry();
  });
  // It may not keep the thread alive.
  parentPort?.unref();
}
