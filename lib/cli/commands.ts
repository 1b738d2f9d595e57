import { check } from './check.ts';
import { diagnose } from './diagnose.ts';
import { explain } from './explain.ts';
import { journal } from './journal.ts';
import type { OptionName, Values } from './options.ts';
import { replay } from './replay.ts';
import { windows } from './windows.ts';

/** Every command: its help, its own options, and what it does. */

export interface Answer {
  text: string;
  isYes: boolean;
}

export type Given = Values & { policy: string; json: boolean };

export interface Command {
  help: string[];
  options: OptionName[];
  run(files: string[], values: Given): Promise<string | Answer>;
}

/** Only lib/app.ts reads the clock. */
async function clock(): Promise<() => number> {
  const { now } = await import('../app.ts');
  return now;
}

const place: OptionName[] = ['pipeline', 'stage', 'account', 'region', 'tag', 'branch'];

export const commands: Record<string, Command> = {
  check: {
    help: [
      '[FILE or FOLDER, - is standard input]: validate a policy, warn about likely mistakes, list the next windows of each freeze;',
      'with --pipelines LIST also warn about rules that match no existing pipeline',
      '(LIST: the output of `aws codepipeline list-pipelines`, or one name per line);',
      'with --people LIST also warn about approval rules that their people cannot meet',
      "(LIST: Slack's answer to usergroups.list with include_users=true, or lines like S0RELEASE U0ANN U0BO);",
      'with --serverless FILE also check the parameters in a serverless.yml;',
      'with [--pipeline P] [--account A] [--region R] [--tag KEY=VALUE] list only the freezes that apply there',
    ],
    options: [...place, 'pipelines', 'people', 'serverless'],
    run: async (files, values) => check(files, values, await clock()),
  },
  explain: {
    help: [
      'show whether an execution may enter a stage, now or at another time, and why:',
      '--pipeline P [--stage S] [--at 2026-12-24T18:00Z]',
      '[--account A] [--region R] [--tag KEY=VALUE] [--branch B] (P may also be ACCOUNT/PIPELINE)',
      'and with [--action A] [--as USER] [--groups S0G,…] whether that person may approve there;',
      'or with --command NAME --as USER whether that person may retry, release, roll back, lock, … there from Slack',
    ],
    options: [...place, 'action', 'command', 'at', 'as', 'groups'],
    run: async (files, values) => explain(files, values, await clock()),
  },
  windows: {
    help: [
      'list the current or next window of each freeze: [--at T] [--pipeline P] [--stage S]',
      '[--account A] [--region R] [--tag KEY=VALUE] [--branch B]',
    ],
    options: [...place, 'at'],
    run: async (files, values) => windows(files, values, await clock()),
  },
  publish: {
    help: [
      'check a policy, show what it changes, and put it where the worker reads it (POLICY_SOURCE), with the credentials',
      'of this shell: [FILE or FOLDER] [--to s3://BUCKET/KEY or ssm:/NAME] [--dry-run] [--region R].',
      'A policy with errors is not published (exit code 1)',
    ],
    options: ['to', 'dry-run', 'region'],
    async run(files, values) {
      const [{ publish }, { environment }] = await Promise.all([import('./publish/publish.ts'), import('../app.ts')]);
      return publish(files, values, environment().POLICY_SOURCE);
    },
  },
  replay: {
    help: [
      'FILE…: show the state, messages and effects that result from recorded events',
      '(each file: one event, an array of events, or one event per line), or from history: the file of `pull`, or the',
      'output of `aws codepipeline list-pipeline-executions` and `list-action-executions`, which needs --pipeline P',
      '[--account A] [--region R]',
    ],
    options: ['pipeline', 'account', 'region'],
    run: replay,
  },
  pull: {
    help: [
      'fetch the history of a pipeline into a file for replay, with the credentials of this shell: --pipeline P',
      '[--since 30d] [--out FILE] [--region R]. It only reads from AWS',
    ],
    options: ['pipeline', 'since', 'out', 'region'],
    async run(files, values) {
      const { pull } = await import('./pull.ts'); // few commands need CodePipeline
      return pull(files, values, await clock());
    },
  },
  where: {
    help: [
      'show what runs in each stage that deploys, and how far it is behind the stage before, with the',
      "credentials of this shell: [--pipeline 'shop-*'] [--region R]",
    ],
    options: ['pipeline', 'region'],
    async run(files, values) {
      const { where } = await import('./where.ts');
      return where(files, values, await clock());
    },
  },
  history: {
    help: [
      'list what ran in the stages that deploy, and since when: --pipeline P [--stage S]',
      '[--at 2026-05-03T10:00Z] or [--since 30d] [--until T]; [--region R]',
    ],
    options: ['pipeline', 'stage', 'at', 'since', 'until', 'region'],
    async run(files, values) {
      const { history } = await import('./history.ts');
      return history(files, values, await clock());
    },
  },
  diagnose: {
    help: [
      'classify a failure: --provider P [--category C] [--code C] [--message M] [--log FILE];',
      'or many: --jsonl FILE (- reads standard input), one JSON object per line, each with provider and',
      'any of id, category, code, message, log',
    ],
    options: ['provider', 'category', 'code', 'message', 'log', 'jsonl'],
    run: (files, values) => diagnose(files, values),
  },
  journal: {
    help: [
      'list decisions: by which person, when and under which policy, from the table TABLE_NAME:',
      '--pipeline P [--since 7d] [--until 2026-11-22] [--limit N]',
      '(an age, or an ISO day or instant in UTC; the newest 100 entries unless N is given)',
    ],
    options: ['pipeline', 'since', 'until', 'limit'],
    run: journal,
  },
  doctor: {
    help: [
      'check that everything Signalbox needs is in place, one line per finding, with the fix:',
      '[--stage STAGE] checks that deployment, otherwise the environment of this shell; [--region R].',
      'It only reads. Exit code 1 also if a check got no usable answer (no network, throttled, timed out).',
      '[--bypass] also lists the roles of the account that can act without Signalbox',
    ],
    options: ['stage', 'region', 'bypass'],
    async run(files, values) {
      const { doctor } = await import('./doctor.ts'); // no other command needs so many clients
      return doctor(files, values);
    },
  },
};
