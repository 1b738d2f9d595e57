import { writeFile } from 'node:fs/promises';
import {
  type ActionExecutionDetail,
  CodePipelineClient,
  GetPipelineCommand,
  ListActionExecutionsCommand,
  type ListActionExecutionsCommandOutput,
  ListPipelineExecutionsCommand,
  type ListPipelineExecutionsCommandOutput,
  type PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { DAY } from '../core/base/units.ts';
import { partsOfArn } from '../core/text/arn.ts';
import { printAside } from './print.ts';
import { printable } from './printable.ts';
import { since, zoneNote } from './question/instant.ts';
import { actionWithoutSecrets, executionWithoutSecrets } from './recorded/without-secrets.ts';
import { Misuse, Unanswered, WrongFile } from './refusal.ts';
import { serviceTrouble } from './service-trouble.ts';

export interface PullOptions {
  pipeline?: string;
  since?: string;
  out?: string;
  region?: string;
}

/** Throttled calls are repeated by the SDK, more slowly each time. */
const ATTEMPTS = 8;

/** Writes the history of a pipeline to a file that `replay` reads. It only reads from AWS. */
export async function pull(rest: string[], options: PullOptions, now: () => number): Promise<string> {
  const { pipeline, region } = options;
  if (!pipeline || rest.length > 0) throw new Misuse('pull needs --pipeline NAME and takes options only.');
  if (pipeline.includes('/')) {
    throw new Misuse(
      'pull reads the account of this shell: --pipeline takes the name alone. Use --region for a Region.',
    );
  }
  const from = since('--since', options.since, now()) ?? now() - 30 * DAY;
  const note = zoneNote([options.since], 'UTC');
  if (note !== undefined) printAside(note);
  const client = new CodePipelineClient({
    maxAttempts: ATTEMPTS,
    retryMode: 'adaptive',
    ...(region === undefined ? {} : { region }),
  });
  const history = await readHistory(client, pipeline, from).catch((cause) => {
    throw new Unanswered(printable(`CodePipeline could not be read: ${serviceTrouble(cause) ?? cause.message}`), {
      cause,
    });
  });
  const out = options.out ?? `${pipeline}.history.json`;
  await writeFile(out, `${JSON.stringify(history, null, 2)}\n`, { mode: 0o600 }).catch((cause) => {
    throw new WrongFile(`${out} cannot be written (${cause.code}).`, { cause });
  });
  const { pipelineExecutionSummaries: executions, actionExecutionDetails: actions } = history;
  return printable(
    `${out}: ${executions.length} executions and ${actions.length} actions since ${new Date(from).toISOString()}. ` +
      `Next: signalbox replay ${out}`,
  );
}

async function readHistory(client: CodePipelineClient, pipelineName: string, from: number) {
  const { metadata } = await client.send(new GetPipelineCommand({ name: pipelineName }));
  const { account, region } = partsOfArn(metadata?.pipelineArn ?? '');
  const executions = await newest<PipelineExecutionSummary>(from, async (nextToken) => {
    const list = new ListPipelineExecutionsCommand({ pipelineName, maxResults: 100, nextToken });
    const page: ListPipelineExecutionsCommandOutput = await client.send(list);
    return { items: page.pipelineExecutionSummaries ?? [], nextToken: page.nextToken };
  });
  const actions = await newest<ActionExecutionDetail>(from, async (nextToken) => {
    const list = new ListActionExecutionsCommand({ pipelineName, maxResults: 100, nextToken });
    const page: ListActionExecutionsCommandOutput = await client.send(list);
    return { items: page.actionExecutionDetails ?? [], nextToken: page.nextToken };
  });
  const ids = new Set(executions.map(({ pipelineExecutionId }) => pipelineExecutionId));
  const own = actions.filter(({ pipelineExecutionId }) => ids.has(pipelineExecutionId));
  return {
    pipeline: pipelineName,
    account,
    region,
    pipelineExecutionSummaries: executions.map(executionWithoutSecrets),
    actionExecutionDetails: own.map(actionWithoutSecrets),
  };
}

interface Page<T> {
  items: T[];
  nextToken?: string;
}

/** The lists are newest first. */
async function newest<T extends { startTime?: Date }>(
  from: number,
  read: (nextToken?: string) => Promise<Page<T>>,
): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const { items, nextToken } = await read(token);
    found.push(...items.filter((item) => startOf(item) >= from));
    token = items.some((item) => startOf(item) >= from) ? nextToken : undefined;
  } while (token !== undefined);
  return found;
}

function startOf({ startTime }: { startTime?: Date }): number {
  return startTime?.getTime() ?? 0;
}
