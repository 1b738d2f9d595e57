#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { PolicyError } from '../policy-file.ts';
import { diagnose } from './diagnose.ts';
import { journal } from './journal.ts';
import { Misuse, Unanswered, WrongFile } from './refusal.ts';
import { replay } from './replay.ts';

/** Exit codes: 0 fine, 1 the answer is no or a file is wrong, 2 wrong usage. */

const usage = `Usage: signalbox <command> [options]

  replay FILE…     what recorded events amount to: state, messages and effects
                   (each file: one event, an array of events, or one event a line)
  diagnose         what kind of failure it is: --provider P [--code C] [--message M] [--log FILE]
  journal          who decided what, when and under which policy, read from the table TABLE_NAME:
                   --pipeline P [--since 7d] [--until 2026-11-22] [--limit N]
                   (so long ago, or an ISO day or instant in UTC; the newest 100 unless N says otherwise)

Options
  --policy FILE    the policy to apply (default: infra/policy.yml)
  --json           as JSON
`;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = readArgs(args);
  const [command, ...files] = positionals;
  if (values.help || command === undefined) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  console.log(await act(command, files, values));
  return 0;
}

async function act(command: string, files: string[], values: ReturnType<typeof readArgs>['values']): Promise<string> {
  switch (command) {
    case 'replay':
      return replay(files, values);
    case 'diagnose':
      return diagnose(values);
    case 'journal':
      return journal(files, values);
    default:
      throw new Misuse(`There is no command "${command}".`);
  }
}

function readArgs(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        policy: { type: 'string', default: 'infra/policy.yml' },
        json: { type: 'boolean', default: false },
        provider: { type: 'string' },
        code: { type: 'string' },
        message: { type: 'string' },
        log: { type: 'string' },
        pipeline: { type: 'string' },
        since: { type: 'string' },
        until: { type: 'string' },
        limit: { type: 'string', default: '100' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isMisuse = error instanceof Misuse;
  if (!isMisuse && !isAnswer(error)) throw error;
  console.error(isMisuse ? `${error.message}\n\n${usage}` : error.message);
  process.exitCode = isMisuse ? 2 : 1;
}

/** What it says is all there is to say; the file system's errors have a code, as ENOENT. */
function isAnswer(error: unknown): error is Error {
  const isOurs = error instanceof PolicyError || error instanceof WrongFile || error instanceof Unanswered;
  return isOurs || (error instanceof Error && 'code' in error);
}
