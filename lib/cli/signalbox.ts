#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PolicyError } from '../config/policy-file.ts';
import { check } from './check.ts';
import { diagnose } from './diagnose.ts';
import { explain } from './explain.ts';
import { journal } from './journal.ts';
import { print, printAside } from './print.ts';
import { Misuse, Unanswered, WrongFile } from './refusal.ts';
import { replay } from './replay.ts';
import { windows } from './windows.ts';

/** Exit codes: 0 success, 1 the answer is no or a file is invalid, 2 wrong usage. */

const usage = `Usage: signalbox <command> [options]

  check [FILE]     validate a policy, warn about likely mistakes, list the next windows of each freeze;
                   with --pipelines LIST also warn about rules that match no existing pipeline
                   (LIST: the output of \`aws codepipeline list-pipelines\`, or one name per line);
                   with --people LIST also warn about approval rules that their people cannot meet
                   (LIST: Slack's answer to usergroups.list with include_users=true, or lines like S0RELEASE U0ANN U0BO)
  explain          show whether an execution may enter a stage, now or at another time, and why:
                   --pipeline P [--stage S] [--at 2026-12-24T18:00Z]
                   and with [--action A] [--as USER] [--groups S0G,…] whether that person may approve there
  windows          list the current or next window of each freeze: [--at T] [--pipeline P] [--stage S]
  where            show what runs in each stage that deploys, and how far it is behind the stage before, with the
                   credentials of this shell: [--pipeline 'shop-*'] [--region R]
  history          list what ran in the stages that deploy, and since when: --pipeline P [--stage S]
                   [--at 2026-05-03T10:00Z] or [--since 30d] [--until T]; [--region R]
  replay FILE…     show the state, messages and effects that result from recorded events
                   (each file: one event, an array of events, or one event per line)
  diagnose         classify a failure: --provider P [--category C] [--code C] [--message M] [--log FILE];
                   or many: --jsonl FILE (- reads standard input), one JSON object per line, each with provider and
                   any of id, category, code, message, log
  journal          list decisions: by which person, when and under which policy, from the table TABLE_NAME:
                   --pipeline P [--since 7d] [--until 2026-11-22] [--limit N]
                   (an age, or an ISO day or instant in UTC; the newest 100 entries unless N is given)
  doctor           check that everything Signalbox needs is in place, one line per finding, with the fix:
                   [--stage STAGE] checks that deployment, otherwise the environment of this shell; [--region R].
                   It only reads. Exit code 1 also if a check got no usable answer (no network, throttled, timed out).
                   [--bypass] also lists the roles of the account that can act without Signalbox

Options
  --policy FILE    the policy to use (default: infra/policy.yml)
  --json           print JSON
`;

async function answerTo(args: string[]): Promise<number> {
  const { values, positionals } = readArgs(args);
  const [command, ...files] = positionals;
  if (values.help || command === undefined) {
    print(usage);
    return values.help ? 0 : 2;
  }
  const answer = await act(command, files, values);
  const { text, isYes } = typeof answer === 'string' ? { text: answer, isYes: true } : answer;
  print(text);
  return isYes ? 0 : 1;
}

interface Answer {
  text: string;
  isYes: boolean;
}

type Values = ReturnType<typeof readArgs>['values'];

async function act(command: string, files: string[], values: Values): Promise<string | Answer> {
  switch (command) {
    case 'check':
      return check(files, values, await clock());
    case 'explain':
      return explain(files, values, await clock());
    case 'windows':
      return windows(files, values, await clock());
    case 'replay':
      return replay(files, values);
    case 'diagnose':
      return diagnose(values);
    case 'journal':
      return journal(files, values);
    case 'where': {
      const { where } = await import('./where.ts'); // no other command needs CodePipeline
      return where(files, values, await clock());
    }
    case 'history': {
      const { history } = await import('./history.ts');
      return history(files, values, await clock());
    }
    case 'doctor': {
      const { doctor } = await import('./doctor.ts'); // no other command needs so many clients
      return doctor(files, values);
    }
    default:
      throw new Misuse(`Unknown command "${command}".`);
  }
}

/** Only lib/app.ts reads the clock. */
async function clock(): Promise<() => number> {
  const { now } = await import('../app.ts');
  return now;
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
        category: { type: 'string' },
        jsonl: { type: 'string' },
        pipeline: { type: 'string' },
        pipelines: { type: 'string' },
        people: { type: 'string' },
        stage: { type: 'string' },
        action: { type: 'string' },
        at: { type: 'string' },
        as: { type: 'string' },
        groups: { type: 'string' },
        since: { type: 'string' },
        until: { type: 'string' },
        limit: { type: 'string', default: '100' },
        region: { type: 'string' },
        bypass: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error), { cause: error });
  }
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

/** An unexpected error is printed with its stack. */
function inWords(error: unknown): string {
  if (error instanceof Misuse) return `${error.message}\n\n${usage}`;
  if (isAnswer(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Errors that need no stack: our own, and file system errors, which have a code such as ENOENT. */
function isAnswer(error: unknown): error is Error {
  const isOurs = error instanceof PolicyError || error instanceof WrongFile || error instanceof Unanswered;
  return isOurs || (error instanceof Error && 'code' in error);
}
