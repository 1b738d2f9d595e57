import { ownAccount } from '../aws/accounts.ts';
import { createCodePipeline } from '../codepipeline/client.ts';
import type { PipelineSnapshot } from '../core/command/shared-state.ts';
import { matches } from '../core/text/glob.ts';
import { whereLines } from '../core/where/lines.ts';
import { printableLines } from './printable.ts';
import { Misuse, Unanswered } from './refusal.ts';
import { serviceTrouble } from './service-trouble.ts';

export interface WhereOptions {
  pipeline?: string;
  region?: string;
  json: boolean;
}

/** Pipelines that are read at a time. */
const BATCH = 5;

/** Prints what runs in each stage that deploys, in the account and Region of this shell. */
export async function where(rest: string[], options: WhereOptions, now: () => number): Promise<string> {
  if (rest.length > 0) throw new Misuse("where takes options only, such as --pipeline 'shop-*'.");
  const pattern = options.pipeline ?? '*';
  const pipelines = await read(pattern, options.region, now).catch((cause) => {
    throw new Unanswered(printableLines(`CodePipeline could not be read: ${serviceTrouble(cause) ?? cause.message}`), {
      cause,
    });
  });
  if (options.json) {
    const boards = pipelines.map(({ ref, mode, deployments = [] }) => ({ ...ref, mode, deployments }));
    return JSON.stringify(boards, null, 2);
  }
  return (
    printableLines(whereLines(pipelines, now(), { link: (_, text) => text }).join('\n')) ||
    `No pipeline matches ${pattern}.`
  );
}

async function read(pattern: string, region: string | undefined, now: () => number): Promise<PipelineSnapshot[]> {
  const world = createCodePipeline({ now, accounts: ownAccount(region) });
  const { found, unread } = await world.listPipelines();
  if (found.length === 0 && unread.length > 0) throw new Error(unread.join('. '));
  const names = found.map(({ pipeline }) => pipeline).filter((name) => matches(pattern, name));
  const read: PipelineSnapshot[] = [];
  for (let from = 0; from < names.length; from += BATCH) {
    read.push(...(await snapshots(world, names.slice(from, from + BATCH))));
  }
  return read;
}

async function snapshots(world: ReturnType<typeof createCodePipeline>, names: string[]): Promise<PipelineSnapshot[]> {
  const id = 'where';
  const wanted = { id, pipelines: names, tags: false, running: false, deployments: true, depth: 'full' } as const;
  const unleased = { key: id, because: 'The person asks.', digest: '', claim: '' };
  const inputs = await world.refreshStatus({ type: 'refreshStatus', ...wanted, ...unleased });
  return inputs.flatMap((input) => {
    if (input.type === 'outcome' && !input.result.done) throw new Error(input.result.why);
    return input.type === 'ordered' ? (input.board.sights?.[id]?.[1].pipelines ?? []) : [];
  });
}
