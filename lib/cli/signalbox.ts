#!/usr/bin/env node
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { PolicyError } from '../config/policy-file.ts';
import { UnreadableFile } from '../config/text-file.ts';
import { commands } from './commands.ts';
import { helpOf, usage } from './help.ts';
import { commandInstead } from './other-words.ts';
import { print, printAside } from './print.ts';
import { readArgs } from './read-args.ts';
import { Misuse, Unanswered, unknownWord, WrongFile } from './refusal.ts';
import { serviceTrouble } from './service-trouble.ts';

const POLICY = 'infra/policy.yml';

/** Exit codes: 0 success, 1 the answer is no or a file is invalid, 2 wrong usage. */

async function answerTo(args: string[]): Promise<number> {
  const { command: name, rest, values } = readArgs(args);
  if (values.version || name === 'version') {
    print(version());
    return 0;
  }
  if (name === 'help' || values.help || name === undefined) {
    const [about] = name === 'help' ? rest.filter((word) => word !== 'help') : [name];
    print(about === undefined ? usage() : helpOf(known(about)));
    return name === undefined && !values.help ? 2 : 0;
  }
  const command = commands[known(name)];
  const answer = await command?.run(rest, { policy: POLICY, json: false, ...values });
  const { text, isYes } = typeof answer === 'object' ? answer : { text: answer ?? '', isYes: true };
  print(text);
  return isYes ? 0 : 1;
}

function known(name: string): string {
  if (Object.hasOwn(commands, name)) return name;
  throw unknownWord(`command "${name}"`, commandInstead(name, [], Object.keys(commands)));
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
  if (isWithoutPolicy(error)) return `There is no ${POLICY} here. Name your policy with --policy FILE.`;
  if (isAnswer(error)) return error.message;
  const trouble = serviceTrouble(error);
  if (trouble !== undefined) return trouble;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The default exists only in a checkout. */
function isWithoutPolicy(error: unknown): boolean {
  return error instanceof PolicyError && error.problems[0]?.startsWith(`${POLICY}: `) === true && !existsSync(POLICY);
}

function isAnswer(error: unknown): error is Error {
  return [PolicyError, WrongFile, Unanswered, UnreadableFile].some((kind) => error instanceof kind);
}
