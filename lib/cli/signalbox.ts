#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { PolicyError } from '../policy-file.ts';
import { diagnose } from './diagnose.ts';
import { Misuse, WrongFile } from './refusal.ts';
import { replay } from './replay.ts';

/** Exit codes: 0 fine, 1 the answer is no or a file is wrong, 2 wrong usage. */

const usage = `Usage: signalbox <command> [options]

  replay FILE…     what recorded events amount to: state, messages and effects
                   (each file: one event, an array of events, or one event a line)
  diagnose         what kind of failure it is: --provider P [--code C] [--message M] [--log FILE]

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
  const isFileWrong = error instanceof PolicyError || error instanceof WrongFile || hasCode(error);
  if (!isMisuse && !isFileWrong) throw error;
  console.error(isMisuse ? `${error.message}\n\n${usage}` : error.message);
  process.exitCode = isMisuse ? 2 : 1;
}

/** What the file system says, as ENOENT. */
function hasCode(error: unknown): error is Error {
  return error instanceof Error && 'code' in error;
}
