import { type ClockSetting, read } from './clock.ts';

/** Preloaded into the threads that run the functions, so that they read the lab's time without knowing of a lab. */

const real = Date.now;
const given = process.env.LAB_CLOCK;
let setting: ClockSetting = given ? (JSON.parse(given) as ClockSetting) : { from: 0, shown: 0, speed: 1 };

const SkewedDate = new Proxy(Date, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
  get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
});
globalThis.Date = SkewedDate;

function now(): number {
  return read(setting, real());
}

export function setClock(next: ClockSetting): void {
  setting = next;
}
