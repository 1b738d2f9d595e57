import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { absorb, type Execution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { PipelineTransitions } from '../../../lib/core/freeze/transitions.ts';
import type { Intent } from '../../../lib/core/model/intent.ts';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import { eventPlans } from '../../../lib/policy/events/event-plans.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

const BUS = 'events: { bus: signalbox }\n';
const NIGHT =
  'freezes: [{ id: night, kind: deny, scope: all, tz: UTC, once: { from: "2026-11-22T22:00", until: "2026-11-23T06:00" } }]';
const NOW = Date.UTC(2026, 10, 22, 21, 59);

function plansOf(yaml: string) {
  const parsed = parsePolicy(`version: 1\nroutes: [{ scope: all, channel: C0DEPLOYS }]\n${yaml}`);
  if (!parsed.ok) throw new Error('It is refused');
  return eventPlans(parsed.policy, times);
}

const sent = (intents: Intent[] = []) =>
  intents.flatMap(({ effect }) => (effect.type === 'putEvent' ? [`${effect.bus}: ${effect.event.type}`] : []));

it('a policy without a bus has no events', () => {
  expect(plansOf(NIGHT)).toBeUndefined();
});

it('the edges of freezes are events, unless the policy is broken', () => {
  const plans = plansOf(`${BUS}${NIGHT}`);
  const ofShared = (closed?: true) => sent(plans?.ofSharedState({}, { ...rules(), closed }, {}, NOW));
  expect(ofShared()).toEqual(['signalbox: Signalbox Freeze Started', 'signalbox: Signalbox Freeze Ended']);
  expect(ofShared(true)).toEqual([]);
});

it('a stage that a freeze holds is an event', () => {
  const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' };
  const last = { type: 'closed', rules: ['night'], gate: { reason: 'night' } };
  const gates = { ref, ours: { Live: [NOW, last] } } as unknown as PipelineTransitions;
  expect(sent(plansOf(BUS)?.ofStages(gates, {}, NOW))).toEqual(['signalbox: Signalbox Stage Held']);
});

it('the recovery of a pipeline is an event', () => {
  const seen = runs.failedThenGreen.map((event) => readEvent(event) as Execution);
  const execution = seen.reduce<Execution | undefined>(absorb, undefined) as Execution;
  const context = { execution, summary: summarize(execution), rules: rules(), outbox: {}, now: NOW };
  const known = { pending: [], retries: [], plannedApprovals: [], decided: [] };
  expect(sent(plansOf(BUS)?.ofExecution(context, known))).toContain('signalbox: Signalbox Execution Recovered');
});
