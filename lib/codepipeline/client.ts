import { CodePipelineClient, type CodePipelineClientConfig } from '@aws-sdk/client-codepipeline';
import { byRegion, inTime } from '../aws-config.ts';
import type { Effect } from '../core/effect.ts';
import type { PipelineRef } from '../core/gates.ts';
import type { Input } from '../core/input.ts';
import type { World } from '../run.ts';
import { answer } from './answer.ts';
import { type Belonging, belongsTo, type Requested } from './belongs-to.ts';
import { describe } from './describe.ts';
import { failed, isDenied, learnt } from './failure.ts';
import { inspect } from './inspect.ts';
import { operate } from './operate.ts';
import { recountOrGone } from './recount.ts';
import { type Permission, retry } from './retry.ts';
import { rollCall } from './roll-call.ts';
import { sight } from './sight.ts';
import { AnotherAccount, survey, type Watch } from './survey.ts';
import { transition } from './transition.ts';

/** CodePipeline as the loop sees it: what it can find out there, and the one thing it may do. */
export interface CodePipeline
  extends Pick<
    World,
    'describe' | 'recount' | 'inspect' | 'answer' | 'survey' | 'transition' | 'sight' | 'operate' | 'retry'
  > {
  /** Whose approval an SNS message asks for; undefined when nobody waits for it any more.
   *  @throws when that cannot be told yet: the message has to come again */
  belongsTo: (requested: Requested) => Promise<Belonging | undefined>;
  /** Every pipeline of our account in this Region, the worker's own unless it is named.
   *  @throws what the SDK throws */
  rollCall: (region?: string) => Promise<PipelineRef[]>;
}

export interface CodePipelineOptions {
  now: () => number;
  /** Names this Signalbox among all that may watch the same pipelines, as the name of its table does: by it we know our
   *  own closings again. */
  deployment?: string;
  /** Who grants retries; without, there are none. */
  permits?: Permission;
  /** What else the SDK's client is made with. */
  client?: Pick<CodePipelineClientConfig, 'requestHandler' | 'credentials'>;
}

export function createCodePipeline(options: CodePipelineOptions): CodePipeline {
  const clientFor = byRegion(
    (region) => new CodePipelineClient({ ...regionOf(region), ...inTime(4_000), ...options.client }),
  );
  // Sent again by the SDK, a change would follow no look of ours, and go over what a person did meanwhile.
  const carefulFor = byRegion((region) => new CodePipelineClient({ region, ...inTime(4_000, 1), ...options.client }));
  const now = () => options.now();
  const watch: Watch = { now, deployment: options.deployment ?? '' };
  return {
    describe: (effect) => attempt(effect, async (client) => learnt(effect, await describe(client, effect))),
    recount: (effect) => attempt(effect, async (client) => learnt(effect, await recountOrGone(client, effect))),
    inspect: (effect) => attempt(effect, (client) => inspect(client, effect, now())),
    answer: (effect) => attempt(effect, (client) => answer(client, effect, now)),
    survey: (effect) => attemptOn(effect, () => survey(clientFor(effect.pipeline.region), effect, watch)),
    transition: (effect) => attemptOn(effect, () => transition(carefulFor(effect.pipeline.region), effect, watch)),
    sight: (effect) => attemptOn(effect, () => sight(clientFor(''), effect, now)),
    operate: (effect) => {
      const { region } = effect.pipeline;
      return attemptOn(effect, () => operate({ client: clientFor(region), once: carefulFor(region) }, effect, now));
    },
    retry: (effect) =>
      attempt(effect, async (client) => {
        const { permits } = options;
        if (!permits) return failed(effect, new Error('Nobody grants retries here'));
        return retry({ client, once: carefulFor(effect.execution.region) }, effect, permits, now);
      }),
    rollCall: (region = '') => rollCall(clientFor(region)),
    belongsTo: (requested) => belongsTo(clientFor, requested, now()),
  };

  async function attempt(
    effect: Extract<Effect, { type: 'describe' | 'recount' | 'inspect' | 'answer' | 'retry' }>,
    act: (client: CodePipelineClient) => Promise<Input[]>,
  ): Promise<Input[]> {
    try {
      return await act(clientFor(effect.execution.region));
    } catch (error) {
      return failed(effect, error);
    }
  }

  async function attemptOn(
    effect: Extract<Effect, { type: 'survey' | 'transition' | 'sight' | 'operate' }>,
    act: () => Promise<Input[]>,
  ): Promise<Input[]> {
    try {
      return await act();
    } catch (error) {
      return failed(effect, error, { lasting: isDenied(error) || error instanceof AnotherAccount });
    }
  }
}

/** Nothing: the SDK's own. */
function regionOf(region: string): { region?: string } {
  return region === '' ? {} : { region };
}
