import {
  type CodePipelineClient,
  GetPipelineCommand,
  ListPipelinesCommand,
  type PipelineSummary,
} from '@aws-sdk/client-codepipeline';
import { type Accounts, NoAccess, type Place } from '../../aws/accounts.ts';
import type { PipelineRef } from '../../core/freeze/transitions.ts';
import { partsOfArn } from '../../core/text/arn.ts';
import { isGone, whyOf } from '../api-error.ts';

/** Pages of 1,000. The default quota is 1,000 pipelines per account and Region. */
const MOST_PAGES = 20;

export interface Everywhere {
  accounts: Accounts;
  clientFor: (place: Place) => CodePipelineClient;
}

/** The results of all places, and one sentence for each place that could not be read. */
export interface Listed<T = PipelineRef> {
  found: T[];
  unread: string[];
}

export function listPipelinesIn(everywhere: Everywhere, since?: number): Promise<Listed> {
  return calledIn(everywhere, everywhere.accounts.places, (client) => listAllPipelines(client, since));
}

/** An unreadable place does not hide the others.
 *  @throws the first error when all fail, unless all lack access: that is a result */
export async function calledIn<T>(
  { accounts, clientFor }: Everywhere,
  places: Place[],
  call: (client: CodePipelineClient, place: Place) => Promise<T[]>,
): Promise<Listed<T>> {
  const answers = await Promise.allSettled(places.map(async (place) => call(clientFor(place), place)));
  const refused = answers.flatMap((answer, at) =>
    answer.status === 'rejected' ? [{ answer, place: places[at] }] : [],
  );
  const passing = refused.find(({ answer }) => !(answer.reason instanceof NoAccess));
  if (passing && refused.length === answers.length) throw passing.answer.reason;
  return {
    found: answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])),
    unread: refused.map(
      ({ answer, place }) => `${nameOf(place, accounts)} could not be read (${whyOf(answer.reason)})`,
    ),
  };
}

function nameOf({ account, region }: Place = { account: '', region: '' }, accounts: Accounts): string {
  const named = [accounts.nameOf(account) ?? account, region].filter((part) => part !== '').join(' ');
  return named === '' ? "Signalbox's own account" : named;
}

/** Only an ARN shows which account and Region the client reads. */
export async function listAllPipelines(client: CodePipelineClient, since = 0): Promise<PipelineRef[]> {
  const listed = (await list(client)).filter((one) => changedAt(one) >= since);
  const names = listed.flatMap(({ name }) => name ?? []);
  for (const name of names) {
    const home = await homeOf(client, name);
    if (home) return names.map((pipeline) => ({ ...home, pipeline }));
  }
  return [];
}

async function list(client: CodePipelineClient): Promise<PipelineSummary[]> {
  const found: PipelineSummary[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await client.send(new ListPipelinesCommand({ maxResults: 1000, nextToken }));
    found.push(...(answer.pipelines ?? []));
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  return found;
}

/** A missing creation time counts as just now. */
function changedAt({ created, updated }: PipelineSummary): number {
  return Math.max(created?.getTime() ?? Number.POSITIVE_INFINITY, updated?.getTime() ?? 0);
}

async function homeOf(client: CodePipelineClient, name: string): Promise<Omit<PipelineRef, 'pipeline'> | undefined> {
  try {
    const { metadata } = await client.send(new GetPipelineCommand({ name }));
    const { region, account } = partsOfArn(metadata?.pipelineArn);
    return region && account ? { region, account } : undefined;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
