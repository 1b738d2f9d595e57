import type { IncomingHttpHeaders } from 'node:http';
import { flushCompileCache } from 'node:module';
import { text } from 'node:stream/consumers';

/** Stands for `rapid-client.node`, the compiled HTTP client of AWS's runtime client, which needs a compiler to install.
 *  Its three functions, over node:http. */

/** Imported, it would evaluate all its exports, and two of them load fetch: 50 ms of CPU in each environment. */
const { request } = process.getBuiltinModule('node:http');
const [host, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
const INVOCATION = '/2018-06-01/runtime/invocation';
/** The native client posts synchronously: the next invocation is asked for when the answer is through. */
let posted: Promise<unknown> = Promise.resolve();

export async function next(): Promise<{ bodyJson: string; headers: object }> {
  saveCompiled();
  await posted;
  const { headers, body } = await call('GET', `${INVOCATION}/next`);
  const clock = headers['lab-clock'];
  if (clock !== undefined) (await import('../time/skewed-date.ts')).setClock(JSON.parse(String(clock)));
  return { bodyJson: body, headers };
}

let isSaved = false;
/** Once the function is loaded: Node saves by itself at a proper end, and the lab kills its processes. */
function saveCompiled(): void {
  if (isSaved) return;
  isSaved = true;
  flushCompileCache();
}

export function done(id: string, body: string): void {
  posted = call('POST', `${INVOCATION}/${id}/response`, body);
}

export function error(id: string, body: string, cause: string): void {
  posted = call('POST', `${INVOCATION}/${id}/error`, body, { 'lambda-runtime-function-xray-error-cause': cause });
}

function call(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
  return new Promise<{ headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const asked = request({ host, port, method, path, headers }, async (answer) => {
      resolve({ headers: answer.headers, body: await text(answer) });
    });
    asked.on('error', reject).end(body);
  });
}
