import { readEvent } from '../../lib/codepipeline/read/event.ts';
import type { Diagnosis } from '../../lib/core/execution/diagnosis.ts';
import { absorb, type Execution } from '../../lib/core/execution/facts.ts';
import { summarize } from '../../lib/core/execution/summary.ts';
import type { EmitMetrics, Reply, Show } from '../../lib/core/model/effect.ts';
import type { EffectOutcome } from '../../lib/core/model/input.ts';
import { CHANNEL } from './rules.ts';
import { runs } from './runs.ts';

const failed = runs.failedThenGreen.slice(0, 8).map((event) => readEvent(event) as Execution);
const summary = summarize(failed.reduce<Execution | undefined>(absorb, undefined) as Execution);
const intended = { because: 'a test', digest: 'd1', claim: 'c1' };

export const throttled: Diagnosis = {
  cause: 'Too many builds at once',
  class: 'throttling',
  retryable: true,
  because: 'Rate exceeded',
  evidence: [],
  links: [],
  missing: [],
};

export function show(more: Partial<Show> = {}): Show {
  return { ...intended, type: 'show', key: `show:${CHANNEL}`, channel: CHANNEL, summary, asks: [], notes: [], ...more };
}

export function reply(more: Partial<Reply> = {}): Reply {
  const milestone = { type: 'failed', key: 'failed@1', stages: ['Build'] } as const;
  return {
    ...intended,
    type: 'reply',
    key: `reply:${CHANNEL}:failed@1`,
    channel: CHANNEL,
    execution: {
      account: summary.account,
      region: summary.region,
      pipeline: summary.pipeline,
      executionId: summary.executionId,
    },
    content: { type: 'failed', summary },
    aloud: false,
    milestone: { ...milestone, stages: [...milestone.stages] },
    mention: [],
    message: { channel: CHANNEL, ts: '' },
    broadcast: false,
    ...more,
  };
}

export function measure(more: Partial<EmitMetrics> = {}): EmitMetrics {
  const figures = { Deployments: 1, DeploymentsFailed: 0 };
  const { ref } = failed[0] as Execution;
  return { ...intended, type: 'measure', key: 'measure:ended', execution: ref, at: 0, figures, ...more };
}

/** The result in the inputs that an effect returned. */
export function resultOf(inputs: { type: string }[]): EffectOutcome['result'] {
  const outcome = inputs.find((input): input is EffectOutcome => input.type === 'outcome');
  if (!outcome) throw new Error('There is no outcome');
  return outcome.result;
}
