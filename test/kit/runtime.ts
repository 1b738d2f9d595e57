import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type RuntimeApi, serveRuntimeApi } from '../../lab/runtime/api.ts';
import { NATIVE_CLIENT_HOOK, RUNTIME_CLIENT } from '../../lab/runtime/client.ts';
import { variables } from '../../lab/runtime/environment.ts';
import { layOut, type Package } from '../../lab/runtime/package.ts';

/** A function in its own process, started by AWS's runtime client as in Lambda. */
export interface Started extends Pick<RuntimeApi, 'ready' | 'invoke'> {
  /** Ends the process.
   *  @returns its output */
  end(): Promise<string>;
}

/** @param env its whole environment, without the variables that Lambda adds */
export async function startPackage(from: Package, env: NodeJS.ProcessEnv): Promise<Started> {
  const api = await serveRuntimeApi(from);
  const child = spawn('node', ['--import', NATIVE_CLIENT_HOOK.href, RUNTIME_CLIENT.pathname], {
    cwd: from.taskRoot,
    env: { PATH: process.env.PATH, ...env, ...variables(from, api.address) },
  });
  const gone = once(child, 'exit');
  const written = Promise.all([text(child.stdout), text(child.stderr)]);
  gone.then(([code]) => api.fail(new Error(`The process ended with ${code}`)));
  return {
    ready: api.ready,
    invoke: api.invoke,
    async end() {
      child.kill();
      await gone;
      await api.stop();
      return (await written).join('');
    },
  };
}

/** Starts a built function, calls it once for each event, and ends it. */
export async function callBuilt(name: string, env: NodeJS.ProcessEnv, events: object[]) {
  const packages = await layOut();
  const from = packages.find((one) => one.name === name);
  if (!from) throw new Error(`There is no function ${name}`);
  const started = await startPackage(from, env);
  const answers = [];
  for (const event of events) answers.push(await started.invoke(event));
  const log = await started.end();
  return { answers, log };
}
