import type { SharedState } from '../../core/command/shared-state.ts';
import { planExecutionEvents } from '../../core/events/plan-execution-events.ts';
import { planSharedEvents } from '../../core/events/plan-shared-events.ts';
import { planStageEvents } from '../../core/events/plan-stage-events.ts';
import type { EventPlans } from '../../core/model/policy-port.ts';
import type { Policy } from '../file/schema.ts';
import { freezeEdges } from '../freeze/edges.ts';
import type { Times } from '../freeze/occurrences.ts';

/** @returns undefined if the policy names no bus */
export function eventPlans(policy: Policy, times: Times, orders: SharedState = {}): EventPlans | undefined {
  if (!policy.events) return undefined;
  const { bus } = policy.events;
  return {
    ofExecution: (context, known) => planExecutionEvents(bus, context, known),
    ofStages: (gates, outbox, now) => planStageEvents(bus, gates, outbox, now),
    ofSharedState(state, rules, outbox, now) {
      // While the policy is broken, no freeze starts or ends.
      const edges = rules.closed ? [] : freezeEdges(policy, times, orders, now);
      return planSharedEvents(bus, state, edges, outbox, now);
    },
  };
}
