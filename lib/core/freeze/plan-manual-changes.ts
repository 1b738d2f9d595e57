import type { Intent } from '../model/intent.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import { announceIn } from '../notify/announce.ts';
import { MANUAL_CHANGE, MANUAL_CHANGE_RECORDED, manualChange, manualChangeRecorded } from './messages.ts';
import type { ManualChange, PipelineTransitions } from './transitions.ts';

export function planManualChanges({ ref, found = {} }: PipelineTransitions, rules: PolicyPort): Intent[] {
  const changes = Object.entries(found).map(([stage, [at, change]]) => ({ stage, at, change }));
  // An opening is announced during the freeze only; after it, open is the wanted state.
  const announced = changes.filter(({ change: { type, want } }) => type === 'foreign' || want === 'closed');
  return [
    ...announced.flatMap(({ stage, change }) => announce(stage, change, ref, rules)),
    ...changes.map((one) => record(one, ref, rules)),
  ];
}

function announce(stage: string, one: ManualChange, ref: PipelineTransitions['ref'], rules: PolicyPort): Intent[] {
  const key = `found:${stage}:${one.type}:${one.want}@${one.since ?? ''}`;
  return announceIn(rules.audience([ref.pipeline]), key, manualChange(stage, ref.pipeline, one), MANUAL_CHANGE);
}

/** Once for each change, although one that lasts is found before and after the end of a freeze. */
function record(
  { stage, at, change }: { stage: string; at: number; change: ManualChange },
  ref: PipelineTransitions['ref'],
  { version: policy }: PolicyPort,
): Intent {
  const { type, by, since, reason } = change;
  const id = `found:${stage}:${type}@${since ?? ''}`;
  return {
    key: `record:${id}`,
    kind: 'once',
    effect: {
      type: 'writeAudit',
      entry: {
        ...ref,
        executionId: '',
        id: `${ref.account}/${ref.region}/${id}`,
        at: since ?? at,
        what: 'manual',
        stage,
        action: '',
        who: by === undefined ? [] : [by],
        decision: type === 'reopened' ? 'enabled' : 'disabled',
        ...(reason === undefined ? {} : { comment: reason }),
        because: manualChangeRecorded(type),
        policy,
      },
    },
    because: MANUAL_CHANGE_RECORDED,
    after: [],
    from: 0,
    giveUp: Number.POSITIVE_INFINITY,
  };
}
