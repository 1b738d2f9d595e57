import { CodePipelineClient, CodePipelineServiceException } from '@aws-sdk/client-codepipeline';
import type { Describe, Recount } from '../core/effect.ts';
import { type Execution, type ExecutionRef, glimpse } from '../core/execution.ts';
import type { Failed, Input, Outcome } from '../core/input.ts';
import type { World } from '../run.ts';
import { describe } from './describe.ts';
import { recount } from './recount.ts';

/** CodePipeline as the loop sees it: what it can find out there. One client for each Region that asks. */
export function createCodePipeline(): Pick<World, 'describe' | 'recount'> {
  const clients = new Map<string, CodePipelineClient>();
  function clientFor({ region }: ExecutionRef): CodePipelineClient {
    const client = clients.get(region) ?? new CodePipelineClient({ region, maxAttempts: 2, requestHandler: IMPATIENT });
    clients.set(region, client);
    return client;
  }
  return {
    describe: (effect) => learn(effect, () => describe(clientFor(effect.execution), effect.execution, effect)),
    recount: (effect) => learn(effect, () => recount(clientFor(effect.execution), effect.execution)),
  };
}

/** Milliseconds: the worker has other work than to wait for one answer. */
const IMPATIENT = { connectionTimeout: 2_000, requestTimeout: 5_000 };

async function learn(effect: Describe | Recount, read: () => Promise<Execution>): Promise<Input[]> {
  try {
    return [{ type: 'seen', execution: await read() }, done(effect)];
  } catch (error) {
    if (isGone(error)) {
      return [{ type: 'seen', execution: glimpse(effect.execution, { about: { gone: true } }) }, done(effect)];
    }
    const result: Failed = { done: false, why: String(error), lasting: isDenied(error) };
    return [{ type: 'outcome', key: effect.key, claim: effect.claim, result }];
  }
}

function done({ key, claim, digest }: Describe | Recount): Outcome {
  return { type: 'outcome', key, claim, result: { done: true, digest } };
}

function isGone(error: unknown): boolean {
  if (!(error instanceof CodePipelineServiceException)) return false;
  return error.name === 'PipelineNotFoundException' || error.name === 'PipelineExecutionNotFoundException';
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && error.name === 'AccessDeniedException';
}
