import type { ClockSetting } from './clock.ts';

/** Preloaded into the threads that run the functions: in virtual time, which stands still while they work, their time-outs
 *  must not depend on how busy the machine is. What hangs for good still meets them. */

/** Milliseconds: from here on a timer is a time-out and no pause. */
const LONG = 1_000;
const LONGER = 60;

const { setTimeout } = globalThis;
const given = process.env.LAB_CLOCK;
if (given && (JSON.parse(given) as ClockSetting).speed === 0) {
  globalThis.setTimeout = Object.assign(
    (run: () => void, ms = 0, ...args: []) => setTimeout(run, patient(ms), ...args),
    setTimeout,
  );
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (ms) => timeout.call(AbortSignal, patient(ms));
}

function patient(ms: number): number {
  return ms >= LONG ? ms * LONGER : ms;
}
