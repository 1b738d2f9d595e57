import { Worker } from 'node:worker_threads';
import { type RuntimeApi, serveRuntimeApi } from './api.ts';
import type { Package } from './package.ts';

/** One environment of a function: AWS's own runtime client, which loads the handler from the package and asks for
 *  invocations. A thread stands for the machine: it is there sooner than a process, and dies with the lab's process. */
export interface Environment extends Pick<RuntimeApi, 'ready' | 'invoke'> {
  /** Resolves when it has ended, which it does only by a fault. */
  gone: Promise<void>;
  tell(message: object): void;
}

/** AWS's runtime client, which nodejs24.x has at /var/runtime. */
export const RUNTIME_CLIENT = new URL(import.meta.resolve('aws-lambda-ric'));
export const NATIVE_CLIENT_HOOK = new URL('native-client-hook.ts', import.meta.url);

export async function startEnvironment(from: Package): Promise<Environment> {
  const api = await serveRuntimeApi(from);
  const gone = Promise.withResolvers<void>();
  const thread = new Worker(RUNTIME_CLIENT, {
    env: { ...process.env, ...variables(from, api.address) },
    execArgv: [...process.execArgv, '--import', NATIVE_CLIENT_HOOK.href],
  });
  thread.once('error', (error) => api.fail(error as Error));
  thread.once('exit', (code) => {
    gone.resolve();
    api.fail(new Error(`The environment of ${from.name} ended with ${code}`));
    void api.stop();
  });
  return {
    ready: api.ready,
    invoke: api.invoke,
    gone: gone.promise,
    tell: (message) => thread.postMessage(message),
  };
}

/** What Lambda adds to a function's own variables:
 *  https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
export function variables({ name, handler, memory, taskRoot }: Package, address: string): Record<string, string> {
  return {
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_LAMBDA_RUNTIME_API: address,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'lab',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  };
}
