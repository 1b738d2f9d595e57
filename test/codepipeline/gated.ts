import { AwsError } from '../../lab/codepipeline/errors.ts';
import { createRig } from '../../lab/codepipeline/rig.ts';
import { createCodePipeline } from '../../lib/codepipeline/client.ts';
import { merge } from '../../lib/core/base/merge.ts';
import type { PipelineTransitions } from '../../lib/core/freeze/transitions.ts';
import type { RefreshTransitions, SetTransition } from '../../lib/core/model/effect.ts';
import type { EffectOutcome, Input } from '../../lib/core/model/input.ts';
import { resultOf } from '../kit/effects.ts';
import { inMemoryHttp, unsigned } from '../kit/in-memory-http.ts';

/** A pipeline behind the real client. People and Signalbox change its transitions. */

export const OLGA = 'arn:aws:iam::123456789012:user/olga';
export const PAUL = 'arn:aws:iam::123456789012:user/paul';
export const SHOP = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' };

export interface Wire {
  operation: string;
  input: Record<string, unknown>;
}
type Change = 'close' | 'open';

const intended = { because: 'a test', digest: 'd', claim: 'c' };

export function gated(mode: 'SUPERSEDED' | 'QUEUED' | 'PARALLEL' = 'SUPERSEDED') {
  const stages = ['Source', 'Test', 'Prod'].map((name, index) => ({
    name,
    actions: [{ name: 'Do', provider: index === 0 ? 'CodeStarSourceConnection' : 'CodeBuild' }],
  }));
  const rig = createRig({ name: 'shop', mode, stages, tags: { env: 'prod' } });
  const calls: Wire[] = [];
  const on: { before?: (wire: Wire) => void; after?: (wire: Wire, output: unknown) => unknown } = {};
  const requestHandler = inMemoryHttp((operation, given) => {
    const wire = { operation, input: given as Wire['input'] };
    calls.push(wire);
    on.before?.(wire);
    const output = rig.codepipeline.call(operation, wire.input);
    return on.after ? on.after(wire, output) : output;
  });
  const client = { requestHandler, ...unsigned };
  const codepipeline = createCodePipeline({
    now: rig.now,
    deployment: 'signalbox-test',
    client: client as unknown as NonNullable<Parameters<typeof createCodePipeline>[0]['client']>,
  });

  let gates: PipelineTransitions = { ref: SHOP };
  const learn = (inputs: Input[]): EffectOutcome['result'] => {
    for (const input of inputs) if (input.type === 'surveyed') gates = merge(gates, input.gates);
    return resultOf(inputs);
  };
  const wishing = (want: SetTransition['want'], more: Partial<SetTransition> = {}): SetTransition => ({
    ...intended,
    type: 'transition',
    key: 'gate:Prod',
    pipeline: SHOP,
    stage: 'Prod',
    want,
    rules: ['weekend'],
    until: Date.parse('2026-11-23T07:00:00Z'),
    ours: gates.ours?.[more.stage ?? 'Prod']?.[1] as SetTransition['ours'],
    reopened: 'respect',
    ...more,
  });

  return {
    rig,
    calls,
    on,
    codepipeline,
    gates: () => gates,
    learn,
    wishing,
    /** The writes since the previous call of this function. */
    written: () =>
      calls.splice(0).flatMap(({ operation }) => (/able/.test(operation) ? [operation.slice(0, -15)] : [])),
    /** Applies an intent one second later, and records the result. */
    async intent(want: SetTransition['want'], more: Partial<SetTransition> = {}) {
      rig.wait('1s');
      return learn(await codepipeline.transition(wishing(want, more)));
    },
    async survey(more: Partial<RefreshTransitions> = {}) {
      const effect = {
        ...intended,
        type: 'refreshTransitions',
        key: 'refreshTransitions',
        pipeline: SHOP,
        tags: false,
      } as const;
      return learn(await codepipeline.refreshTransitions({ ...effect, ...more }));
    },
    /** Changes the transition, like a person at the console. */
    person(change: Change, { who = OLGA, stage = 'Prod', reason = 'Hands off' } = {}) {
      const which = { pipelineName: 'shop', stageName: stage, transitionType: 'Inbound' };
      if (change === 'close') rig.call('DisableStageTransition', { ...which, reason }, who);
      else rig.call('EnableStageTransition', which, who);
    },
    /** The state in AWS: `open`, or the author and the reason of the closing. */
    standing(stage = 'Prod') {
      const { stageStates = [] } = rig.call('GetPipelineState', { name: 'shop' });
      const state = stageStates.find((each) => each.stageName === stage)?.inboundTransitionState;
      return state?.enabled ? 'open' : { by: state?.lastChangedBy, reason: state?.disabledReason };
    },
    last: (stage = 'Prod') => gates.ours?.[stage]?.[1],
    found: (stage = 'Prod') => gates.found?.[stage]?.[1],
  };
}
export type Gated = ReturnType<typeof gated>;

/** AWS carried out the call, but its answer is lost. */
export function lost(): never {
  throw new AwsError('InternalFailure', 'Lost on its way', 500);
}
