import { LATE_ANNOUNCEMENT } from '../base/timing.ts';
import type { Intent } from '../model/intent.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import { MANUAL_CHANGE, manualChange } from './messages.ts';
import type { PipelineTransitions } from './transitions.ts';

export function planManualChanges({ ref, found = {} }: PipelineTransitions, rules: PolicyPort): Intent[] {
  // An opening is announced during the freeze only; after it, open is the wanted state.
  const announced = Object.entries(found).filter(([, [, { type, want }]]) => type === 'foreign' || want === 'closed');
  return announced.flatMap(([stage, [, one]]) =>
    rules.audience([ref.pipeline]).map((channel) => ({
      key: `found:${stage}:${one.type}:${one.want}@${one.since ?? ''}:${channel}`,
      kind: 'once',
      effect: { type: 'announce', channel, text: manualChange(stage, ref.pipeline, one) },
      because: MANUAL_CHANGE,
      after: [],
      from: 0,
      giveUp: LATE_ANNOUNCEMENT,
    })),
  );
}
