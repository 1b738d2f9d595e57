import type { CodePipelineClient, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import type { ExecutionRef } from '../../core/execution/facts.ts';
import { executionPages, listActions } from './list-executions.ts';

type Summary = PipelineExecutionSummary;

export interface History {
  /** Absent when it is too old to be listed. */
  me?: Summary;
  /** The execution that runs behind this stage now. */
  base?: Summary;
  /** Executions since `base` without `me`, newest first. */
  earlier: Summary[];
  /** True when no execution is missing in `earlier`. */
  isSure: boolean;
  listed: Summary[];
}

export async function readHistory(
  client: CodePipelineClient,
  { pipeline, executionId }: ExecutionRef,
  stage: string,
): Promise<History> {
  const all = executionPages(client, pipeline);
  const me = named(await all.until((found) => named(found, executionId) !== undefined), executionId);
  if (!me || isRollback(me)) return { me, earlier: [], isSure: me !== undefined, listed: all.found };

  const through = executionPages(client, pipeline, { succeededInStage: { stageName: stage } });
  const base = lastBefore(me, await through.until((found) => lastBefore(me, found) !== undefined));
  if (base) {
    const listed = await all.until((found) => named(found, startOf(base)) !== undefined);
    return { me, base, ...since(named(listed, startOf(base)), me, listed), listed };
  }

  // AWS filters by the current structure: after an edit, no execution seems to have passed the stage.
  await all.until((found) => lastBefore(me, found.filter(isThrough)) !== undefined);
  const { base: whole, isKnown } = await lastThrough(client, pipeline, stage, before(me, all.found.filter(isThrough)));
  if (!whole) return { me, earlier: [], isSure: isKnown && all.isAll() && through.isAll(), listed: all.found };
  const listed = await all.until((found) => named(found, startOf(whole)) !== undefined);
  const { earlier, isSure } = since(named(listed, startOf(whole)), me, listed);
  return { me, base: whole, earlier, isSure: isSure && isKnown && through.isAll(), listed };
}

/** Limit for consecutive roll-backs of other stages. */
const MOST_READ = 3;

/** A succeeded execution passed the stage unless it skipped it. A roll-back passed one stage, perhaps this one. */
async function lastThrough(
  client: CodePipelineClient,
  pipeline: string,
  stage: string,
  found: Summary[],
): Promise<{ base?: Summary; isKnown: boolean }> {
  for (const base of found.slice(0, MOST_READ)) {
    const actions = await listActions(client, { pipeline, executionId: base.pipelineExecutionId ?? '' });
    const isKnown = actions.some(({ stageName }) => stageName === stage);
    if (isKnown || !isRollback(base)) return { base, isKnown };
  }
  return { isKnown: found.length === 0 };
}

export function named(found: Summary[], executionId: string | undefined): Summary | undefined {
  return found.find((summary) => summary.pipelineExecutionId === executionId);
}

export function isRollback({ executionType }: Summary): boolean {
  return executionType === 'ROLLBACK';
}

function isThrough({ status }: Summary): boolean {
  return status === 'Succeeded';
}

/** A roll-back restores its target, so all changes since that target are due again. */
function startOf({ pipelineExecutionId, rollbackMetadata }: Summary): string | undefined {
  return rollbackMetadata?.rollbackTargetPipelineExecutionId ?? pipelineExecutionId;
}

function before(me: Summary, found: Summary[]): Summary[] {
  return newestFirst(found).filter((each) => began(each) <= began(me));
}

function lastBefore(me: Summary, found: Summary[]): Summary | undefined {
  return before(me, found)[0];
}

/** Roll-backs in between brought no changes of their own. */
function since(start: Summary | undefined, me: Summary, listed: Summary[]): Pick<History, 'earlier' | 'isSure'> {
  const order = newestFirst(listed);
  const [from, to] = [order.indexOf(me) + 1, start ? order.indexOf(start) : order.length];
  const earlier = order.slice(from, to).filter((each) => !isRollback(each));
  return { earlier, isSure: start !== undefined && from <= to };
}

export function newestFirst<T extends { startTime?: Date }>(found: T[]): T[] {
  return found.toSorted((a, b) => began(b) - began(a));
}

function began({ startTime }: { startTime?: Date }): number {
  return startTime?.getTime() ?? 0;
}
