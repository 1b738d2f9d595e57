import { Worker } from 'node:worker_threads';

/** Ends the process if a mutant uses too much processor time. The time of the clock does not count: other programs may
 *  keep the machine busy. */

export interface Watchdog {
  /** For the mutant that begins now. */
  allow: (milliseconds: number) => void;
}

const code = `
const { workerData: state } = require('node:worker_threads');
let seen = 0;
let since = 0;
function look() {
  const used = process.cpuUsage();
  const now = (used.user + used.system) / 1000;
  const turn = Atomics.load(state, 0);
  if (turn !== seen) {
    seen = turn;
    since = now;
  } else if (now - since > Atomics.load(state, 1)) process.kill(process.pid, 'SIGKILL');
}
setInterval(look, 500);
`;

export function startWatchdog(): Watchdog {
  const state = new Int32Array(new SharedArrayBuffer(8));
  Atomics.store(state, 1, 2 ** 31 - 1);
  new Worker(code, { eval: true, execArgv: [], workerData: state }).unref();
  return {
    allow(milliseconds) {
      Atomics.store(state, 1, Math.ceil(milliseconds));
      Atomics.add(state, 0, 1);
    },
  };
}
