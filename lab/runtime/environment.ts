import type { ClockSetting } from '../time/clock.ts';
import { type RuntimeApi, serveRuntimeApi } from './api.ts';
import type { Package } from './package.ts';

/** One environment of a function: AWS's own runtime client, which loads the handler from the package and asks for
 *  invocations. A thread stands for the machine: it is there sooner than a process, and dies with the process of all. */
export interface Environment extends Pick<RuntimeApi, 'ready' | 'invoke'> {
  /** Resolves when it has ended, which it does only by a fault. */
  gone: Promise<void>;
}

/** Where environments run. */
export interface Machine {
  clock: () => ClockSetting;
  /** Starts AWS's runtime client with these variables.
   *  @param ended called once, when it is gone
   *  @throws when the machine is down */
  start(env: Record<string, string>, ended: (why: string) => void): void;
}

export async function startEnvironment(from: Package, { clock, start }: Machine): Promise<Environment> {
  const api = await serveRuntimeApi(from, clock);
  const gone = Promise.withResolvers<void>();
  function end(why: string): void {
    gone.resolve();
    api.fail(new Error(`${from.name}: ${why}`));
    void api.stop();
  }
  try {
    start({ ...variables(from, api.address), LAB_CLOCK: JSON.stringify(clock()) }, end);
  } catch (error) {
    end(String(error));
  }
  return { ready: api.ready, invoke: api.invoke, gone: gone.promise };
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
