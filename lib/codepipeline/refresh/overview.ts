import type { StageState } from '@aws-sdk/client-codepipeline';
import type { Place } from '../../aws/accounts.ts';
import {
  type PipelineCondition,
  type PipelineSnapshot,
  pipelineConditions,
  type StatusSnapshot,
} from '../../core/command/shared-state.ts';
import { changeOf } from '../../core/execution/change.ts';
import type { Execution, ExecutionRef } from '../../core/execution/facts.ts';
import type { PipelineRef } from '../../core/freeze/transitions.ts';
import type { RefreshStatus } from '../../core/model/effect.ts';
import { truncate } from '../../core/text/truncate.ts';
import type { Everywhere } from './all-pipelines.ts';
import { conditionOf, readPipeline, readStages } from './pipeline-status.ts';

export interface Listed extends PipelineRef {
  place: Place;
}

/** Reads the row of an execution. */
export type Recorded = (ref: ExecutionRef) => Promise<Execution | undefined>;

/** If there are more, only the urgent ones are shown. */
const SHOWN = 10;
const URGENT: PipelineCondition[] = ['failed', 'waits for approval', 'held'];
const LANES = 8;
/** Milliseconds; the worker waits twelve seconds for the whole answer. */
const READING = 6_000;

interface Seen {
  listed: Listed;
  condition: PipelineCondition;
  stages?: StageState[];
}

/** Reads the state of as many pipelines as the time allows, and shows the most urgent ones in detail. */
export async function overview(
  everywhere: Everywhere & { recorded: Recorded },
  listed: Listed[],
  effect: RefreshStatus,
  now: () => number,
): Promise<Pick<StatusSnapshot, 'pipelines' | 'more' | 'states'>> {
  const until = now() + READING;
  const all = await inLanes(listed, (one) => stateOf(everywhere, one, () => now() < until));
  const ranked = all
    .flat()
    .sort((a, b) => pipelineConditions.indexOf(a.condition) - pipelineConditions.indexOf(b.condition));
  const isFew = ranked.length <= SHOWN;
  const shown = ranked.filter(({ condition }) => isFew || URGENT.includes(condition)).slice(0, SHOWN);
  const pipelines = await inLanes(shown, (one) => detailed(everywhere, one, effect));
  const states: StatusSnapshot['states'] = {};
  for (const { condition } of ranked) states[condition] = (states[condition] ?? 0) + 1;
  return { pipelines, more: ranked.length - pipelines.length, states };
}

/** A pipeline that was deleted meanwhile is left out. */
async function stateOf({ clientFor }: Everywhere, listed: Listed, isInTime: () => boolean): Promise<Seen[]> {
  if (!isInTime()) return [{ listed, condition: 'unread' }];
  try {
    const client = clientFor(listed.place);
    const stages = await readStages(client, listed.pipeline);
    if (!stages) return [];
    const { condition } = conditionOf(stages);
    if (condition !== 'never ran') return [{ listed, condition, stages }];
    // In PARALLEL mode the stages show no executions.
    const read = await readPipeline(client, listed.pipeline, { tags: false, running: true }, stages);
    return [{ listed, condition: read?.condition ?? condition, stages }];
  } catch {
    return [{ listed, condition: 'unread' }];
  }
}

async function detailed(
  { clientFor, accounts, recorded }: Everywhere & { recorded: Recorded },
  { listed, condition, stages }: Seen,
  effect: RefreshStatus,
): Promise<PipelineSnapshot> {
  const { place, ...ref } = listed;
  const common = { ref, accountName: accounts.nameOf(ref.account), stages: [], running: [], condition };
  try {
    const read = await readPipeline(clientFor(place), ref.pipeline, effect, stages);
    if (!read) return common;
    return { ...common, ...read, ...(await changeFor(read, recorded)) };
  } catch {
    return common;
  }
}

/** CodePipeline's state names no author; the record of the execution does. */
async function changeFor({ ref, executionId }: PipelineSnapshot, recorded: Recorded) {
  if (executionId === undefined) return {};
  const execution = await recorded({ ...ref, executionId }).catch(() => undefined);
  const change = execution && changeOf(execution.about);
  const [message] = (change?.message ?? '').trim().split('\n', 1);
  return { author: change?.author, message: message ? truncate(message, 80) : undefined };
}

async function inLanes<T, R>(items: T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  async function lane(): Promise<void> {
    while (next < items.length) {
      const at = next++;
      results[at] = await act(items[at] as T);
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}
