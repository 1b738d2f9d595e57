import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { Accounts } from '../../aws/accounts.ts';
import type { PipelineRef } from '../../core/freeze/transitions.ts';
import type { BoardPipeline } from '../../core/where/board.ts';
import { isPermanent, whyOf } from '../api-error.ts';
import { readPipeline } from './pipeline-status.ts';

/** A pipeline that may not be read is a result: a board shows the reason, and reads it again when there is news.
 *  @throws errors of the SDK that may pass */
export async function readForBoard(
  client: CodePipelineClient,
  ref: PipelineRef,
  tags: boolean,
  accounts: Pick<Accounts, 'nameOf'>,
): Promise<BoardPipeline> {
  const accountName = accounts.nameOf(ref.account);
  try {
    const read = await readPipeline(client, ref.pipeline, { tags, running: false, deployments: true });
    if (!read) return { ref, gone: true };
    const { mode, deployments } = read;
    return { ref, accountName, mode, deployments, tags: read.tags };
  } catch (error) {
    if (!isPermanent(error)) throw error;
    return { ref, accountName, unread: whyOf(error) };
  }
}
