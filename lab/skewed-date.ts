import { parentPort } from 'node:worker_threads';
import { type ClockSetting, read } from './clock.ts';

/** Preloaded into the process that runs the functions and into their threads, so that they tell the lab's time without
 *  knowing of a lab. */

const real = Date.now;
let setting: ClockSetting = { from: 0, shown: 0, speed: 1 };

const SkewedDate = new Proxy(Date, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
  get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
});
globalThis.Date = SkewedDate;

function now(): number {
  return read(setting, real());
}

(parentPort ?? process).on('message', (message: { clock?: ClockSetting }) => {
  if (message.clock) setting = message.clock;
});
const given = process.env.LAB_CLOCK;
if (given) setting = JSON.parse(given) as ClockSetting;
