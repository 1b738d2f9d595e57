import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  type PipelineExecutionFilter,
  type PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import type { ExecutionRef } from '../../core/execution/facts.ts';

/** A list, newest first, that is read only as far as needed. */
export interface Paged<T> {
  readonly found: T[];
  isAll: () => boolean;
  /** Reads on until `isEnough`, the last page or the page limit. */
  until: (isEnough: (found: T[]) => boolean) => Promise<T[]>;
}

const MOST_PAGES = 10;
const RECENT_PAGES = 3;

export async function listActions(
  client: CodePipelineClient,
  { pipeline: pipelineName, executionId: pipelineExecutionId }: Pick<ExecutionRef, 'pipeline' | 'executionId'>,
): Promise<ActionExecutionDetail[]> {
  return actionPages(client, { pipelineName, filter: { pipelineExecutionId } }, MOST_PAGES).until(() => false);
}

export async function listRecentActions(
  client: CodePipelineClient,
  pipelineName: string,
): Promise<ActionExecutionDetail[]> {
  return actionPages(client, { pipelineName }, RECENT_PAGES).until(() => false);
}

function actionPages(
  client: CodePipelineClient,
  which: { pipelineName: string; filter?: { pipelineExecutionId: string } },
  most: number,
): Paged<ActionExecutionDetail> {
  return paged(async (token) => {
    const list = new ListActionExecutionsCommand({ ...which, maxResults: 100, nextToken: token });
    const { actionExecutionDetails: items = [], nextToken } = await client.send(list);
    return { items, nextToken };
  }, most);
}

export function executionPages(
  client: CodePipelineClient,
  pipelineName: string,
  filter?: PipelineExecutionFilter,
): Paged<PipelineExecutionSummary> {
  return paged(async (token) => {
    const list = new ListPipelineExecutionsCommand({ pipelineName, filter, maxResults: 100, nextToken: token });
    const { pipelineExecutionSummaries: items = [], nextToken } = await client.send(list);
    return { items, nextToken };
  }, MOST_PAGES);
}

interface Page<T> {
  items: T[];
  nextToken?: string;
}

function paged<T>(read: (token?: string) => Promise<Page<T>>, most: number): Paged<T> {
  const found: T[] = [];
  let token: string | undefined;
  let pages = 0;
  const isAll = () => pages > 0 && token === undefined;
  return {
    found,
    isAll,
    async until(isEnough) {
      while (!isAll() && pages < most && !isEnough(found)) {
        const page = await read(token);
        found.push(...page.items);
        token = page.nextToken;
        pages += 1;
      }
      return found;
    },
  };
}
