import { format } from 'node:util';
import { vi } from 'vitest';
import { main } from '../../lib/cli/signalbox.ts';

/** Calls the command line in this process: its output and its exit code. Calls wait for each other, because they share
 *  the environment and the console of the process. */

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

let before: Promise<unknown> = Promise.resolve();

export function signalbox(...args: string[]): Promise<Ended> {
  return inEnvironment(process.env, args);
}

export function inEnvironment(env: NodeJS.ProcessEnv, args: string[]): Promise<Ended> {
  const ended = before.then(() => call(env, args));
  before = ended.catch(() => {});
  return ended;
}

async function call(env: NodeJS.ProcessEnv, args: string[]): Promise<Ended> {
  const own = process.env;
  const printed = { stdout: '', stderr: '' };
  const print =
    (to: keyof typeof printed) =>
    (...line: unknown[]) => {
      printed[to] += `${format(...line)}\n`;
    };
  const log = vi.spyOn(console, 'log').mockImplementation(print('stdout'));
  const error = vi.spyOn(console, 'error').mockImplementation(print('stderr'));
  process.env = { ...env };
  try {
    return { code: await main(args), ...printed };
  } finally {
    process.env = own;
    log.mockRestore();
    error.mockRestore();
  }
}
