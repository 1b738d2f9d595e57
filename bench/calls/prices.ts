/** US East (N. Virginia), in USD: the table in docs/cost.md. */
const MILLION = 1e6;
const price = {
  request: 0.2 / MILLION,
  gigabyteSecond: 0.0000133334,
  queue: 0.4 / MILLION,
  write: 0.625 / MILLION,
  read: 0.125 / MILLION,
  logByte: 0.5 / 1e9,
};

export interface Priced {
  /** Invocations that reached Slack or AWS, and those that found nothing to do. */
  busy: number;
  idle: number;
  /** Requests to SQS: sent, received, deleted. */
  queue: number;
  /** Units of the table, its index included. */
  write: number;
  read: number;
  logBytes: number;
}

/** Gigabytes of the worker, and seconds of an invocation with effects and without: assumed, as in docs/cost.md. */
const MEMORY = 0.5;
const BUSY = 0.3;
const IDLE = 0.1;

export function usd({ busy, idle, queue, write, read, logBytes }: Priced): number {
  return (
    (busy + idle) * price.request +
    (busy * BUSY + idle * IDLE) * MEMORY * price.gigabyteSecond +
    queue * price.queue +
    write * price.write +
    read * price.read +
    logBytes * price.logByte
  );
}
