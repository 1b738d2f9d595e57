import {
  type CodePipelineClient,
  GetPipelineCommand,
  ListPipelinesCommand,
  type PipelineSummary,
} from '@aws-sdk/client-codepipeline';
import type { PipelineRef } from '../core/gates.ts';
import { isGone } from './failure.ts';

/** Pages of a thousand; an account has a thousand pipelines in a Region unless AWS was asked for more. */
const MOST_PAGES = 20;

/** Every pipeline of the client's account and Region. Only an ARN tells which these are.
 *  @throws what the SDK throws */
export async function rollCall(client: CodePipelineClient): Promise<PipelineRef[]> {
  const names = (await list(client)).flatMap(({ name }) => name ?? []);
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
