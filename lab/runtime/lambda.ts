import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LambdaFunctionURLResult, SQSBatchResponse } from 'aws-lambda';
import type { Queue } from '../aws/queue.ts';
import type { Source } from '../time/pace.ts';
import { createFunction } from './function.ts';
import { functionUrl } from './function-url.ts';
import { layOut } from './package.ts';
import type { Worker } from './worker.ts';

/** Lambda's part around the built functions: hands the queue's messages to the worker, calls the sweep every minute of
 *  the lab, and serves the Slack endpoint at a URL. */
export interface Lambda extends Source {
  /** Serves the URL of the Slack function. */
  request: (req: IncomingMessage, res: ServerResponse) => void;
}

export interface LambdaSetting {
  now: () => number;
  queue: Queue;
  worker: Worker;
  /** Milliseconds between two sweeps. */
  sweep: number;
  /** Of each function, at most. */
  environments: number;
  working: <T>(work: Promise<T>) => Promise<T>;
  /** True if no one waits for an answer: then each function starts at its first invocation, as in Lambda. */
  isPatient: boolean;
}

/** Workers at a time, and pollers: each gets its share of what is in the queue. */
const PARALLEL = 4;
const POLLERS = 2;

export async function startLambda({
  now,
  queue,
  worker,
  sweep,
  environments,
  working,
  isPatient,
}: LambdaSetting): Promise<Lambda> {
  const packages = await layOut();
  const functions = Object.fromEntries(packages.map((from) => [from.name, createFunction(from, worker, environments)]));
  let nextSweep = now() + sweep;
  const { size, window } = packages.find(({ name }) => name === 'worker')?.batch ?? { size: 1, window: 0 };
  let atWork = 0;

  function functionOf(name: string) {
    const found = functions[name];
    if (!found) throw new Error(`serverless.yml has no function ${name}`);
    return found;
  }

  async function deliver(Records: ReturnType<Queue['receive']>): Promise<void> {
    const failed = await functionOf('worker')
      .invoke({ Records })
      .then(
        (answer) => new Set((answer as SQSBatchResponse).batchItemFailures.map((one) => one.itemIdentifier)),
        () => new Set(Records.map(({ messageId }) => messageId)),
      );
    for (const { messageId, receiptHandle } of Records) if (!failed.has(messageId)) queue.remove(receiptHandle);
  }

  function dueAt(): number | undefined {
    const first = queue.nextAt();
    if (first === undefined || atWork >= PARALLEL) return undefined;
    return queue.visible() >= size ? now() : first + window;
  }

  /** A batch is handed over when it is full or its window is over. */
  function poll(): void {
    const due = dueAt();
    if (due === undefined || due > now()) return;
    const share = Math.ceil(queue.visible() / POLLERS);
    for (let free = PARALLEL - atWork; free > 0 && queue.visible() > 0; free--) {
      atWork += 1;
      void working(deliver(queue.receive(Math.min(share, size)))).finally(() => {
        atWork -= 1;
        run();
      });
    }
  }

  function run(): void {
    if (!worker.state().alive) return;
    poll();
    if (now() < nextSweep) return;
    nextSweep = now() + sweep;
    void working(
      functionOf('sweep')
        .invoke({})
        .catch((error: unknown) => console.error(error)),
    );
  }

  const url = functionUrl((event) => functionOf('slack').invoke(event) as Promise<LambdaFunctionURLResult>);
  if (!isPatient) await Promise.all(Object.values(functions).map(({ warmUp }) => warmUp()));
  return {
    request(req, res) {
      if (worker.state().alive) void working(url(req, res));
      else res.writeHead(502, { 'content-type': 'application/json' }).end('{"Message":"The worker is dead."}');
    },
    nextAt() {
      if (!worker.state().alive) return undefined;
      return Math.min(nextSweep, dueAt() ?? Number.POSITIVE_INFINITY);
    },
    run,
  };
}
