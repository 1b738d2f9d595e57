import { LATE_ANNOUNCEMENT } from '../base/timing.ts';
import { personOf } from '../execution/failure-reason.ts';
import type { Intent } from '../model/intent.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import type { ManualChange, PipelineTransitions } from './transitions.ts';

/** What people did to transitions that a freeze is about is respected, and said: once for each thing they did. */
export function planManualChanges({ ref, found = {} }: PipelineTransitions, rules: PolicyPort): Intent[] {
  // That somebody opened it was said when they did; after the freeze it is as everybody wants it.
  const telling = Object.entries(found).filter(([, [, { type, want }]]) => type === 'foreign' || want === 'closed');
  return telling.flatMap(([stage, [, one]]) =>
    rules.audience([ref.pipeline]).map((channel) => ({
      key: `found:${stage}:${one.type}:${one.want}@${one.since ?? ''}:${channel}`,
      kind: 'once',
      effect: { type: 'announce', channel, text: `${stage} of ${ref.pipeline} ${words(one)}` },
      decision: { rule: 'freeze', outcome: 'allow', because: 'What a person did is let be, and said.' },
      after: [],
      from: 0,
      giveUp: LATE_ANNOUNCEMENT,
    })),
  );
}

function words({ type, want, by, reason }: ManualChange): string {
  const who = by ? personOf(by) : 'somebody';
  if (type === 'reopened') return `was opened by ${who} in a freeze. Signalbox lets it be.`;
  const why = reason ? ` ("${reason}")` : '';
  if (want === 'closed')
    return `was closed by ${who} already${why}. The freeze leaves it to them, and so does its end.`;
  return `stays closed now that the freeze is over: ${who} closed it${why}.`;
}
