import { CodePipelineClient, CodePipelineServiceException } from '@aws-sdk/client-codepipeline';
import { byRegion, inTime } from '../aws-config.ts';
import type { Describe, Recount } from '../core/effect.ts';
import { type Execution, glimpse } from '../core/execution.ts';
import { type Input, outcome } from '../core/input.ts';
import type { World } from '../run.ts';
import { describe } from './describe.ts';
import { recount } from './recount.ts';

/** CodePipeline as the loop sees it: what it can find out there. */
export function createCodePipeline(): Pick<World, 'describe' | 'recount'> {
  const clientFor = byRegion((region) => new CodePipelineClient({ region, ...inTime(4_000) }));
  return {
    describe: (effect) => learn(effect, () => describe(clientFor(effect.execution.region), effect)),
    recount: (effect) =>
      learn(effect, async () => {
        const { execution, attempt, newest } = effect;
        try {
          return await recount(clientFor(execution.region), execution, attempt);
        } catch (error) {
          if (isGone(error)) return glimpse(execution, { about: { gone: newest } });
          throw error;
        }
      }),
  };
}

async function learn(effect: Describe | Recount, read: () => Promise<Execution>): Promise<Input[]> {
  try {
    const execution = await read();
    return [{ type: 'seen', execution }, outcome(effect, { done: true, digest: effect.digest })];
  } catch (error) {
    return [outcome(effect, { done: false, why: String(error), lasting: isDenied(error) || isGone(error) })];
  }
}

function isGone(error: unknown): boolean {
  if (!(error instanceof CodePipelineServiceException)) return false;
  return error.name === 'PipelineNotFoundException' || error.name === 'PipelineExecutionNotFoundException';
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && error.name === 'AccessDeniedException';
}
