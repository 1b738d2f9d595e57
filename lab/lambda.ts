import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LambdaFunctionURLResult, SQSBatchResponse } from 'aws-lambda';
import { functionUrl } from './function-url.ts';
import type { Source } from './pace.ts';
import type { Queue } from './queue.ts';
import { createFunction } from './runtime/function.ts';
import { layOut } from './runtime/package.ts';
import type { Worker } from './worker.ts';

/** What Lambda does around the built functions: hands the queue's messages to the worker, calls the sweep every minute of
 *  the lab, and serves the Slack endpoint at a URL. */
export interface Lambda extends Source {
  /** Serves the URL of the Slack function. */
  request: (req: IncomingMessage, res: ServerResponse) => void;
  stop(): Promise<void>;
}

export interface LambdaSetting {
  now: () => number;
  queue: Queue;
  worker: Worker;
  /** Milliseconds between two sweeps. */
  sweep: number;
  working: <T>(work: Promise<T>) => Promise<T>;
}

const PARALLEL = 4;
const BATCH = 10;

export async function startLambda({ now, queue, worker, sweep, working }: LambdaSetting): Promise<Lambda> {
  const { packages, remove } = await layOut();
  const functions = Object.fromEntries(packages.map((from) => [from.name, createFunction(from, worker)]));
  let nextSweep = now() + sweep;
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

  function poll(): void {
    while (atWork < PARALLEL) {
      const records = queue.receive(BATCH);
      if (records.length === 0) return;
      atWork += 1;
      void working(deliver(records)).finally(() => {
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
  // The other two start when they are called: a lab that never calls them need not load them.
  await functionOf('worker').warmUp();
  return {
    request(req, res) {
      if (worker.state().alive) void working(url(req, res));
      else res.writeHead(502, { 'content-type': 'application/json' }).end('{"Message":"The worker is dead."}');
    },
    nextAt() {
      if (!worker.state().alive) return undefined;
      return Math.min(nextSweep, (atWork < PARALLEL ? queue.nextAt() : undefined) ?? Number.POSITIVE_INFINITY);
    },
    run,
    stop: remove,
  };
}
