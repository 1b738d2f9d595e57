import {
  type CodePipelineClient,
  GetPipelineCommand,
  ListPipelinesCommand,
  type PipelineSummary,
} from '@aws-sdk/client-codepipeline';
import { type Accounts, NoAccess, type Place } from '../../aws/accounts.ts';
import type { PipelineRef } from '../../core/freeze/transitions.ts';
import { isGone, whyOf } from '../api-error.ts';

/** Pages of a thousand; an account has a thousand pipelines in a Region unless AWS was asked for more. */
const MOST_PAGES = 20;

/** Who asks everywhere. */
export interface Everywhere {
  accounts: Accounts;
  clientFor: (place: Place) => CodePipelineClient;
}

/** What was found in all places together, and of places that could not be asked a sentence each. */
export interface Called<T = PipelineRef> {
  found: T[];
  unread: string[];
}

export function listPipelinesIn(everywhere: Everywhere, since?: number): Promise<Called> {
  return askedIn(everywhere, everywhere.accounts.places, (client) => listAllPipelines(client, since));
}

/** One place that cannot be asked hides no other.
 *  @throws what was thrown when none can be asked, unless somebody has to let us in first: that is an answer */
export async function askedIn<T>(
  { accounts, clientFor }: Everywhere,
  places: Place[],
  ask: (client: CodePipelineClient, place: Place) => Promise<T[]>,
): Promise<Called<T>> {
  const answers = await Promise.allSettled(places.map(async (place) => ask(clientFor(place), place)));
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

/** Every pipeline of the client's account and Region, or of these what was created or edited since then. Only an ARN
 *  tells which account and Region that is.
 *  @throws what the SDK throws */
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

/** Where AWS does not say when, it may have been just now. */
function changedAt({ created, updated }: PipelineSummary): number {
  return Math.max(created?.getTime() ?? Number.POSITIVE_INFINITY, updated?.getTime() ?? 0);
}

/** Undefined when somebody deleted it meanwhile. */
async function homeOf(client: CodePipelineClient, name: string): Promise<Omit<PipelineRef, 'pipeline'> | undefined> {
  try {
    const { metadata } = await client.send(new GetPipelineCommand({ name }));
    const [, , , region, account] = metadata?.pipelineArn?.split(':') ?? [];
    return region && account ? { region, account } : undefined;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
