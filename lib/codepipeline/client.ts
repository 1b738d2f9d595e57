import { CodePipelineClient, type CodePipelineClientConfig } from '@aws-sdk/client-codepipeline';
import { byRegion, inTime } from '../aws-config.ts';
import type { Effect } from '../core/effect.ts';
import type { Input } from '../core/input.ts';
import type { World } from '../run.ts';
import { answer } from './answer.ts';
import { type Belonging, belongsTo, type Requested } from './belongs-to.ts';
import { describe } from './describe.ts';
import { failed, learnt } from './failure.ts';
import { inspect } from './inspect.ts';
import { recountOrGone } from './recount.ts';

/** CodePipeline as the loop sees it: what it can find out there, and the one thing it may do. */
export interface CodePipeline extends Pick<World, 'describe' | 'recount' | 'inspect' | 'answer'> {
  /** Whose approval an SNS message asks for; undefined when nobody waits for it any more.
   *  @throws when that cannot be told yet: the message has to come again */
  belongsTo: (requested: Requested) => Promise<Belonging | undefined>;
}

export interface CodePipelineOptions {
  now: () => number;
  /** What else the SDK's client is made with. */
  client?: Pick<CodePipelineClientConfig, 'requestHandler' | 'credentials'>;
}

export function createCodePipeline(options: CodePipelineOptions): CodePipeline {
  const clientFor = byRegion((region) => new CodePipelineClient({ region, ...inTime(4_000), ...options.client }));
  const now = () => options.now();
  return {
    describe: (effect) => attempt(effect, async (client) => learnt(effect, await describe(client, effect))),
    recount: (effect) => attempt(effect, async (client) => learnt(effect, await recountOrGone(client, effect))),
    inspect: (effect) => attempt(effect, (client) => inspect(client, effect, now())),
    answer: (effect) => attempt(effect, (client) => answer(client, effect, now)),
    belongsTo: (requested) => belongsTo(clientFor, requested, now()),
  };

  async function attempt(
    effect: Extract<Effect, { type: 'describe' | 'recount' | 'inspect' | 'answer' }>,
    act: (client: CodePipelineClient) => Promise<Input[]>,
  ): Promise<Input[]> {
    try {
      return await act(clientFor(effect.execution.region));
    } catch (error) {
      return failed(effect, error);
    }
  }
}
