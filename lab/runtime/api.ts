import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { serve } from '../serve.ts';
import { type ClockSetting, read } from '../time/clock.ts';
import type { Package } from './package.ts';

/** The API that Lambda serves to each environment of a function:
 *  https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
 *  An environment works on one invocation at a time. */
export interface RuntimeApi {
  /** Host and port. */
  address: string;
  /** Resolves when the function asks for its first invocation; rejects with the error of its initialization. */
  ready: Promise<void>;
  /** One at a time.
   *  @returns what the handler returned; rejects with what it threw */
  invoke(event: unknown): Promise<unknown>;
  /** Ends the invocation under way with this error: the environment is gone. */
  fail(error: Error): void;
  stop(): Promise<void>;
}

const RUNTIME = '/2018-06-01/runtime';

/** In virtual time, which stands still while a function works, how busy the machine is must not end an invocation. */
const PATIENCE = 600;

/** @param clock the lab's, which each invocation brings along: lab/runtime/native-client.ts sets it */
export async function serveRuntimeApi(
  { name, timeout }: Pick<Package, 'name' | 'timeout'>,
  clock?: () => ClockSetting,
): Promise<RuntimeApi> {
  const ready = heard<void>();
  let asking = heard<ServerResponse>();
  let current: { id: string; answered: PromiseWithResolvers<unknown> } | undefined;

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const call = `${req.method} ${req.url?.replace(RUNTIME, '').replace(current?.id ?? 'ID', 'ID')}`;
    if (call === 'GET /invocation/next') {
      ready.resolve();
      asking.resolve(res);
      return;
    }
    const body = await text(req);
    if (call === 'POST /init/error') ready.reject(errorOf(body));
    else if (call === 'POST /invocation/ID/response') current?.answered.resolve(JSON.parse(body));
    else if (call === 'POST /invocation/ID/error') current?.answered.reject(errorOf(body));
    else return void res.writeHead(404).end();
    res.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  }

  const server = await serve((req, res) => void answer(req, res), 0);
  return {
    address: `127.0.0.1:${server.port}`,
    ready: ready.promise,
    async invoke(event) {
      const res = await asking.promise;
      asking = heard();
      const invocation = { id: randomUUID(), answered: heard<unknown>() };
      current = invocation;
      const setting = clock?.();
      const now = setting ? read(setting, Date.now()) : Date.now();
      const patience = setting?.speed === 0 ? PATIENCE : 1;
      res.writeHead(200, {
        ...(setting && { 'lab-clock': JSON.stringify(setting) }),
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': invocation.id,
        'lambda-runtime-deadline-ms': now + timeout * 1000 * patience,
        'lambda-runtime-invoked-function-arn': `arn:aws:lambda:eu-central-1:000000000000:function:${name}`,
        'lambda-runtime-trace-id': traceId(invocation.id),
      });
      res.end(JSON.stringify(event));
      return invocation.answered.promise;
    },
    fail(error) {
      ready.reject(error);
      asking.reject(error);
      current?.answered.reject(error);
    },
    stop: server.stop,
  };
}

/** A promise that may be rejected before it has a listener. */
function heard<T>(): PromiseWithResolvers<T> {
  const resolvers = Promise.withResolvers<T>();
  resolvers.promise.catch(() => {});
  return resolvers;
}

function traceId(id: string): string {
  const digits = id.replaceAll('-', '');
  return `Root=1-${digits.slice(0, 8)}-${digits.slice(8)};Sampled=0`;
}

function errorOf(body: string): Error {
  const { errorType, errorMessage } = JSON.parse(body) as { errorType: string; errorMessage: string };
  return Object.assign(new Error(errorMessage), { name: errorType });
}
