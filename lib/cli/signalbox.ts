#!/usr/bin/env node
import { readFileSync, realpathSync } from 'node:fs';
import { PolicyError } from '../config/policy-file.ts';
import { UnreadableFile } from '../config/text-file.ts';
import { didYouMean } from '../policy/file/nearest-word.ts';
import { commands } from './commands.ts';
import { helpOf, usage } from './help.ts';
import { print, printAside } from './print.ts';
import { readArgs } from './read-args.ts';
import { Misuse, Unanswered, unknownWord, WrongFile } from './refusal.ts';
import { serviceTrouble } from './service-trouble.ts';

/** Exit codes: 0 success, 1 the answer is no or a file is invalid, 2 wrong usage. */

const DEFAULT_POLICY = 'infra/policy.yml';

async function answerTo(args: string[]): Promise<number> {
  const { command: name, rest, values } = readArgs(args);
  if (values.version) {
    print(version());
    return 0;
  }
  if (name === 'help' || values.help || name === undefined) {
    const about = name === 'help' ? rest[0] : name;
    print(about === undefined ? usage() : helpOf(known(about)));
    return name === undefined && !values.help ? 2 : 0;
  }
  const command = commands[known(name)];
  const answer = await command?.run(rest, { policy: DEFAULT_POLICY, json: false, ...values });
  const { text, isYes } = typeof answer === 'object' ? answer : { text: answer ?? '', isYes: true };
  print(text);
  return isYes ? 0 : 1;
}

function known(name: string): string {
  if (Object.hasOwn(commands, name)) return name;
  throw unknownWord(`command "${name}"`, didYouMean(name, Object.keys(commands)));
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { name, version } = JSON.parse(readFileSync(file, 'utf8'));
  return `${name} ${version}`;
}

/** @returns the exit code */
export async function main(args: string[]): Promise<number> {
  try {
    return await answerTo(args);
  } catch (error) {
    printAside(inWords(error));
    return error instanceof Misuse ? 2 : 1;
  }
}

if (isStarted()) process.exitCode = await main(process.argv.slice(2));

/** npx starts it by a link. */
function isStarted(): boolean {
  const [, started] = process.argv;
  return started !== undefined && realpathSync(started) === import.meta.filename;
}

/** Only a defect is printed with its stack. */
function inWords(error: unknown): string {
  if (error instanceof Misuse)
    return `${error.message}\n\n\`signalbox help\` lists the commands, \`signalbox help COMMAND\` their options.`;
  if (isAnswer(error)) {
    const isDefault = error.message.endsWith(`${DEFAULT_POLICY}: there is no such file`);
    return isDefault ? `${error.message} in this folder; name yours with --policy FILE` : error.message;
  }
  const trouble = serviceTrouble(error);
  if (trouble !== undefined) return trouble;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function isAnswer(error: unknown): error is Error {
  return [PolicyError, WrongFile, Unanswered, UnreadableFile].some((kind) => error instanceof kind);
}
